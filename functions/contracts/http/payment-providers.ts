import * as z from 'zod';
import { holdsCardNumber, noCardNumbers } from '../card-number.ts';
import { paymentProviderName, paymentProviderSettings, providerRegistration } from '../payment-provider.ts';
import { paymentProviderKindDescription } from '../payment-provider-kinds.ts';
import { defineRoute } from '../route.ts';
import { id, instant, moneyWire } from '../scalars.ts';

const tag = 'Payments';
const params = z.object({ provider: paymentProviderName });

/** The payment providers as the API shows them: of secrets only the names. */
export const paymentProvidersView = z
  .object({
    items: z.array(
      z.object({
        provider: paymentProviderName,
        settings: paymentProviderSettings,
        secretNames: z
          .array(z.string())
          .meta({ description: 'Secrets that are set; their values are never shown.' }),
        webhookPath: z
          .string()
          .meta({ description: 'Below the API’s address; the provider must be told to send there.' }),
        setAt: instant,
        registered: providerRegistration.extend({ at: instant }).optional().meta({
          description:
            'What it answered when it was told by its API where to send its messages; left out where it is to be told anew.',
        }),
      }),
    ),
  })
  .meta({ id: 'PaymentProviders' });
export type PaymentProvidersView = z.infer<typeof paymentProvidersView>;

export const listPaymentProviders = defineRoute({
  method: 'GET',
  path: '/payment-providers',
  permission: 'billing:read',
  summary: 'List the payment providers that are set up',
  tag,
  answer: { status: 200, body: paymentProvidersView },
  versioned: true,
});

export const listPaymentProviderKinds = defineRoute({
  method: 'GET',
  path: '/payment-provider-kinds',
  permission: 'billing:read',
  summary: 'List the payment providers that this release knows, with what each must be told',
  tag,
  answer: { status: 200, body: z.object({ items: z.array(paymentProviderKindDescription) }) },
});

export const configurePaymentProvider = defineRoute({
  method: 'PUT',
  path: '/payment-providers/{provider}',
  permission: 'operator:write',
  summary: 'Set a payment provider up; a secret that is left out stays as it was',
  tag,
  params,
  body: z
    .strictObject({
      settings: paymentProviderSettings.default({}),
      secrets: z
        .record(z.string().max(60), z.string().min(1).max(4000).meta({ writeOnly: true }))
        .default({}),
    })
    .meta({ id: 'PaymentProviderConfiguration' }),
  answer: { status: 200, body: paymentProvidersView },
  refusals: ['payment-provider.unknown', 'payment-provider.settings-unfit'],
  versioned: true,
});

export const removePaymentProvider = defineRoute({
  method: 'DELETE',
  path: '/payment-providers/{provider}',
  permission: 'operator:write',
  summary: 'Forget a payment provider and its secrets; its messages are refused from then on',
  tag,
  params,
  answer: { status: 200, body: paymentProvidersView },
  refusals: ['payment-provider.not-configured'],
  versioned: true,
});

export const registerPaymentProvider = defineRoute({
  method: 'POST',
  path: '/payment-providers/{provider}/registration',
  permission: 'operator:write',
  summary: 'Tell a payment provider by its API where to send its messages; the same again changes nothing',
  tag,
  params,
  answer: { status: 200, body: paymentProvidersView },
  refusals: [
    'payment-provider.not-configured',
    'payment-provider.not-registered',
    'payment-provider.settings-unfit',
    'payment-provider.refused',
    'payment-provider.not-answering',
  ],
  versioned: true,
});

/** A hosted payment page as the API shows it. */
export const paymentSessionView = z
  .object({
    id,
    state: z.enum(['requested', 'opened', 'refused']),
    subscriberId: id,
    invoiceId: id.optional(),
    provider: paymentProviderName,
    amount: moneyWire
      .optional()
      .meta({ description: 'Left out of a page on which a method is saved and nothing is paid.' }),
    savesMethod: z.boolean().optional(),
    url: z.string().optional().meta({ description: 'The provider’s page; send the payer there.' }),
    fields: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'Where they are given, the payer’s browser posts them to the page as a form.' }),
    updatedAt: instant,
  })
  .meta({ id: 'PaymentSession' });
export type PaymentSessionView = z.infer<typeof paymentSessionView>;

export const openPaymentSession = defineRoute({
  method: 'POST',
  path: '/subscribers/{id}/payment-sessions',
  permission: 'billing:write',
  summary: 'Have a provider make a page on which the subscriber pays',
  tag,
  params: z.object({ id }),
  body: z
    .strictObject({
      provider: paymentProviderName,
      invoiceId: id
        .optional()
        .meta({ description: 'What is due of it is asked for, unless an amount is named.' }),
      amount: moneyWire.optional(),
      saveMethod: z.boolean().default(false).meta({
        description: 'The method with which is paid is kept, so that it can be charged later.',
      }),
      returnUrl: z
        .url({
          protocol: /^https?$/,
          error: 'must be an address of the web such as https://portal.example.net',
        })
        .max(500)
        .refine((text) => !holdsCardNumber(text), noCardNumbers)
        .meta({ description: 'Where the payer goes afterwards.' }),
    })
    .refine(({ invoiceId, amount }) => invoiceId !== undefined || amount !== undefined, {
      error: 'must name an invoice or an amount',
    })
    .meta({ id: 'NewPaymentSession' }),
  answer: { status: 201, body: paymentSessionView },
  refusals: [
    'subscriber.unknown',
    'reference.invoice-unknown',
    'payment.invoice-of-another',
    'payment.not-positive',
    'payment.wrong-currency',
    'payment-session.nothing-due',
    'payment-provider.not-configured',
    'payment-provider.no-hosted-page',
    'payment-provider.no-saved-methods',
    'payment-provider.refused',
    'payment-provider.not-answering',
    'money.too-precise',
    'money.too-large',
  ],
  versioned: true,
});
