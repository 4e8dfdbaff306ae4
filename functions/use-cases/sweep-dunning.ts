import type { DunningPage } from '../contracts/dunning-run.ts';
import { type Dunning, dunningAggregate } from '../domain/dunning/dunning.ts';
import { dunningPolicyId, versionOn } from '../domain/dunning/policy.ts';
import { dueUpTo, isEverybodysTurn, isTurnOf, type Turn } from '../domain/dunning/turn.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import type { BillingPorts } from './billing-plan.ts';
import { clockDoubts, type DunningGround, dunningRuns, loadSteppingGround } from './dunning-standing.ts';
import { readingOnce } from './read-once.ts';
import { silenceAlarm, soundAlarm } from './sound-alarm.ts';
import { attendBeforeSteps, takeDunningSteps } from './take-dunning-steps.ts';

/** What taking steps asks for. */
export type DunningPorts = BillingPorts & Pick<Ports, 'holidays' | 'paymentIntake' | 'checkpoints'>;

const perPage = 100;

/**
 * Takes the steps that are due of one page of those who owe something, as far as it is their turn. One with whom it breaks
 * is told of and stops no other. When so many payments go astray, or none arrive, that somebody who paid could be cut, no
 * step is taken and an alarm says so until it is over; who has paid is restored all the same.
 */
export async function sweepDunning(
  ports: DunningPorts,
  cursor: string | null,
  context: Context,
): Promise<DunningPage> {
  const { store, checkpoints } = ports;
  const ground = await loadSteppingGround(ports, context);
  if (cursor === null) {
    await checkpoints.advance(...dunningSweeps.begun, Date.parse(context.now));
    await tellWhetherStopped(ports, ground.stopped?.words, context);
    const { doubted } = ground;
    if (doubted !== undefined && doubted.doubtedAt <= doubted.lastRunAt) {
      await checkpoints.advance(...clockDoubts, Date.parse(context.now));
    }
  }
  const once = readingOnce(store);
  const isStopped = ground.stopped !== undefined;
  const { swept, looked } = dunningSweeps;
  const [consumer, former] = isStopped ? looked : swept;
  const turn = turnAt(ground, await checkpoints.get(consumer, former), context);
  const mayBe = { by: 'due', dueOnOrBefore: dueUpTo(turn) } as const;
  const page = await once.list(dunningAggregate, mayBe, {
    limit: perPage,
    ...(cursor === null ? {} : { cursor }),
  });
  const failures: DunningPage['failures'] = [];
  const subscriberIds = await whoseTurn(once, page.items, turn);
  const unless = async <T>(subscriberId: string, done: Promise<T>): Promise<T | undefined> => {
    try {
      return await done;
    } catch (error) {
      failures.push({ subscriberId, reason: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  };
  // Looked at together, what they need is read together; most are spared. Steps come one after another, since all draw
  // on the day's numbers, each on what is stored then.
  const mayBeDue = await Promise.all(
    subscriberIds.map((id) => unless(id, attendBeforeSteps({ ...ports, store: once }, id, ground, context))),
  );
  for (const [i, id] of subscriberIds.entries()) {
    if (mayBeDue[i] === true) await unless(id, takeDunningSteps(ports, id, ground, context));
  }
  // A run that was cut off leaves the gap for the next one to see, as does one that doubts the clock, and runs that may take
  // no step leave everybody to the first one that may.
  if (page.nextCursor === undefined) {
    const now = Date.parse(context.now);
    if (!isStopped || ground.doubted === undefined) await checkpoints.advance(...dunningRuns, now);
    const begun = await checkpoints.get(...dunningSweeps.begun);
    await checkpoints.advance(...looked, begun);
    if (!isStopped) await checkpoints.advance(...swept, begun);
  }
  return { nextCursor: page.nextCursor ?? null, failures };
}

/**
 * Where it is kept when the last run began, when that one did that looked at everybody whose turn it was, and the last such
 * that might take steps, in milliseconds: what is set while a run is under way is for the next one.
 */
const dunningSweeps = {
  begun: ['dunning-runs', 'begun'],
  looked: ['dunning-runs', 'looked'],
  swept: ['dunning-runs', 'swept'],
} as const;

function turnAt({ versions, policySetAt }: DunningGround, sweptAt: number, { now }: Context): Turn {
  return {
    now,
    sweptAt: sweptAt === 0 ? undefined : new Date(sweptAt).toISOString(),
    policySetAt,
    hours: versionOn(versions, now.slice(0, 10))?.hours,
  };
}

async function whoseTurn(
  store: Store,
  dunnings: readonly Stored<Dunning>[],
  turn: Turn,
): Promise<readonly string[]> {
  const ids = dunnings.map(({ state }) => state.subscriberId);
  if (isEverybodysTurn(turn)) return ids;
  const subscribers = await store.loadAll(subscriberAggregate, ids);
  const zones = new Map(subscribers.map(({ id, state }) => [id, state.details.timeZone]));
  return dunnings.flatMap(({ state: { subscriberId, cut }, updatedAt: changedAt }) => {
    const timeZone = zones.get(subscriberId);
    const isCut = cut.length > 0;
    return timeZone === undefined || isTurnOf({ timeZone, changedAt, isCut }, turn) ? [subscriberId] : [];
  });
}

async function tellWhetherStopped(
  ports: Pick<Ports, 'store' | 'ids'>,
  stopped: string | undefined,
  context: Context,
): Promise<void> {
  const about = {
    kind: 'dunning-stopped' as const,
    subject: { type: 'dunning-policy' as const, id: dunningPolicyId },
  };
  const changes =
    stopped === undefined
      ? await silenceAlarm(ports, about, 'Nothing seems suspect any more.', context)
      : await soundAlarm(ports, { ...about, severity: 'major', words: stopped }, context);
  if (changes.length === 0) return;
  const told = await ports.store.commit(changes, context);
  if (!told.ok) throw new Error(`the alarm on dunning cannot be kept: ${told.refusal.message}`);
}
