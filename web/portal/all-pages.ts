import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Given } from '../shared/api.ts';
import { type ItemOf, type PagedRoute, useApi } from '../shared/reading.tsx';

const pageSize = 100;

/** All pages of a list of one account, which the API gives oldest first, the latest one first. */
export function useAll<R extends PagedRoute>(
  route: R,
  given: Given<R>,
  /** Milliseconds between two looks, for what others add to. */
  every: number | false = false,
): UseQueryResult<readonly ItemOf<R>[]> {
  const api = useApi();
  return useQuery({
    queryKey: [route, given, 'all'],
    refetchInterval: every,
    async queryFn({ signal }) {
      const items: ItemOf<R>[] = [];
      let cursor: string | undefined;
      do {
        const page = (await api.call(
          route,
          { ...given, query: { limit: pageSize, cursor } } as unknown as Given<R>,
          { signal },
        )) as { readonly items: readonly ItemOf<R>[]; readonly nextCursor?: string };
        items.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return items.reverse();
    },
  });
}
