import * as z from 'zod';
import { statementColumns } from '../bank-statement.ts';
import { holdsCardNumber, noCardNumbers } from '../card-number.ts';
import { listQuery, pageOf } from '../page.ts';
import { paymentMethod, paymentReference, paymentState } from '../payment.ts';
import { paymentProviderName } from '../payment-provider.ts';
import { defineRoute } from '../route.ts';
import { day, id, instant, moneyWire } from '../scalars.ts';
import { whose } from '../whose.ts';

const tag = 'Payments';
const params = z.object({ id });
const words = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .refine((text) => !holdsCardNumber(text), noCardNumbers);

/** A payment as the API shows it. */
export const paymentView = z
  .object({
    id,
    state: paymentState,
    provider: z.string().meta({ description: 'Name of the provider, or `manual`.' }),
    providerPaymentId: z.string().optional(),
    receipt: z
      .string()
      .optional()
      .meta({ description: 'By which the payer knows it, where that is another number.' }),
    method: paymentMethod.optional(),
    amount: moneyWire.optional(),
    receivedAt: instant.optional(),
    receivedOn: day.optional(),
    reference: paymentReference,
    subscriberId: id.optional(),
    allocations: z
      .array(z.object({ invoiceId: id, amount: moneyWire }))
      .meta({ description: 'What it settled when it was counted.' }),
    credited: moneyWire.optional().meta({ description: 'What was left over and became credit.' }),
    refunded: moneyWire.optional(),
    refunding: moneyWire
      .optional()
      .meta({ description: 'What its provider was asked to send back, and has not answered yet.' }),
    refundRefused: z.string().optional().meta({ description: 'Why its provider refused the last refund.' }),
    refundFailed: z.object({ amount: moneyWire, reason: z.string(), failedAt: instant }).optional().meta({
      description:
        'The last refund that did not reach the payer, so that its money is back, until staff have seen it or refund again.',
    }),
    unmatched: z
      .object({ reason: z.string(), detail: z.string(), since: day })
      .optional()
      .meta({ description: 'Why it cannot be counted for anyone as it is.' }),
    failure: z.string().optional(),
    disputes: z
      .array(
        z.object({
          id: z.string(),
          state: z.enum(['open', 'won', 'lost']),
          amount: moneyWire,
          reason: z.string(),
          openedAt: instant,
        }),
      )
      .optional()
      .meta({ description: 'What the payer disputes at their bank; nothing is dunned while one is open.' }),
    note: z.string().optional(),
    held: z
      .object({
        twinId: id.optional().meta({ description: 'The payment that an entry of a statement looks like.' }),
        heldAt: instant,
        reason: z.string().optional().meta({ description: 'Why its provider has not confirmed it.' }),
      })
      .optional()
      .meta({
        description:
          'Why it is not counted yet: it looks like another payment, or its provider announced it and has not confirmed it.',
      }),
    updatedAt: instant,
  })
  .meta({ id: 'Payment' });
export type PaymentView = z.infer<typeof paymentView>;

export const recordPayment = defineRoute({
  method: 'POST',
  path: '/payments',
  permission: 'billing:write',
  summary: 'Record money that came in cash, by cheque or by bank',
  tag,
  body: z
    .strictObject({
      subscriberId: id,
      amount: moneyWire,
      method: paymentMethod.exclude(['provider']),
      invoiceId: id.optional().meta({ description: 'Settled first; the oldest open invoices follow.' }),
      allocations: z
        .array(z.strictObject({ invoiceId: id, amount: moneyWire }))
        .min(1)
        .max(20)
        .optional()
        .meta({ description: 'As the payer said; what is left over goes to the oldest open invoices.' }),
      receivedOn: day.optional().meta({ description: 'Today if left out.' }),
      externalId: z.string().trim().min(1).max(200).optional().meta({
        description: 'Number of the receipt or the bank’s reference; each is recorded once.',
      }),
      note: words.optional(),
    })
    .meta({ id: 'NewPayment' }),
  answer: { status: 201, body: paymentView },
  refusals: [
    'reference.subscriber-unknown',
    'reference.invoice-unknown',
    'payment.invoice-of-another',
    'payment.not-positive',
    'payment.wrong-currency',
    'payment.already-recorded',
    'payment.allocations-too-large',
    'money.too-precise',
    'money.too-large',
  ],
  versioned: true,
});

export const listPayments = defineRoute({
  method: 'GET',
  path: '/payments',
  permission: 'billing:read',
  summary: 'List payments; those that wait for people with `state=unmatched`',
  tag,
  query: listQuery.extend({
    subscriberId: id.optional(),
    state: z.enum([...paymentState.options, 'refund-failed']).optional(),
  }),
  answer: { status: 200, body: pageOf(paymentView.extend(whose.shape).meta({ id: 'ListedPayment' })) },
});

export const getPayment = defineRoute({
  method: 'GET',
  path: '/payments/{id}',
  permission: 'billing:read',
  summary: 'Read a payment',
  tag,
  params,
  answer: { status: 200, body: paymentView },
  refusals: ['payment.unknown'],
  versioned: true,
});

export const refundPayment = defineRoute({
  method: 'POST',
  path: '/payments/{id}/refund',
  permission: 'billing:write',
  summary:
    'Send a payment back in part or whole: its provider is asked to; cash, a cheque and a bank transfer are recorded as gone',
  tag,
  params,
  body: z.strictObject({ amount: moneyWire, reason: words.optional() }).meta({ id: 'NewRefund' }),
  answer: { status: 200, body: paymentView },
  refusals: [
    'payment.unknown',
    'payment.refund-at-provider',
    'payment.refund-under-way',
    'payment-provider.refused',
    'payment.nothing-received',
    'payment.not-positive',
    'payment.wrong-currency',
    'payment.refund-too-large',
    'money.too-precise',
    'money.too-large',
  ],
  versioned: true,
});

export const seeRefundFailure = defineRoute({
  method: 'POST',
  path: '/payments/{id}/refund-failure/seen',
  permission: 'billing:write',
  summary: 'Leave the money of a refund that failed where it is, and have it shown no more',
  tag,
  params,
  answer: { status: 200, body: paymentView },
  refusals: ['payment.unknown'],
  versioned: true,
});

export const matchPayment = defineRoute({
  method: 'POST',
  path: '/payments/{id}/match',
  permission: 'billing:write',
  summary: 'Say for whom a payment is that nobody could be found for, or whose money went back',
  tag,
  params,
  body: z
    .strictObject({ subscriberId: id.optional(), invoiceId: id.optional() })
    .refine((to) => to.subscriberId !== undefined || to.invoiceId !== undefined, {
      error: 'must name a subscriber or an invoice',
    })
    .meta({ id: 'PaymentMatch' }),
  answer: { status: 200, body: paymentView },
  refusals: ['payment.unknown', 'payment.not-unmatched', 'payment.payee-unknown', 'payment.wrong-currency'],
  versioned: true,
});

export const countHeldPayment = defineRoute({
  method: 'POST',
  path: '/payments/{id}/count',
  permission: 'billing:write',
  summary: 'Say that a payment counts that looks like another, or that its provider did not confirm',
  tag,
  params,
  answer: { status: 200, body: paymentView },
  refusals: ['payment.unknown', 'payment.not-held'],
  versioned: true,
});

export const dropHeldPayment = defineRoute({
  method: 'POST',
  path: '/payments/{id}/drop',
  permission: 'billing:write',
  summary: 'Say that a payment is the one that it looks like, or was never made; it counts for nothing',
  tag,
  params,
  answer: { status: 200, body: paymentView },
  refusals: ['payment.unknown', 'payment.not-held'],
  versioned: true,
});

/** What became of an entry of a bank statement, as the API shows it. */
export const importedEntryView = z
  .object({
    paymentId: id,
    outcome: z.enum(['matched', 'unmatched', 'known', 'held', 'returned']).meta({
      description:
        '`known`: it was imported before, by this file or another. `held`: it looks like money that is known, and counts once staff say so. `returned`: the bank took it back, and what it had settled is due again.',
    }),
    on: day,
    amount: moneyWire,
    reference: z.string(),
    name: z.string().optional(),
    subscriberId: id.optional(),
    invoiceId: id.optional(),
  })
  .meta({ id: 'ImportedEntry' });
export type ImportedEntryView = z.infer<typeof importedEntryView>;

export const importStatement = defineRoute({
  method: 'POST',
  path: '/bank-statements',
  permission: 'billing:write',
  summary:
    'Import a bank statement: money that names an invoice or an account is counted, the rest waits for people',
  tag,
  body: z
    .discriminatedUnion('format', [
      z.strictObject({ format: z.literal('camt.053'), content: z.string().min(1).max(250_000) }),
      z.strictObject({
        format: z.literal('csv'),
        content: z.string().min(1).max(250_000),
        columns: statementColumns,
      }),
    ])
    .meta({ id: 'NewBankStatement', description: 'Imported again, nothing is counted twice.' }),
  answer: {
    status: 200,
    body: z
      .object({
        matched: z.int(),
        unmatched: z.int(),
        known: z.int(),
        held: z.int(),
        returned: z.int(),
        items: z.array(importedEntryView),
      })
      .meta({ id: 'ImportedStatement' }),
  },
  refusals: ['bank-statement.unreadable', 'bank-statement.column-missing', 'bank-statement.too-long'],
});

export const suggestPayees = defineRoute({
  method: 'GET',
  path: '/payments/{id}/suggestions',
  permission: 'billing:read',
  summary: 'Who may have sent money that nobody was found for, the likeliest first',
  tag,
  params,
  answer: {
    status: 200,
    body: z
      .object({
        items: z.array(z.object({ subscriberId: id, invoiceId: id.optional(), why: z.string() })),
      })
      .meta({ id: 'PayeeSuggestions' }),
  },
  refusals: ['payment.unknown', 'payment.not-unmatched'],
});

/** What a payment provider sends: any JSON, proven by the signature over its raw bytes. */
export const takePaymentNotice = defineRoute({
  method: 'POST',
  path: '/webhooks/payments/{provider}',
  permission: 'signature',
  summary: 'Messages of a payment provider, proven by their signature',
  tag,
  params: z.object({ provider: paymentProviderName }),
  answer: {
    status: 200,
    body: z.object({ received: z.literal(true), paymentId: id.optional() }).meta({ id: 'WebhookReceipt' }),
  },
  refusals: [
    'webhook.provider-unknown',
    'webhook.signature-invalid',
    'webhook.signature-expired',
    'webhook.malformed',
    'payment-provider.not-answering',
  ],
});
