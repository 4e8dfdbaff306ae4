import type { BulkChangeView } from '../contracts/http/bulk-changes.ts';
import { type BulkChange, ratePerMinuteOf, toDoOf } from '../domain/bulk-change/bulk-change.ts';
import { recurringOf } from '../domain/bulk-change/price.ts';
import { formatMoney } from '../domain/money.ts';
import type { Stored } from '../ports/store.ts';

/** A bulk change as the API shows it. */
export function showBulkChange({ id, state: bulk, updatedAt }: Stored<BulkChange>): BulkChangeView {
  const { state, wish, underWay, done, failed, sessionsCut, ratesChanged, reason, endedAt } = bulk;
  const toDo = toDoOf(bulk);
  const rate = state === 'running' ? ratePerMinuteOf(bulk) : undefined;
  return {
    id,
    state,
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

function showSurvey({ survey, surveyed, state }: BulkChange): BulkChangeView['survey'] {
  const { services, sessions, prices, leftOut } = survey;
  return {
    complete: surveyed || state === 'completed',
    services,
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
    leftOut: { ...leftOut },
  };
}
