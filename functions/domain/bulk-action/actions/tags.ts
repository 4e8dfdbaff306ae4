import type { TagChanges } from '../../../contracts/subscriber.ts';
import { refuse } from '../../result.ts';
import { tagsAfter, tagsAtMost } from '../../subscriber/tags.ts';
import type { SubscriberAction } from '../action.ts';

const none: TagChanges = { add: [], remove: [] };

/** Subscribers are given tags, or tags are taken off them. */
export const tags: SubscriberAction = {
  of: 'subscribers',
  takes: ['tags', 'status'],
  refuse: ({ tags: { add, remove } = none }) =>
    add.length + remove.length === 0
      ? refuse('bulk-action.tags-missing', 'Name tags to add or to remove.', '/tags')
      : undefined,
  aimAt({ details }, _, { tags: changes = none }) {
    const before = details.tags;
    const after = tagsAfter(before, changes);
    if (after === before) return { leftOut: 'bulk-action.already-so' };
    return after.length > tagsAtMost ? { leftOut: 'subscriber.too-many-tags' } : { channels: [] };
  },
};
