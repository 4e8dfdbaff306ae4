import type { EventEnvelope } from '../contracts/event.ts';
import { ledgerEventTypes } from '../contracts/ledger.ts';
import type { ProofPass } from '../contracts/ledger-proof.ts';
import { subscriberIdOf } from '../domain/billing/account.ts';
import { billingFactTypes } from '../domain/billing/timeline.ts';
import type { LedgerProof } from '../domain/proof/ledger-proof.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store } from '../ports/store.ts';
import { concernedBy } from './bill-on-event.ts';
import { readingOnce } from './read-once.ts';

const perPage = 500;
/** Of events, in one step: as many as are read well within the time of a function. */
const pagesAtOnce = 40;

/** What may change what somebody is charged, or owes. */
const telling: readonly string[] = [
  ...new Set<string>([...ledgerEventTypes, ...billingFactTypes, 'billing-account.billed']),
];

interface Subjects {
  readonly ids: readonly string[];
  readonly nextCursor: string | null;
}

/** The next subscribers of a pass of a proof: of the first one everybody, or those to whom something happened; then suspects. */
export async function subjectsFrom(
  { store, feed }: Pick<Ports, 'store' | 'feed'>,
  proof: LedgerProof,
  pass: ProofPass,
  cursor: string | null,
): Promise<Subjects> {
  const { after, through } = proof.start;
  if (pass === 'again') return suspectsFrom(proof, cursor);
  if (after === undefined) return everybodyFrom(store, cursor);
  return touchedFrom(store, feed, through, Number(cursor ?? after));
}

function suspectsFrom({ suspects }: LedgerProof, cursor: string | null): Subjects {
  const at = Number(cursor ?? 0);
  const next = at + perPage;
  return { ids: suspects.slice(at, next), nextCursor: next < suspects.length ? String(next) : null };
}

async function everybodyFrom(store: Store, cursor: string | null): Promise<Subjects> {
  const page = await store.list(
    subscriberAggregate,
    { by: 'type' },
    { limit: perPage, ...(cursor === null ? {} : { cursor }) },
  );
  return { ids: page.items.map(({ id }) => id), nextCursor: page.nextCursor ?? null };
}

/**
 * Those to whom something happened. It is read on until there are as many as a page has, since one of whom much is told is
 * told of again and again, and is to be proven once.
 */
async function touchedFrom(
  store: Store,
  feed: Ports['feed'],
  through: number,
  from: number,
): Promise<Subjects> {
  const once = readingOnce(store);
  const ids = new Set<string>();
  let after = from;
  for (let page = 0; page < pagesAtOnce && ids.size < perPage; page++) {
    const { items, nextAfter } = await feed.read({ after, limit: perPage, types: telling });
    const told = items.filter(({ position }) => position <= through);
    for (const those of await Promise.all(told.map((event) => whoseIs(once, event)))) {
      for (const id of those) ids.add(id);
    }
    if (nextAfter === after || nextAfter >= through) return { ids: [...ids], nextCursor: null };
    after = nextAfter;
  }
  return { ids: [...ids], nextCursor: String(after) };
}

async function whoseIs(store: Store, event: EventEnvelope): Promise<Iterable<string>> {
  switch (event.aggregateType) {
    case 'billing-account':
      return [subscriberIdOf(event.aggregateId)];
    case 'service':
    case 'subscriber':
      return concernedBy(store, event);
    default: {
      const { subscriberId } = event.data;
      return typeof subscriberId === 'string' ? [subscriberId] : [];
    }
  }
}
