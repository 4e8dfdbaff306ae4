import { type Concern, concerns, type OverviewView } from '../contracts/http/overview.ts';
import { raisedAlarms } from '../domain/alarm/alarm.ts';
import { billingRunAggregate } from '../domain/billing/run.ts';
import { heldEntries, refundFailures } from '../domain/payment/payment.ts';
import { ledgerProofAggregate } from '../domain/proof/ledger-proof.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { loadSteppingGround } from './dunning-standing.ts';
import { everyOneSince } from './every-one.ts';
import { unresolvedOrders } from './read-orders.ts';

type Reading = Pick<
  Ports,
  'store' | 'ids' | 'issued' | 'deadLetters' | 'holidays' | 'paymentIntake' | 'checkpoints'
>;

interface Count {
  readonly count: number;
  /** There are at least so many. */
  readonly isMore?: boolean;
  readonly path: string;
  readonly words?: string | undefined;
}

/** What needs a person now. Each count is of an index, or of a few; none grows with the base. */
export async function readOverview(ports: Reading, context: Context): Promise<Result<OverviewView>> {
  const counted = await Promise.all(
    Object.entries(readers).map(async ([concern, read]) => {
      const { count, isMore = false, path, words } = await read(ports, context);
      const meaning = concerns[concern as Concern];
      return {
        concern: concern as Concern,
        count,
        isMore,
        meaning,
        path,
        ...(words === undefined ? {} : { words }),
      };
    }),
  );
  return done({ at: context.now, items: counted.filter(({ count }) => count > 0) });
}

const endOfTime = '9999-12-31';

const readers: Readonly<Record<Concern, (ports: Reading, context: Context) => Promise<Count>>> = {
  async 'failed-orders'({ store }, context) {
    const { items, nextCursor } = await unresolvedOrders(store, context, { limit: 200 });
    return { count: items.length, isMore: nextCursor !== undefined, path: '/orders?unresolved=true' };
  },

  async drift({ issued }) {
    let count = 0;
    let cursor: string | undefined;
    for (let page = 0; page < mostDriftPages; page++) {
      const found = await issued.unsettled(undefined, { limit: 200, cursor });
      count += found.items.filter(({ standing }) => standing !== 'converging').length;
      cursor = found.nextCursor;
      if (cursor === undefined) break;
    }
    return { count, isMore: cursor !== undefined, path: '/network/drift' };
  },

  async alarms({ store }) {
    return { count: await store.count('alarm', { by: 'owner', owner: raisedAlarms }), path: '/alarms' };
  },

  async 'dead-letters'({ deadLetters }) {
    return { count: await deadLetters.count(), path: '/dead-letters' };
  },

  async 'unanswered-tickets'({ store }) {
    const count = await store.count('ticket', { by: 'due', dueOnOrBefore: endOfTime });
    return { count, path: '/tickets?state=waiting' };
  },

  async 'unmatched-payments'({ store }) {
    const count = await store.count('payment', { by: 'due', dueOnOrBefore: endOfTime });
    return { count, path: '/payments?state=unmatched' };
  },

  async 'held-entries'({ store }) {
    const count = await store.count('payment', { by: 'place', place: heldEntries });
    return { count, path: '/payments?state=held' };
  },

  async 'failed-refunds'({ store }) {
    const count = await store.count('payment', { by: 'place', place: refundFailures });
    return { count, path: '/payments?state=refund-failed' };
  },

  async 'dunning-stopped'(ports, context) {
    const { stopped } = await loadSteppingGround(ports, context);
    return { count: stopped === undefined ? 0 : 1, path: '/dunning', words: stopped?.words };
  },

  async 'run-failures'(ports, context) {
    const last = (await recentRuns(ports, context)).findLast(
      ({ state: { dryRun, due, subscribers, state } }) =>
        !dryRun && state !== 'running' && (state === 'failed' || (due ?? subscribers) > 0),
    );
    const { state, failed = 0, reason } = last?.state ?? {};
    return {
      count: state === 'failed' ? Math.max(1, failed) : failed,
      path: `/billing-runs/${last?.id}`,
      words: reason,
    };
  },

  async 'run-differences'(ports, context) {
    const runs = await recentRuns(ports, context);
    const last = runs.findLast(({ state: { dryRun, whatIf } }) => dryRun && whatIf === undefined);
    const isIssued = runs.some(
      ({ id, state: { dryRun, due, subscribers } }) =>
        !dryRun && id > (last?.id ?? '') && (due ?? subscribers) > 0,
    );
    const { gone = 0, unusuallyHigh = 0 } = last?.state.differences ?? {};
    return { count: isIssued ? 0 : gone + unusuallyHigh, path: `/billing-runs/${last?.id}` };
  },

  async 'ledger-differences'({ store, ids }, { now }) {
    const from = ids.from('prf', daysBefore(now, proofDays));
    const proofs = await everyOneSince(store, ledgerProofAggregate, from);
    const last = proofs.findLast(({ state }) => state.state === 'completed');
    return { count: last?.state.differences ?? 0, path: `/ledger/proofs/${last?.id}/differences` };
  },
};

/** A mass roll-out leaves thousands converging for minutes; beyond this many it is only said that there are more. */
const mostDriftPages = 10;

/** A proof is made every night. */
const proofDays = 8;
/** Runs are made every hour. */
const runDays = 3;

function daysBefore(now: string, days: number): string {
  return new Date(Date.parse(now) - days * 86_400_000).toISOString();
}

function recentRuns({ store, ids }: Pick<Reading, 'store' | 'ids'>, { now }: Context) {
  return everyOneSince(store, billingRunAggregate, ids.from('run', daysBefore(now, runDays)));
}
