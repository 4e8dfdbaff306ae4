import { z } from 'zod';
import { billingProfile, suspensionReason } from '../../functions/contracts/billing-profile.ts';
import { billingPeriod, chargeTiming } from '../../functions/contracts/catalog.ts';
import { discountSpan } from '../../functions/contracts/discount.ts';
import { invoiceLineKind } from '../../functions/contracts/invoice.ts';
import { countryCode, currencyCode, day, timeZone } from '../../functions/contracts/scalars.ts';
import { taxExemption, taxRules } from '../../functions/contracts/tax-rules.ts';

const amount = z.string().regex(/^-?\d+(\.\d+)?$/, 'must be a decimal number in a string, such as "249.95"');
const name = z.string().min(1);
const instant = z.iso.datetime({ offset: true });

const price = {
  price: amount,
  period: billingPeriod.default('month'),
  charge: chargeTiming.default('in-advance'),
  trialDays: z.int().min(0).optional(),
};

/** A plan also has what comes with its first activation, and for how long it binds. */
const plan = z.strictObject({
  ...price,
  setupFee: amount.optional(),
  setupFeeWaivedFor: z.enum(['nobody', 'existing-subscribers']).default('nobody'),
  contract: z
    .strictObject({ months: z.int().min(1), fee: amount.optional(), restPercent: z.number().optional() })
    .refine(({ fee, restPercent }) => (fee === undefined) !== (restPercent === undefined), {
      message: 'a contract has a fee or a restPercent',
    })
    .optional(),
});

const off = z.union([z.strictObject({ percent: z.number() }), z.strictObject({ amount })]);
const named = z.strictObject({ addOn: name.optional(), equipment: name.optional() });

/** A coupon by its code. `plans` are names. */
const coupon = z.strictObject({
  off: off.optional(),
  appliesTo: z.enum(['plan', 'service']).default('plan'),
  lasts: discountSpan.default('forever'),
  waivesSetupFee: z.boolean().default(false),
  validFrom: day.optional(),
  validThrough: day.optional(),
  plans: z.array(name).optional(),
  maxRedemptions: z.int().min(1).optional(),
  oncePerSubscriber: z.boolean().default(true),
});

const extra = z.strictObject({
  ...price,
  accounting: z
    .union([z.enum(['once', 'recurring']), z.strictObject({ instalments: z.int().min(1) })])
    .default('recurring'),
  onTermination: z.enum(['bill-rest', 'forgive']).default('bill-rest'),
});

/** Categories by kind, and of single plans, add-ons and equipment by their names. */
const rules = taxRules.extend({
  categories: taxRules.shape.categories
    .unwrap()
    .extend({ items: z.record(name, z.string()).default({}) })
    .prefault({}),
});

/** Where somebody is, as far as a tax asks. */
const place = z.strictObject({
  country: countryCode,
  region: z.string().optional(),
  postalCode: z.string().optional(),
});

const refusable = { refused: z.union([z.literal(true), z.string()]).optional() };
const at = { at: z.union([day, instant]), ...refusable };
const count = z.int().min(1);

const onDay = z.strictObject({ on: day });

const step = z.discriminatedUnion('do', [
  z.strictObject({
    ...at,
    do: z.literal('activate'),
    service: name,
    plan: name,
    addOns: z.array(name).default([]),
    equipment: z.array(name).default([]),
    coupon: name.optional(),
  }),
  z.strictObject({
    ...at,
    do: z.literal('change-plan'),
    service: name,
    plan: name,
    when: z.union([z.enum(['now', 'next-period']), onDay]).default('now'),
  }),
  z.strictObject({
    ...at,
    do: z.enum(['add', 'remove']),
    service: name,
    addOn: name.optional(),
    equipment: name.optional(),
  }),
  z.strictObject({
    ...at,
    do: z.literal('suspend'),
    service: name,
    reason: suspensionReason,
    until: day.optional(),
    when: z.union([z.literal('now'), onDay]).default('now'),
  }),
  z.strictObject({
    ...at,
    do: z.literal('cancel'),
    service: name,
    pending: z.enum(['change', 'suspend', 'resume', 'terminate']),
  }),
  z.strictObject({ ...at, do: z.literal('resume'), service: name, reason: suspensionReason.optional() }),
  z.strictObject({
    ...at,
    do: z.literal('terminate'),
    service: name,
    when: z.union([z.enum(['now', 'end-of-period']), onDay]).default('now'),
    waiveFee: z.literal(true).optional(),
  }),
  z.strictObject({
    ...at,
    do: z.literal('discount'),
    service: name,
    name,
    off,
    appliesTo: z.union([z.enum(['plan', 'service']), named]).default('plan'),
    lasts: discountSpan.default('forever'),
    rank: z.int().default(100),
    from: z.union([z.enum(['now', 'next-period']), onDay]).default('now'),
  }),
  z.strictObject({ ...at, do: z.literal('end-discount'), service: name, name }),
  z.strictObject({ ...at, do: z.literal('redeem'), service: name, coupon: name }),
  z.strictObject({
    ...at,
    do: z.literal('pay-off'),
    service: name,
    addOn: name.optional(),
    equipment: name.optional(),
    rest: z.enum(['bill', 'forgive']).default('bill'),
  }),
  z.strictObject({ ...at, do: z.literal('outage'), service: name, from: instant, to: instant }),
  z.strictObject({
    ...at,
    do: z.literal('publish-version'),
    plan: name,
    price: amount,
    migratesOn: day.optional(),
  }),
  z.strictObject({ ...at, do: z.literal('set-tax-rules'), rules }),
  z.strictObject({ ...at, do: z.literal('exempt'), exemptions: z.array(taxExemption) }),
  z.strictObject({ ...at, do: z.literal('set-cycle-day'), day: z.int().min(1).max(31) }),
  z.strictObject({ ...at, do: z.literal('pay'), amount }),
  z.strictObject({ ...at, do: z.literal('refund'), payment: count, amount }),
  z.strictObject({ ...at, do: z.literal('adjust'), invoice: count, line: count, amount }),
  z.strictObject({ ...at, do: z.literal('void'), invoice: count }),
  z.strictObject({ ...at, do: z.literal('credit'), amount, goodwill: z.boolean().optional() }),
]);
export type Step = z.infer<typeof step>;

const expectedLine = z.strictObject({
  kind: invoiceLineKind,
  service: name.optional(),
  item: name.optional(),
  from: day.optional(),
  to: day.optional(),
  amount,
});
export type ExpectedLine = z.infer<typeof expectedLine>;

const expectedInvoice = z.strictObject({
  on: day.optional(),
  lines: z.array(expectedLine).optional(),
  total: amount.optional(),
  creditApplied: amount.optional(),
  due: amount.optional(),
});
export type ExpectedInvoice = z.infer<typeof expectedInvoice>;

/** One subscriber's dated history and the invoices that must come out of it. */
export const story = z.strictObject({
  id: name,
  about: z.string(),
  source: z.string().optional(),
  currency: currencyCode,
  timezone: timeZone,
  billing: billingProfile,
  plans: z.record(name, plan),
  addOns: z.record(name, extra).default({}),
  equipment: z.record(name, extra).default({}),
  coupons: z.record(name, coupon).default({}),
  /** In force before the first step; none if left out. */
  taxRules: rules.optional(),
  seller: place.optional(),
  /** Where the services are, and what of the buyer decides about tax. */
  buyer: z
    .strictObject({
      place,
      taxId: z.string().optional(),
      exemptions: z.array(taxExemption).optional(),
    })
    .default({ place: { country: 'US' } }),
  steps: z.array(step).min(1),
  until: day,
  expect: z.strictObject({
    invoices: z.array(expectedInvoice).optional(),
    lines: z.array(expectedLine).optional(),
    net: amount.optional(),
    credit: amount.optional(),
    due: amount.optional(),
  }),
});
export type Story = z.infer<typeof story>;

/** What is wrong with a file that is not a story, field by field. */
export function readStory(
  text: string,
): { ok: true; story: Story } | { ok: false; problems: readonly string[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, problems: [`not JSON: ${error instanceof Error ? error.message : String(error)}`] };
  }
  const parsed = story.safeParse(value);
  if (parsed.success) return { ok: true, story: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.map((issue) => {
      const extras = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
      return `${extras.join('.') || '(whole file)'}: ${issue.message}`;
    }),
  };
}
