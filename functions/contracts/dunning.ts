import * as z from 'zod';
import { day, id, money, moneyWire } from './scalars.ts';

const text = z.string().trim().min(1).max(100);

/**
 * `reminder`: a mail. `suspension`: every active service that the subscriber pays for is suspended as overdue, and the
 * access policy says what the network still lets through.
 */
export const dunningStepKind = z.enum(['reminder', 'suspension']).meta({ id: 'DunningStepKind' });
export type DunningStepKind = z.infer<typeof dunningStepKind>;

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
      .meta({ description: 'Days after the due day; negative before it. A suspension comes after it.' }),
  })
  .refine(({ kind, day: after }) => kind !== 'suspension' || after >= 1, {
    message: 'must be 1 or more: nobody is suspended before an invoice is overdue',
    path: ['day'],
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
};

/** What happens to subscribers of a category who do not pay. A rule without steps leaves them alone. */
export const dunningRule = z.strictObject({
  ...ruleShape,
  /** Less than this, in its currency, is not pursued. */
  minimum: money.optional(),
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
  })
  .meta({ id: 'DunningRule' });
export type DunningRuleWire = z.infer<typeof dunningRuleWire>;

/** With this many payments or more that nobody was found for, no step is taken. */
export const unmatchedLimit = z.int().min(1).max(100).default(10).meta({
  description:
    'With this many payments or more that nobody was found for, no step is taken: payments go astray.',
});

/** Rules that hold from a day on. */
export const datedDunning = z.strictObject({
  from: day,
  rules: z.array(dunningRule).max(100),
  unmatchedLimit: z.int(),
});
export type DatedDunning = z.infer<typeof datedDunning>;

/** A step that was taken for an invoice. */
export const takenStep = z.strictObject({
  invoiceId: id,
  number: z.string(),
  dueOn: day,
  stepId: z.string(),
  kind: dunningStepKind,
  on: day,
});
export type TakenStep = z.infer<typeof takenStep>;

export const dunningHold = z.strictObject({
  until: day.meta({ description: 'No step is taken before this day.' }),
  reason: z.string().trim().min(1).max(500),
});
export type DunningHold = z.infer<typeof dunningHold>;
