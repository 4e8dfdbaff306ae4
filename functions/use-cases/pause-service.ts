import type { VacationRule } from '../contracts/billing-profile.ts';
import type { Day } from '../contracts/scalars.ts';
import { accountIdOf, billingAccountAggregate } from '../domain/billing/account.ts';
import { profileOn } from '../domain/billing/billing-terms.ts';
import { dayNumber } from '../domain/billing/days.ts';
import { percentOf } from '../domain/billing/suspension.ts';
import { type Result, refuse } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store } from '../ports/store.ts';
import { readHistories } from './billing-histories.ts';
import { loadKnown } from './load.ts';
import type { Ordered } from './order-service.ts';
import { resumeService } from './resume-service.ts';
import { type Scheduled, todayOf } from './schedule-action.ts';
import { suspendService } from './suspend-service.ts';

export interface PauseWish {
  readonly from?: Day | undefined;
  readonly until: Day;
}

/** Suspends a service at its subscriber's wish, if the provider lets subscribers pause, and for no longer than it lets them. */
export async function pauseService(
  ports: Pick<Ports, 'store' | 'ids'>,
  serviceId: string,
  { from, until }: PauseWish,
  context: Context,
): Promise<Result<Ordered | Scheduled>> {
  const { store } = ports;
  const today = await todayOf(store, serviceId, context);
  if (!today.ok) return today;
  const rule = await pauseOfferOf(store, serviceId, today.value);
  if (rule === undefined) {
    return refuse('portal.pause-not-offered', 'Services are not paused here; ask the provider.');
  }
  const days = dayNumber(until) - dayNumber(from ?? today.value);
  const { minimumDays, maximumDays } = rule;
  if (days > 0 && days < minimumDays) {
    return refuse(
      'portal.pause-too-short',
      `A pause is ${minimumDays} days at least; name a later end.`,
      '/until',
    );
  }
  if (maximumDays !== undefined && days > maximumDays) {
    return refuse(
      'portal.pause-too-long',
      `A pause is ${maximumDays} days at most; name an earlier end.`,
      '/until',
    );
  }
  const when = from === undefined ? 'now' : { on: from };
  return suspendService(ports, serviceId, { reason: 'requested', until, when }, context);
}

/** Takes a service up again that was paused at its subscriber's wish: what the provider suspended stays so. */
export async function resumePausedService(
  ports: Pick<Ports, 'store' | 'ids'>,
  serviceId: string,
  context: Context,
): Promise<Result<Ordered | Scheduled>> {
  const service = await loadKnown(ports.store, serviceAggregate, serviceId);
  if (!service.ok) return service;
  const { state } = service.value;
  if (state.state === 'suspended' && state.suspension.reason !== 'requested') {
    return refuse(
      'portal.not-paused-by-me',
      state.suspension.reason === 'overdue'
        ? 'This service waits for a payment; it comes back by itself once that is there.'
        : 'The provider has suspended this service; ask the provider.',
    );
  }
  return resumeService(ports, serviceId, { when: 'now' }, context);
}

/** Within which bounds a service may be paused, and what percentage of its price is charged meanwhile. */
export interface PauseOffer extends VacationRule {
  readonly percent: number;
}

/** What the subscriber of a service is offered on a day who wants to pause it; undefined where that is not offered. */
export async function pauseOfferOf(
  store: Store,
  serviceId: string,
  on: Day,
): Promise<PauseOffer | undefined> {
  const service = await store.load(serviceAggregate, serviceId);
  if (service === undefined) return undefined;
  const { subscriberId } = service.state;
  const subscriber = await store.load(subscriberAggregate, subscriberId);
  const payerId = subscriber?.state.payerId ?? subscriberId;
  const account = await store.load(billingAccountAggregate, accountIdOf(payerId));
  const { billed } = await readHistories(store, payerId, account?.state.ledger ?? {});
  const found = billed.find(({ timeline }) => timeline.serviceId === serviceId);
  if (found === undefined) return undefined;
  const { vacation, suspension } = profileOn(found.profiles, dayNumber(on));
  return vacation === undefined ? undefined : { ...vacation, percent: percentOf(suspension.requested) };
}
