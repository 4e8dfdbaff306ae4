import type { BillingPeriod } from '../../contracts/catalog.ts';
import type { CurrencyFigures, Figures, MonthlyMovement, Receivables } from '../../contracts/figures.ts';
import type { Month } from '../../contracts/ledger.ts';
import type { Day } from '../../contracts/scalars.ts';
import type { BilledService } from '../billing/calculate.ts';
import { type DayNumber, dayIn, dayNumber, dayOf, monthOf } from '../billing/days.ts';
import { within } from '../billing/payer.ts';
import { type Slot, slotsOf } from '../billing/slots.ts';
import { monthAfter, monthIn, monthsBetween } from '../ledger/months.ts';
import { prorate } from '../money.ts';

/** The present month and the twelve before it. */
const monthsShown = 13;

export const noFigures: Figures = { services: 0, holds: 0, unreckoned: 0, months: {}, currencies: {} };

/** One account with all that it pays for. */
export interface FigureFacts {
  readonly today: Day;
  readonly services: readonly BilledService[];
  readonly open: readonly { readonly due: number; readonly dueOn: Day }[];
  readonly currency: string;
  readonly isHeld: boolean;
}

/** How many months a period is: numerator and denominator. */
const monthsOf: Readonly<Record<BillingPeriod, readonly [bigint, bigint]>> = {
  day: [12n, 365n],
  week: [84n, 365n],
  month: [1n, 1n],
  quarter: [3n, 1n],
  'half-year': [6n, 1n],
  year: [12n, 1n],
};

/** Percentages have two decimals at most. */
const hundredths = 100;

/** What recurs on a day, brought to a month, by currency in minor units. */
export function recurringOn(slots: readonly Slot[], on: DayNumber): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { accounting, segments } of slots) {
    if (accounting !== 'recurring') continue;
    const segment = segments.find(({ from, to }) => from <= on && on < to);
    if (segment === undefined) continue;
    const [months, per] = monthsOf[segment.period];
    const rate = BigInt(Math.round(segment.rate * hundredths));
    const monthly = prorate(segment.price, rate * per, BigInt(100 * hundredths) * months);
    sums.set(segment.currency, (sums.get(segment.currency) ?? 0) + monthly);
  }
  return sums;
}

/** What is open, by how long ago it was due. */
export function receivablesOf(open: FigureFacts['open'], today: Day): Receivables {
  const found = { notDue: 0, to30: 0, to60: 0, to90: 0, over90: 0 };
  for (const { due, dueOn } of open) {
    const late = dayNumber(today) - dayNumber(dueOn);
    const age =
      late <= 0 ? 'notDue' : late <= 30 ? 'to30' : late <= 60 ? 'to60' : late <= 90 ? 'to90' : 'over90';
    found[age] += due;
  }
  return found;
}

/** The figures of one account. A service that changed hands counts where it is paid for on its last day. */
export function figuresOf({ today, services, open, currency, isHeld }: FigureFacts): Figures {
  const now = dayNumber(today);
  const months = monthsBetween(monthAfter(monthIn(today), 1 - monthsShown), monthIn(today));
  const ends = new Map(months.map((month) => [month, Math.min(dayIn(monthOf(firstDay(month)), 31), now)]));
  const slots = services.map(({ timeline, profiles, spans }) => {
    const all = slotsOf(timeline, now, profiles).slots;
    return spans === undefined ? all : all.map((slot) => within(slot, spans));
  });
  const currencies: Record<string, CurrencyFigures> = {};
  const add = (code: string, part: Partial<CurrencyFigures>): void => {
    currencies[code] = plusCurrency(currencies[code] ?? nothing, { ...nothing, ...part });
  };
  for (const of of slots) {
    for (const [code, recurring] of recurringOn(of, now)) add(code, { recurring });
    for (const [month, end] of ends) {
      for (const [code, minor] of recurringOn(of, end)) add(code, { months: { [month]: minor } });
    }
  }
  for (const [code, { recurring }] of Object.entries(currencies)) {
    if (recurring > 0) add(code, { subscribers: 1 });
  }
  if (open.length > 0) add(currency, { receivables: receivablesOf(open, today) });

  const lives = services.flatMap((service) => lifeOf(service, now));
  return {
    services: lives.filter(({ to }) => to === undefined).length,
    holds: isHeld ? 1 : 0,
    unreckoned: 0,
    months: Object.fromEntries(months.map((month) => [month, movementIn(month, lives)])),
    currencies,
  };
}

interface Life {
  readonly from: DayNumber;
  readonly to: DayNumber | undefined;
}

/** From when to when a service was there, if the account pays for its last day. */
function lifeOf({ timeline, spans }: BilledService, now: DayNumber): Life[] {
  const known = timeline.standings.filter(({ from }) => from <= now);
  const last = known.at(-1);
  if (last === undefined) return [];
  const to = last.state === 'terminated' ? last.stateFrom : undefined;
  const lastDay = Math.max(timeline.activatedOn, to === undefined ? now : to - 1);
  const isPaid = spans?.some((span) => span.from <= lastDay && lastDay < span.to) ?? true;
  return isPaid ? [{ from: timeline.activatedOn, to }] : [];
}

function firstDay(month: Month): DayNumber {
  return dayNumber(`${month}-01`);
}

function movementIn(month: Month, lives: readonly Life[]): MonthlyMovement {
  const first = firstDay(month);
  const isIn = (day: DayNumber | undefined) => day !== undefined && dayOf(day).startsWith(month);
  return {
    opening: lives.filter(({ from, to }) => from < first && (to === undefined || to >= first)).length,
    activations: lives.filter(({ from }) => isIn(from)).length,
    terminations: lives.filter(({ to }) => isIn(to)).length,
  };
}

const nothing: CurrencyFigures = {
  recurring: 0,
  subscribers: 0,
  months: {},
  receivables: { notDue: 0, to30: 0, to60: 0, to90: 0, over90: 0 },
};

function plusCurrency(a: CurrencyFigures, b: CurrencyFigures): CurrencyFigures {
  return {
    recurring: a.recurring + b.recurring,
    subscribers: a.subscribers + b.subscribers,
    months: merged(a.months, b.months, (x, y) => x + y),
    receivables: merged(a.receivables, b.receivables, (x, y) => x + y),
  };
}

/** The figures of two parts together. */
export function plusFigures(a: Figures, b: Figures): Figures {
  return {
    services: a.services + b.services,
    holds: a.holds + b.holds,
    unreckoned: a.unreckoned + b.unreckoned,
    months: merged(a.months, b.months, (x, y) => ({
      opening: x.opening + y.opening,
      activations: x.activations + y.activations,
      terminations: x.terminations + y.terminations,
    })),
    currencies: merged(a.currencies, b.currencies, plusCurrency),
  };
}

function merged<K extends string, V>(
  a: Readonly<Record<K, V>>,
  b: Readonly<Record<K, V>>,
  plus: (x: V, y: V) => V,
): Record<K, V> {
  const both: Record<K, V> = { ...a };
  for (const [key, value] of Object.entries(b) as [K, V][]) {
    both[key] = Object.hasOwn(a, key) ? plus(a[key], value) : value;
  }
  return both;
}
