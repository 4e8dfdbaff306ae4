import * as z from 'zod';
import { actor, id, instant } from './scalars.ts';

/** The kinds of aggregate that own a history of events. */
export const aggregateType = z.enum([
  'lead',
  'subscriber',
  'person',
  'plan',
  'add-on',
  'equipment-model',
  'coupon',
  'site',
  'access-node',
  'alarm',
  'outage',
  'address-pool',
  'sim',
  'service',
  'service-order',
  'bulk-action',
  // Of earlier releases, whose histories stay.
  'bulk-change',
  'round',
  'billing-policy',
  'tax-rules',
  'tax-service',
  'billing-account',
  'billing-run',
  'ledger-proof',
  'invoice',
  'payment',
  'payment-providers',
  'payment-session',
  'payment-link',
  'payment-methods',
  'collection',
  'autopay-policy',
  'notification',
  'notice-templates',
  'operator',
  'draft-invoice',
  'webhook-endpoint',
  'dunning-policy',
  'dunning',
  'ticket',
  'staff',
  'saved-view',
]);
export type AggregateType = z.infer<typeof aggregateType>;

/** What every event carries on its way out of the table. `version` counts the events of its aggregate from 1 without gaps. */
export const eventEnvelope = z.strictObject({
  eventId: id,
  type: z.string(),
  aggregateType,
  aggregateId: id,
  version: z.int().min(1),
  at: instant,
  actor,
  data: z.record(z.string(), z.unknown()),
});
export type EventEnvelope = z.infer<typeof eventEnvelope>;

/** An envelope with its place in the one feed of all events: gapless, from 1. */
export const positionedEvent = eventEnvelope.extend({ position: z.int().min(1) });
export type PositionedEvent = z.infer<typeof positionedEvent>;

export interface EventDefinition<T extends string, D extends z.ZodType> {
  readonly type: T;
  readonly data: D;
}

/** Declares an event: its wire name in the past tense, and its data. File, constant and wire name match. */
export function defineEvent<const T extends string, D extends z.ZodType>(
  type: T,
  data: D,
): EventDefinition<T, D> {
  return { type, data };
}

/** The domain's view of an event: what happened, without the envelope. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer T, infer D>
    ? { readonly type: T; readonly data: z.infer<D> }
    : never;
