import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The tax rules decide again; the secret is forgotten. */
export const taxServiceRemoved = defineEvent('tax-service.removed', z.strictObject({}));
export type TaxServiceRemoved = EventOf<typeof taxServiceRemoved>;
