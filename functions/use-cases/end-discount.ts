import { done, type Result } from '../domain/result.ts';
import { endDiscount as decide } from '../domain/service/billing-facts.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

/** Ends a discount from today on. */
export function endDiscount(
  { store }: Pick<Ports, 'store'>,
  serviceId: string,
  discountId: string,
  context: Context,
): Promise<Result<Stored<Service>>> {
  return changeOne(store, serviceAggregate, serviceId, context, ({ state }) => {
    const decided = decide(state, discountId);
    return decided.ok ? done({ events: decided.value }) : decided;
  });
}
