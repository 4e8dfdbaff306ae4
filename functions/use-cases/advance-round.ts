import type { BulkChangeProgress } from '../contracts/bulk-change.ts';
import type { RoundAdvanced } from '../contracts/events/round-advanced.ts';
import type { RoundStep } from '../contracts/round.ts';
import { countedBy } from '../domain/counts.ts';
import { continueRound, noteAdvance, noteSurvey } from '../domain/round/decide.ts';
import { type Round, type RoundEvent, roundAggregate } from '../domain/round/round.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { withRetry } from './retry.ts';
import { nextFound } from './round-list.ts';
import { type Served, type Serving, serveSubscriber, servingOf } from './serve-subscriber.ts';
import { sideBySide } from './side-by-side.ts';
import { surveySubscribers } from './survey-round.ts';
import { storedBy } from './write-one.ts';

type RoundPorts = Pick<Ports, 'store' | 'mail' | 'sms'>;

type Advance = Extract<RoundStep, { step: 'advance' }>;

/** Subscribers who are served in one step. */
const atATime = 50;

/** A fault with one subscriber breaks the step off, and passes; after so many attempts it is that one's failure. */
const patience = 3;

/** An execution of a state machine has 25,000 events; a step takes about ten. */
const stepsPerRun = 1000;

/**
 * One step of a round: surveys the next subscribers, or serves the next of those who were found. Broken off anywhere it is
 * repeated: nobody is written a second time, and what came of it is counted with the place in the list in one write.
 */
export async function advanceRound(
  ports: RoundPorts,
  { roundId, run, round: step, attempt }: Advance,
  context: Context,
): Promise<BulkChangeProgress> {
  const { store } = ports;
  const advanced = await withRetry(context, async () => {
    const stored = await store.load(roundAggregate, roundId);
    if (stored === undefined) throw new Error(`there is no round ${roundId}`);
    // A resumption has its own execution, and this one has nothing more to do.
    if (stored.state.run !== run) return { ok: true, value: undefined };
    const made = await madeOf(ports, stored, attempt < patience, context);
    if (made.length === 0) return { ok: true, value: undefined };
    const events = step + 1 < stepsPerRun ? made : [...made, ...continueRound(stored.state)];
    const next = change(roundAggregate, roundId, stored, events, context.now);
    const committed = await store.commit([next], context);
    return committed.ok ? { ok: true, value: storedBy(next, context) } : committed;
  });
  if (!advanced.ok) throw new Error(`the round ${roundId} was not noted: ${advanced.refusal.message}`);
  const round = advanced.value?.state;
  const goesOn = round?.run === run && (round.state === 'surveying' || round.state === 'running');
  return { goesOn, waitSeconds: 0 };
}

async function madeOf(
  ports: RoundPorts,
  stored: Stored<Round>,
  breaks: boolean,
  context: Context,
): Promise<readonly RoundEvent[]> {
  const { state: round } = stored;
  if (round.state === 'surveying') return noteSurvey(round, await surveySubscribers(ports.store, round));
  if (round.state !== 'running') return [];
  return noteAdvance(round, await serveNext(await servingOf(ports, stored), breaks, context));
}

async function serveNext(
  serving: Serving,
  breaks: boolean,
  context: Context,
): Promise<RoundAdvanced['data']> {
  const { ports, round } = serving;
  const part = await nextFound(ports.store, round, round.state.cursor ?? '', atATime);
  const served = await sideBySide(part.entries, ({ subscriberId }) =>
    serveOne(serving, subscriberId, breaks, context),
  );
  const told = served.flatMap((one) => ('told' in one ? [one.told] : []));
  const sum = (name: 'email' | 'sms' | 'waiting') => told.reduce((all, one) => all + one[name], 0);
  return {
    done: told.length,
    told: { email: sum('email'), sms: sum('sms'), waiting: sum('waiting') },
    failed: served.flatMap((one) => ('code' in one ? [one] : [])),
    leftOut: countedBy(served.flatMap((one) => ('leftOut' in one ? [one.leftOut] : []))),
    cursor: part.cursor,
  };
}

async function serveOne(
  serving: Serving,
  subscriberId: string,
  breaks: boolean,
  context: Context,
): Promise<Served> {
  try {
    return await serveSubscriber(serving, subscriberId, context);
  } catch (error) {
    if (breaks) throw error;
    const message = error instanceof Error ? error.message : String(error);
    return { subscriberId, code: 'platform.fault', message: message.slice(0, 500) };
  }
}
