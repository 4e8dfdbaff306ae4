import type { DraftInvoiceView } from '../contracts/http/draft-invoices.ts';
import type { DraftInvoice } from '../domain/billing/draft-invoice.ts';
import { formatMoney } from '../domain/money.ts';
import type { Stored } from '../ports/store.ts';

/** A draft invoice as the API shows it. */
export function showDraftInvoice({ id, state: draft, updatedAt }: Stored<DraftInvoice>): DraftInvoiceView {
  const { subscriberId, state, currency, lines, note, dueOn, invoiceId, createdAt } = draft;
  const wire = (minor: number) => formatMoney({ minor, currency });
  return {
    id,
    subscriberId,
    state,
    currency,
    lines: lines.map(({ minor, ...line }) => ({ ...line, amount: wire(minor) })),
    total: wire(lines.reduce((sum, { minor }) => sum + minor, 0)),
    ...(note === undefined ? {} : { note }),
    ...(dueOn === undefined ? {} : { dueOn }),
    ...(invoiceId === undefined ? {} : { invoiceId }),
    createdAt,
    updatedAt,
  };
}
