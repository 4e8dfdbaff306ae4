import type { PortalServiceView } from '../contracts/http/portal-services.ts';
import { formatMoney } from '../domain/money.ts';
import { conditionOf } from '../domain/service/condition.ts';
import { pendingOf } from '../domain/service/schedule.ts';
import { runningOrder, type Service } from '../domain/service/service.ts';
import type { Stored } from '../ports/store.ts';

/** A service as its people see it: nothing of how the network is made. */
export function showPortalService({ id, state: service }: Stored<Service>): PortalServiceView {
  const { plan, extras, address, access } = service;
  const { price, period, network, quota, topUps = [] } = plan.terms;
  const suspension = service.state === 'suspended' ? service.suspension : undefined;
  return {
    serviceId: id,
    ...conditionOf(service),
    ...(suspension === undefined ? {} : { since: suspension.since }),
    ...(suspension?.until === undefined ? {} : { until: suspension.until }),
    plan: {
      planId: plan.planId,
      name: plan.name,
      price: formatMoney(price),
      period,
      downKbps: network.downKbps,
      upKbps: network.upKbps,
    },
    extras: extras.map(({ itemId, kind, name, serial, price: extra }) => ({
      itemId,
      kind,
      name,
      ...(serial === undefined ? {} : { serial }),
      price: formatMoney(extra.price),
      ...(extra.accounting === 'recurring' ? { period: extra.period } : {}),
      ...(typeof extra.accounting === 'object' ? extra.accounting : {}),
    })),
    ...(quota === undefined ? {} : { quota }),
    topUps: topUps.map((offer) => ({ ...offer, price: formatMoney(offer.price) })),
    address,
    technology: access.technology,
    ...('username' in access ? { username: access.username } : {}),
    ...(access.framedIp === undefined ? {} : { ipAddress: access.framedIp }),
    pending: pendingOf(service).map(({ actionId, command, on, origin }) => ({
      actionId,
      kind: command.kind,
      on,
      isMine: origin === 'request',
      ...(command.kind === 'change' && command.change.plan !== undefined
        ? { plan: command.change.plan.name }
        : {}),
    })),
    isChanging: runningOrder(service) !== undefined,
  };
}
