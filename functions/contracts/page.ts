import * as z from 'zod';
import { id } from './scalars.ts';

const foreign = 'is not a cursor of this list; begin again without one';

/** A list goes on behind the id that its cursor is. What cannot be one is refused rather than taken for some place. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .refine((text) => id.safeParse(text).success, foreign)
    .optional(),
});

const order = z
  .enum(['oldest', 'newest'])
  .default('oldest')
  .meta({ description: 'Which comes first. A cursor goes on in the order in which it was given out.' });

/** What somebody says of what is sought. */
export const sought = z.string().trim().min(1).max(200).optional();

/** The same for a list in which things are found by what they are called. */
export const namedQuery = pageQuery.extend({
  q: sought.meta({ description: 'Name, or the beginning of one. Best first, on one page.' }),
});

/** The same for a list that people look at from either end. */
export const listQuery = pageQuery.extend({ order });

/** The same for a list that is in the order of something else than ids: `place` is the form of its cursors. */
export function pageQueryBy(place: RegExp) {
  return pageQuery.extend({ cursor: z.string().max(2000).regex(place, foreign).optional() });
}

export function listQueryBy(place: RegExp) {
  return pageQueryBy(place).extend({ order });
}

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() });
}
