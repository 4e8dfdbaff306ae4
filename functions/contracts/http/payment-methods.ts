import * as z from 'zod';
import { holdsCardNumber, noCardNumbers } from '../card-number.ts';
import { autopayRule, collectionState, collectionStopReason } from '../collection.ts';
import { paymentProviderName } from '../payment-provider.ts';
import { defineRoute } from '../route.ts';
import { savedMethodKind, yearMonth } from '../saved-method.ts';
import { day, id, instant, moneyWire } from '../scalars.ts';
import { paymentSessionView } from './payment-providers.ts';

const tag = 'Payments';
const params = z.object({ id });

/** A subscriber's saved methods as the API shows them: never a number. */
export const paymentMethodsView = z
  .object({
    subscriberId: id,
    autopay: z.boolean().meta({ description: 'Whether invoices are charged by themselves.' }),
    items: z.array(
      z.object({
        id,
        provider: paymentProviderName,
        kind: savedMethodKind,
        label: z.string(),
        expires: yearMonth.optional(),
        isDefault: z.boolean().meta({ description: 'Whether it is the one that is charged.' }),
        savedAt: instant,
      }),
    ),
  })
  .meta({ id: 'PaymentMethods' });
export type PaymentMethodsView = z.infer<typeof paymentMethodsView>;

export const listPaymentMethods = defineRoute({
  method: 'GET',
  path: '/subscribers/{id}/payment-methods',
  permission: 'billing:read',
  summary: 'List the payment methods that a subscriber has saved',
  tag,
  params,
  answer: { status: 200, body: paymentMethodsView },
  refusals: ['subscriber.unknown'],
  versioned: true,
});

export const openSavingSession = defineRoute({
  method: 'POST',
  path: '/subscribers/{id}/payment-methods/sessions',
  permission: 'billing:write',
  summary: 'Have a provider make a page on which the subscriber saves a payment method',
  tag,
  params,
  body: z
    .strictObject({
      provider: paymentProviderName,
      returnUrl: z
        .url({
          protocol: /^https?$/,
          error: 'must be an address of the web such as https://portal.example.net',
        })
        .max(500)
        .refine((text) => !holdsCardNumber(text), noCardNumbers)
        .meta({ description: 'Where the payer goes afterwards.' }),
    })
    .meta({ id: 'NewSavingSession' }),
  answer: { status: 201, body: paymentSessionView },
  refusals: [
    'subscriber.unknown',
    'payment-provider.not-configured',
    'payment-provider.no-hosted-page',
    'payment-provider.no-saved-methods',
    'payment-provider.refused',
    'payment-provider.not-answering',
  ],
  versioned: true,
});

export const removePaymentMethod = defineRoute({
  method: 'DELETE',
  path: '/subscribers/{id}/payment-methods/{methodId}',
  permission: 'billing:write',
  summary: 'Charge a saved payment method no more; its provider keeps it no more',
  tag,
  params: z.object({ id, methodId: id }),
  answer: { status: 200, body: paymentMethodsView },
  refusals: ['payment-method.unknown'],
  versioned: true,
});

export const setAutopay = defineRoute({
  method: 'PUT',
  path: '/subscribers/{id}/autopay',
  permission: 'billing:write',
  summary: 'Turn autopay on or off, and choose the saved method that is charged',
  tag,
  params,
  body: z
    .strictObject({
      enabled: z.boolean(),
      methodId: id.optional().meta({ description: 'The method that is charged from now on.' }),
      includeOpen: z
        .boolean()
        .default(false)
        .meta({ description: 'Invoices that are open already are charged too.' }),
    })
    .meta({ id: 'Autopay' }),
  answer: { status: 200, body: paymentMethodsView },
  refusals: ['subscriber.unknown', 'payment-method.unknown', 'autopay.no-method'],
  versioned: true,
});

/** How an invoice is charged to a saved method, as the API shows it. */
export const collectionView = z
  .object({
    invoiceId: id,
    number: z.string(),
    subscriberId: id,
    state: collectionState,
    nextOn: day.optional().meta({ description: 'The day of the next charge.' }),
    stopped: collectionStopReason.optional(),
    attempts: z.array(
      z.object({
        attempt: z.int(),
        methodId: id,
        provider: paymentProviderName,
        label: z.string(),
        amount: moneyWire,
        at: instant,
        outcome: z.enum(['succeeded', 'pending', 'declined']).optional(),
        providerPaymentId: z.string().optional(),
        reason: z.string().optional().meta({ description: 'Why it was declined, in the provider’s words.' }),
      }),
    ),
    updatedAt: instant,
  })
  .meta({ id: 'Collection' });
export type CollectionView = z.infer<typeof collectionView>;

export const getCollection = defineRoute({
  method: 'GET',
  path: '/invoices/{id}/collection',
  permission: 'billing:read',
  summary: 'Read how an invoice is charged to the saved payment method, each attempt with its answer',
  tag,
  params,
  answer: { status: 200, body: collectionView },
  refusals: ['collection.unknown'],
  versioned: true,
});

/** The autopay policy as the API shows it. */
export const autopayPolicyView = z
  .object({ rules: z.array(autopayRule), setAt: instant.optional() })
  .meta({ id: 'AutopayPolicy' });
export type AutopayPolicyView = z.infer<typeof autopayPolicyView>;

export const getAutopayPolicy = defineRoute({
  method: 'GET',
  path: '/settings/autopay-policy',
  permission: 'billing:read',
  summary: 'Read when invoices are charged to saved payment methods, and when once more',
  tag: 'Settings',
  answer: { status: 200, body: autopayPolicyView },
  versioned: true,
});

export const setAutopayPolicy = defineRoute({
  method: 'PUT',
  path: '/settings/autopay-policy',
  permission: 'billing:write',
  summary: 'Set when invoices are charged to saved payment methods, and when once more after a decline',
  tag: 'Settings',
  body: z.strictObject({ rules: z.array(autopayRule).max(100) }).meta({
    id: 'NewAutopayPolicy',
    description:
      'The rule of the subscriber’s category comes before the one for all. Where none fits: on the due day, and again after 3, 5 and 7 days.',
  }),
  answer: { status: 200, body: autopayPolicyView },
  versioned: true,
});
