import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { day } from '../scalars.ts';

/** The span for which a quota counted is over: nothing is used of the next one. */
export const serviceQuotaRenewed = defineEvent('service.quota-renewed', z.strictObject({ on: day }));
export type ServiceQuotaRenewed = EventOf<typeof serviceQuotaRenewed>;
