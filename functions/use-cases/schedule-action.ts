import type { Day } from '../contracts/scalars.ts';
import type { ScheduledAction, ScheduledCommand } from '../contracts/scheduled-action.ts';
import { accountIdOf, billingAccountAggregate } from '../domain/billing/account.ts';
import { endOfCurrentPeriod } from '../domain/billing/current-period.ts';
import { dayNumber, dayOf } from '../domain/billing/days.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { scheduleAction as decide } from '../domain/service/schedule.ts';
import type { Service } from '../domain/service/service.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { readHistories } from './billing-histories.ts';
import { loadKnown } from './load.ts';
import { changeOne } from './write-one.ts';

/** When an order takes effect: at once, at the end of the period that is running, or on a day. */
export type When = 'now' | 'end-of-period' | { readonly on: Day };

export interface Scheduled {
  readonly scheduled: { readonly actionId: string; readonly on: Day };
}

/** Lets an order wait for its day, on which `startDueAction` places it. */
export async function scheduleAction(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  serviceId: string,
  command: ScheduledCommand,
  on: Day,
  context: Context,
): Promise<Result<Scheduled>> {
  const today = await todayOf(store, serviceId, context);
  if (!today.ok) return today;
  const action: ScheduledAction = { actionId: ids.next('act'), on, command, origin: 'request' };
  const written = await changeOne(store, serviceAggregate, serviceId, context, ({ state }) => {
    const decided = decide(state, action, today.value);
    return decided.ok ? done({ events: decided.value }) : decided;
  });
  return written.ok ? done({ scheduled: { actionId: action.actionId, on } }) : written;
}

/**
 * The day on which an order is to take effect; undefined for at once. A day that is today is now, and one that is over
 * is refused.
 */
export async function dayWanted(
  store: Store,
  serviceId: string,
  when: When,
  context: Context,
): Promise<Result<Day | undefined>> {
  if (when === 'now') return done(undefined);
  const today = await todayOf(store, serviceId, context);
  if (!today.ok) return today;
  if (when === 'end-of-period') return periodEnd(store, serviceId, today.value);
  if (when.on > today.value) return done(when.on);
  if (when.on === today.value) return done(undefined);
  return refuse(
    'service.schedule-in-the-past',
    `${when.on} is over; name today, ${today.value}, or a later day.`,
    '/when/on',
  );
}

/** The calendar day that it is for the subscriber of a service. */
export async function todayOf(store: Store, serviceId: string, context: Context): Promise<Result<Day>> {
  const service = await loadKnown(store, serviceAggregate, serviceId);
  if (!service.ok) return service;
  const { timeZone } = await subscriberOf(store, service.value);
  return done(localDay(context.now, timeZone));
}

async function subscriberOf(store: Store, { id, state }: Stored<Service>) {
  const subscriber = await store.load(subscriberAggregate, state.subscriberId);
  if (subscriber === undefined) throw new Error(`the subscriber ${state.subscriberId} of ${id} is gone`);
  return subscriber.state.details;
}

async function periodEnd(store: Store, serviceId: string, today: Day): Promise<Result<Day>> {
  const service = await loadKnown(store, serviceAggregate, serviceId);
  if (!service.ok) return service;
  const { subscriberId } = service.value.state;
  const subscriber = await store.load(subscriberAggregate, subscriberId);
  const payerId = subscriber?.state.payerId ?? subscriberId;
  const account = await store.load(billingAccountAggregate, accountIdOf(payerId));
  const ledger = account?.state.ledger ?? {};
  const { billed } = await readHistories(store, payerId, ledger);
  const found = billed.find(({ timeline }) => timeline.serviceId === serviceId);
  if (found === undefined) {
    return refuse(
      'service.not-active',
      'This service was never active, so no period of it runs; activate it first.',
    );
  }
  const { timeline, profiles } = found;
  const end = endOfCurrentPeriod(timeline, ledger[serviceId]?.['plan'], profiles, dayNumber(today));
  return done(dayOf(end));
}
