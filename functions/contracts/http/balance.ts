import * as z from 'zod';
import { pageOf, pageQuery } from '../page.ts';
import { defineRoute } from '../route.ts';
import { day, id, instant, moneyWire } from '../scalars.ts';

const tag = 'Accounts';
const params = z.object({ id });

/** Where a subscriber stands. */
export const balanceView = z
  .object({
    subscriberId: id,
    balance: moneyWire.meta({ description: 'What is owed in all; negative when credit is open.' }),
    credit: moneyWire,
    due: moneyWire.meta({ description: 'Open on all invoices.' }),
    overdue: moneyWire.meta({ description: 'Of that, past the due day on the subscriber’s calendar.' }),
  })
  .meta({ id: 'Balance' });
export type BalanceView = z.infer<typeof balanceView>;

export const getBalance = defineRoute({
  method: 'GET',
  path: '/subscribers/{id}/balance',
  permission: 'billing:read',
  summary: 'What a subscriber owes, what of it is overdue, and what credit is open',
  tag,
  params,
  answer: { status: 200, body: balanceView },
  refusals: ['subscriber.unknown'],
});

/** What an amount that comes in would do. */
export const paymentForesight = z
  .object({
    settles: z.array(z.object({ invoiceId: id, number: z.string(), amount: moneyWire, isPaid: z.boolean() })),
    after: balanceView.meta({ description: 'Where the subscriber would stand then.' }),
  })
  .meta({ id: 'PaymentForesight' });
export type PaymentForesight = z.infer<typeof paymentForesight>;

export const foreseePayment = defineRoute({
  method: 'POST',
  path: '/subscribers/{id}/payments/preview',
  permission: 'billing:read',
  summary: 'What a payment or credit would settle, without recording any',
  tag,
  params,
  body: z
    .strictObject({
      amount: moneyWire,
      invoiceId: id.optional().meta({ description: 'Settled first; the oldest open invoices follow.' }),
      as: z
        .enum(['payment', 'credit'])
        .default('payment')
        .meta({ description: 'A payment also goes to what was written off, credit does not.' }),
    })
    .meta({ id: 'SupposedPayment' }),
  answer: { status: 200, body: paymentForesight },
  refusals: [
    'subscriber.unknown',
    'payment.not-positive',
    'payment.wrong-currency',
    'money.too-precise',
    'money.too-large',
  ],
});

export const statementEntry = z
  .object({
    eventId: id,
    at: instant,
    on: day,
    kind: z.enum([
      'invoice',
      'credit-note',
      'payment',
      'refund',
      'credit',
      'void',
      'write-off',
      'reinstatement',
    ]),
    words: z.string(),
    invoiceId: id.optional(),
    number: z.string().optional().meta({ description: 'Of that invoice or credit note.' }),
    paymentId: id.optional(),
    amount: moneyWire.meta({ description: 'Positive raises what is owed.' }),
    balance: moneyWire.meta({ description: 'What was owed in all after it.' }),
  })
  .meta({ id: 'StatementEntry' });
export type StatementEntry = z.infer<typeof statementEntry>;

export const getStatement = defineRoute({
  method: 'GET',
  path: '/subscribers/{id}/statement',
  permission: 'billing:read',
  summary: 'Invoices, payments and credits of a subscriber in order, with the running balance',
  tag,
  params,
  query: pageQuery,
  answer: { status: 200, body: pageOf(statementEntry) },
  refusals: ['subscriber.unknown'],
});

export const grantCredit = defineRoute({
  method: 'POST',
  path: '/subscribers/{id}/credits',
  permission: 'billing:write',
  summary: 'Give credit as goodwill: it settles open invoices, oldest first, then the next ones',
  tag,
  params,
  body: z
    .strictObject({ amount: moneyWire, reason: z.string().trim().min(1).max(500) })
    .meta({ id: 'NewCredit' }),
  answer: { status: 201, body: balanceView },
  refusals: [
    'subscriber.unknown',
    'credit.wrong-currency',
    'credit.not-positive',
    'money.too-precise',
    'money.too-large',
  ],
});
