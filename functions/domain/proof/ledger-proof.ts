import type { LedgerProofBatchChecked } from '../../contracts/events/ledger-proof-batch-checked.ts';
import type { LedgerProofCompleted } from '../../contracts/events/ledger-proof-completed.ts';
import type { LedgerProofFailed } from '../../contracts/events/ledger-proof-failed.ts';
import type { LedgerProofStarted } from '../../contracts/events/ledger-proof-started.ts';
import type { NumberCounts, ProofDifference, ProofState } from '../../contracts/ledger-proof.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { addedCounts } from './document-numbers.ts';

export type LedgerProofEvent =
  | LedgerProofStarted
  | LedgerProofBatchChecked
  | LedgerProofCompleted
  | LedgerProofFailed;

/** One proof that ledger, documents, payments and service histories agree, with what does not. */
export interface LedgerProof {
  readonly state: ProofState;
  readonly start: LedgerProofStarted['data'];
  readonly startedAt: Instant;
  readonly endedAt?: Instant;
  readonly subscribers: number;
  /** Batches that are counted already, so that a repeat counts nothing. */
  readonly batches: readonly string[];
  /** Who seemed to differ in the first pass. */
  readonly suspects: readonly string[];
  readonly numbers: NumberCounts;
  /** How many differences there are; the history names them. */
  readonly differences: number;
  readonly reason?: string;
}

/** The schedule starts one proof a day, however often it fires. */
export function scheduledProofClaim(scheduledAt: Instant): { readonly kind: string; readonly value: string } {
  return { kind: 'scheduled-ledger-proof', value: scheduledAt };
}

/** Under which proofs are listed. */
export const keptProofs = 'ledger-proofs';

export const ledgerProofAggregate: Aggregate<LedgerProof, LedgerProofEvent> = {
  type: 'ledger-proof',
  evolve(proof, event, at) {
    if (event.type === 'ledger-proof.started') {
      return {
        state: 'running',
        start: event.data,
        startedAt: at,
        subscribers: 0,
        batches: [],
        suspects: [],
        numbers: {},
        differences: 0,
      };
    }
    if (proof === undefined) throw new Error(`${event.type} on a proof that was not started`);
    switch (event.type) {
      case 'ledger-proof.batch-checked': {
        const { batch, subscribers, suspects, numbers, differences } = event.data;
        return {
          ...proof,
          subscribers: proof.subscribers + subscribers,
          batches: [...proof.batches, batch],
          suspects: [...proof.suspects, ...suspects],
          numbers: addedCounts(proof.numbers, numbers),
          differences: proof.differences + differences.length,
        };
      }
      case 'ledger-proof.completed':
        return {
          ...proof,
          state: 'completed',
          endedAt: at,
          differences: proof.differences + event.data.differences.length,
          // What was only needed on the way; the history has it.
          numbers: {},
          suspects: [],
          batches: [],
        };
      case 'ledger-proof.failed':
        return { ...proof, state: 'failed', endedAt: at, reason: event.data.reason };
    }
  },
  links: () => ({ owner: keptProofs }),
};

/** Counts a batch, once. */
export function countChecked(
  proof: LedgerProof,
  batch: LedgerProofBatchChecked['data'],
): readonly LedgerProofEvent[] {
  return proof.batches.includes(batch.batch) ? [] : [{ type: 'ledger-proof.batch-checked', data: batch }];
}

export function completeProof(
  proof: LedgerProof,
  differences: readonly ProofDifference[],
): readonly LedgerProofEvent[] {
  return proof.state === 'running'
    ? [{ type: 'ledger-proof.completed', data: { differences: [...differences] } }]
    : [];
}

export function failProof(proof: LedgerProof, reason: string): readonly LedgerProofEvent[] {
  return proof.state === 'running' ? [{ type: 'ledger-proof.failed', data: { reason } }] : [];
}
