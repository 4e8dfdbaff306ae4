import * as z from 'zod';
import { comparisonDepth } from '../edge/messages.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { id, instant } from '../scalars.ts';

/** A site compares what it holds with what it should hold. */
export const siteComparisonBegun = defineEvent(
  'site.comparison-begun',
  z.strictObject({
    comparisonId: id,
    depth: comparisonDepth,
    /** By the agent's clock. */
    startedAt: instant,
    services: z.int().min(0),
    /** Known from the start: the site has nothing of so many services. */
    differences: z.int().min(0),
  }),
);
export type SiteComparisonBegun = EventOf<typeof siteComparisonBegun>;
