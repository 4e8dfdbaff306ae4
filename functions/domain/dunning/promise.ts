import type { DunningRule, PaymentPromise } from '../../contracts/dunning.ts';
import type { Day } from '../../contracts/scalars.ts';
import { dayNumber, dayOf } from '../billing/days.ts';
import { done, type Result, refuse } from '../result.ts';
import type { Dunning, DunningEvent } from './dunning.ts';

/**
 * Takes a promise to pay what is overdue until a day. The rule says how many days ahead, reckoned from the first promise of
 * this debt, and one that was broken is not followed by another while the same debt is open.
 */
export function promisePayment(
  dunning: Dunning,
  rule: DunningRule | undefined,
  { until, note }: Pick<PaymentPromise, 'until' | 'note'>,
  { on, overdue }: { readonly on: Day; readonly overdue: number },
): Result<readonly DunningEvent[]> {
  const { promises } = rule ?? {};
  if (promises === undefined) {
    return refuse('dunning.promises-not-taken', 'The dunning policy takes no promises from this subscriber.');
  }
  if (overdue === 0)
    return refuse('dunning.nothing-overdue', 'Nothing is overdue, so there is nothing to promise.');
  if (dunning.brokenPromises !== undefined && dunning.brokenPromises > 0) {
    return refuse(
      'dunning.promise-broken',
      'A promise for what is open was broken; the next one can be made when it is paid.',
    );
  }
  // One that runs may be put off within the days of the first, not for ever.
  const madeOn = dunning.promise?.madeOn ?? on;
  const last = dayOf(dayNumber(madeOn) + promises.mostDays);
  if (until < on || until > last) {
    return refuse(
      'dunning.promise-day',
      `The policy takes promises until ${last}; name that day or an earlier one that is not over.`,
      '/until',
    );
  }
  const { subscriberId } = dunning;
  const promise = { until, madeOn, ...(note === undefined ? {} : { note }) };
  return done([{ type: 'dunning.payment-promised', data: { subscriberId, ...promise } }]);
}

/** What is known of a promise on a day: what it was for is paid, or money came in that may be for it. */
interface PromiseGround {
  readonly on: Day;
  readonly isSettled: boolean;
  readonly mayBePaid: boolean;
}

/** What becomes of a promise on a day. */
export function endPromise(
  { subscriberId, promise }: Dunning,
  { on, isSettled, mayBePaid }: PromiseGround,
): readonly DunningEvent[] {
  if (promise === undefined || (!isSettled && isHeld(promise, on, mayBePaid))) return [];
  const outcome = isSettled ? 'kept' : 'broken';
  return [{ type: 'dunning.promise-ended', data: { subscriberId, outcome } }];
}

/** Whether what a step took is given back on the word alone. */
export function isTrusted(
  dunning: Pick<Dunning, 'promise'> | undefined,
  rule: DunningRule | undefined,
  { on, mayBePaid }: Pick<PromiseGround, 'on' | 'mayBePaid'>,
): boolean {
  const promise = dunning?.promise;
  return promise !== undefined && isHeld(promise, on, mayBePaid) && rule?.promises?.restores === true;
}

function isHeld({ until }: PaymentPromise, on: Day, mayBePaid: boolean): boolean {
  return on <= until || mayBePaid;
}
