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
import { taxesByDocument } from './tax-rounding.ts';
import type { DueTax } from './tax-rules.ts';
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

/** The lines of the invoice: each of the draft's, with its taxes. Nothing of zero. */
export function draftLines(
  draft: Pick<DraftInvoice, 'lines'>,
  taxes: readonly DueTax[],
  nextLineId: () => string,
  rounding: TaxRules['rounding'] = 'line',
): readonly InvoiceLine[] {
  const lines = draft.lines
    .filter(({ minor }) => minor !== 0)
    .map((line) => ({ ...line, taxes: line.taxed ? taxesOn(line.item, line.minor, taxes) : [] }));
  const amounts =
    rounding === 'document'
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
