import type { ServicePlan } from '../../contracts/catalog.ts';
import type { DesiredState, ObservedLine } from '../../contracts/network-state.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { ScheduledAction } from '../../contracts/scheduled-action.ts';
import type { Aggregate } from '../aggregate.ts';
import { issuedOf, untouched } from '../network/network-view.ts';
import { withChange } from './change.ts';
import { nextDueOn } from './due.ts';
import { pendingOf } from './schedule.ts';
import {
  type ActiveService,
  type RunningOrder,
  runningOrder,
  type Service,
  type ServiceCommand,
  type ServiceEvent,
  type Standing,
  type SuspendedService,
} from './service.ts';

/** The service's state as the fold of its events. */
export const serviceAggregate: Aggregate<Service, ServiceEvent> = {
  type: 'service',
  links: (service) => {
    const due = nextDueOn(service);
    const { subscriberId, access } = service;
    return { owner: subscriberId, place: access.siteId, ...(due === undefined ? {} : { dueOn: due }) };
  },
  issued: ({ desired, network }) => issuedOf(desired, network),
  evolve(state, event, at) {
    if (event.type === 'service.selected') {
      return { ...event.data, state: 'selected', selectedAt: at, network: untouched, pending: [] };
    }
    if (state === undefined) throw new Error(`${event.type} on a service that does not exist`);
    return evolveExisting(state, event, at);
  },
};

function evolveExisting(
  service: Service,
  event: Exclude<ServiceEvent, { type: 'service.selected' }>,
  at: Instant,
): Service {
  switch (event.type) {
    case 'service.activation-requested':
      return {
        ...common(service),
        state: 'provisioning',
        order: requested(event.data.orderId, { kind: 'activate' }),
      };
    case 'service.activated':
      return { ...common(service), state: 'active', activatedAt: event.data.provenAt };
    case 'service.activation-failed': {
      const { access = service.access, ...failure } = event.data;
      return { ...common(service), access, state: 'failed', failure: { ...failure, kind: 'activate', at } };
    }

    case 'service.change-requested':
      return {
        ...common(service),
        ...heldFrom(service),
        order: requested(event.data.orderId, { kind: 'change', change: event.data.change }),
      };
    case 'service.changed':
      return withChange(
        {
          ...common(service),
          ...heldFrom(service),
          pending: without(service, (action) => isOutdated(action, event.data.change.plan)),
          ...(service.plan.terms.usagePrices === undefined ? {} : { usagePriced: true as const }),
        },
        event.data.change,
      );
    case 'service.change-failed':
      return {
        ...common(service),
        ...heldFrom(service),
        failure: { ...event.data, kind: 'change', at },
      };

    case 'service.suspension-requested': {
      const { orderId, ...wish } = event.data;
      const command = { kind: 'suspend' as const, ...wish };
      return { ...common(service), ...activeFrom(service), order: requested(orderId, command) };
    }
    case 'service.suspended': {
      const { reason, until, provenAt } = event.data;
      const command = runningOrder(service)?.command;
      const { note, blocks } = command?.kind === 'suspend' ? command : {};
      return {
        ...common(service),
        state: 'suspended',
        activatedAt: activeFrom(service).activatedAt,
        suspension: {
          reason,
          ...(note === undefined ? {} : { note }),
          ...(blocks === undefined ? {} : { blocks }),
          ...(until === undefined ? {} : { until }),
          since: provenAt,
        },
      };
    }
    case 'service.suspension-failed':
      return {
        ...common(service),
        ...activeFrom(service),
        // With the suspension goes its planned end.
        pending: without(service, ({ origin }) => origin === 'suspension'),
        failure: { ...event.data, kind: 'suspend', at },
      };

    case 'service.resumption-requested':
      return {
        ...common(service),
        ...suspendedFrom(service),
        order: requested(event.data.orderId, { kind: 'resume' }),
      };
    case 'service.resumed':
      return {
        ...common(service),
        state: 'active',
        activatedAt: suspendedFrom(service).activatedAt,
        pending: without(service, ({ command }) => command.kind === 'resume'),
      };
    case 'service.resumption-failed':
      return {
        ...common(service),
        ...suspendedFrom(service),
        failure: { ...event.data, kind: 'resume', at },
      };

    case 'service.termination-requested':
      return {
        ...common(service),
        state: 'terminating',
        ...everActive(service),
        pending: [],
        ...(event.data.waiveFee === undefined ? {} : { waiveFee: event.data.waiveFee }),
        order: requested(event.data.orderId, { kind: 'terminate' }),
      };
    case 'service.terminated':
      return {
        ...common(withLine(service, undefined)),
        state: 'terminated',
        ...everActive(service),
        terminatedAt: event.data.provenAt,
      };
    case 'service.termination-failed':
      return {
        ...common(service),
        state: 'terminating',
        ...everActive(service),
        ...('waiveFee' in service && service.waiveFee === true ? { waiveFee: true as const } : {}),
        failure: { ...event.data, kind: 'terminate', at },
      };

    case 'service.action-scheduled':
      return {
        ...service,
        pending: [...pendingOf(service), event.data.action].toSorted((a, b) => (a.on < b.on ? -1 : 1)),
      };
    case 'service.action-started': {
      const { actionId, orderId } = event.data;
      const order = runningOrder(service);
      return {
        ...service,
        pending: without(service, (action) => action.actionId === actionId),
        ...(order?.orderId === orderId ? { order: { ...order, actionId } } : {}),
      } as Service;
    }
    case 'service.action-cancelled':
    case 'service.action-failed':
      return {
        ...service,
        pending: without(service, ({ actionId }) => actionId === event.data.actionId),
      };

    case 'service.discount-granted':
      return { ...service, discounts: [...(service.discounts ?? []), event.data.discount] };
    case 'service.discount-ended':
      return {
        ...service,
        discounts: (service.discounts ?? []).filter(({ discountId }) => discountId !== event.data.discountId),
      };
    case 'service.item-paid-off':
      return { ...service, paidOff: [...(service.paidOff ?? []), event.data.itemId] };
    case 'service.cost-centre-changed': {
      const { costCentre: _, ...rest } = service;
      const { costCentre } = event.data;
      return costCentre === null ? rest : { ...rest, costCentre };
    }
    case 'service.quota-reached':
    case 'service.quota-recounted':
      return { ...service, quotaUse: event.data.use };
    case 'service.quota-renewed': {
      const { quotaUse: _, topUps: __, ...rest } = service;
      return rest;
    }
    case 'service.time-band-changed': {
      const { timeBand: _, ...rest } = service;
      const { standing: timeBand } = event.data;
      return timeBand === undefined ? rest : { ...rest, timeBand };
    }
    case 'service.topped-up':
      return { ...service, topUps: [...(service.topUps ?? []), event.data.topUp] };
    case 'service.usage-rated': {
      const { usagePriced: _, ...rest } = service;
      const { from, to, moved } = event.data;
      return { ...rest, usageRated: { from, to, moved } };
    }
    case 'service.access-overridden':
      return { ...service, override: event.data.override };
    case 'service.access-override-ended': {
      const { override: _, ...rest } = service;
      return rest;
    }
    case 'service.access-restricted':
      return { ...service, restriction: event.data.restriction };
    case 'service.access-restriction-lifted': {
      const { restriction: _, ...rest } = service;
      return rest;
    }
    case 'service.entitlement-changed':
      return converging(service, event.data.desired, at);
    case 'service.outage-recorded':
      return service;

    case 'service.desired-state-issued':
      return issued(service, event.data, at);
    case 'service.line-observed':
      return withLine(service, event.data.line);
    case 'service.mend-requested':
      return converging(service, event.data.desired, at);
    case 'service.drift-mended':
    case 'service.state-proven': {
      const { revision, observedAt } = event.data.observed;
      return {
        ...service,
        network: { status: 'in-sync', observedRevision: revision, provenAt: observedAt },
      };
    }
    case 'service.state-diverged': {
      const { observed, status } = event.data;
      const { observedRevision, provenAt, since, outliving } = service.network;
      const { reason, differences, outcome } = observed;
      return {
        ...service,
        network: {
          status,
          observedRevision,
          ...(provenAt === undefined ? {} : { provenAt }),
          lookedAt: observed.observedAt,
          since: service.network.status === status && since !== undefined ? since : at,
          ...(reason === undefined ? {} : { detail: reason }),
          ...(differences === undefined ? {} : { differences }),
          ...(outcome === 'drifted' ? { held: true as const } : {}),
          ...(outliving === undefined ? {} : { outliving }),
        },
      };
    }
    case 'service.session-outlived':
      return { ...service, network: { ...service.network, outliving: event.data } };
  }
}

/** Each by its name, so that none that is added can be forgotten. */
const standing: Readonly<Record<keyof Standing, true>> = {
  desired: true,
  line: true,
  discounts: true,
  setupFeeWaived: true,
  paidOff: true,
  costCentre: true,
  quotaUse: true,
  topUps: true,
  usageRated: true,
  usagePriced: true,
  timeBand: true,
  override: true,
  restriction: true,
};
const kept = Object.keys(standing) as readonly (keyof Standing)[];

/** What every state has. The running order ends or begins with each event that names one, and so does an old failure. */
function common(service: Service) {
  const { subscriberId, plan, extras, address, access, selectedAt, network } = service;
  return {
    subscriberId,
    plan,
    extras,
    address,
    access,
    selectedAt,
    network,
    pending: pendingOf(service),
    ...(Object.fromEntries(
      kept.flatMap((name) => (service[name] === undefined ? [] : [[name, service[name]]])),
    ) as Standing),
  };
}

/** A move to a later version of a plan is outdated once the service has another plan, or a version as late. */
function isOutdated({ origin, command }: ScheduledAction, plan: ServicePlan | undefined): boolean {
  if (origin !== 'price-change' || command.kind !== 'change' || plan === undefined) return false;
  const to = command.change.plan;
  return to?.planId !== plan.planId || to.terms.version <= plan.terms.version;
}

function withLine(service: Service, line: ObservedLine | undefined): Service {
  const { line: _, ...rest } = service;
  return (line === undefined ? rest : { ...rest, line }) as Service;
}

function without(service: Service, goes: (action: ScheduledAction) => boolean): readonly ScheduledAction[] {
  return pendingOf(service).filter((action) => !goes(action));
}

function requested<C extends ServiceCommand>(orderId: string, command: C): RunningOrder<C> {
  return { orderId, command, progress: 'requested' };
}

function activeFrom(service: Service): Pick<ActiveService, 'state' | 'activatedAt'> {
  return { state: 'active', activatedAt: activation(service) };
}

/** Active or suspended, as it was: what changes leaves that as it is. */
function heldFrom(service: Service): ReturnType<typeof activeFrom> | ReturnType<typeof suspendedFrom> {
  return service.state === 'suspended' ? suspendedFrom(service) : activeFrom(service);
}

function suspendedFrom(service: Service): Pick<SuspendedService, 'state' | 'activatedAt' | 'suspension'> {
  if (service.state !== 'suspended') throw new Error(`a resumption of a service that is ${service.state}`);
  return { state: 'suspended', activatedAt: service.activatedAt, suspension: service.suspension };
}

function activation(service: Service): Instant {
  const { activatedAt } = everActive(service);
  if (activatedAt === undefined) throw new Error(`a service that is ${service.state} was never active`);
  return activatedAt;
}

function everActive(service: Service): { readonly activatedAt?: Instant } {
  return 'activatedAt' in service && service.activatedAt !== undefined
    ? { activatedAt: service.activatedAt }
    : {};
}

function converging(service: Service, desired: DesiredState, at: Instant): Service {
  const { provenAt, observedRevision, outliving } = service.network;
  return {
    ...service,
    desired,
    network: {
      status: 'converging' as const,
      observedRevision,
      ...(provenAt === undefined ? {} : { provenAt }),
      ...(outliving === undefined ? {} : { outliving }),
      since: at,
    },
  };
}

function issued(
  service: Service,
  data: Extract<ServiceEvent, { type: 'service.desired-state-issued' }>['data'],
  at: Instant,
): Service {
  const next = converging(service, data.desired, at);
  const order = runningOrder(service);
  if (order === undefined || order.orderId !== data.orderId) return next;
  // The state in force before the order is what a roll-back brings back; the order's own is not worth keeping.
  const before = order.progress === 'requested' ? service.desired : order.before;
  const progress = data.purpose === 'order' ? 'issued' : 'compensating';
  return {
    ...next,
    order: { ...order, progress, ...(before === undefined ? {} : { before }) },
  } as Service;
}
