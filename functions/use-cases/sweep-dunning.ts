import type { DunningPage } from '../contracts/dunning-run.ts';
import { dunningAggregate } from '../domain/dunning/dunning.ts';
import { dunningPolicyId } from '../domain/dunning/policy.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { loadDunningGround } from './dunning-standing.ts';
import { silenceAlarm, soundAlarm } from './sound-alarm.ts';
import { takeDunningSteps } from './take-dunning-steps.ts';

const perPage = 50;

/** Beyond every day: everyone who is watched is due, what is to be done is reckoned for each. */
const watched = { by: 'due', dueOnOrBefore: '9999-12-31' } as const;

/**
 * Does one page of those who owe something. A subscriber with whom it breaks is told of and stops no other. When so
 * many payments go astray that somebody who paid could be cut, no step is taken and an alarm says so until it is over;
 * who has paid is restored all the same.
 */
export async function sweepDunning(
  ports: Pick<Ports, 'store' | 'ids'>,
  { cursor }: { readonly cursor: string | null },
  context: Context,
): Promise<DunningPage> {
  const { store } = ports;
  const ground = await loadDunningGround(store, context);
  if (cursor === null) await tellWhetherStopped(ports, ground.stopped, context);
  const page = await store.list(dunningAggregate, watched, {
    limit: perPage,
    ...(cursor === null ? {} : { cursor }),
  });
  const failures: DunningPage['failures'] = [];
  for (const { state } of page.items) {
    const { subscriberId } = state;
    try {
      await takeDunningSteps(ports, subscriberId, ground, context);
    } catch (error) {
      failures.push({ subscriberId, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { nextCursor: page.nextCursor ?? null, failures };
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
      ? await silenceAlarm(ports, about, 'Payments find their subscribers again.', context)
      : await soundAlarm(ports, { ...about, severity: 'major', words: stopped }, context);
  if (changes.length === 0) return;
  const told = await ports.store.commit(changes, context);
  if (!told.ok) throw new Error(`the alarm on dunning cannot be kept: ${told.refusal.message}`);
}
