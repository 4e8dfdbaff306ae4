import { useQuery } from '@tanstack/react-query';
import { useApi } from '../shared/reading.tsx';
import { Schemas } from './schema.ts';

const schemasOf = { queryKey: ['schemas'], staleTime: Number.POSITIVE_INFINITY } as const;

export function useSchemas() {
  const api = useApi();
  return useQuery({ ...schemasOf, queryFn: () => Schemas.load(api) });
}

/** The currency that this deployment sells in: that of the first plan, until a form is told another one. */
export function useUsualCurrency(): string {
  const api = useApi();
  const plans = useQuery({
    queryKey: ['usual currency'],
    queryFn: ({ signal }) => api.call('GET /plans', { query: { limit: 1 } }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return plans.data?.items[0]?.versions.at(-1)?.price.currency ?? 'USD';
}
