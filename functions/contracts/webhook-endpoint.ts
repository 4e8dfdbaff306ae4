import * as z from 'zod';

/**
 * What others may be told of. Events that only the platform itself needs are not among them, so that they may change
 * without anyone else's program breaking.
 */
export const webhookEventTypes = [
  'alarm.cleared',
  'alarm.raised',
  'invoice.issued',
  'invoice.paid',
  'invoice.voided',
  'invoice.written-off',
  'invoice.reinstated',
  'lead.contacted',
  'lead.converted',
  'lead.created',
  'lead.lost',
  'lead.qualified',
  'lead.quoted',
  'outage.recorded',
  'payment.allocated',
  'payment.failed',
  'payment.received',
  'payment.refund-failed',
  'payment.refunded',
  'payment.unmatched',
  'plan.version-published',
  'service.activated',
  'service.activation-failed',
  'service.change-failed',
  'service.changed',
  'service.resumed',
  'service.resumption-failed',
  'service.selected',
  'service.suspended',
  'service.suspension-failed',
  'service.terminated',
  'service.termination-failed',
  'site.connected',
  'site.disconnected',
  'subscriber.closed',
  'subscriber.created',
  'subscriber.details-changed',
  'subscriber.reopened',
  'webhook-endpoint.disabled',
] as const;
export const webhookEventType = z.enum(webhookEventTypes).meta({ id: 'WebhookEventType' });
export type WebhookEventType = z.infer<typeof webhookEventType>;

/** Where a delivery goes: over TLS, or to 127.0.0.1 where the deployment allows that at all. */
export const webhookUrl = z
  .string()
  .max(2000)
  .refine(isWebhookUrl, 'must be an https address without user name, password and fragment')
  .meta({ id: 'WebhookUrl', example: 'https://hooks.example.com/throughline' });

function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, hash } = new URL(text);
  const isProtected = protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1');
  return isProtected && username === '' && password === '' && hash === '';
}

export const webhookTerms = z.strictObject({
  url: webhookUrl,
  types: z
    .array(webhookEventType)
    .min(1)
    .refine((types) => new Set(types).size === types.length, 'names an event twice'),
  description: z.string().trim().max(200).default(''),
});
export type WebhookTerms = z.infer<typeof webhookTerms>;
