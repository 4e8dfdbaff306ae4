import { ledgerEventTypes } from './ledger.ts';
import { webhookEventTypes } from './webhook-endpoint.ts';

/**
 * Which consumer hears of which events. The bus's rules and the consumers themselves read this: an event that is not
 * named here does not even wake the function.
 */
export const subscriptions = {
  /** Orders that wait for their state machine. */
  'start-order': ['service-order.requested'],
  /** Bulk actions that wait for their state machine: at the beginning, and whenever they go on. */
  'run-bulk-action': [
    'bulk-action.requested',
    'bulk-action.taken-over',
    'bulk-action.started',
    'bulk-action.resumed',
    'bulk-action.retried',
    'bulk-action.continued',
  ],
  /** Every change of a node bumps its site. */
  'configure-site': ['site.configuration-changed'],
  /** Entitlements that changed without an order: the site is told at once. */
  'send-entitlement': ['service.entitlement-changed'],
  /** Events that change what something is called or found by. */
  'index-search': [
    'access-node.changed',
    'access-node.created',
    'access-node.removed',
    'invoice.issued',
    'lead.converted',
    'lead.created',
    'lead.details-changed',
    'plan.created',
    'service.changed',
    'service.selected',
    'site.created',
    'site.details-changed',
    'subscriber.created',
    'subscriber.details-changed',
  ],
  /** What concerns many services, and what an order that waits for its day may have waited for besides. */
  'start-sweep': [
    'outage.recorded',
    'plan.version-published',
    'service.access-overridden',
    'service.activated',
    'service.change-failed',
    'service.changed',
    'service.resumed',
    'service.selected',
    'service.suspension-failed',
    'service.topped-up',
  ],
  /** Events after which something may be due at once, or at another time than was thought. */
  'bill-activation': [
    'service.activated',
    'service.changed',
    'service.suspended',
    'service.resumed',
    'service.terminated',
    'service.discount-granted',
    'service.discount-ended',
    'service.item-paid-off',
    'service.outage-recorded',
    'service.topped-up',
    'service.usage-rated',
    // While a waiting order is on its way the charges of its day wait, so its failure is news too.
    'service.change-failed',
    'service.suspension-failed',
    'service.resumption-failed',
    'service.termination-failed',
    'service.action-failed',
    'subscriber.billing-profile-changed',
    'subscriber.payer-changed',
  ],
  /** What changes what is owed, and how orders of dunning ended. */
  'attend-dunning': [
    'billing-account.invoiced',
    'billing-account.credit-applied',
    'billing-account.credit-granted',
    'billing-account.payment-received',
    'billing-account.payment-refunded',
    'billing-account.refund-returned',
    'billing-account.invoice-voided',
    'billing-account.invoice-written-off',
    'billing-account.invoice-reinstated',
    // What a step took and could not be taken while an order ran.
    'service.activated',
    'service.changed',
    'service.change-failed',
    'service.suspended',
    'service.resumed',
    'service.terminated',
    'subscriber.payer-changed',
    // Another category has another rule.
    'subscriber.details-changed',
  ],
  /** What saved methods are charged for, what providers are asked, and how that ended. */
  'collect-payments': [
    'invoice.issued',
    'invoice.paid',
    'invoice.voided',
    'invoice.written-off',
    'collection.attempted',
    'collection.asked-again',
    'payment.announced',
    'payment.asked-again',
    'payment.received',
    'payment.failed',
    'payment.refunded',
    'payment.refund-requested',
    'payment-methods.saved',
    'payment-methods.removed',
    'payment-methods.default-set',
    'payment-methods.autopay-set',
  ],
  /** What moves money or a claim to money. */
  'post-ledger': ledgerEventTypes,
  /** What an external tax service is told of, where there is one. */
  'report-taxes': ['invoice.issued', 'invoice.voided'],
  /** What a subscriber is told of. */
  'send-notices': [
    'invoice.issued',
    'payment.received',
    'payment.matched',
    'collection.declined',
    'payment-link.made',
    'payment-methods.expiring',
    'dunning.step-taken',
    'dunning.services-restored',
    'dunning.balance-low',
    'service.activated',
    'service.quota-reached',
    'service.suspended',
    'service.resumed',
    'service.terminated',
    'service.outage-recorded',
    'service.action-scheduled',
    'subscriber.person-invited',
    'notification.texts-due',
  ],
  /** What the user pool must hold of a member of staff. */
  'keep-staff': ['staff.invited', 'staff.renamed', 'staff.roles-changed', 'staff.disabled', 'staff.enabled'],
  /** What other programs are told of, where one has asked for it. */
  'queue-webhooks': webhookEventTypes,
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ConsumerName = keyof typeof subscriptions;
