import type { Result } from '../domain/result.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { loadKnown } from './load.ts';

/** Reads one subscriber. */
export function readSubscriber(
  { store }: Pick<Ports, 'store'>,
  id: string,
): Promise<Result<Stored<Subscriber>>> {
  return loadKnown(store, subscriberAggregate, id);
}
