import * as z from 'zod';
import { accessOverride } from '../access-override.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** Staff gave a service another entitlement than plan and usage do. */
export const serviceAccessOverridden = defineEvent(
  'service.access-overridden',
  z.strictObject({ override: accessOverride }),
);
export type ServiceAccessOverridden = EventOf<typeof serviceAccessOverridden>;
