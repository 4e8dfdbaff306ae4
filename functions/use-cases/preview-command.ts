import type { Instant } from '../contracts/scalars.ts';
import { dayBegins, localDay } from '../domain/billing/local-day.ts';
import { formatMoney } from '../domain/money.ts';
import { defaultAccessPolicy } from '../domain/policy/access-policy.ts';
import { done, type Result } from '../domain/result.ts';
import { type Changeable, withChange } from '../domain/service/change.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { contentFor } from '../domain/service/execute-order.ts';
import { orderOnService } from '../domain/service/order-on-service.ts';
import { scheduleAction } from '../domain/service/schedule.ts';
import type { Service, ServiceCommand, ServiceEvent } from '../domain/service/service.ts';
import { suspensionThrough } from '../domain/service/transitions.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import type { Asking } from './ask-site.ts';
import type { BillingPorts } from './billing-plan.ts';
import { billsApart, supposedly } from './bills-apart.ts';
import { accessWished, type ChangeWish, changeOf, refuseLaterAccess } from './change-service.ts';
import { foresight } from './foresee-sessions.ts';
import { loadKnown } from './load.ts';
import { boundCommand, refuseTaken } from './order-service.ts';
import { dayWanted, type When } from './schedule-action.ts';
import { showSession } from './show-session.ts';
import { refuseEnd, type SuspensionWish } from './suspend-service.ts';

/** What somebody may want to know of before ordering it, as the orders themselves are asked for. */
export type SupposedCommand =
  | { readonly kind: 'activate' }
  | (ChangeWish & { readonly kind: 'change'; readonly when: When })
  | (SuspensionWish & { readonly kind: 'suspend' })
  | { readonly kind: 'resume'; readonly when: When }
  | { readonly kind: 'terminate'; readonly when: When; readonly waiveFee?: true | undefined };

/**
 * What an order would do: the very calculation of the bill, once as things stand and once as if the order had been
 * proven on its day, and what it leaves of the line. Refuses what the order itself would be refused for. Nothing is
 * written.
 */
export async function previewCommand(
  ports: BillingPorts & Pick<Ports, 'sessions' | 'passwords'> & Asking,
  serviceId: string,
  wish: SupposedCommand,
  context: Context,
) {
  const { store } = ports;
  const [wanted, service] = await Promise.all([
    dayWanted(store, serviceId, wish.kind === 'activate' ? 'now' : wish.when, context),
    loadKnown(store, serviceAggregate, serviceId),
  ]);
  if (!wanted.ok) return wanted;
  if (!service.ok) return service;
  const { state } = service.value;
  const subscriber = await loadKnown(store, subscriberAggregate, state.subscriberId);
  if (!subscriber.ok) return subscriber;
  const { details, payerId = state.subscriberId } = subscriber.value.state;
  const today = localDay(context.now, details.timeZone);
  const on = wanted.value ?? today;
  const unending = wish.kind === 'suspend' ? refuseEnd(wish.until, on) : undefined;
  if (unending !== undefined) return unending;
  const late = wish.kind === 'change' ? refuseLaterAccess(wish, wanted.value) : undefined;
  if (late !== undefined) return late;
  const made = await commandOf(ports, wish, service.value, context);
  if (!made.ok) return made;
  const command = made.value;
  const orderId = ports.ids.next('ord');
  const decided =
    wanted.value === undefined || command.kind === 'activate'
      ? orderOnService(state, orderId, command, context.now)
      : scheduleAction(state, { actionId: ports.ids.next('act'), on, command, origin: 'request' }, today);
  if (!decided.ok) return decided;
  const provenAt = on === today ? context.now : dayBegins(on, details.timeZone);
  const proven = supposedly(service.value, outcomeOf(command, orderId, provenAt, state), {
    eventId: ports.ids.next('evt'),
    at: provenAt,
    actor: context.actor,
  });
  const { currency } = state.plan.terms.price;
  const [apart, { items: open }] = await Promise.all([
    billsApart(
      ports,
      { subscriberId: payerId, on, currency },
      { after: new Map([[serviceId, [proven]]]) },
      context,
    ),
    ports.sessions.find({ of: 'services', serviceIds: [serviceId] }, { state: 'open' }, { limit: 100 }),
  ]);
  if (!apart.ok) return apart;
  const changed = command.kind === 'change' ? withChange(state, command.change) : state;
  const becoming = contentFor(state, command, defaultAccessPolicy);
  const goesOn = foresight(store);
  const cut = await Promise.all(
    open.map(async (session) => ((await goesOn(session, state, becoming)) ? [] : [showSession(session)])),
  );
  return done({
    on,
    recurring: {
      before: formatMoney(recurringOf(state)),
      after: formatMoney(recurringOf(changed)),
      period: changed.plan.terms.period,
    },
    ...apart.value,
    sessions: open.length,
    cut: cut.flat(),
    becomes: { state: stateAfter(command, state), entitlement: becoming.entitlement },
  });
}

async function commandOf(
  ports: BillingPorts & Pick<Ports, 'passwords'> & Asking,
  wish: SupposedCommand,
  service: Stored<Service>,
  context: Context,
): Promise<Result<ServiceCommand>> {
  switch (wish.kind) {
    case 'activate':
    case 'resume':
      return done({ kind: wish.kind });
    case 'suspend': {
      const { reason, until } = wish;
      return done({ kind: 'suspend', reason, ...(until === undefined ? {} : { until }) });
    }
    case 'terminate':
      return done({ kind: 'terminate', ...(wish.waiveFee === true ? { waiveFee: wish.waiveFee } : {}) });
    case 'change': {
      const access = await accessWished(ports, service, wish.access, context);
      if (!access.ok) return access;
      const { id, state } = service;
      const made = await changeOf(ports, wish, state, access.value.change, context);
      if (!made.ok) return made;
      const bound = await boundCommand(
        ports.store,
        id,
        state,
        { kind: 'change', change: made.value },
        context,
      );
      if (!bound.ok) return bound;
      const { command } = bound.value;
      const taken =
        command.kind === 'change' ? await refuseTaken(ports.store, id, state, command.change) : undefined;
      return taken ?? done(command);
    }
  }
}

/** The event that an order ends in when the network proves it. */
function outcomeOf(
  command: ServiceCommand,
  orderId: string,
  provenAt: Instant,
  service: Service,
): ServiceEvent {
  const { desired } = service;
  switch (command.kind) {
    case 'activate':
      return {
        type: 'service.activated',
        data: { orderId, provenAt, revision: (desired?.revision ?? 0) + 1 },
      };
    case 'change':
      return { type: 'service.changed', data: { orderId, provenAt, change: command.change } };
    case 'suspend': {
      const { reason, until } = command;
      return {
        type: 'service.suspended',
        data: { orderId, provenAt, reason, ...(until === undefined ? {} : { until }) },
      };
    }
    case 'resume': {
      // One that waits for its day may be there before the suspension that it ends.
      const reason = service.state === 'suspended' ? service.suspension.reason : 'requested';
      return { type: 'service.resumed', data: { orderId, provenAt, reason } };
    }
    case 'terminate': {
      const { waiveFee } = command;
      return {
        type: 'service.terminated',
        data: { orderId, provenAt, ...(waiveFee === undefined ? {} : { waiveFee }) },
      };
    }
  }
}

function stateAfter(command: ServiceCommand, service: Service) {
  if (command.kind === 'terminate') return 'terminated' as const;
  return command.kind === 'suspend' || suspensionThrough(service, command) !== undefined
    ? ('suspended' as const)
    : ('active' as const);
}

/** What the plan and what recurs beside it in the same rhythm cost for a period, before discounts and taxes. */
function recurringOf({ plan, extras }: Changeable) {
  const { price, period } = plan.terms;
  const beside = extras.filter(
    (extra) => extra.price.accounting === 'recurring' && extra.price.period === period,
  );
  const minor = beside.reduce((sum, extra) => sum + extra.price.price.minor, price.minor);
  return { minor, currency: price.currency };
}

export type PreviewedCommand = Awaited<ReturnType<typeof previewCommand>> extends Result<infer T> ? T : never;
