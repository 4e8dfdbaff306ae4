import * as z from 'zod';
import { draftLineWire, draftState } from '../draft-invoice.ts';
import { listQuery, pageOf } from '../page.ts';
import { defineRoute } from '../route.ts';
import { currencyCode, day, id, instant, moneyWire } from '../scalars.ts';
import { taxServiceRefusals } from '../tax-service.ts';
import { whose } from '../whose.ts';
import { invoiceView } from './invoices.ts';

const tag = 'Draft invoices';
const params = z.object({ id });

/** A draft invoice as the API shows it. */
export const draftInvoiceView = z
  .object({
    id,
    subscriberId: id,
    state: draftState,
    currency: currencyCode,
    lines: z.array(draftLineWire),
    total: moneyWire.meta({ description: 'Before taxes that come on top.' }),
    note: z.string().optional(),
    dueOn: day.optional(),
    invoiceId: id.optional().meta({ description: 'The invoice that it became.' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'DraftInvoice' });
export type DraftInvoiceView = z.infer<typeof draftInvoiceView>;

const content = z.strictObject({
  lines: z.array(draftLineWire).min(1).max(100),
  note: z.string().trim().min(1).max(500).optional().meta({ description: 'Stands on the invoice.' }),
  dueOn: day
    .optional()
    .meta({ description: 'By the subscriber’s payment terms if left out, or if it is over at the issue.' }),
});

const contentRefusals = [
  'draft-invoice.service-of-another',
  'draft-invoice.wrong-currency',
  'money.too-large',
  'money.too-precise',
  'reference.service-unknown',
] as const;

export const draftInvoice = defineRoute({
  method: 'POST',
  path: '/draft-invoices',
  permission: 'billing:write',
  summary: 'Begin an invoice by hand; nothing is owed until it is issued',
  tag,
  body: content.extend({ subscriberId: id }).meta({ id: 'NewDraftInvoice' }),
  answer: { status: 201, body: draftInvoiceView },
  refusals: [...contentRefusals, 'reference.subscriber-unknown'],
  versioned: true,
});

export const listDraftInvoices = defineRoute({
  method: 'GET',
  path: '/draft-invoices',
  permission: 'billing:read',
  summary: 'List draft invoices',
  tag,
  query: listQuery.extend({ subscriberId: id.optional() }),
  answer: {
    status: 200,
    body: pageOf(draftInvoiceView.extend(whose.shape).meta({ id: 'ListedDraftInvoice' })),
  },
});

export const getDraftInvoice = defineRoute({
  method: 'GET',
  path: '/draft-invoices/{id}',
  permission: 'billing:read',
  summary: 'Read a draft invoice',
  tag,
  params,
  answer: { status: 200, body: draftInvoiceView },
  refusals: ['draft-invoice.unknown'],
  versioned: true,
});

export const rewriteDraftInvoice = defineRoute({
  method: 'PUT',
  path: '/draft-invoices/{id}',
  permission: 'billing:write',
  summary: 'Write a draft invoice anew',
  tag,
  params,
  body: content.meta({ id: 'DraftInvoiceContent' }),
  answer: { status: 200, body: draftInvoiceView },
  refusals: [...contentRefusals, 'draft-invoice.discarded', 'draft-invoice.issued', 'draft-invoice.unknown'],
  versioned: true,
});

export const issueDraftInvoice = defineRoute({
  method: 'POST',
  path: '/draft-invoices/{id}/issue',
  permission: 'billing:write',
  summary: 'Issue a draft as an invoice, with its number and taxes; once, whoever asks how often',
  tag,
  params,
  answer: { status: 201, body: invoiceView },
  refusals: [
    'draft-invoice.discarded',
    'draft-invoice.empty',
    'draft-invoice.unknown',
    ...taxServiceRefusals,
  ],
  versioned: true,
});

export const discardDraftInvoice = defineRoute({
  method: 'POST',
  path: '/draft-invoices/{id}/discard',
  permission: 'billing:write',
  summary: 'Give up a draft; it stays on record',
  tag,
  params,
  answer: { status: 200, body: draftInvoiceView },
  refusals: ['draft-invoice.issued', 'draft-invoice.unknown'],
  versioned: true,
});
