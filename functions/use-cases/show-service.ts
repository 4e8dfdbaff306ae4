import type { ServiceExtra, ServicePlan } from '../contracts/catalog.ts';
import type { RefusedLogin } from '../contracts/edge/messages.ts';
import type { ListedServiceView, ServiceView } from '../contracts/http/services.ts';
import type { ScheduledAction } from '../contracts/scheduled-action.ts';
import { formatMoney } from '../domain/money.ts';
import { meaningOfRefusal } from '../domain/network/refused-login.ts';
import { entitlementOf } from '../domain/service/observe-service.ts';
import { pendingOf } from '../domain/service/schedule.ts';
import { runningOrder, type Service } from '../domain/service/service.ts';
import type { Stored } from '../ports/store.ts';
import type { ByWhom } from './by-whom.ts';
import { showDiscount } from './discount-off.ts';
import type { ServiceWithSession } from './read-services.ts';
import { showExtraPrice, showPlanVersion } from './show-catalog.ts';
import { showSession } from './show-session.ts';

/** A service as the API shows it. */
export function showService({ id, state: service, updatedAt }: Stored<Service>): ServiceView {
  const { subscriberId, state, plan, extras, address, access, selectedAt, failure, line } = service;
  const order = runningOrder(service);
  return {
    id,
    subscriberId,
    state,
    entitlement: entitlementOf(service),
    plan: showPlan(plan),
    extras: extras.map(showExtra),
    discounts: (service.discounts ?? []).map(showDiscount),
    ...(service.setupFeeWaived === undefined ? {} : { setupFeeWaived: service.setupFeeWaived }),
    ...(service.costCentre === undefined ? {} : { costCentre: service.costCentre }),
    ...(service.quotaUse === undefined ? {} : { quotaUse: service.quotaUse }),
    ...(service.topUps === undefined
      ? {}
      : {
          topUps: service.topUps.map(({ topUpId, gigabytes, price, from }) => ({
            id: topUpId,
            gigabytes,
            price: formatMoney(price),
            from,
          })),
        }),
    ...(service.timeBand === undefined ? {} : { timeBand: service.timeBand }),
    ...(service.override === undefined ? {} : { override: service.override }),
    ...(service.restriction === undefined ? {} : { restriction: service.restriction }),
    address,
    access,
    network: showNetwork(service),
    ...(service.state === 'suspended' ? { suspension: service.suspension } : {}),
    pending: pendingOf(service).map(showAction),
    ...(order === undefined ? {} : { order: { orderId: order.orderId, kind: order.command.kind } }),
    ...(line === undefined ? {} : { line }),
    ...(failure === undefined ? {} : { failure }),
    selectedAt,
    ...('activatedAt' in service && service.activatedAt !== undefined
      ? { activatedAt: service.activatedAt }
      : {}),
    ...(service.state === 'terminated' ? { terminatedAt: service.terminatedAt } : {}),
    updatedAt,
  };
}

export function showListedService({ item, whose }: ByWhom<Stored<Service>>): ListedServiceView {
  return { ...showService(item), ...whose, subscriberName: whose?.subscriberName ?? '' };
}

function showPlan(plan: ServicePlan): ServiceView['plan'] {
  return { ...plan, terms: showPlanVersion(plan.terms) };
}

function showExtra(extra: ServiceExtra): ServiceView['extras'][number] {
  return { ...extra, price: showExtraPrice(extra.price) };
}

function showAction({ actionId, on, origin, command }: ScheduledAction): ServiceView['pending'][number] {
  const { kind } = command;
  const shown = { actionId, on, kind, origin };
  if (kind === 'suspend') return command.until === undefined ? shown : { ...shown, until: command.until };
  if (kind !== 'change') return shown;
  const { plan, addExtras, removeExtras, address } = command.change;
  return {
    ...shown,
    change: {
      ...(plan === undefined ? {} : { plan: showPlan(plan) }),
      ...(addExtras === undefined ? {} : { addItems: addExtras.map(showExtra) }),
      ...(removeExtras === undefined ? {} : { removeItems: removeExtras }),
      ...(address === undefined ? {} : { address }),
    },
  };
}

function showNetwork({ network, desired }: Service): ServiceView['network'] {
  const { differences, ...rest } = network;
  return {
    ...rest,
    ...(differences === undefined ? {} : { differences: [...differences] }),
    revision: desired?.revision ?? 0,
  };
}

/** A service with what is known of it on the network. */
export function showReadService({ service, session, refusedLogin }: ServiceWithSession): ServiceView {
  const shown = showService(service);
  return {
    ...shown,
    ...(session === undefined ? {} : { session: showSession(session) }),
    ...(refusedLogin === undefined
      ? {}
      : { network: { ...shown.network, refusedLogin: showRefusedLogin(refusedLogin) } }),
  };
}

function showRefusedLogin({ serviceId: _, ...login }: RefusedLogin) {
  return { ...login, means: meaningOfRefusal(login) };
}
