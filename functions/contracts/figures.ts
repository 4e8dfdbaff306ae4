import * as z from 'zod';
import { month } from './ledger.ts';
import { currencyCode, instant } from './scalars.ts';

const count = z.int().min(0);
const minor = z.int();

/** What is open, by how long ago it was due, in minor units. */
export const receivables = z.strictObject({
  notDue: minor,
  to30: minor,
  to60: minor,
  to90: minor,
  over90: minor,
});
export type Receivables = z.infer<typeof receivables>;

export const monthlyMovement = z.strictObject({ opening: count, activations: count, terminations: count });
export type MonthlyMovement = z.infer<typeof monthlyMovement>;

export const currencyFigures = z.strictObject({
  /** What recurs in a month, today, in minor units. */
  recurring: minor,
  /** Subscribers of whom that is. */
  subscribers: count,
  /** What recurred on the last day of each month, and today in the present one. */
  months: z.record(month, minor),
  receivables,
});
export type CurrencyFigures = z.infer<typeof currencyFigures>;

/** What a part of the base brings in and how it moves. Figures of parts add up to those of the whole. */
export const figures = z.strictObject({
  /** Services that were activated and have not ended. */
  services: count,
  /** Subscribers whose dunning is held. */
  holds: count,
  /** Subscribers whose history cannot be reckoned; they are in none of the other figures. */
  unreckoned: count,
  months: z.record(month, monthlyMovement),
  currencies: z.record(currencyCode, currencyFigures),
});
export type Figures = z.infer<typeof figures>;

/** The whole base as it was at an instant. */
export const standingFigures = z.strictObject({ asOf: instant, figures });
export type StandingFigures = z.infer<typeof standingFigures>;

/** What each figure means. The API hands these words out beside the figures. */
export const definitions = {
  mrr: 'Monthly recurring revenue: what recurs on all services today, after discounts and before taxes, brought to a month: a day’s price × 365 ÷ 12, a week’s × 365 ÷ 84, a quarter’s ÷ 3, a half-year’s ÷ 6, a year’s ÷ 12. Plans, add-ons and equipment count; set-up and other fees, instalments, top-ups, usage and trials do not. A suspended service counts as far as its suspension is charged. Of a month that is over: as it was on its last day.',
  arpu: 'Average revenue per user: MRR ÷ subscribers of whom something recurs today, in this currency.',
  churn:
    'Service churn of a month: services that ended in it ÷ services that had been activated before it and had not ended when it began. Of the present month: up to now.',
  receivables:
    'What is open on invoices and neither paid nor written off, by days since it was due in the subscriber’s time zone; what is due today is not due yet.',
  activations:
    'Services that the network proved for the first time in the month, in the subscriber’s time zone. A service that is moved, changed or resumed is not activated again.',
} as const;
