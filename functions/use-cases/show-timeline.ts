import type { TimelineView } from '../contracts/http/subscribers.ts';
import type { Timeline } from './read-timeline.ts';
import { showService } from './show-service.ts';
import { showSubscriber } from './show-subscriber.ts';

/** A timeline as the API shows it. */
export function showTimeline({ items, nextCursor, state }: Timeline): TimelineView {
  return {
    items: [...items],
    ...(nextCursor === undefined ? {} : { nextCursor }),
    ...(state === undefined ? {} : { state: showState(state) }),
  };
}

function showState({ at, subscriber, services, balance }: NonNullable<Timeline['state']>) {
  return {
    at,
    ...(subscriber === undefined ? {} : { subscriber: showSubscriber(subscriber) }),
    ...(balance === undefined ? {} : { balance }),
    services: services.map(showService),
  };
}
