import * as z from 'zod';
import { taxGround } from '../billing-ledger.ts';
import { taxRelief } from '../billing-profile.ts';
import { chargeRule, invoiceLineKind, invoiceState } from '../invoice.ts';
import { costCentre } from '../organization.ts';
import { listQuery, pageOf, sought } from '../page.ts';
import { defineRoute } from '../route.ts';
import { currencyCode, day, id, instant, moneyWire } from '../scalars.ts';
import { whose } from '../whose.ts';

const tag = 'Invoices';
const params = z.object({ id });

const lineTax = z.object({
  name: z.string(),
  rate: z.string().meta({ example: '19' }),
  ground: taxGround
    .optional()
    .meta({ description: 'Which rule chose it; left out where the billing profile names it.' }),
});

/** One line of an invoice as the API shows it. */
export const invoiceLineView = z
  .object({
    lineId: id,
    kind: invoiceLineKind,
    serviceId: id.optional(),
    subscriberId: id.optional().meta({ description: 'Whose service it is, when another one pays for it.' }),
    subscriberName: z.string().optional().meta({ description: 'As that subscriber was called then.' }),
    costCentre: costCentre.optional(),
    itemId: id.optional(),
    item: z.string().meta({ description: 'What it is for, as it was named when it was sold.' }),
    from: day.optional(),
    to: day.optional().meta({ description: 'The first day that is no longer part of it.' }),
    days: z.int().optional().meta({ description: 'With `of`: the fraction of the full price.' }),
    of: z.int().optional(),
    price: moneyWire.optional().meta({ description: 'Of a full period, before discounts.' }),
    discounts: z
      .array(z.object({ discountId: id, name: z.string(), amount: moneyWire }))
      .optional()
      .meta({ description: 'What each changed the line by; the amount is what is left.' }),
    minutes: z.int().optional().meta({ description: 'How long the outage was for which it gives back.' }),
    rate: z.number().optional().meta({ description: 'Percentage that is charged during a suspension.' }),
    parts: z.array(z.int()).optional().meta({ description: 'Numbers of the instalments it stands for.' }),
    amount: moneyWire,
    tax: lineTax
      .extend({ base: moneyWire.optional().meta({ description: 'What a tax on tax was reckoned on.' }) })
      .optional(),
    contains: z
      .array(lineTax.extend({ amount: moneyWire }))
      .optional()
      .meta({ description: 'Taxes that the amount contains.' }),
    reliefs: z
      .array(taxRelief.safeExtend({ name: z.string(), ground: taxGround.optional() }))
      .optional()
      .meta({ description: 'Taxes that are not charged on it, and why.' }),
    aboutLineId: id.optional().meta({ description: 'The line that this one taxes, credits or adjusts.' }),
    events: z.array(id).meta({ description: 'The service events it rests on.' }),
  })
  .meta({ id: 'InvoiceLine' });
export type InvoiceLineView = z.infer<typeof invoiceLineView>;

/** An invoice or credit note as the API shows it. */
export const invoiceView = z
  .object({
    id,
    number: z.string(),
    document: z.enum(['invoice', 'credit-note']),
    subscriberId: id,
    state: invoiceState,
    currency: currencyCode,
    issuedOn: day,
    issuedAt: instant,
    dueOn: day,
    purchaseOrderNumber: z.string().optional(),
    lines: z.array(invoiceLineView),
    total: moneyWire,
    creditApplied: moneyWire.meta({ description: 'Open credit that settled a part, at issue or later.' }),
    paid: moneyWire.meta({ description: 'What payments settled.' }),
    amountDue: moneyWire,
    writtenOff: moneyWire
      .optional()
      .meta({ description: 'What is not expected any more. A payment that comes after all goes to it.' }),
    paidOn: day.optional(),
    aboutInvoiceId: id.optional().meta({ description: 'The invoice that a credit note is about.' }),
    reason: z.string().optional(),
    voided: z.object({ on: day, reason: z.string() }).optional(),
    updatedAt: instant,
  })
  .meta({ id: 'Invoice' });
export type InvoiceView = z.infer<typeof invoiceView>;

export const listInvoices = defineRoute({
  method: 'GET',
  path: '/invoices',
  permission: 'billing:read',
  summary: 'List invoices and credit notes, or find some by number or by whose they are',
  tag,
  query: listQuery.extend({
    subscriberId: id.optional(),
    state: invoiceState.optional(),
    document: z.enum(['invoice', 'credit-note']).optional(),
    from: day.optional().meta({ description: 'Issued on this day or later.' }),
    to: day.optional().meta({ description: 'Issued on this day or earlier.' }),
    q: sought.meta({
      description:
        'Number, or the beginning of one; else whatever a caller says of whose they are. Newest first, on one page.',
    }),
  }),
  answer: { status: 200, body: pageOf(invoiceView.extend(whose.shape).meta({ id: 'ListedInvoice' })) },
});

export const getInvoice = defineRoute({
  method: 'GET',
  path: '/invoices/{id}',
  permission: 'billing:read',
  summary: 'Read an invoice',
  tag,
  params,
  answer: { status: 200, body: invoiceView },
  refusals: ['invoice.unknown'],
  versioned: true,
});

/** An event that a charge rests on, with what the network answered. */
export const explainedEvent = z
  .object({
    eventId: id,
    type: z.string(),
    at: instant.meta({ description: 'When the network proved it, or when it was recorded.' }),
    proof: z
      .object({
        orderId: id,
        revision: z.int().optional(),
        answers: z.array(z.object({ name: z.string(), at: instant, ok: z.boolean(), answer: z.string() })),
      })
      .optional()
      .meta({ description: 'The order behind it and what devices and AAA answered.' }),
  })
  .meta({ id: 'ExplainedEvent' });
export type ExplainedEvent = z.infer<typeof explainedEvent>;

/** Why a line is what it is. */
export const lineExplanation = z
  .object({
    lineId: id,
    item: z.string(),
    kind: invoiceLineKind,
    rule: chargeRule,
    amount: moneyWire,
    words: z.string().meta({ example: '27 of 31 days of 249.95 USD are not used.' }),
    fraction: z.object({ days: z.int(), of: z.int() }).optional(),
    serviceId: id.optional(),
    version: z.int().optional().meta({ description: 'Of the plan.' }),
    price: moneyWire.optional().meta({ description: 'Of a full period, before discounts.' }),
    period: z.object({ from: day, to: day }).optional().meta({ description: 'The days that it is for.' }),
    discounts: z.array(z.object({ discountId: id, name: z.string(), amount: moneyWire })).optional(),
    aboutLineId: id.optional(),
    events: z.array(explainedEvent),
  })
  .meta({ id: 'InvoiceLineExplanation' });
export type LineExplanation = z.infer<typeof lineExplanation>;

export const explainInvoice = defineRoute({
  method: 'GET',
  path: '/invoices/{id}/explanation',
  permission: 'billing:read',
  summary: 'Explain every line of an invoice from the events it rests on',
  tag,
  params,
  answer: {
    status: 200,
    body: z.object({ invoiceId: id, number: z.string(), lines: z.array(lineExplanation) }),
  },
  refusals: ['invoice.unknown'],
});

const reason = z.string().trim().min(1).max(500);

export const voidInvoice = defineRoute({
  method: 'POST',
  path: '/invoices/{id}/void',
  permission: 'billing:write',
  summary: 'Void an unpaid invoice; the next run charges its days again',
  tag,
  params,
  body: z.strictObject({ reason }),
  answer: { status: 200, body: invoiceView },
  refusals: [
    'invoice.credited-later',
    'invoice.has-credit-notes',
    'invoice.paid',
    'invoice.unknown',
    'invoice.void',
    'invoice.written-off',
  ],
  versioned: true,
});

const writeOffWish = z.strictObject({
  amount: moneyWire.optional().meta({ description: 'All that is left when left out.' }),
  reason,
});

export const writeOffInvoice = defineRoute({
  method: 'POST',
  path: '/invoices/{id}/write-off',
  permission: 'billing:write',
  summary: 'Expect what is due on an invoice, or a part of it, no more',
  tag,
  params,
  body: writeOffWish,
  answer: { status: 200, body: invoiceView },
  refusals: [
    'invoice.nothing-due',
    'invoice.unknown',
    'money.too-large',
    'money.too-precise',
    'write-off.not-positive',
    'write-off.too-much',
    'write-off.wrong-currency',
  ],
  versioned: true,
});

export const reinstateInvoice = defineRoute({
  method: 'POST',
  path: '/invoices/{id}/reinstate',
  permission: 'billing:write',
  summary: 'Expect what had been written off of an invoice, or a part of it, after all',
  tag,
  params,
  body: writeOffWish,
  answer: { status: 200, body: invoiceView },
  refusals: [
    'invoice.nothing-written-off',
    'invoice.unknown',
    'money.too-large',
    'money.too-precise',
    'write-off.not-positive',
    'write-off.too-much',
    'write-off.wrong-currency',
  ],
  versioned: true,
});

export const createCreditNote = defineRoute({
  method: 'POST',
  path: '/credit-notes',
  permission: 'billing:write',
  summary: 'Correct a line of an invoice by a credit note',
  tag,
  body: z
    .strictObject({
      invoiceId: id,
      lineId: id,
      amount: moneyWire.meta({ description: 'Negative takes back, positive adds.' }),
      reason,
    })
    .meta({ id: 'NewCreditNote' }),
  answer: { status: 201, body: invoiceView },
  refusals: [
    'reference.invoice-unknown',
    'invoice.void',
    'invoice.written-off',
    'credit-note.line-unknown',
    'credit-note.line-not-adjustable',
    'credit-note.amount-zero',
    'credit-note.beyond-line',
    'credit-note.wrong-currency',
    'money.too-precise',
    'money.too-large',
  ],
  versioned: true,
});
