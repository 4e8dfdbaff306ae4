import type { ServiceExtra } from '../../contracts/catalog.ts';
import type { Day, Instant } from '../../contracts/scalars.ts';
import type { ServiceChange } from '../../contracts/service-change.ts';
import type { OrderKind } from '../../contracts/service-order.ts';
import { done, type Result, refuse } from '../result.ts';
import { withChange } from './change.ts';
import { runningOrder, type Service, type ServiceCommand, type ServiceEvent } from './service.ts';
import { isOrderable, orderableIn } from './transitions.ts';

/** A service carries no more add-ons and equipment than this. */
export const extrasKept = 20;

/** Refuses extras that are too many, or two of one model with one serial. */
export function refuseExtras(extras: readonly ServiceExtra[]): Result<never> | undefined {
  if (extras.length > extrasKept) {
    return refuse(
      'service.too-many-items',
      `A service has ${extrasKept} add-ons and pieces of equipment at most; leave some out.`,
    );
  }
  const serials = extras.flatMap(({ modelId, serial }) =>
    serial === undefined ? [] : [`${modelId} ${serial.toUpperCase()}`],
  );
  return new Set(serials).size < serials.length
    ? refuse('service.serial-twice', 'Two pieces of equipment of one model have one serial.', '/equipment')
    : undefined;
}

/**
 * Takes an order on the service, or says why not. One order runs at a time. A termination while nothing of the service
 * is on the network ends at once, with `at` as its proof: there is nothing that a site could confirm.
 */
export function orderOnService(
  service: Service,
  orderId: string,
  command: ServiceCommand,
  at: Instant,
): Result<readonly ServiceEvent[]> {
  const running = runningOrder(service);
  if (running !== undefined) {
    return refuse(
      'service.order-in-progress',
      `The order ${running.orderId} (${running.command.kind}) still runs on this service; wait until it has ended.`,
    );
  }
  if (!isOrderable(service, command)) return notNow(service, command.kind);
  switch (command.kind) {
    case 'activate':
      return done([{ type: 'service.activation-requested', data: { orderId } }]);
    case 'change':
      return change(service, orderId, command.change);
    case 'suspend': {
      const { reason, note, until, blocks } = command;
      const data = {
        orderId,
        reason,
        ...(note === undefined ? {} : { note }),
        ...(until === undefined ? {} : { until }),
        ...(blocks === undefined ? {} : { blocks }),
      };
      return done([
        { type: 'service.suspension-requested', data },
        ...(until === undefined ? [] : [plannedEnd(orderId, until)]),
      ]);
    }
    case 'resume':
      return done([{ type: 'service.resumption-requested', data: { orderId } }]);
    case 'terminate': {
      const data = { orderId, ...(command.waiveFee === true ? { waiveFee: true as const } : {}) };
      return done([
        { type: 'service.termination-requested', data },
        ...(isOffNetwork(service)
          ? [{ type: 'service.terminated' as const, data: { ...data, provenAt: at } }]
          : []),
      ]);
    }
  }
}

/** A suspension with an end brings the resumption along, named by the order that brought it. */
function plannedEnd(orderId: string, on: Day): ServiceEvent {
  const actionId = `act_${orderId.slice(orderId.indexOf('_') + 1)}`;
  const action = { actionId, on, command: { kind: 'resume' as const }, origin: 'suspension' as const };
  return { type: 'service.action-scheduled', data: { action } };
}

/** Whether nothing of the service is, or can come to be, on the network: never issued, or its absence is proven. */
export function isOffNetwork(service: Service): boolean {
  if (service.desired === undefined) return true;
  return !service.desired.present && service.network.status === 'in-sync';
}

function change(service: Service, orderId: string, wanted: ServiceChange): Result<readonly ServiceEvent[]> {
  if (Object.keys(wanted).length === 0) {
    return refuse('service.change-empty', 'Name at least one thing that is to change.');
  }
  if (wanted.access !== undefined && wanted.access.siteId !== service.access.siteId) {
    return refuse(
      'service.site-fixed',
      'A service stays at its site. Select a new service at the other site, activate it, and terminate this one.',
      '/access/siteId',
    );
  }
  const known = new Set(service.extras.map(({ itemId }) => itemId));
  const unknown = wanted.removeExtras?.findIndex((itemId) => !known.has(itemId));
  if (unknown !== undefined && unknown !== -1) {
    return refuse(
      'service.item-unknown',
      `The service has no item ${wanted.removeExtras?.[unknown]}.`,
      `/removeItems/${unknown}`,
    );
  }
  const bad = refuseExtras(withChange(service, wanted).extras);
  if (bad !== undefined) return bad;
  return done([{ type: 'service.change-requested', data: { orderId, change: wanted } }]);
}

const states: Readonly<Record<Service['state'], { code: string; words: string }>> = {
  selected: { code: 'service.not-active', words: 'is selected and was never active; activate it first' },
  provisioning: { code: 'service.order-in-progress', words: 'is being activated; wait until that has ended' },
  failed: {
    code: 'service.not-active',
    words: 'could not be activated; mend the reason and activate it again',
  },
  active: { code: 'service.already-active', words: 'is active already' },
  suspended: { code: 'service.already-suspended', words: 'is suspended; resume it first' },
  terminating: { code: 'service.terminating', words: 'is being terminated, and there is no way back' },
  terminated: { code: 'service.terminated', words: 'is terminated; select a new one' },
};

function notNow(service: Service, kind: OrderKind): Result<never> {
  const { code, words } = states[service.state];
  if (kind === 'resume' && orderableIn.suspend.includes(service.state)) {
    return refuse('service.not-suspended', 'This service is active, so there is nothing to resume.');
  }
  return refuse(code, `This service ${words}.`);
}
