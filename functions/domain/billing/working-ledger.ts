import type { LedgerLine } from '../../contracts/billing-ledger.ts';
import type { BillingPeriod } from '../../contracts/catalog.ts';
import { type DayNumber, dayNumber } from './days.ts';

/** A charge of one slot while a day is being billed: days as numbers, `until` and `credited` follow the credits made. */
export interface WorkingLine {
  readonly kind: LedgerLine['kind'];
  readonly terms: string;
  readonly from: DayNumber;
  readonly to: DayNumber;
  until: DayNumber;
  readonly periodFrom: DayNumber;
  readonly periodTo: DayNumber;
  readonly period: BillingPeriod;
  readonly parts: readonly number[];
  readonly minor: number;
  credited: number;
  /** The charge as the account knows it; left out for one that is being made now. */
  readonly known?: LedgerLine;
}

export function workingLine(line: LedgerLine): WorkingLine {
  return {
    kind: line.kind,
    terms: line.terms,
    from: dayNumber(line.from),
    to: dayNumber(line.to),
    until: dayNumber(line.until),
    periodFrom: dayNumber(line.periodFrom),
    periodTo: dayNumber(line.periodTo),
    period: line.period,
    parts: line.parts ?? [],
    minor: line.minor,
    credited: line.credited,
    known: line,
  };
}

/** Whether any day of the charge is still charged. */
export function isLive(line: Pick<WorkingLine, 'from' | 'until'>): boolean {
  return line.until > line.from;
}

/** What the account remembers of one slot. Everything before `floor` is settled for good. */
export interface SlotLedger {
  readonly floor?: string;
  readonly lines: readonly LedgerLine[];
}
