import * as z from 'zod';
import { id } from './scalars.ts';

/** What a comparison of a site came to, or has come to so far. */
export const comparisonFindings = z.strictObject({
  /** That are not as they should be. */
  differences: z.int().min(0),
  /** On nodes that did not answer. */
  unreachable: z.int().min(0),
  /** Services that the site holds and that nobody ever issued, the first hundred: people must look. */
  unknown: z.array(z.strictObject({ serviceId: id, revision: z.int().min(1) })).max(100),
});
export type ComparisonFindings = z.infer<typeof comparisonFindings>;
