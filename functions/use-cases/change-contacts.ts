import type { Address } from '../contracts/scalars.ts';
import { done, type Result } from '../domain/result.ts';
import { changeSubscriberDetails } from '../domain/subscriber/decide.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

export interface ContactsWish {
  readonly emails?: string[] | undefined;
  readonly phones?: string[] | undefined;
  readonly billingAddress?: Address | undefined;
  readonly language?: string | undefined;
}

/** Lets a subscriber say how to be reached: none of what it is sold or billed by. */
export function changeContacts(
  { store }: Pick<Ports, 'store'>,
  subscriberId: string,
  { billingAddress, ...wish }: ContactsWish,
  context: Context,
): Promise<Result<Stored<Subscriber>>> {
  return changeOne(store, subscriberAggregate, subscriberId, context, ({ state }) => {
    const addresses =
      billingAddress === undefined ? undefined : { ...state.details.addresses, billing: billingAddress };
    const changed = changeSubscriberDetails(state, { ...wish, addresses }, { any: false, living: false });
    return changed.ok ? done({ events: changed.value }) : changed;
  });
}
