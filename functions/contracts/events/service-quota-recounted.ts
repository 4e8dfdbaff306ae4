import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { quotaUse } from '../quota.ts';

/** More was bought on a service that shares the quota, so that less of it is used than was told. */
export const serviceQuotaRecounted = defineEvent(
  'service.quota-recounted',
  z.strictObject({ use: quotaUse }),
);
export type ServiceQuotaRecounted = EventOf<typeof serviceQuotaRecounted>;
