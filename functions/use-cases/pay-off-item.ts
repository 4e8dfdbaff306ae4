import { done, type Result } from '../domain/result.ts';
import { payOffItem as decide } from '../domain/service/billing-facts.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

/** Ends the instalments of an item early. */
export function payOffItem(
  { store }: Pick<Ports, 'store'>,
  serviceId: string,
  { itemId, rest }: { readonly itemId: string; readonly rest: 'bill' | 'forgive' },
  context: Context,
): Promise<Result<Stored<Service>>> {
  return changeOne(store, serviceAggregate, serviceId, context, ({ state }) => {
    const decided = decide(state, itemId, rest);
    return decided.ok ? done({ events: decided.value }) : decided;
  });
}
