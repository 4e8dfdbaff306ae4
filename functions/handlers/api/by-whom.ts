import type { Paged } from '../../ports/store.ts';
import type { ByWhom } from '../../use-cases/by-whom.ts';

/** Presents what was listed by its view, with whose each of it is. */
export function shownByWhom<T, V extends object>(show: (item: T) => V) {
  return ({ items, ...page }: Paged<ByWhom<T>>) => ({
    body: { ...page, items: items.map(({ item, whose }) => ({ ...show(item), ...whose })) },
  });
}
