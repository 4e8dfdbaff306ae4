import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { desiredState } from '../network-state.ts';

/** Usage, or an override, gives an active service another entitlement: the network must hold this from now on. */
export const serviceEntitlementChanged = defineEvent(
  'service.entitlement-changed',
  z.strictObject({ desired: desiredState }),
);
export type ServiceEntitlementChanged = EventOf<typeof serviceEntitlementChanged>;
