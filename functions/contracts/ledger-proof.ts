import * as z from 'zod';
import { currencyCode, day, id, instant } from './scalars.ts';

/**
 * Where two of the ledger, the documents, the accounts, the payments and the service histories say something else; each
 * word is explained in functions/domain/proof/README.md.
 */
export const proofFinding = z
  .enum([
    'not-provable',
    'account-differs-from-history',
    'account-differs-from-documents',
    'account-differs-from-ledger',
    'document-differs-from-lines',
    'document-differs-from-settlement',
    'document-differs-from-ledger',
    'payment-differs-from-allocations',
    'number-missing',
    'number-twice',
    'ledger-unbalanced',
    'unmatched-differs-from-ledger',
    'active-not-charged',
    'charged-not-active',
    'instalments-out-of-step',
    'billing-overdue',
    'session-of-inactive-service',
    'charge-without-document',
    'document-without-charge',
  ])
  .meta({ id: 'LedgerProofFinding' });
export type ProofFinding = z.infer<typeof proofFinding>;

/** The findings that the revenue assurance report consists of: what the network does against what is charged. */
export const assuranceFindings = [
  'active-not-charged',
  'charged-not-active',
  'instalments-out-of-step',
  'billing-overdue',
  'session-of-inactive-service',
  'charge-without-document',
  'document-without-charge',
] as const satisfies readonly ProofFinding[];

/** One difference, named: whose it is, about what, and what the two sides say. Amounts in minor units. */
export const proofDifference = z.strictObject({
  finding: proofFinding,
  words: z.string(),
  subscriberId: id.optional(),
  serviceId: id.optional(),
  invoiceId: id.optional(),
  /** Of that document. */
  number: z.string().optional(),
  paymentId: id.optional(),
  /** Days that it is about. */
  from: day.optional(),
  to: day.optional(),
  currency: currencyCode.optional(),
  /** What it should be by the side named last in the finding, and what is there. */
  expected: z.int().optional(),
  found: z.int().optional(),
});
export type ProofDifference = z.infer<typeof proofDifference>;

/** Numbers of a series that documents were found to have, by bucket: how many, and the sum of them. */
export const numberCounts = z.record(
  z.string(),
  z.record(z.string(), z.strictObject({ count: z.int(), sum: z.int() })),
);
export type NumberCounts = z.infer<typeof numberCounts>;

/** Of each series the numbers above `after` up to `through` are looked at. */
export const numberSpans = z.record(z.string(), z.strictObject({ after: z.int(), through: z.int() }));
export type NumberSpans = z.infer<typeof numberSpans>;

export const proofState = z.enum(['running', 'completed', 'failed']).meta({ id: 'LedgerProofState' });
export type ProofState = z.infer<typeof proofState>;

/** Input of the state machine `prove-ledger`: a proof that staff asked for, or the schedule's own instant. */
export const proofExecution = z.union([
  z.strictObject({ proofId: id }),
  z.strictObject({ scheduledAt: z.iso.datetime({ offset: true }) }),
]);
export type ProofExecution = z.infer<typeof proofExecution>;

/** `first`: whoever is to be looked at. `again`: whoever seemed to differ then, since something may have been under way. */
export const proofPass = z.enum(['first', 'again']);
export type ProofPass = z.infer<typeof proofPass>;

/** Answer of `begin`. */
export const begunProof = z.strictObject({ proofId: id });

const batch = { batch: z.string().min(1), subscriberIds: z.array(id) };

/** Answer of `count`. */
export const countedNumbers = z.strictObject({ nextCursor: z.string().nullable() });

/** Answer of `list`: subscribers in batches, and where the list goes on. */
export const proofBatches = z.strictObject({
  batches: z.array(z.strictObject(batch)),
  nextCursor: z.string().nullable(),
});
export type ProofBatches = z.infer<typeof proofBatches>;

/**
 * What the state machine asks of the ledger-proof-step function. Every step is idempotent.
 * - `begin`: finds or opens the proof, with the ledger posted.
 * - `count`: the numbers of the next documents.
 * - `list`: the next subscribers of a pass.
 * - `check`: proves a batch of them.
 * - `conclude`: proves what concerns nobody in particular, and ends the proof.
 * - `fail`: it broke off.
 */
export const ledgerProofStep = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('begin'), execution: proofExecution }),
  z.strictObject({
    step: z.literal('count'),
    proofId: id,
    cursor: z.string().nullable(),
    page: z.int().min(0),
  }),
  z.strictObject({
    step: z.literal('list'),
    proofId: id,
    pass: proofPass,
    cursor: z.string().nullable(),
    page: z.int().min(0),
  }),
  z.strictObject({ step: z.literal('check'), proofId: id, pass: proofPass, ...batch }),
  z.strictObject({ step: z.literal('conclude'), proofId: id }),
  z.strictObject({ step: z.literal('fail'), proofId: id, error: z.string(), cause: z.string() }),
]);
export type LedgerProofStep = z.infer<typeof ledgerProofStep>;

export const proofStart = z.strictObject({
  startedBy: z.enum(['request', 'schedule']),
  scheduledAt: instant.optional(),
  /** Up to which place of the feed what happened is looked at. */
  through: z.int().min(0),
  /** Only those are proven to whom something happened above this place; everybody when left out. */
  after: z.int().min(0).optional(),
  numbers: numberSpans,
});
