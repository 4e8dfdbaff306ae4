import { done, type Result } from '../domain/result.ts';
import { type Round, type RoundEvent, roundAggregate } from '../domain/round/round.ts';
import type { Context } from '../ports/context.ts';
import type { Store, Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

/** Takes a wish of staff about a round that is on record. */
export function steerRound(
  store: Store,
  roundId: string,
  context: Context,
  decide: (round: Round) => Result<readonly RoundEvent[]>,
): Promise<Result<Stored<Round>>> {
  return changeOne(store, roundAggregate, roundId, context, ({ state }) => {
    const decided = decide(state);
    return decided.ok ? done({ events: decided.value }) : decided;
  });
}
