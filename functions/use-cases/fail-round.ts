import { done } from '../domain/result.ts';
import { failRound as decide } from '../domain/round/decide.ts';
import { roundAggregate } from '../domain/round/round.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { changeOne } from './write-one.ts';

/** Notes that the platform cannot go on by itself, and why. */
export async function failRound(
  { store }: Pick<Ports, 'store'>,
  roundId: string,
  { error, cause }: { readonly error: string; readonly cause: string },
  context: Context,
): Promise<void> {
  const failed = await changeOne(store, roundAggregate, roundId, context, ({ state }) =>
    done({ events: decide(state, `${error}: ${cause}`.slice(0, 1000)) }),
  );
  if (!failed.ok) throw new Error(`the round ${roundId} cannot be ended: ${failed.refusal.message}`);
}
