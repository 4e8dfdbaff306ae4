import { done, type Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { cancelAction as decide } from '../domain/service/schedule.ts';
import type { Service } from '../domain/service/service.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

/** Forgets an order that waits for its day; whoever has the service, only what was asked for. */
export function cancelAction(
  { store }: Pick<Ports, 'store'>,
  serviceId: string,
  actionId: string,
  context: Context,
  only: 'any' | 'asked' = 'any',
): Promise<Result<Stored<Service>>> {
  return changeOne(store, serviceAggregate, serviceId, context, ({ state }) => {
    const decided = decide(state, actionId, only);
    return decided.ok ? done({ events: decided.value }) : decided;
  });
}
