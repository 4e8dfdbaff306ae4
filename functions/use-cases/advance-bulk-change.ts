import type { BulkChangeProgress, BulkChangeStep } from '../contracts/bulk-change.ts';
import type { BulkChangeAdvanced } from '../contracts/events/bulk-change-advanced.ts';
import {
  type BulkChange,
  type BulkChangeEvent,
  bulkChangeAggregate,
} from '../domain/bulk-change/bulk-change.ts';
import {
  continueBulkChange,
  notBeforeAfter,
  noteAdvance,
  noteSurvey,
  roomOf,
} from '../domain/bulk-change/decide.ts';
import { refuseChanged } from '../domain/bulk-change/target.ts';
import { countedBy } from '../domain/counts.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { isCandidate } from './bulk-candidates.ts';
import { type Due, nextDue } from './bulk-list.ts';
import { orderPart, type PartTools, partTools } from './order-bulk-part.ts';
import { withRetry } from './retry.ts';
import { settleParts } from './settle-bulk-parts.ts';
import { sideBySide } from './side-by-side.ts';
import { surveyServices } from './survey-bulk-change.ts';
import { storedBy } from './write-one.ts';

type AdvancePorts = Pick<Ports, 'store' | 'ids' | 'sessions'>;

type Advance = Extract<BulkChangeStep, { step: 'advance' }>;

/** Services that one step looks at, whether they are meant or not. */
const lookedAt = 1000;
const perPage = 100;

/** A fault with one service breaks the step off, and passes; after so many attempts it is that service's failure. */
const patience = 3;

/** An execution of a state machine has 25,000 events; a round takes about ten. */
const roundsPerRun = 1000;

/**
 * One step of a bulk change: surveys the next part of the list; or takes in what orders came to, and orders as many more
 * as window and pace allow. Broken off anywhere it is repeated: an order is claimed by bulk change, pass and service, so
 * the second time it is found and not given again; and what came of it is counted with the place in the list in one write.
 */
export async function advanceBulkChange(
  ports: AdvancePorts,
  { bulkChangeId, run, round, attempt }: Advance,
  context: Context,
): Promise<BulkChangeProgress> {
  const { store } = ports;
  const advanced = await withRetry(context, async () => {
    const stored = await store.load(bulkChangeAggregate, bulkChangeId);
    if (stored === undefined) throw new Error(`there is no bulk change ${bulkChangeId}`);
    // A resumption has its own execution, and this one has nothing more to do.
    if (stored.state.run !== run) return { ok: true, value: undefined };
    const made = await madeOf(ports, stored, attempt < patience, context);
    const events = round + 1 < roundsPerRun ? made : [...made, ...continueBulkChange(stored.state)];
    if (events.length === 0) return { ok: true, value: stored };
    const next = change(bulkChangeAggregate, bulkChangeId, stored, events, context.now);
    const committed = await store.commit([next], context);
    return committed.ok ? { ok: true, value: storedBy(next, context) } : committed;
  });
  if (!advanced.ok)
    throw new Error(`the bulk change ${bulkChangeId} was not noted: ${advanced.refusal.message}`);
  const bulk = advanced.value?.state;
  if (bulk === undefined || bulk.run !== run || !goesOn(bulk)) return { goesOn: false, waitSeconds: 0 };
  return { goesOn: true, waitSeconds: waitOf(bulk, context.now) };
}

function goesOn({ state, underWay }: BulkChange): boolean {
  return state === 'surveying' || state === 'running' || underWay.length > 0;
}

/** Not at all while there is work. Orders take seconds; a slow pace is waited for, with a look at what is under way. */
function waitOf(bulk: BulkChange, now: string): number {
  const { state, cursor, underWay, notBefore } = bulk;
  if (state === 'surveying' || (cursor !== null && roomOf(bulk, now) > 0)) return 0;
  if (notBefore === undefined) return 1;
  const left = Math.ceil((Date.parse(notBefore) - Date.parse(now)) / 1000);
  return Math.min(Math.max(left, 1), underWay.length > 0 ? 10 : 60);
}

async function madeOf(
  ports: AdvancePorts,
  stored: Stored<BulkChange>,
  breaks: boolean,
  context: Context,
): Promise<readonly BulkChangeEvent[]> {
  return stored.state.state === 'surveying'
    ? noteSurvey(stored.state, await surveyServices(ports, stored))
    : noteAdvance(stored.state, await advance(ports, stored, breaks, context));
}

async function advance(
  ports: AdvancePorts,
  stored: Stored<BulkChange>,
  breaks: boolean,
  context: Context,
): Promise<BulkChangeAdvanced['data']> {
  const { state: bulk } = stored;
  const settled = await settleParts(ports, bulk);
  const silentSites = [...new Set(settled.silentSites)];
  const free = { ...bulk, underWay: bulk.underWay.slice(settled.done.length + settled.failed.length) };
  const room = roomOf(free, context.now);
  const tools = await partTools(ports, stored, [...bulk.silentSites, ...silentSites], breaks);
  const ordered = await orderMore(ports, stored, tools, room, context);
  const notBefore = notBeforeAfter(bulk, ordered.ordered.length, context.now) ?? bulk.notBefore;
  return {
    pass: bulk.pass,
    ordered: ordered.ordered,
    done: settled.done,
    failed: [...settled.failed, ...ordered.failed],
    leftOut: countedBy(ordered.leftOut),
    silentSites,
    cursor: ordered.cursor,
    ...(notBefore === undefined ? {} : { notBefore }),
  };
}

interface More {
  readonly ordered: BulkChangeAdvanced['data']['ordered'];
  readonly failed: BulkChangeAdvanced['data']['failed'];
  readonly leftOut: string[];
  cursor: string | null;
}

/** Why a service of the list is not to be changed any more. */
async function refuseNow(
  ports: AdvancePorts,
  { service, seen }: Due,
  { wish }: BulkChange,
): Promise<string | undefined> {
  if (!(await isCandidate(ports, service, wish))) return 'bulk-change.no-longer-meant';
  return refuseChanged(service.state, seen);
}

/** Goes through the list until there is no room, no more service, or enough was looked at for once. */
async function orderMore(
  ports: AdvancePorts,
  stored: Stored<BulkChange>,
  tools: PartTools,
  room: number,
  context: Context,
): Promise<More> {
  const { store } = ports;
  const more: More = { ordered: [], failed: [], leftOut: [], cursor: stored.state.cursor };
  let looked = 0;
  while (more.cursor !== null && more.ordered.length < room && looked < lookedAt) {
    // No page is longer than the room, so that nobody of it has to wait for the next step.
    const limit = Math.min(perPage, room - more.ordered.length);
    const page = await nextDue(store, stored, more.cursor, limit);
    looked += limit;
    more.leftOut.push(...Array<string>(page.unknown).fill('service.unknown'));
    const outcomes = await sideBySide(page.due, async (due) =>
      orderPart(tools, due.service, await refuseNow(ports, due, stored.state), context),
    );
    for (const outcome of outcomes) {
      if ('orderId' in outcome && !('code' in outcome)) more.ordered.push(outcome);
      else if ('code' in outcome) more.failed.push(outcome);
      else more.leftOut.push(outcome.leftOut);
    }
    more.cursor = page.cursor;
  }
  return more;
}
