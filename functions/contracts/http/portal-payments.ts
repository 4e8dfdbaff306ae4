import * as z from 'zod';
import { paymentProviderName } from '../payment-provider.ts';
import { defineRoute } from '../route.ts';
import { day, id, moneyWire } from '../scalars.ts';
import { paymentMethodsView, removePaymentMethod, setAutopay } from './payment-methods.ts';
import { openPaymentSession, paymentSessionView } from './payment-providers.ts';
import { accountParams, accountRefusals, portalTag as tag } from './portal.ts';

const { returnUrl, saveMethod } = openPaymentSession.body.shape;
const sessionRefusals = [
  ...accountRefusals,
  'payment-provider.not-configured',
  'payment-provider.no-hosted-page',
  'payment-provider.no-saved-methods',
  'payment-provider.refused',
  'payment-provider.not-answering',
];

/** What is open, and the ways to pay it. */
export const readMyDues = defineRoute({
  method: 'GET',
  path: '/portal/accounts/{accountId}/dues',
  permission: 'portal:read',
  summary: 'What I have to pay, and by which ways I can',
  tag,
  params: accountParams,
  answer: {
    status: 200,
    body: z
      .object({
        due: moneyWire.meta({
          description: 'With what is missing of what must stay on the balance of who pays before.',
        }),
        overdue: moneyWire,
        invoices: z.array(
          z.object({
            invoiceId: id,
            number: z.string(),
            dueOn: day,
            amountDue: moneyWire,
            isOverdue: z.boolean(),
          }),
        ),
        providers: z.array(
          z.object({
            provider: paymentProviderName,
            keepsMethods: z.boolean().meta({ description: 'Whether what is paid with can be kept there.' }),
            savesAlone: z.boolean().meta({ description: 'Whether it can be kept without a payment.' }),
          }),
        ),
        transfers: z.array(
          z
            .object({
              provider: paymentProviderName,
              to: z.string().meta({ description: 'Such as a pay bill number.' }),
              account: z
                .string()
                .meta({ description: 'What is named there, so that it is known whose it is.' }),
            })
            .meta({ description: 'Where I can pay by myself, without a page.' }),
        ),
      })
      .meta({ id: 'PortalDues' }),
  },
  refusals: accountRefusals,
});

export const payMyDues = defineRoute({
  method: 'POST',
  path: '/portal/accounts/{accountId}/payment-sessions',
  permission: 'portal:pay',
  summary: 'Have a page made on which I pay an amount: what is due in all, if I name none',
  tag,
  params: accountParams,
  body: z
    .strictObject({ provider: paymentProviderName, amount: moneyWire.optional(), saveMethod, returnUrl })
    .meta({ id: 'MyPaymentSession' }),
  answer: { status: 201, body: paymentSessionView },
  refusals: [
    ...sessionRefusals,
    'payment-session.nothing-due',
    'payment.not-positive',
    'payment.wrong-currency',
    'money.too-precise',
    'money.too-large',
  ],
});

export const payMyInvoice = defineRoute({
  method: 'POST',
  path: '/portal/accounts/{accountId}/invoices/{invoiceId}/payment-sessions',
  permission: 'portal:pay',
  summary: 'Have a page made on which I pay what is due of an invoice',
  tag,
  params: accountParams.extend({ invoiceId: id }),
  body: z
    .strictObject({ provider: paymentProviderName, saveMethod, returnUrl })
    .meta({ id: 'MyInvoicePaymentSession' }),
  answer: { status: 201, body: paymentSessionView },
  refusals: [...sessionRefusals, 'invoice.unknown', 'payment-session.nothing-due'],
});

export const listMyMethods = defineRoute({
  method: 'GET',
  path: '/portal/accounts/{accountId}/payment-methods',
  permission: 'portal:read',
  summary: 'My saved payment methods, and whether invoices are charged to one by themselves',
  tag,
  params: accountParams,
  answer: { status: 200, body: paymentMethodsView },
  refusals: accountRefusals,
  versioned: true,
});

export const saveMyMethod = defineRoute({
  method: 'POST',
  path: '/portal/accounts/{accountId}/payment-methods/sessions',
  permission: 'portal:pay',
  summary: 'Have a page made on which I save a payment method',
  tag,
  params: accountParams,
  body: z.strictObject({ provider: paymentProviderName, returnUrl }).meta({ id: 'MySavingSession' }),
  answer: { status: 201, body: paymentSessionView },
  refusals: sessionRefusals,
});

export const removeMyMethod = defineRoute({
  method: 'DELETE',
  path: '/portal/accounts/{accountId}/payment-methods/{methodId}',
  permission: 'portal:pay',
  summary: 'Charge a saved payment method of mine no more',
  tag,
  params: accountParams.extend({ methodId: id }),
  answer: { status: 200, body: paymentMethodsView },
  refusals: [...accountRefusals, ...removePaymentMethod.refusals],
  versioned: true,
});

export const setMyAutopay = defineRoute({
  method: 'PUT',
  path: '/portal/accounts/{accountId}/autopay',
  permission: 'portal:pay',
  summary: 'Turn autopay on or off, and choose the saved method that is charged',
  tag,
  params: accountParams,
  body: setAutopay.body,
  answer: { status: 200, body: paymentMethodsView },
  refusals: [...accountRefusals, 'autopay.no-method', 'payment-method.unknown'],
  versioned: true,
});
