import type { BulkActionProgress, BulkActionStep } from '../contracts/bulk-action.ts';
import type { BulkActionAdvanced } from '../contracts/events/bulk-action-advanced.ts';
import type { BulkActionSurveyed } from '../contracts/events/bulk-action-surveyed.ts';
import { actionOf } from '../domain/bulk-action/actions/index.ts';
import {
  type BulkAction,
  type BulkActionEvent,
  bulkActionAggregate,
  stillUnderWay,
} from '../domain/bulk-action/bulk-action.ts';
import {
  continueBulkAction,
  notBeforeAfter,
  noteAdvance,
  noteSurvey,
  roomOf,
} from '../domain/bulk-action/decide.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { type Listed, nextListed } from './bulk-list.ts';
import type { Outcome, Serving } from './bulk-outcome.ts';
import { orderingParts } from './order-bulk-part.ts';
import { withRetry } from './retry.ts';
import { servingSubscribers } from './serve-subscribers.ts';
import { settleParts } from './settle-bulk-parts.ts';
import { sideBySide } from './side-by-side.ts';
import { surveyServices } from './survey-services.ts';
import { surveySubscribers } from './survey-subscribers.ts';
import { storedBy } from './write-one.ts';

type AdvancePorts = Pick<Ports, 'store' | 'ids' | 'sessions' | 'mail' | 'sms'>;

type Advance = Extract<BulkActionStep, { step: 'advance' }>;

const perPage = 100;

/** A fault with one breaks the step off, and passes; after so many attempts it is that one's failure. */
const patience = 3;

/** An execution of a state machine has 25,000 events; a step takes about ten. */
const stepsPerRun = 1000;

/**
 * One step of a bulk action: surveys the next part; or takes in what orders came to, and goes on with as many more as
 * window and pace allow. Broken off anywhere it is repeated: an order is claimed by bulk action, pass and service, a message
 * is told once by each way, and what came of it is counted with the place in the list in one write.
 */
export async function advanceBulkAction(
  ports: AdvancePorts,
  { bulkActionId, run, turn, attempt }: Advance,
  context: Context,
): Promise<BulkActionProgress> {
  const { store } = ports;
  const advanced = await withRetry(context, async () => {
    const stored = await store.load(bulkActionAggregate, bulkActionId);
    if (stored === undefined) throw new Error(`there is no bulk action ${bulkActionId}`);
    // A resumption has its own execution, and this one has nothing more to do.
    if (stored.state.run !== run) return { ok: true, value: undefined };
    const made = await madeOf(ports, stored, attempt < patience, context);
    const events = turn + 1 < stepsPerRun ? made : [...made, ...continueBulkAction(stored.state)];
    if (events.length === 0) return { ok: true, value: stored };
    const next = change(bulkActionAggregate, bulkActionId, stored, events, context.now);
    const committed = await store.commit([next], context);
    return committed.ok ? { ok: true, value: storedBy(next, context) } : committed;
  });
  if (!advanced.ok)
    throw new Error(`the bulk action ${bulkActionId} was not noted: ${advanced.refusal.message}`);
  const bulk = advanced.value?.state;
  if (bulk === undefined || bulk.run !== run || !goesOn(bulk)) return { goesOn: false, waitSeconds: 0 };
  return { goesOn: true, waitSeconds: waitOf(bulk, context.now) };
}

function goesOn({ state, underWay }: BulkAction): boolean {
  return state === 'surveying' || state === 'running' || underWay.length > 0;
}

/** Not at all while there is work. Orders take seconds; a slow pace is waited for, with a look at what is under way. */
function waitOf(bulk: BulkAction, now: string): number {
  const { state, cursor, underWay, notBefore } = bulk;
  if (state === 'surveying' || (cursor !== null && roomOf(bulk, now) > 0)) return 0;
  if (notBefore === undefined) return 1;
  const left = Math.ceil((Date.parse(notBefore) - Date.parse(now)) / 1000);
  return Math.min(Math.max(left, 1), underWay.length > 0 ? 10 : 60);
}

async function madeOf(
  ports: AdvancePorts,
  stored: Stored<BulkAction>,
  breaks: boolean,
  context: Context,
): Promise<readonly BulkActionEvent[]> {
  const { state: bulk } = stored;
  return bulk.state === 'surveying'
    ? noteSurvey(bulk, await survey(ports, bulk))
    : noteAdvance(bulk, await advance(ports, stored, breaks, context));
}

function survey(ports: AdvancePorts, bulk: BulkAction): Promise<BulkActionSurveyed['data']> {
  const action = actionOf(bulk.wish);
  return action.of === 'services' ? surveyServices(ports, bulk) : surveySubscribers(ports, bulk, action);
}

async function advance(
  ports: AdvancePorts,
  stored: Stored<BulkAction>,
  breaks: boolean,
  context: Context,
): Promise<BulkActionAdvanced['data']> {
  const { state: bulk } = stored;
  const settled = await settleParts(ports, bulk);
  const silentSites = [...new Set(settled.silentSites)];
  const free = { ...bulk, underWay: stillUnderWay(bulk, { ...settled, ordered: [] }) };
  const serving = await servingOf(ports, stored, [...bulk.silentSites, ...silentSites], context);
  const more = await goOn(ports.store, stored, serving, { room: roomOf(free, context.now), breaks });
  const notBefore = notBeforeAfter(bulk, begunIn(more), context.now) ?? bulk.notBefore;
  return {
    pass: bulk.pass,
    ordered: more.ordered,
    done: [...settled.done, ...more.done],
    failed: [...settled.failed, ...more.failed],
    leftOut: more.leftOut,
    silentSites,
    cursor: more.cursor,
    ...(notBefore === undefined ? {} : { notBefore }),
  };
}

function servingOf(
  ports: AdvancePorts,
  stored: Stored<BulkAction>,
  silentSites: readonly string[],
  context: Context,
): Promise<Serving> {
  return actionOf(stored.state.wish).of === 'services'
    ? orderingParts(ports, stored, silentSites, context)
    : servingSubscribers(ports, stored, context);
}

type More = Pick<BulkActionAdvanced['data'], 'ordered' | 'done' | 'failed' | 'leftOut' | 'cursor'>;

const begunIn = ({ ordered, done }: More) => ordered.length + done.length;

/** Goes through the list until there is no room, nobody more, or enough was looked at for once. */
async function goOn(
  store: Store,
  stored: Stored<BulkAction>,
  { lookedAt, serve, before }: Serving,
  { room, breaks }: { readonly room: number; readonly breaks: boolean },
): Promise<More> {
  const more: More = { ordered: [], done: [], failed: [], leftOut: [], cursor: stored.state.cursor };
  let looked = 0;
  while (more.cursor !== null && begunIn(more) < room && looked < lookedAt) {
    // No page is longer than the room, so that nobody of it has to wait for the next step.
    const limit = Math.min(perPage, room - begunIn(more), lookedAt - looked);
    const page = await nextListed(store, stored, more.cursor, limit);
    looked += limit;
    const serveOne = await serve(page.entries);
    const outcomes = await sideBySide(page.entries, (one) => forbearing(one, serveOne, before, breaks));
    for (const outcome of outcomes) note(more, outcome);
    more.cursor = page.cursor;
  }
  return more;
}

async function forbearing(
  one: Listed,
  serveOne: (one: Listed) => Promise<Outcome>,
  before: Serving['before'],
  breaks: boolean,
): Promise<Outcome> {
  try {
    return await serveOne(one);
  } catch (error) {
    if (breaks) throw error;
    const message = (error instanceof Error ? error.message : String(error)).slice(0, 500);
    const { seen: _, ...subject } = one;
    return (await before?.(one)) ?? { failed: { ...subject, code: 'platform.fault', message } };
  }
}

function note(more: More, outcome: Outcome): void {
  if ('ordered' in outcome) more.ordered.push(outcome.ordered);
  else if ('done' in outcome) more.done.push(outcome.done);
  else if ('failed' in outcome) more.failed.push(outcome.failed);
  else more.leftOut.push(outcome.leftOut);
}
