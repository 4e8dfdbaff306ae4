import type { BulkActionView } from '../contracts/http/bulk-actions.ts';
import { actionOf } from '../domain/bulk-action/actions/index.ts';
import { type BulkAction, ratePerMinuteOf, toDoOf } from '../domain/bulk-action/bulk-action.ts';
import { recurringOf } from '../domain/bulk-action/price.ts';
import { formatMoney } from '../domain/money.ts';
import type { Stored } from '../ports/store.ts';

/** A bulk action as the API shows it. */
export function showBulkAction({ id, state: bulk, updatedAt }: Stored<BulkAction>): BulkActionView {
  const { state, wish, underWay, done, failed, sessionsCut, ratesChanged, told, reason, endedAt } = bulk;
  const toDo = toDoOf(bulk);
  const rate = state === 'running' ? ratePerMinuteOf(bulk) : undefined;
  return {
    id,
    state,
    of: actionOf(wish).of,
    ...wish,
    survey: showSurvey(bulk),
    counts: {
      toDo,
      underWay: underWay.length,
      done,
      failed,
      leftOut: { ...bulk.leftOut },
      sessionsCut,
      ratesChanged,
      ...told,
    },
    failuresByCode: { ...bulk.failureCodes },
    failures: [...bulk.failures],
    ...(rate === undefined ? {} : { ratePerMinute: Math.round(rate * 10) / 10 }),
    ...(rate === undefined || rate === 0
      ? {}
      : { remainingSeconds: Math.ceil(((toDo + underWay.length) / rate) * 60) }),
    silentSites: [...bulk.silentSites],
    pass: bulk.pass,
    ...(reason === undefined ? {} : { reason }),
    requestedAt: bulk.requestedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    updatedAt,
  };
}

function showSurvey({ survey, surveyed }: BulkAction): BulkActionView['survey'] {
  const { found, sessions, prices, email, sms, leftOut } = survey;
  return {
    complete: surveyed,
    found,
    sessions: { ...sessions },
    prices: prices.map(({ price, newPrice, ...rest }) => ({
      ...rest,
      price: formatMoney(price),
      newPrice: formatMoney(newPrice),
    })),
    recurring: recurringOf(prices).map(({ period, before, after }) => ({
      period,
      before: formatMoney(before),
      after: formatMoney(after),
    })),
    email,
    sms,
    leftOut: { ...leftOut },
  };
}
