import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { topUp } from '../quota.ts';

/** More volume was bought for the quota's span: it counts and is charged at once. */
export const serviceToppedUp = defineEvent('service.topped-up', z.strictObject({ topUp }));
export type ServiceToppedUp = EventOf<typeof serviceToppedUp>;
