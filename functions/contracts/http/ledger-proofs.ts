import * as z from 'zod';
import { assuranceFindings, proofDifference, proofFinding, proofState } from '../ledger-proof.ts';
import { listQuery, pageOf, pageQueryBy } from '../page.ts';
import { defineRoute, file } from '../route.ts';
import { id, instant, moneyWire } from '../scalars.ts';
import { whose } from '../whose.ts';

const tag = 'Ledger';
const params = z.object({ id });

/** A proof as the API shows it. */
export const ledgerProofView = z
  .object({
    id,
    state: proofState,
    startedBy: z.enum(['request', 'schedule']),
    scope: z.enum(['everybody', 'changed']).meta({
      description:
        'Whether everybody was proven, or those to whom something happened since the proof before.',
    }),
    startedAt: instant,
    endedAt: instant.optional(),
    through: z.int().meta({ description: 'The place in the feed of events up to which it looked.' }),
    subscribers: z.int().meta({ description: 'How many were proven.' }),
    differences: z.int().meta({ description: '0 is the proof; GET …/differences names them.' }),
    reason: z.string().optional().meta({ description: 'Why it broke off.' }),
    updatedAt: instant,
  })
  .meta({ id: 'LedgerProof' });
export type LedgerProofView = z.infer<typeof ledgerProofView>;

export const startLedgerProof = defineRoute({
  method: 'POST',
  path: '/ledger/proofs',
  permission: 'billing:write',
  summary: 'Prove now, for everybody, that ledger, documents, payments and service histories agree',
  tag,
  answer: { status: 202, body: ledgerProofView },
});

export const listLedgerProofs = defineRoute({
  method: 'GET',
  path: '/ledger/proofs',
  permission: 'billing:read',
  summary: 'List the proofs of the ledger',
  tag,
  query: listQuery,
  answer: { status: 200, body: pageOf(ledgerProofView) },
});

export const getLedgerProof = defineRoute({
  method: 'GET',
  path: '/ledger/proofs/{id}',
  permission: 'billing:read',
  summary: 'Read a proof of the ledger',
  tag,
  params,
  answer: { status: 200, body: ledgerProofView },
  refusals: ['ledger-proof.unknown'],
});

/** A difference as the API shows it. */
export const proofDifferenceView = proofDifference
  .omit({ expected: true, found: true })
  .extend({
    expected: z.union([moneyWire, z.int()]).optional().meta({
      description: 'What it should be; of numbers in a series, how many.',
    }),
    found: z.union([moneyWire, z.int()]).optional(),
  })
  .meta({ id: 'LedgerProofDifference' });
export type ProofDifferenceView = z.infer<typeof proofDifferenceView>;

const place = /^\d{1,9}$/;

export const listProofDifferences = defineRoute({
  method: 'GET',
  path: '/ledger/proofs/{id}/differences',
  permission: 'billing:read',
  summary: 'What a proof found not to agree: whose, about what, and what both sides say',
  tag,
  params,
  query: pageQueryBy(place).extend({ finding: proofFinding.optional() }),
  answer: {
    status: 200,
    body: pageOf(proofDifferenceView.extend(whose.shape).meta({ id: 'ListedProofDifference' })),
  },
  refusals: ['ledger-proof.unknown'],
});

/** What the network does against what is charged. */
export const revenueAssuranceView = z
  .object({
    proof: ledgerProofView.optional().meta({ description: 'The last completed one; none before the first.' }),
    counts: z.partialRecord(z.enum(assuranceFindings), z.int()),
    items: z.array(proofDifferenceView).meta({ description: 'The first thousand. Empty is normal.' }),
  })
  .meta({ id: 'RevenueAssurance' });
export type RevenueAssuranceView = z.infer<typeof revenueAssuranceView>;

export const getRevenueAssurance = defineRoute({
  method: 'GET',
  path: '/reports/revenue-assurance',
  permission: 'billing:read',
  summary: 'Services that are on the network and not charged, charged and not there, or out of step',
  tag,
  answer: { status: 200, body: revenueAssuranceView },
});

export const exportRevenueAssurance = defineRoute({
  method: 'GET',
  path: '/reports/revenue-assurance/csv',
  permission: 'billing:read',
  summary: 'Revenue assurance as CSV (RFC 4180)',
  tag,
  answer: { status: 200, body: file, content: 'text/csv' },
});
