import * as z from 'zod';
import { linkPurpose, linkToken } from '../payment-link.ts';
import { paymentProviderName } from '../payment-provider.ts';
import { portalLanguage } from '../portal.ts';
import { defineRoute } from '../route.ts';
import { id, instant, moneyWire } from '../scalars.ts';
import { openPaymentSession } from './payment-providers.ts';
import { portalTag } from './portal.ts';
import { readMyDues } from './portal-payments.ts';

export const makePaymentLink = defineRoute({
  method: 'POST',
  path: '/subscribers/{id}/payment-links',
  permission: 'subscribers:write',
  summary:
    'Make a link on which the subscriber pays, or saves a method, without signing in; sent, or to hand over',
  tag: 'Payments',
  params: z.object({ id }),
  body: z
    .strictObject({
      purpose: linkPurpose,
      invoiceId: id.optional().meta({
        description: 'What is due of it is asked for; all that is due when the link is opened, if left out.',
      }),
      days: z.int().min(1).max(30).default(3).meta({ description: 'After so many days it leads nowhere.' }),
      isSent: z.boolean().default(true).meta({
        description: 'By mail and text message, as the subscriber wants to be told; or you hand it over.',
      }),
    })
    .meta({ id: 'NewPaymentLink' }),
  answer: {
    status: 201,
    body: z
      .object({
        id,
        purpose: linkPurpose,
        url: z.string().meta({ description: 'Shown in this answer and in none after it.' }),
        expiresAt: instant,
        isSent: z.boolean(),
        amount: moneyWire.optional().meta({ description: 'What is asked for as things stand.' }),
      })
      .meta({ id: 'PaymentLink' }),
  },
  refusals: [
    'payment-link.no-provider',
    'payment-link.portal-unknown',
    'payment-session.nothing-due',
    'payment.invoice-of-another',
    'reference.invoice-unknown',
    'subscriber.unknown',
  ],
});

const params = z.object({ token: linkToken });
const linkRefusals = ['payment-link.expired', 'payment-link.unknown'];

export const readPaymentLink = defineRoute({
  method: 'GET',
  path: '/portal/payment-links/{token}',
  permission: 'public',
  summary: 'What a link asks of whoever has it, and by which ways that can be done',
  tag: portalTag,
  params,
  answer: {
    status: 200,
    body: z
      .object({
        purpose: linkPurpose,
        due: moneyWire.meta({ description: 'Zero where nothing is left to pay.' }),
        invoice: z.string().optional().meta({ description: 'Its number.' }),
        expiresAt: instant,
        language: portalLanguage.optional(),
        providers: readMyDues.answer.body.shape.providers,
        transfers: readMyDues.answer.body.shape.transfers,
      })
      .meta({ id: 'OpenPaymentLink' }),
  },
  refusals: linkRefusals,
});

export const followPaymentLink = defineRoute({
  method: 'POST',
  path: '/portal/payment-links/{token}/sessions',
  permission: 'public',
  summary: 'Have the page made on which whoever has the link pays, or saves a method',
  tag: portalTag,
  params,
  body: z
    .strictObject({ provider: paymentProviderName, saveMethod: openPaymentSession.body.shape.saveMethod })
    .meta({ id: 'PaymentLinkSession' }),
  answer: {
    status: 201,
    body: z
      .object({ url: z.string().optional(), fields: z.record(z.string(), z.string()).optional() })
      .meta({ id: 'ProviderPage' }),
  },
  refusals: [
    ...linkRefusals,
    'payment-link.portal-unknown',
    'payment-provider.no-hosted-page',
    'payment-provider.no-saved-methods',
    'payment-provider.not-answering',
    'payment-provider.not-configured',
    'payment-provider.refused',
    'payment-session.nothing-due',
  ],
});
