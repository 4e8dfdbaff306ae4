import { listEvents } from '../../contracts/http/events.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { readEvents } from '../../use-cases/read-events.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    listEvents,
    ({ query }, ports) => readEvents(ports, query),
    ({ items, nextAfter }) => ({ body: { items: [...items], nextAfter } }),
  ),
];
