import type { BulkActionWish } from '../../contracts/bulk-action.ts';
import type { BulkActionTakenOver } from '../../contracts/events/bulk-action-taken-over.ts';
import type { Aggregate } from '../aggregate.ts';
import type { BulkAction } from './bulk-action.ts';

/** What is held of every bulk action, and was not of rounds. */
const ofChangesAlone = {
  pass: 1,
  underWay: [],
  sessionsCut: 0,
  ratesChanged: 0,
  told: { email: 0, sms: 0, waiting: 0 },
  silentSites: [],
  marks: [],
} satisfies Partial<BulkAction>;

/** What releases held before bulk changes and rounds were one thing. */
type Earlier = Omit<BulkAction, 'state' | 'wish' | 'survey' | keyof typeof ofChangesAlone> & {
  readonly state: BulkAction['state'];
  readonly wish: Omit<BulkActionWish, 'action' | 'starts'> &
    Partial<Pick<BulkActionWish, 'action'>> & { readonly dryRun?: boolean };
  readonly survey: Omit<Partial<BulkAction['survey']>, 'found'> & {
    readonly services?: number;
    readonly subscribers?: number;
  };
};

/** They are read, and written no more. */
function earlierAggregate(type: 'bulk-change' | 'round'): Aggregate<object, never> {
  return {
    type,
    evolve() {
      throw new Error(`a ${type} is no more written`);
    },
  };
}

export const earlierAggregates = (['bulk-change', 'round'] as const).map((type) => ({
  type,
  aggregate: earlierAggregate(type),
}));

/** It stands as it stood: who was found, how far it is, and what came of it. */
export function takenOver({ run, from, earlier }: BulkActionTakenOver['data']): BulkAction {
  const { wish, survey, state, endedAt, ...held } = earlier as unknown as Earlier;
  const { dryRun, ...wanted } = wish;
  const { services, subscribers = 0, ...surveyed } = survey;
  const found = services ?? subscribers;
  const kind = wanted.message === undefined ? 'tags' : 'message';
  const starts = from.type === 'bulk-change' && dryRun !== true ? 'at-once' : 'when-told';
  // A dry run was completed with its survey, and could be started then.
  const waits = dryRun === true && state === 'completed' && found > 0;
  return {
    ...ofChangesAlone,
    ...held,
    state: waits ? 'surveyed' : state,
    ...(endedAt === undefined || waits ? {} : { endedAt }),
    wish: { ...wanted, action: wanted.action ?? kind, starts },
    survey: {
      leftOut: {},
      sessions: { none: 0, kept: 0, cut: 0 },
      prices: [],
      email: 0,
      sms: 0,
      ...surveyed,
      found,
    },
    run,
    from,
  };
}
