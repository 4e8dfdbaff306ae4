import * as z from 'zod';
import { comparisonFindings } from '../comparison.ts';
import { comparisonDepth } from '../edge/messages.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** A part of a comparison has been made: a part of the site's answer, or some of its services on devices. */
export const siteComparisonAdvanced = defineEvent(
  'site.comparison-advanced',
  z.strictObject({
    comparisonId: id,
    depth: comparisonDepth,
    /** Which part; for devices, how many were looked at. */
    part: z.int().min(1),
    /** Of the part; for devices, so far. */
    ...comparisonFindings.shape,
  }),
);
export type SiteComparisonAdvanced = EventOf<typeof siteComparisonAdvanced>;
