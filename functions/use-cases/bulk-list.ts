import type { BulkFailure, BulkSubject, Surveyed } from '../contracts/bulk-action.ts';
import type { EventEnvelope } from '../contracts/event.ts';
import type { BulkActionAdvanced } from '../contracts/events/bulk-action-advanced.ts';
import type { BulkActionRetried } from '../contracts/events/bulk-action-retried.ts';
import type { BulkActionSurveyed } from '../contracts/events/bulk-action-surveyed.ts';
import type { BulkAction } from '../domain/bulk-action/bulk-action.ts';
import type { Store, Stored } from '../ports/store.ts';
import { type HistoryList, type ListPart, walkHistory } from './walk-history.ts';

/** One who is on the list of a pass, and how the survey saw it. */
export interface Listed extends BulkSubject {
  readonly seen?: Surveyed;
}

/** One event of a survey has up to 500 entries, and of an advance a hundred. */
const eventsAtOnce = (pass: number) => (pass === 1 ? 4 : 50);

/** What the event tells, whichever release wrote it: what it is an event of has had other names. */
const told = ({ type }: EventEnvelope) => type.slice(type.indexOf('.') + 1);

/** The history of the bulk action, behind that of what an earlier release began. */
function historyOf({ id, version, state: { from } }: Stored<BulkAction>): HistoryList<unknown>['of'] {
  return [...(from === undefined ? [] : [{ ...from, id }]), { type: 'bulk-action', id, version }];
}

/**
 * The list of a pass stands in the history: whom the survey found, and later with whom it failed in the pass before. What
 * is done is therefore what was surveyed, whoever else is like it meanwhile.
 */
function listOf(bulk: Stored<BulkAction>, pass: number): HistoryList<Listed> {
  return {
    of: historyOf(bulk),
    atOnce: eventsAtOnce(pass),
    entriesIn: (event) => (pass === 1 ? foundIn(event) : failedIn(event, pass - 1)),
    isLast: (event) =>
      pass === 1
        ? told(event) === 'surveyed' && (event.data as BulkActionSurveyed['data']).cursor === null
        : told(event) === 'retried' && (event.data as BulkActionRetried['data']).pass === pass,
  };
}

function foundIn(event: EventEnvelope): readonly Listed[] {
  if (told(event) !== 'surveyed') return [];
  const { found, services = [] } = event.data as Partial<BulkActionSurveyed['data']> & {
    readonly services?: readonly Surveyed[];
  };
  return (found ?? services).map((seen) => ({ ...subjectOf(seen), seen }));
}

function failedIn(event: EventEnvelope, pass: number): readonly Listed[] {
  if (told(event) !== 'advanced') return [];
  const advanced = event.data as Pick<BulkActionAdvanced['data'], 'failed'> & { readonly pass?: number };
  return (advanced.pass ?? 1) === pass ? advanced.failed.map(subjectOf) : [];
}

/** A service is known by its own id, whoever has it. */
function subjectOf({ serviceId, subscriberId }: BulkSubject): BulkSubject {
  return serviceId === undefined ? { subscriberId } : { serviceId };
}

/** The next of the list of this pass, as many as `limit` or fewer. */
export function nextListed(
  store: Store,
  bulk: Stored<BulkAction>,
  cursor: string,
  limit: number,
): Promise<ListPart<Listed>> {
  return walkHistory(store, listOf(bulk, bulk.state.pass), cursor, limit);
}

/** Those whom the survey has found so far, the first so many. */
export async function firstSurveyed(
  store: Store,
  bulk: Stored<BulkAction>,
  limit: number,
): Promise<readonly Surveyed[]> {
  const { entries } = await walkHistory(store, listOf(bulk, 1), '', limit);
  return entries.flatMap(({ seen }) => seen ?? []);
}

/** What came of it with one of them. */
export type BulkResult =
  | (BulkActionAdvanced['data']['done'][number] & { readonly outcome: 'done' })
  | (BulkFailure & { readonly outcome: 'failed' })
  | (BulkActionAdvanced['data']['leftOut'][number] & { readonly outcome: 'left-out' });

/** What came of it with each, in the order in which it was noted; a retry adds to it. */
export function nextResults(
  store: Store,
  bulk: Stored<BulkAction>,
  cursor: string,
  limit: number,
): Promise<ListPart<BulkResult>> {
  return walkHistory(store, { of: historyOf(bulk), atOnce: 50, entriesIn: resultsIn }, cursor, limit);
}

function resultsIn(event: EventEnvelope): readonly BulkResult[] {
  if (told(event) !== 'advanced') return [];
  const { done, failed, leftOut } = event.data as BulkActionAdvanced['data'];
  return [
    ...listIn(done).map((one) => ({ ...one, outcome: 'done' as const })),
    ...failed.map((one) => ({ ...one, outcome: 'failed' as const })),
    ...listIn(leftOut).map((one) => ({ ...one, outcome: 'left-out' as const })),
  ];
}

/** Earlier releases only counted some of them. */
function listIn<T>(many: readonly T[]): readonly T[] {
  return Array.isArray(many) ? many : [];
}
