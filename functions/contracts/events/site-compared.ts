import * as z from 'zod';
import { comparisonFindings } from '../comparison.ts';
import { comparisonDepth } from '../edge/messages.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { id, instant } from '../scalars.ts';

/** A site has compared what it holds with what it should hold. */
export const siteCompared = defineEvent(
  'site.compared',
  z.strictObject({
    comparisonId: id,
    depth: comparisonDepth,
    startedAt: instant,
    durationMs: z.int().min(0),
    services: z.int().min(0),
    ...comparisonFindings.shape,
  }),
);
export type SiteCompared = EventOf<typeof siteCompared>;
