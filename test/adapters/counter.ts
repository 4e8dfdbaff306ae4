import type { Aggregate } from '../../functions/domain/aggregate.ts';

/** The smallest aggregate: the store knows none of the real ones, and must not. */
export interface Counter {
  readonly total: number;
  readonly owner?: string;
  readonly dueOn?: string;
}

export type Counted = {
  readonly type: 'lead.counted';
  readonly data: { readonly by: number; readonly owner?: string; readonly dueOn?: string };
};

export const counter: Aggregate<Counter, Counted> = {
  type: 'lead',
  evolve: (state, { data: { by, owner, dueOn } }) => ({
    ...state,
    total: (state?.total ?? 0) + by,
    ...(owner === undefined ? {} : { owner }),
    ...(dueOn === undefined ? {} : { dueOn }),
  }),
  links: ({ owner, dueOn }) => ({
    ...(owner === undefined ? {} : { owner, place: `place of ${owner}` }),
    ...(dueOn === undefined ? {} : { dueOn }),
  }),
};

export const counted = (by: number, more: Omit<Counted['data'], 'by'> = {}): Counted => ({
  type: 'lead.counted',
  data: { by, ...more },
});
