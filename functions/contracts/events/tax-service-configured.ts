import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { taxServiceUrl } from '../tax-service.ts';

/** Taxes are asked of this service from now on, and every document that is issued from now on is told to it. */
export const taxServiceConfigured = defineEvent(
  'tax-service.configured',
  z.strictObject({ url: taxServiceUrl }),
);
export type TaxServiceConfigured = EventOf<typeof taxServiceConfigured>;
