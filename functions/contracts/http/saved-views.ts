import * as z from 'zod';
import { defineRoute } from '../route.ts';
import { savedViewTerms } from '../saved-view.ts';
import { actor, id, instant } from '../scalars.ts';

const tag = 'Saved views';

/** A view that was kept, as the API shows it. */
export const savedViewView = savedViewTerms
  .extend({ id, owner: actor.meta({ description: 'Who kept it.' }), updatedAt: instant })
  .meta({ id: 'SavedView' });
export type SavedViewView = z.infer<typeof savedViewView>;

export const listSavedViews = defineRoute({
  method: 'GET',
  path: '/saved-views',
  permission: 'views:keep',
  summary: 'The views of whoever asks, and those that others share, by name',
  tag,
  answer: { status: 200, body: z.object({ items: z.array(savedViewView) }) },
});

export const keepView = defineRoute({
  method: 'POST',
  path: '/saved-views',
  permission: 'views:keep',
  summary: 'Keep a view under a name; the former one of that name, if it is one’s own, gives way to it',
  tag,
  body: savedViewTerms
    .extend({ isShared: savedViewTerms.shape.isShared.default(false) })
    .meta({ id: 'NewSavedView' }),
  answer: { status: 201, body: savedViewView },
  refusals: ['saved-view.too-many', 'store.claim-taken'],
});

export const removeView = defineRoute({
  method: 'DELETE',
  path: '/saved-views/{id}',
  permission: 'views:keep',
  summary: 'Forget a view: one’s own, or as an administrator one that another shares',
  tag,
  params: z.object({ id }),
  answer: { status: 204, body: z.void() },
  refusals: ['request.not-permitted', 'saved-view.unknown'],
});
