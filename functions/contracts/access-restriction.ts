import * as z from 'zod';
import { rate } from './quota.ts';

/** What dunning leaves of an active service: a rate, or the walled garden with the page on which to pay. */
export const accessRestriction = z
  .union([
    z.strictObject({ entitlement: z.literal('throttled'), rate }),
    z.strictObject({ entitlement: z.literal('walled-garden') }),
  ])
  .meta({ id: 'AccessRestriction' });
export type AccessRestriction = z.infer<typeof accessRestriction>;
