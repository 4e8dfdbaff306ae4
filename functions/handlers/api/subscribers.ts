import * as contract from '../../contracts/http/subscribers.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { changeSubscriber } from '../../use-cases/change-subscriber.ts';
import { createSubscriber } from '../../use-cases/create-subscriber.ts';
import { findSubscribers } from '../../use-cases/find-subscribers.ts';
import { readSubscriber } from '../../use-cases/read-subscriber.ts';
import { readTimeline } from '../../use-cases/read-timeline.ts';
import { showSubscriber } from '../../use-cases/show-subscriber.ts';
import { showTimeline } from '../../use-cases/show-timeline.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.createSubscriber,
    ({ body, context }, ports) => createSubscriber(ports, body, context),
    versioned(showSubscriber),
  ),
  bind(
    contract.listSubscribers,
    ({ query }, ports) => findSubscribers(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showSubscriber) } }),
  ),
  bind(
    contract.getSubscriber,
    ({ params }, ports) => readSubscriber(ports, params.id),
    versioned(showSubscriber),
  ),
  bind(
    contract.changeSubscriber,
    ({ params, body, context }, ports) => changeSubscriber(ports, params.id, body, context),
    versioned(showSubscriber),
  ),
  bind(
    contract.readTimeline,
    ({ params, query }, ports) => readTimeline(ports, params.id, query),
    (timeline) => ({ body: showTimeline(timeline) }),
  ),
];
