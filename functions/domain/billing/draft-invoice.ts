import type { ChargedTax } from '../../contracts/billing-ledger.ts';
import type { DraftContent, DraftState } from '../../contracts/draft-invoice.ts';
import type { DraftInvoiceChanged } from '../../contracts/events/draft-invoice-changed.ts';
import type { DraftInvoiceDiscarded } from '../../contracts/events/draft-invoice-discarded.ts';
import type { DraftInvoiceDrafted } from '../../contracts/events/draft-invoice-drafted.ts';
import type { DraftInvoiceIssued } from '../../contracts/events/draft-invoice-issued.ts';
import type { InvoiceLine } from '../../contracts/invoice.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { TaxRules } from '../../contracts/tax-rules.ts';
import type { Aggregate } from '../aggregate.ts';
import { isSame } from '../details.ts';
import { done, type Result, refuse } from '../result.ts';
import type { UntaxedLine } from './quoted-taxes.ts';
import { taxesByDocument } from './tax-rounding.ts';
import type { DueTax, Supply } from './tax-rules.ts';
import { taxesOn, withTaxes } from './taxes.ts';

export type DraftInvoiceEvent =
  | DraftInvoiceDrafted
  | DraftInvoiceChanged
  | DraftInvoiceIssued
  | DraftInvoiceDiscarded;

/** An invoice that staff put together by hand. It has no number and nobody owes it, until it is issued. */
export interface DraftInvoice extends DraftContent {
  readonly state: DraftState;
  readonly invoiceId?: string;
  readonly createdAt: Instant;
}

/** The draft's state as the fold of its events. */
export const draftInvoiceAggregate: Aggregate<DraftInvoice, DraftInvoiceEvent> = {
  type: 'draft-invoice',
  evolve(state, event, at) {
    if (event.type === 'draft-invoice.drafted') return { ...event.data, state: 'draft', createdAt: at };
    if (state === undefined) throw new Error(`${event.type} on a draft that does not exist`);
    switch (event.type) {
      case 'draft-invoice.changed':
        return { ...event.data, state: 'draft', createdAt: state.createdAt };
      case 'draft-invoice.issued':
        return { ...state, state: 'issued', invoiceId: event.data.invoiceId };
      case 'draft-invoice.discarded':
        return { ...state, state: 'discarded' };
    }
  },
  links: ({ subscriberId }) => ({ owner: subscriberId }),
};

/** Why the draft can no longer be touched, if it cannot. */
function closed({ state, invoiceId }: DraftInvoice): Result<never> | undefined {
  if (state === 'issued') {
    return refuse('draft-invoice.issued', `It was issued as ${invoiceId}; correct that by a credit note.`);
  }
  return state === 'discarded'
    ? refuse('draft-invoice.discarded', 'It was discarded; begin another draft.')
    : undefined;
}

/** The draft reads anew. */
export function changeDraft(
  draft: DraftInvoice,
  content: DraftContent,
): Result<readonly DraftInvoiceEvent[]> {
  const { state: _, invoiceId: __, createdAt: ___, ...before } = draft;
  return (
    closed(draft) ?? done(isSame(before, content) ? [] : [{ type: 'draft-invoice.changed', data: content }])
  );
}

/** The draft is given up; discarding it again changes nothing. */
export function discardDraft(draft: DraftInvoice): Result<readonly DraftInvoiceEvent[]> {
  if (draft.state === 'discarded') return done([]);
  return closed(draft) ?? done([{ type: 'draft-invoice.discarded', data: {} }]);
}

/** The draft becomes this invoice, once. */
export function issueDraft(draft: DraftInvoice, invoiceId: string): Result<readonly DraftInvoiceEvent[]> {
  return closed(draft) ?? done([{ type: 'draft-invoice.issued', data: { invoiceId } }]);
}

/** The lines of a draft that bear tax, under the ids by which `draftLines` takes their quoted taxes. */
export function taxedLines({ lines }: Pick<DraftInvoice, 'lines'>, supply: Supply): readonly UntaxedLine[] {
  return lines.flatMap(({ taxed, item, minor }, at) =>
    taxed && minor !== 0 ? [{ lineId: String(at + 1), item, minor, supply }] : [],
  );
}

/**
 * The lines of the invoice: each of the draft's, with its taxes, or those that a tax service has quoted for it. Nothing
 * of zero.
 */
export function draftLines(
  draft: Pick<DraftInvoice, 'lines'>,
  taxes: readonly DueTax[] | ReadonlyMap<string, readonly ChargedTax[]>,
  nextLineId: () => string,
  rounding: TaxRules['rounding'] = 'line',
): readonly InvoiceLine[] {
  const taxesOf = ({ item, minor }: DraftInvoice['lines'][number], at: number) =>
    'get' in taxes ? (taxes.get(String(at + 1)) ?? []) : taxesOn(item, minor, taxes);
  const lines = draft.lines
    .map((line, at) => ({ ...line, taxes: line.taxed ? taxesOf(line, at) : [] }))
    .filter(({ minor }) => minor !== 0);
  const amounts =
    rounding === 'document' && !('get' in taxes)
      ? taxesByDocument(lines)
      : lines.map((line) => line.taxes.map(({ minor }) => minor));
  return lines.flatMap(({ item, minor, serviceId, costCentre, taxes: charged }, i): InvoiceLine[] => {
    const lineId = nextLineId();
    const about = {
      ...(serviceId === undefined ? {} : { serviceId }),
      ...(costCentre === undefined ? {} : { costCentre }),
      item,
      events: [],
    };
    const own: InvoiceLine = {
      ...about,
      lineId,
      kind: minor > 0 ? 'once' : 'credit',
      minor,
      rule: 'by-hand',
    };
    return withTaxes(
      own,
      charged,
      amounts[i] ?? [],
      { rule: minor > 0 ? 'tax' : 'tax-taken-back', aboutLineId: lineId },
      nextLineId,
    ).filter((each) => each.minor !== 0);
  });
}
