import {
  type InfiniteData,
  keepPreviousData,
  type Query,
  QueryClient,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { createContext, type ReactNode, use, useMemo } from 'react';
import {
  type Answer,
  type AnswerOf,
  type Api,
  type Given,
  isConflict,
  type ReadRoute,
  Refusal,
  type WriteRoute,
} from './api.ts';

const ApiContext = createContext<Api | undefined>(undefined);
export const ApiProvider = ApiContext.Provider;

export function useApi(): Api {
  return use(ApiContext)!;
}

/** What was refused stays refused; only a fault or a lost connection is worth another attempt. */
const isWorthAnother = (count: number, error: Error) =>
  count < 2 && (!(error instanceof Refusal) || error.problem.status >= 500);

export function queryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Without a network a read fails, is told, and is made again with the network; a wish fails and is never carried out
      // behind somebody's back when the network returns.
      queries: {
        retry: isWorthAnother,
        staleTime: 5_000,
        networkMode: 'always',
        refetchOnReconnect: true,
      },
      mutations: { networkMode: 'always' },
    },
  });
}

export interface ReadOptions<T = unknown> {
  readonly enabled?: boolean;
  /** Milliseconds between two looks, for what changes without an event; by what was read last, if need be. */
  readonly every?: number | false | ((known: T | undefined) => number | false);
}

/** One read of a route, whoever asks for it. */
export const reading = <R extends ReadRoute>(api: Api, route: R, given?: Given<R>) => ({
  queryKey: [route, given ?? {}] as const,
  queryFn: ({ signal }: { readonly signal: AbortSignal }) => api.ask(route, given, { signal }),
});

/** What a route answers now, with its version, for a write that is based on it. */
export function useVersion<R extends ReadRoute>(
  route: R,
  given?: Given<R>,
  options: ReadOptions<AnswerOf<R>> = {},
): UseQueryResult<Answer<R>> {
  return useQuery({ ...reading(useApi(), route, given), ...kept(options) });
}

/** What a route answers now; kept fresh by whatever this person writes and by the events of others. */
export function useRead<R extends ReadRoute>(
  route: R,
  given?: Given<R>,
  options: ReadOptions<AnswerOf<R>> = {},
): UseQueryResult<AnswerOf<R>> {
  return useQuery({ ...reading(useApi(), route, given), ...kept(options), select: bodyOf<R> });
}

const bodyOf = <R extends ReadRoute>({ body }: Answer<R>): AnswerOf<R> => body;

const kept = <R extends ReadRoute>({ enabled = true, every = false }: ReadOptions<AnswerOf<R>>) => ({
  enabled,
  refetchInterval:
    typeof every === 'function' ? ({ state }: Query<Answer<R>>) => every(state.data?.body) : every,
  placeholderData: keepPreviousData<Answer<R>>,
});

/** A route that answers page by page. */
export type PagedRoute = {
  [R in ReadRoute]: AnswerOf<R> extends { readonly items: readonly unknown[]; readonly nextCursor?: unknown }
    ? R
    : never;
}[ReadRoute];
export type ItemOf<R extends PagedRoute> =
  AnswerOf<R> extends { readonly items: readonly (infer T)[] } ? T : never;

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor?: string | undefined;
}

export function usePages<R extends PagedRoute>(
  route: R,
  given?: Given<R>,
  { enabled = true }: ReadOptions = {},
): UseInfiniteQueryResult<InfiniteData<AnswerOf<R>>> & { readonly items: readonly ItemOf<R>[] } {
  const api = useApi();
  const pages = useInfiniteQuery({
    queryKey: [route, given ?? {}, 'pages'],
    queryFn: ({ pageParam, signal }) => {
      const { query, ...rest } = (given ?? {}) as { readonly query?: object };
      return api.call(route, { ...rest, query: { ...query, cursor: pageParam } } as unknown as Given<R>, {
        signal,
      });
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page as Page).nextCursor,
    placeholderData: keepPreviousData,
    enabled,
  });
  const read = pages.data?.pages;
  // Many pages are put together once, and not again for every key that is pressed.
  const items = useMemo(
    () => (read ?? []).flatMap((page) => (page as Page).items as readonly ItemOf<R>[]),
    [read],
  );
  return { ...pages, items };
}

/**
 * A write. One key makes a repeat after a lost connection harmless. Whatever is on the screen is read again after it,
 * because what one write changes reaches far: a payment opens a line.
 */
export function useWrite<R extends WriteRoute>(
  route: R,
): UseMutationResult<AnswerOf<R>, Error, Given<R> & { readonly ifMatch?: string | undefined }> {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ ifMatch, ...given }: Given<R> & { readonly ifMatch?: string | undefined }) =>
      api.call(route, given as unknown as Given<R>, { ifMatch }),
    onSuccess: () => void client.invalidateQueries(),
    onError: (error) => void (isConflict(error) && client.invalidateQueries()),
  });
}

export interface ReadingWords {
  readonly loading: string;
  readonly failed: string;
  readonly again: string;
}

/** What was read, or how far that is: still coming, or failed with a way to try again. */
export function Reading<T>({
  of,
  words,
  children,
}: {
  readonly of: UseQueryResult<T>;
  readonly words: ReadingWords;
  readonly children: (value: T) => ReactNode;
}) {
  if (of.data !== undefined) return children(of.data);
  if (of.isError) return <Failure error={of.error} words={words} retry={() => void of.refetch()} />;
  return (
    <p role="status" className="note">
      {words.loading}
    </p>
  );
}

export function Failure({
  error,
  words,
  retry,
}: {
  readonly error: Error;
  readonly words: ReadingWords;
  readonly retry?: () => void;
}) {
  return (
    <p role="alert" className="note bad">
      {words.failed} {error instanceof Refusal ? error.message : ''}{' '}
      {retry !== undefined && (
        <button type="button" className="plain" onClick={retry}>
          {words.again}
        </button>
      )}
    </p>
  );
}
