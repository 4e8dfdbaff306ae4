import { listEvents, readAuditLog as readAuditLogRoute } from '../../contracts/http/events.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { readAuditLog } from '../../use-cases/read-audit-log.ts';
import { readEvents } from '../../use-cases/read-events.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    listEvents,
    ({ query }, ports) => readEvents(ports, query),
    ({ items, nextAfter }) => ({ body: { items: [...items], nextAfter } }),
  ),
  bind(
    readAuditLogRoute,
    ({ query }, ports) => readAuditLog(ports, query),
    ({ items, ...rest }) => ({ body: { items: [...items], ...rest } }),
  ),
];
