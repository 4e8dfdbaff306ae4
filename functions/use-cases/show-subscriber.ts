import type { SubscriberView } from '../contracts/http/subscribers.ts';
import type { Subscriber } from '../domain/subscriber/subscriber.ts';
import type { Stored } from '../ports/store.ts';
import { showQuote } from './show-quote.ts';

/** A subscriber as the API shows it. */
export function showSubscriber({ id, state, updatedAt }: Stored<Subscriber>): SubscriberView {
  const { details, origin, notes, people: _, ...rest } = state;
  return {
    id,
    ...details,
    ...rest,
    notes: [...notes],
    ...(origin === undefined ? {} : { origin: showOrigin(origin) }),
    updatedAt,
  };
}

function showOrigin({ quote, ...origin }: NonNullable<Subscriber['origin']>) {
  return quote === undefined ? origin : { ...origin, quote: showQuote(quote) };
}
