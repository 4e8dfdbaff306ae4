import type { SurveyedService } from '../contracts/bulk-change.ts';
import type { EventEnvelope } from '../contracts/event.ts';
import type { BulkChangeAdvanced } from '../contracts/events/bulk-change-advanced.ts';
import type { BulkChangeRetried } from '../contracts/events/bulk-change-retried.ts';
import type { BulkChangeSurveyed } from '../contracts/events/bulk-change-surveyed.ts';
import type { BulkChange } from '../domain/bulk-change/bulk-change.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import type { Store, Stored } from '../ports/store.ts';
import { type HistoryList, walkHistory } from './walk-history.ts';

/** A service that is on the list of a pass, and how the survey saw it. */
interface Listed {
  readonly serviceId: string;
  readonly seen?: SurveyedService;
}

/** One event of a survey has up to 500 services, and of an advance a hundred. */
const eventsAtOnce = (pass: number) => (pass === 1 ? 4 : 50);

/**
 * The list of a pass stands in the history of the bulk change: whom the survey found, and later who failed in the pass
 * before. What is carried out is therefore what was surveyed, whatever else is like it meanwhile.
 */
function listOf({ id, version, state: { pass } }: Stored<BulkChange>): HistoryList<Listed> {
  return {
    of: { type: 'bulk-change', id, version },
    atOnce: eventsAtOnce(pass),
    entriesIn: (event) => listedIn(event, pass),
    isLast: (event) => isLast(event, pass),
  };
}

function listedIn({ type, data }: EventEnvelope, pass: number): readonly Listed[] {
  if (pass === 1) {
    if (type !== 'bulk-change.surveyed') return [];
    const { services } = data as BulkChangeSurveyed['data'];
    return services.map((seen) => ({ serviceId: seen.serviceId, seen }));
  }
  if (type !== 'bulk-change.advanced') return [];
  const advanced = data as BulkChangeAdvanced['data'];
  return advanced.pass === pass - 1 ? advanced.failed.map(({ serviceId }) => ({ serviceId })) : [];
}

/** Whether the list ends with that event. */
function isLast({ type, data }: EventEnvelope, pass: number): boolean {
  return pass === 1
    ? type === 'bulk-change.surveyed' && (data as BulkChangeSurveyed['data']).cursor === null
    : type === 'bulk-change.retried' && (data as BulkChangeRetried['data']).pass === pass;
}

/** A service whose turn it is, and how the survey saw it. */
export interface Due {
  readonly service: Stored<Service>;
  readonly seen: SurveyedService | undefined;
}

/** The next services of the list of this pass, as many as `limit` or fewer. */
export async function nextDue(
  store: Store,
  bulk: Stored<BulkChange>,
  cursor: string,
  limit: number,
): Promise<{ readonly due: readonly Due[]; readonly unknown: number; readonly cursor: string | null }> {
  const part = await walkHistory(store, listOf(bulk), cursor, limit);
  const seen = new Map(part.entries.map((one) => [one.serviceId, one.seen]));
  const services = await store.loadAll(serviceAggregate, [...seen.keys()]);
  return {
    due: services.map((service) => ({ service, seen: seen.get(service.id) })),
    unknown: seen.size - services.length,
    cursor: part.cursor,
  };
}

/** Those whom the survey has found so far, the first so many. */
export async function firstSurveyed(
  store: Store,
  bulk: Stored<BulkChange>,
  limit: number,
): Promise<readonly SurveyedService[]> {
  const first = { ...bulk, state: { ...bulk.state, pass: 1 } };
  const { entries } = await walkHistory(store, listOf(first), '', limit);
  return entries.flatMap(({ seen }) => seen ?? []);
}
