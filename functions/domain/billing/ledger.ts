import type { LedgerCredit, LedgerEntry, LedgerLine } from '../../contracts/billing-ledger.ts';
import type { Day } from '../../contracts/scalars.ts';
import type { ServiceLedger } from './calculate.ts';
import { dayNumber } from './days.ts';
import type { SlotLedger } from './working-ledger.ts';

export type Ledger = Readonly<Record<string, ServiceLedger>>;

/** How long the account remembers a charge after its days have passed and its invoice is settled. */
const daysKept = 100;

function credit(line: LedgerLine, { until, minor, taxes, outageId }: LedgerCredit): LedgerLine {
  return {
    ...line,
    ...(outageId === undefined ? {} : { outages: [...(line.outages ?? []), outageId] }),
    until: until ?? line.until,
    credited: line.credited + minor,
    taxes: line.taxes.map((tax, i) => ({ ...tax, credited: tax.credited + (taxes[i] ?? 0) })),
  };
}

function changeSlot(
  ledger: Ledger,
  serviceId: string,
  slotId: string,
  change: (slot: SlotLedger) => SlotLedger,
): Ledger {
  const service = ledger[serviceId] ?? {};
  return { ...ledger, [serviceId]: { ...service, [slotId]: change(service[slotId] ?? { lines: [] }) } };
}

/** Charges with what was taken back of them, which may be of the same run. */
export function withCredits(
  lines: readonly LedgerLine[],
  credits: readonly LedgerCredit[],
): readonly LedgerLine[] {
  if (credits.length === 0) return lines;
  return lines.map((line) => credits.filter(({ lineId }) => lineId === line.lineId).reduce(credit, line));
}

/** The ledger with what was charged and credited. */
export function withEntries(ledger: Ledger, entries: readonly LedgerEntry[]): Ledger {
  return entries.reduce(
    (current, { serviceId, slotId, charges, credits }) =>
      changeSlot(current, serviceId, slotId, (slot) => ({
        ...slot,
        lines: withCredits([...slot.lines, ...charges], credits).toSorted((a, b) =>
          a.from < b.from ? -1 : a.from > b.from ? 1 : 0,
        ),
      })),
    ledger,
  );
}

/**
 * The ledger without what an invoice had charged, and with what it had credited charged again up to the `until` given:
 * its days are open for the next run.
 */
export function withoutInvoice(ledger: Ledger, invoiceId: string, credits: readonly LedgerCredit[]): Ledger {
  const restoreOne = (line: LedgerLine, given: LedgerCredit): LedgerLine => ({
    ...line,
    until: given.until ?? line.until,
    credited: line.credited - given.minor,
    taxes: line.taxes.map((tax, i) => ({ ...tax, credited: tax.credited - (given.taxes[i] ?? 0) })),
    ...(line.outages === undefined
      ? {}
      : { outages: line.outages.filter((outageId) => outageId !== given.outageId) }),
  });
  const restore = (line: LedgerLine): LedgerLine =>
    credits.filter(({ lineId }) => lineId === line.lineId).reduce(restoreOne, line);
  return Object.fromEntries(
    Object.entries(ledger).map(([serviceId, slots]) => [
      serviceId,
      Object.fromEntries(
        Object.entries(slots).map(([slotId, slot]) => [
          slotId,
          {
            ...slot,
            lines: slot.lines.filter((line) => line.invoiceId !== invoiceId).map(restore),
          },
        ]),
      ),
    ]),
  );
}

/**
 * Forgets charges whose days are long past and whose invoice is settled, oldest first. What was forgotten can neither
 * be charged again nor credited: `floor` closes everything before it. The last charge of a slot stays, since the next
 * one joins it; purchases stay for as long as the account lives.
 */
export function pruned(ledger: Ledger, on: Day, openInvoices: ReadonlySet<string>): Ledger {
  const horizon = dayNumber(on) - daysKept;
  const isOver = (line: LedgerLine): boolean =>
    line.kind === 'recurring' &&
    dayNumber(line.periodTo) < horizon &&
    (line.invoiceId === undefined || !openInvoices.has(line.invoiceId));
  const prune = (slot: SlotLedger): SlotLedger => {
    let floor = slot.floor;
    let from = 0;
    for (const line of slot.lines.slice(0, -1)) {
      if (!isOver(line)) break;
      if (floor === undefined || line.to > floor) floor = line.to;
      from += 1;
    }
    return from === 0 || floor === undefined ? slot : { floor, lines: slot.lines.slice(from) };
  };
  return Object.fromEntries(
    Object.entries(ledger).map(([serviceId, slots]) => [
      serviceId,
      Object.fromEntries(Object.entries(slots).map(([slotId, slot]) => [slotId, prune(slot)])),
    ]),
  );
}

/** Finds a charge by its line. */
export function findLine(
  ledger: Ledger,
  lineId: string,
): { serviceId: string; slotId: string; line: LedgerLine } | undefined {
  for (const [serviceId, slots] of Object.entries(ledger)) {
    for (const [slotId, { lines }] of Object.entries(slots)) {
      const line = lines.find((candidate) => candidate.lineId === lineId);
      if (line !== undefined) return { serviceId, slotId, line };
    }
  }
  return undefined;
}

/**
 * Guards every save: throws when a day or an instalment of a slot would be charged twice, or more taken back than was
 * charged. It can only be broken by a fault of the calculation, and then nothing must be written.
 */
export function assertSound(ledger: Ledger): void {
  for (const [serviceId, slots] of Object.entries(ledger)) {
    for (const [slotId, { lines }] of Object.entries(slots)) {
      const live = lines.filter((line) => line.until > line.from);
      live.forEach((line, i) => {
        const twice = live.slice(i + 1).find((other) => isTwice(line, other));
        if (twice !== undefined) {
          throw new Error(
            `${slotId} of ${serviceId} would be charged twice for ${twice.from} to ${line.until}`,
          );
        }
      });
      const over = lines.find(
        ({ minor, credited }) => Math.abs(credited) > Math.abs(minor) || credited * minor < 0,
      );
      if (over !== undefined) {
        throw new Error(
          `${over.credited} would be taken back from line ${over.lineId} of ${over.minor} for ${over.item}`,
        );
      }
    }
  }
}

/** Lines come in the order of their first days. Without proration a former item keeps its period, whatever follows it. */
function isTwice(line: LedgerLine, later: LedgerLine): boolean {
  if (line.parts !== undefined) return line.parts.some((part) => later.parts?.includes(part) ?? false);
  return later.from < line.until && (line.terms === later.terms || line.method !== 'none');
}
