import type { RoundWish } from '../contracts/round.ts';
import type { Result } from '../domain/result.ts';
import { requestRound as decide } from '../domain/round/decide.ts';
import { type Round, roundAggregate } from '../domain/round/round.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { createOne } from './write-one.ts';

/** Puts a round on record; its state machine is started by that. Services mean the subscribers who have them. */
export async function requestRound(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  { serviceIds, ...wish }: RoundWish & { readonly serviceIds?: readonly string[] | undefined },
  context: Context,
): Promise<Result<Stored<Round>>> {
  const named =
    wish.subscriberIds ?? (serviceIds === undefined ? undefined : await ownersOf(store, serviceIds));
  const decided = decide({ ...wish, ...(named === undefined ? {} : { subscriberIds: [...new Set(named)] }) });
  if (!decided.ok) return decided;
  return createOne(store, roundAggregate, ids.next('rnd'), decided.value, context);
}

async function ownersOf(store: Store, serviceIds: readonly string[]): Promise<readonly string[]> {
  const services = await store.loadAll(serviceAggregate, [...new Set(serviceIds)]);
  return services.map(({ state }) => state.subscriberId);
}
