import type { LedgerCredit, LedgerLine } from '../../contracts/billing-ledger.ts';
import type { OutageRule } from '../../contracts/billing-profile.ts';
import { type DayNumber, dayNumber } from './days.ts';
import { withCredits } from './ledger.ts';
import { minutesPerDay, type Outage } from './outage.ts';
import { partPrice, ratio, wholePrice } from './proration.ts';
import { taxesTakenBack } from './taxes.ts';

/** What an outage gives back of one charge. */
export interface OutageCredit {
  readonly line: LedgerLine;
  readonly outage: Outage;
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly minutes: number;
  readonly taken: LedgerCredit;
}

/**
 * What outages give back of charges of one slot: of each charge its price by the share of minutes, or of days that the
 * outage touched, in its full period. Once per outage and charge, and never more than is left of the charge. Days that
 * are not charged any more give nothing back.
 */
export function outageCredits(
  lines: readonly LedgerLine[],
  outages: readonly Outage[],
  ruleOn: (day: DayNumber) => OutageRule,
): readonly OutageCredit[] {
  const credits: OutageCredit[] = [];
  for (const line of lines) {
    if (line.kind !== 'recurring') continue;
    let current = line;
    for (const outage of outages) {
      const credit = creditOf(current, outage, ruleOn(outage.recordedOn));
      if (credit === undefined) continue;
      credits.push(credit);
      [current = line] = withCredits([current], [credit.taken]);
    }
  }
  return credits;
}

function creditOf(line: LedgerLine, outage: Outage, rule: OutageRule): OutageCredit | undefined {
  const { outageId } = outage;
  if (rule === 'none' || line.outages?.includes(outageId)) return undefined;
  const start = dayNumber(line.from);
  const end = dayNumber(line.until);
  const touched = outage.days.filter(({ day }) => start <= day && day < end);
  const [first] = touched;
  if (first === undefined) return undefined;
  const minutes = touched.reduce((sum, day) => sum + (rule === 'day' ? minutesPerDay : day.minutes), 0);
  const whole = {
    from: start,
    to: end,
    periodFrom: dayNumber(line.periodFrom),
    periodTo: dayNumber(line.periodTo),
  };
  const length = partPrice(line, line.method, line.period, whole).of * minutesPerDay;
  const minor = Math.min(line.minor - line.credited, ratio(wholePrice(line), minutes, length));
  if (minor <= 0) return undefined;
  const taxes = [...taxesTakenBack(line, minor)];
  const taken = { lineId: line.lineId, minor, taxes, outageId };
  return { line, outage, from: first.day, to: (touched.at(-1)?.day ?? first.day) + 1, minutes, taken };
}
