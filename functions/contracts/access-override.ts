import * as z from 'zod';
import { rate } from './quota.ts';
import { instant } from './scalars.ts';

const common = {
  /** When it ends by itself; it stays until it is ended if left out. */
  until: instant.optional(),
  note: z.string().trim().min(1).max(1000).optional(),
};

/** What an active service is entitled to instead of what plan and usage say. */
export const accessOverride = z
  .union([
    z.strictObject({ entitlement: z.enum(['full', 'walled-garden', 'blocked']), ...common }),
    z.strictObject({ entitlement: z.literal('throttled'), rate, ...common }),
  ])
  .meta({ id: 'AccessOverride' });
export type AccessOverride = z.infer<typeof accessOverride>;
