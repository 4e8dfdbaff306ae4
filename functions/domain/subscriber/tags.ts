import type { TagChanges } from '../../contracts/subscriber.ts';

const folded = (tag: string) => tag.trim().toLocaleLowerCase();

/** No subscriber has more tags than this. */
export const tagsAtMost = 50;

/** Whether the tag is among them, however it is written. */
export function hasTag(tags: readonly string[], tag: string): boolean {
  return tags.some((one) => folded(one) === folded(tag));
}

/** The tags afterwards; the very same where nothing changes. */
export function tagsAfter(tags: readonly string[], { add, remove }: TagChanges): readonly string[] {
  const kept = tags.filter((tag) => !hasTag(remove, tag));
  const after = [...kept];
  for (const tag of add) if (!hasTag(after, tag)) after.push(tag);
  return after.length === tags.length && kept.length === tags.length ? tags : after;
}
