import * as preview from '../../contracts/http/command-preview.ts';
import * as ordering from '../../contracts/http/service-orders.ts';
import * as contract from '../../contracts/http/services.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { byWhom } from '../../use-cases/by-whom.ts';
import { cancelAction } from '../../use-cases/cancel-action.ts';
import { changeService } from '../../use-cases/change-service.ts';
import { lookAtService } from '../../use-cases/look-at-devices.ts';
import { mendService } from '../../use-cases/mend-service.ts';
import { orderService } from '../../use-cases/order-service.ts';
import { previewCommand } from '../../use-cases/preview-command.ts';
import { listServices, listSessions, readService } from '../../use-cases/read-services.ts';
import { resumeService } from '../../use-cases/resume-service.ts';
import { selectService } from '../../use-cases/select-service.ts';
import { showListedService, showReadService, showService } from '../../use-cases/show-service.ts';
import { showSession } from '../../use-cases/show-session.ts';
import { suspendService } from '../../use-cases/suspend-service.ts';
import { terminateService } from '../../use-cases/terminate-service.ts';
import { versioned } from './versioned.ts';
import { whenOf } from './when.ts';

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
    ({ query }, ports) => byWhom(ports, listServices(ports, query), ({ state }) => state.subscriberId),
    (page) => ({ body: { ...page, items: page.items.map(showListedService) } }),
  ),
  bind(
    contract.getService,
    ({ params }, ports) => readService(ports, params.id),
    (read) => ({ body: showReadService(read), version: read.service.version }),
  ),
  bind(
    contract.lookAtLine,
    ({ params, context }, ports) => lookAtService(ports, params.id, context),
    ({ at, finding: { of: _, ...seen } }) => ({ body: { seenAt: at, ...seen } }),
  ),
  bind(
    contract.listSessions,
    ({ params, query }, ports) => listSessions(ports, params.id, query),
    (page) => ({ body: { ...page, items: page.items.map(showSession) } }),
  ),
];

const orders: readonly BoundRoute[] = [
  bind(
    preview.previewCommand,
    ({ params, body, context }, ports) =>
      previewCommand(
        ports,
        params.id,
        body.kind === 'change' ? { ...body, when: whenOf(body.when) } : body,
        context,
      ),
    ({ recurring, ...rest }) => ({
      body: {
        ...rest,
        ...(recurring.before.amount === recurring.after.amount ? {} : { recurring }),
      },
    }),
  ),
  bind(
    ordering.activateService,
    ({ params, context }, ports) => orderService(ports, params.id, { kind: 'activate' }, context),
    ({ orderId }) => ({ body: { orderId } }),
  ),
  bind(
    ordering.suspendService,
    ({ params, body, context }, ports) => suspendService(ports, params.id, body, context),
    (taken) => ({ body: taken }),
  ),
  bind(
    ordering.resumeService,
    ({ params, body, context }, ports) => resumeService(ports, params.id, body, context),
    (taken) => ({ body: taken }),
  ),
  bind(
    ordering.terminateService,
    ({ params, body, context }, ports) => terminateService(ports, params.id, body, context),
    (taken) => ({ body: taken }),
  ),
  bind(
    ordering.changeService,
    ({ params, body: { when, ...wish }, context }, ports) =>
      changeService(ports, params.id, { ...wish, when: whenOf(when) }, context),
    (taken) => ({ body: taken }),
  ),
  bind(
    ordering.mendService,
    ({ params, context }, ports) => mendService(ports, params.id, context),
    ({ state }) => ({ body: { revision: state.desired?.revision ?? 0 } }),
  ),
  bind(
    ordering.cancelPending,
    ({ params, context }, ports) => cancelAction(ports, params.id, params.actionId, context),
    versioned(showService),
  ),
];

export const routes: readonly BoundRoute[] = [...selectionAndReading, ...orders];
