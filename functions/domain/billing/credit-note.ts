import type { LedgerLine } from '../../contracts/billing-ledger.ts';
import type { InvoiceLine } from '../../contracts/invoice.ts';
import { done, type Result, refuse } from '../result.ts';
import type { BillingAccount, BillingAccountEvent } from './account.ts';
import type { Invoice } from './invoice.ts';
import { findLine } from './ledger.ts';
import { taxAmounts, taxesTakenBack, withTaxes } from './taxes.ts';

export interface Adjustment {
  readonly lines: readonly InvoiceLine[];
  /** What the account remembers of it; nothing once the charge is long past. */
  readonly accountEvents: readonly BillingAccountEvent[];
}

/**
 * The lines of a credit note on one line of an invoice: a signed amount, with the tax of what it takes back or adds.
 * Nothing is taken back beyond what is left of the line.
 */
export function adjustLine(
  account: BillingAccount,
  invoice: Invoice,
  lineId: string,
  minor: number,
  nextLineId: () => string,
): Result<Adjustment> {
  if (invoice.state === 'void') return refuse('invoice.void', 'A void invoice has nothing to correct.');
  if ((invoice.writtenOff ?? 0) > 0) {
    return refuse('invoice.written-off', 'A part of this invoice is written off; reinstate it first.');
  }
  const line = invoice.lines.find((candidate) => candidate.lineId === lineId);
  if (line === undefined) {
    return refuse('credit-note.line-unknown', 'The invoice has no such line.', '/lineId');
  }
  if (line.kind === 'tax' || line.kind === 'credit' || line.kind === 'adjustment') {
    return refuse(
      'credit-note.line-not-adjustable',
      'Adjust a line that charges something; taxes follow it by themselves.',
      '/lineId',
    );
  }
  if (minor === 0)
    return refuse('credit-note.amount-zero', 'An adjustment of zero changes nothing.', '/amount');
  const found = findLine(account.ledger, lineId);
  const charged = found?.line ?? asCharged(invoice, line);
  if (-minor > charged.minor - charged.credited) {
    return refuse(
      'credit-note.beyond-line',
      'Less than that is left of the line; take back at most what was charged and not yet credited.',
      '/amount',
    );
  }
  const taxes =
    minor < 0 ? taxesTakenBack(charged, -minor).map((tax) => -tax) : taxAmounts(minor, charged.taxes);
  const adjustmentId = nextLineId();
  const { serviceId, subscriberId, subscriberName, costCentre, itemId, item, from, to } = line;
  const own: InvoiceLine = {
    lineId: adjustmentId,
    kind: 'adjustment',
    ...(serviceId === undefined ? {} : { serviceId }),
    ...(subscriberId === undefined ? {} : { subscriberId }),
    ...(subscriberName === undefined ? {} : { subscriberName }),
    ...(costCentre === undefined ? {} : { costCentre }),
    ...(itemId === undefined ? {} : { itemId }),
    item,
    ...(from === undefined || to === undefined ? {} : { from, to }),
    events: line.events,
    minor,
    rule: 'adjustment',
    aboutLineId: lineId,
  };
  const lines = withTaxes(
    own,
    charged.taxes,
    taxes,
    { rule: minor < 0 ? 'tax-taken-back' : 'tax', aboutLineId: adjustmentId },
    nextLineId,
  ).filter((each) => each.minor !== 0);
  // What is added on top was never part of the charge, so that no later credit gives it back with the unused days.
  const accountEvents: BillingAccountEvent[] =
    found === undefined || minor > 0
      ? []
      : [
          {
            type: 'billing-account.line-adjusted',
            data: {
              serviceId: found.serviceId,
              slotId: found.slotId,
              credit: { lineId, minor: -minor, taxes: taxes.map((tax) => -tax) },
            },
          },
        ];
  return done({ lines, accountEvents });
}

/** A charge that the account has forgotten, as far as the invoice itself tells. */
function asCharged(
  { lines, adjustments }: Invoice,
  line: InvoiceLine,
): Pick<LedgerLine, 'minor' | 'credited' | 'taxes'> {
  const exclusive = lines.flatMap(({ aboutLineId, tax, minor }) => {
    if (aboutLineId !== line.lineId || tax === undefined) return [];
    const { name, rate, base, ground } = tax;
    return [
      {
        name,
        rate,
        inclusive: false,
        ...(base === undefined ? {} : { compound: true }),
        ...(ground === undefined ? {} : { ground }),
        minor,
      },
    ];
  });
  const inclusive = (line.contains ?? []).map((tax) => ({ ...tax, inclusive: true }));
  const relieved = (line.reliefs ?? []).map(({ name, ground, ...relief }) => ({
    name,
    ...(ground === undefined ? {} : { ground }),
    rate: '0',
    inclusive: false,
    relief,
    minor: 0,
  }));
  let charged = {
    minor: line.minor,
    credited: 0,
    taxes: [...exclusive, ...inclusive, ...relieved].map((tax) => ({ ...tax, credited: 0 })),
  };
  for (const { lineId, minor } of adjustments) {
    if (lineId !== line.lineId || minor >= 0) continue;
    const back = taxesTakenBack(charged, -minor);
    charged = {
      ...charged,
      credited: charged.credited - minor,
      taxes: charged.taxes.map((tax, i) => ({ ...tax, credited: tax.credited + (back[i] ?? 0) })),
    };
  }
  return charged;
}
