import * as contract from '../../contracts/http/services.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { changeService } from '../../use-cases/change-service.ts';
import { orderService } from '../../use-cases/order-service.ts';
import { listServices, listSessions, readService } from '../../use-cases/read-services.ts';
import { selectService } from '../../use-cases/select-service.ts';
import { showService } from '../../use-cases/show-service.ts';
import { showSession } from '../../use-cases/show-session.ts';

const selectionAndReading: readonly BoundRoute[] = [
  bind(
    contract.selectService,
    ({ params, body, context }, ports) => selectService(ports, params.id, body, context),
    ({ service, password }) => ({
      body: { ...showService(service), ...(password === undefined ? {} : { password }) },
      version: service.version,
    }),
  ),
  bind(
    contract.listServices,
    ({ query }, ports) => listServices(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showService) } }),
  ),
  bind(
    contract.getService,
    ({ params }, ports) => readService(ports, params.id),
    ({ service, session }) => ({
      body: { ...showService(service), ...(session === undefined ? {} : { session: showSession(session) }) },
      version: service.version,
    }),
  ),
  bind(
    contract.listSessions,
    ({ params, query }, ports) => listSessions(ports, params.id, query),
    (page) => ({ body: { ...page, items: page.items.map(showSession) } }),
  ),
];

const orders: readonly BoundRoute[] = [
  bind(
    contract.activateService,
    ({ params, context }, ports) => orderService(ports, params.id, { kind: 'activate' }, context),
    ({ orderId }) => ({ body: { orderId } }),
  ),
  bind(
    contract.suspendService,
    ({ params, body: { reason, note }, context }, ports) =>
      orderService(
        ports,
        params.id,
        { kind: 'suspend', reason, ...(note === undefined ? {} : { note }) },
        context,
      ),
    ({ orderId }) => ({ body: { orderId } }),
  ),
  bind(
    contract.resumeService,
    ({ params, context }, ports) => orderService(ports, params.id, { kind: 'resume' }, context),
    ({ orderId }) => ({ body: { orderId } }),
  ),
  bind(
    contract.terminateService,
    ({ params, context }, ports) => orderService(ports, params.id, { kind: 'terminate' }, context),
    ({ orderId }) => ({ body: { orderId } }),
  ),
  bind(
    contract.changeService,
    ({ params, body, context }, ports) => changeService(ports, params.id, body, context),
    (ordered) => ({ body: ordered }),
  ),
];

export const routes: readonly BoundRoute[] = [...selectionAndReading, ...orders];
