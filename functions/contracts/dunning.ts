import * as z from 'zod';
import { technology } from './catalog.ts';
import { rate } from './quota.ts';
import { clockTime, countryCode, day, id, money, moneyWire } from './scalars.ts';

const text = z.string().trim().min(1).max(100);

/**
 * `reminder`: a mail. `late-fee`: an invoice of its own for a fee, of which no fee is charged again. `hand-over`: the
 * subscriber is listed for whoever collects the debt. The others are for every active service that the subscriber pays for:
 * `throttle` holds it to a rate, `walled-garden` leaves the page on which to pay; both stay active, and are charged.
 * `suspension`: it is suspended as overdue, and the access policy says what the network still lets through.
 * `termination`: it ends.
 */
export const dunningStepKind = z
  .enum(['reminder', 'late-fee', 'throttle', 'walled-garden', 'suspension', 'termination', 'hand-over'])
  .meta({ id: 'DunningStepKind' });
export type DunningStepKind = z.infer<typeof dunningStepKind>;

/** What a late fee comes to: a share of what is left of the invoice, or an amount in each currency that has one. */
export const lateFee = z
  .strictObject({
    percent: z.number().positive().max(100).optional(),
    amounts: z.array(moneyWire).min(1).max(50).optional().meta({
      description: 'One per currency; in another one no fee is charged.',
    }),
    taxed: z.literal(true).optional().meta({
      description: 'The subscriber’s taxes apply to it; left out, it is outside of taxes, as damages are.',
    }),
  })
  .refine(({ percent, amounts }) => (percent === undefined) !== (amounts === undefined), {
    message: 'must be a percentage or amounts, and not both',
  })
  .refine(({ amounts = [] }) => new Set(amounts.map(({ currency }) => currency)).size === amounts.length, {
    message: 'must have one amount per currency',
    path: ['amounts'],
  })
  .meta({ id: 'LateFee' });
export type LateFee = z.infer<typeof lateFee>;

export const dunningStep = z
  .strictObject({
    stepId: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be 1 to 40 small letters, digits and hyphens')
      .meta({ description: 'A step is taken once per invoice; one with another id is another step.' }),
    kind: dunningStepKind,
    day: z
      .int()
      .min(-60)
      .max(365)
      .meta({ description: 'Days after the due day; negative before it. Only a reminder comes before it.' }),
    fee: lateFee.optional().meta({ description: 'Of a late fee.' }),
    rate: rate.optional().meta({ description: 'Of a throttle.' }),
    blocks: z
      .literal(true)
      .optional()
      .meta({ description: 'Of a suspension: not even the page on which to pay can be reached.' }),
  })
  .refine(({ kind, day: after }) => kind === 'reminder' || after >= 0, {
    message: 'must not be negative: nobody is cut before an invoice is due',
    path: ['day'],
  })
  .refine(({ kind, rate: to }) => (kind === 'throttle') === (to !== undefined), {
    message: 'is what a throttle is held to, and belongs to no other step',
    path: ['rate'],
  })
  .refine(({ kind, fee }) => (kind === 'late-fee') === (fee !== undefined), {
    message: 'is what a late fee comes to, and belongs to no other step',
    path: ['fee'],
  })
  .refine(({ kind, blocks }) => kind === 'suspension' || blocks === undefined, {
    message: 'belongs to a suspension',
    path: ['blocks'],
  })
  .meta({ id: 'DunningStep' });
export type DunningStep = z.infer<typeof dunningStep>;

const steps = z
  .array(dunningStep)
  .max(20)
  .refine((list) => new Set(list.map(({ stepId }) => stepId)).size === list.length, {
    message: 'must have another stepId in each step',
  });

const ruleShape = {
  name: text.optional(),
  category: text
    .optional()
    .meta({ description: 'Subscribers of this category; a rule without one is for all that no other fits.' }),
  steps,
  promises: z
    .strictObject({
      mostDays: z.int().min(1).max(90).meta({ description: 'How many days ahead at most.' }),
      restores: z.boolean().default(false).meta({
        description: 'Whether what was taken of services is given back on the word, until it is broken.',
      }),
    })
    .optional()
    .meta({ description: 'Promises to pay are taken; left out, none are.' }),
  plans: z
    .strictObject({
      mostInstalments: z.int().min(2).max(36),
      firstWithinDays: z.int().min(0).max(60).default(14).meta({
        description: 'How many days from the agreement on the first instalment is paid at the latest.',
      }),
    })
    .optional()
    .meta({ description: 'Payment plans are taken; left out, none are.' }),
  prepaid: z.literal(true).optional().meta({
    description:
      'Service is for a balance that was paid before: what open credit does not cover counts as overdue on its due day, so that a step of day 0 takes the service as soon as the balance is used up.',
  }),
  waitsForAutopay: z.literal(true).optional().meta({
    description: 'No step is taken while the invoice is to be charged to the saved method once more.',
  }),
  excludedTechnologies: z.array(technology).max(10).optional().meta({
    description: 'Nothing is taken of services of these technologies.',
  }),
  excludedTags: z.array(text).max(50).optional().meta({
    description: 'Subscribers with one of these tags are left alone, such as hospitals.',
  }),
};

/** When a prepaid subscriber is told, once, that the balance runs low. */
const lowBalance = {
  nextDebit: z.literal(true).optional().meta({
    description: 'As soon as the balance, less what must stay on it, does not cover what is charged next.',
  }),
};

/** What happens to subscribers of a category who do not pay. A rule without steps leaves them alone. */
export const dunningRule = z.strictObject({
  ...ruleShape,
  /** Less than this, in its currency, is not pursued. */
  minimum: money.optional(),
  /** Of `prepaid`: so much must stay on the balance, in its currency. */
  minimumBalance: money.optional(),
  lowBalance: z.strictObject({ ...lowBalance, below: money.optional() }).optional(),
});
export type DunningRule = z.infer<typeof dunningRule>;

/** A rule as the API takes and shows it. */
export const dunningRuleWire = z
  .strictObject({
    ...ruleShape,
    minimum: moneyWire.optional().meta({
      description:
        'Less than this, in its currency, is not pursued, and a payment that leaves less restores.',
    }),
    minimumBalance: moneyWire.optional().meta({
      description:
        'Of `prepaid`: so much must stay on the balance, in its currency. What is missing of it counts as overdue since the day on which it fell short, and steps that take something of services are taken for it, though no invoice is open.',
    }),
    lowBalance: z
      .strictObject({
        ...lowBalance,
        below: moneyWire.optional().meta({
          description: 'As soon as less than this, in its currency, is on the balance.',
        }),
      })
      .optional()
      .meta({
        description:
          'Of `prepaid`: when who has something to pay next is told that the balance runs low; once, until it is enough again.',
      }),
  })
  .refine(
    ({ prepaid, minimumBalance, lowBalance: low }) =>
      prepaid === true || (minimumBalance === undefined && low === undefined),
    { message: 'must be left out, or true with `minimumBalance` and `lowBalance`', path: ['prepaid'] },
  )
  .refine(
    ({ prepaid, steps: all }) =>
      prepaid === true || all.every(({ kind, day: after }) => kind === 'reminder' || after >= 1),
    {
      message:
        'must be on day 1 or later, save reminders: nobody is cut before an invoice is overdue, unless it is prepaid',
      path: ['steps'],
    },
  )
  .meta({ id: 'DunningRule' });
export type DunningRuleWire = z.infer<typeof dunningRuleWire>;

/** With this many payments or more that nobody was found for, no step is taken. */
export const unmatchedLimit = z.int().min(1).max(100).default(10).meta({
  description:
    'With this many payments or more that nobody was found for, no step is taken: payments go astray.',
});

/** When and how often something may be taken of services. Reminders, and what a payment gives back, know no such limits. */
export const cuttingLimits = {
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).optional().meta({
    description:
      'Days of the week, 1 for Monday as ISO 8601 counts; every day if left out. On other days it waits.',
  }),
  hours: z
    .strictObject({ from: clockTime, to: clockTime })
    .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be after `from`' })
    .optional()
    .meta({ description: 'On the subscriber’s clock; outside of them it waits.' }),
  holidays: z
    .array(
      z.strictObject({
        country: countryCode,
        region: z
          .string()
          .regex(/^[A-Z0-9]{1,5}$/, 'must be the code of a state or province such as BY')
          .optional(),
      }),
    )
    .min(1)
    .max(20)
    .optional()
    .meta({ description: 'On a public holiday of one of these places it waits.' }),
  perDay: z.int().min(1).max(1_000_000).optional().meta({
    description: 'How many subscribers at most on one day (UTC); the others wait for the next one.',
  }),
};

/** Rules that hold from a day on. */
export const datedDunning = z.strictObject({
  from: day,
  rules: z.array(dunningRule).max(100),
  unmatchedLimit: z.int(),
  ...cuttingLimits,
});
export type DatedDunning = z.infer<typeof datedDunning>;

/** A step that was taken for an invoice; without one for what was missing on the balance of who pays before. */
export const takenStep = z.strictObject({
  invoiceId: id.optional(),
  number: z.string().optional(),
  dueOn: day,
  stepId: z.string(),
  kind: dunningStepKind,
  /** Of a throttle, and of a suspension. */
  rate: rate.optional(),
  blocks: z.literal(true).optional(),
  /** Of a late fee: the invoice that charges it. */
  feeInvoiceId: id.optional(),
  on: day,
});
export type TakenStep = z.infer<typeof takenStep>;

export const dunningHold = z.strictObject({
  until: day.meta({ description: 'No step is taken before this day.' }),
  reason: z.string().trim().min(1).max(500),
});
export type DunningHold = z.infer<typeof dunningHold>;

/** What was open when it was agreed, in instalments that sum to it. */
export const paymentPlan = z.strictObject({
  agreedOn: day,
  total: money,
  invoiceIds: z.array(id).min(1).max(200),
  instalments: z
    .array(z.strictObject({ on: day, minor: z.int() }))
    .min(2)
    .max(36),
  note: z.string().trim().min(1).max(500).optional(),
});
export type PaymentPlan = z.infer<typeof paymentPlan>;

/** An invoice of which its subscriber says that it is wrong. */
export const invoiceDispute = z.strictObject({
  invoiceId: id,
  number: z.string(),
  reason: z.string().trim().min(1).max(500),
  since: day,
});
export type InvoiceDispute = z.infer<typeof invoiceDispute>;

/** A promise to pay what is overdue. */
export const paymentPromise = z.strictObject({
  until: day.meta({ description: 'The last day of the promise.' }),
  madeOn: day,
  note: z.string().trim().min(1).max(500).optional(),
});
export type PaymentPromise = z.infer<typeof paymentPromise>;
