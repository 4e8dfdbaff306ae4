import type { Words } from './english.ts';

/** Refusals that are the same to a reader as another one. */
const alike: Readonly<Record<string, keyof Words['refusals']>> = {
  'billing-account.currency-differs': 'add-on.retired',
  'catalog.currency-differs': 'add-on.retired',
  'invoice.unknown': 'service.unknown',
  'money.too-large': 'payment.not-positive',
  'money.too-precise': 'payment.not-positive',
  'payment-link.portal-unknown': 'payment-provider.not-configured',
  'payment-method.unknown': 'service.unknown',
  'payment-provider.no-hosted-page': 'payment-provider.not-configured',
  'payment-provider.no-saved-methods': 'payment-provider.not-configured',
  'payment.wrong-currency': 'payment.not-positive',
  'person.unknown': 'service.unknown',
  'plan.not-available-yet': 'plan.retired',
  'plan.technology-not-served': 'plan.retired',
  'portal.not-invited': 'portal.account-unknown',
  'request.path-invalid': 'service.unknown',
  'reference.add-on-unknown': 'add-on.retired',
  'reference.plan-unknown': 'plan.retired',
  'service.action-unknown': 'service.unknown',
  'service.already-suspended': 'service.not-active',
  'service.item-unknown': 'add-on.retired',
  'service.terminating': 'service.terminated',
  'service.too-many-items': 'add-on.retired',
  'tax-service.answer-unfit': 'tax-service.not-answering',
  'tax-service.refused': 'tax-service.not-answering',
  'tax-service.turned-away': 'tax-service.not-answering',
  'ticket.unknown': 'service.unknown',
  'usage.span-empty': 'request.body-invalid',
  'usage.span-too-long': 'request.body-invalid',
};

/** A refusal of the API in the reader's language; nothing where the portal cannot have asked for it. */
export function wordsOfRefusal(code: string, { refusals }: Words): string | undefined {
  const known: Readonly<Record<string, string>> = refusals;
  return known[alike[code] ?? code];
}
