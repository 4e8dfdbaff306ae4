import { withoutCardNumbers } from '../contracts/card-number.ts';
import { accountIdOf, billingAccountAggregate } from '../domain/billing/account.ts';
import { invoiceAggregate, nothingOpen } from '../domain/billing/invoice.ts';
import { dunningAggregate, dunningIdOf } from '../domain/dunning/dunning.ts';
import {
  type Candidate,
  type Match,
  matchByNumber,
  numbersIn,
  type Paid,
  paidBefore,
} from '../domain/payment/statement-match.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Ports } from '../ports/ports.ts';
import type { IndexedSource } from '../ports/search-index.ts';

const sourcesPerNumber = 3;
const candidatesPerName = 3;

export const namesNobody = 'What the payer wrote names neither an open invoice nor an account for certain.';

/** For whom money is for certain, and what a settled invoice was paid with by which it was found. */
export interface Named {
  readonly match?: Match | undefined;
  readonly paidBefore: readonly string[];
}

/**
 * For whom money is, where what the payer wrote names it for certain: an open invoice, or an account; or a settled invoice
 * beside the payer's name or an amount. What that needs is read only where nothing open is named.
 */
export async function whoIsNamed(ports: Pick<Ports, 'store' | 'search'>, paid: Paid): Promise<Named> {
  const sources = await sourcesOf(ports, paid.text);
  const known = await candidates(ports, subscribersOf(sources));
  const match = matchByNumber(paid, known);
  if (match !== undefined) return { match, paidBefore: [] };
  const whose = await withSettled(ports, known, sources);
  if (whose.every(({ settled }) => settled.length === 0)) return { paidBefore: [] };
  const bySettled = matchByNumber(paid, [...whose, ...(await calledAs(ports, paid.name, whose))]);
  return {
    match: bySettled,
    paidBefore: bySettled === undefined ? [] : paidBefore(paid, bySettled, whose),
  };
}

/** For whom money is for certain. */
export async function namedBy(
  ports: Pick<Ports, 'store' | 'search'>,
  paid: Paid,
): Promise<Match | undefined> {
  return (await whoIsNamed(ports, paid)).match;
}

/** What the payer wrote; a number that may be a card's is not kept. */
export function noteOf(reference: string, name: string | undefined): string {
  return withoutCardNumbers([name, reference].filter(Boolean).join(': ').slice(0, 500));
}

/** Whom the numbers in a text may name. */
export async function subscribersNamed(
  ports: Pick<Ports, 'search'>,
  text: string,
): Promise<readonly string[]> {
  return subscribersOf(await sourcesOf(ports, text));
}

/** Who may be meant: whom the numbers in a text may name, also by settled invoices, and others who are known already. */
export async function candidatesOf(
  ports: Pick<Ports, 'store' | 'search'>,
  text: string,
  others: readonly string[],
): Promise<readonly Candidate[]> {
  const sources = await sourcesOf(ports, text);
  return withSettled(ports, await candidates(ports, [...subscribersOf(sources), ...others]), sources);
}

async function sourcesOf({ search }: Pick<Ports, 'search'>, text: string): Promise<readonly IndexedSource[]> {
  const found = await Promise.all(
    numbersIn(text).map((number) => search.sources('subscriber', number, sourcesPerNumber)),
  );
  return found.flat();
}

function subscribersOf(sources: readonly IndexedSource[]): readonly string[] {
  return sources.map(({ foundId }) => foundId);
}

/** Others who are called as the payer is. */
async function calledAs(
  ports: Pick<Ports, 'store' | 'search'>,
  name: string | undefined,
  known: readonly Candidate[],
): Promise<readonly Candidate[]> {
  if (name === undefined) return [];
  const found = await ports.search.find('subscriber', name, candidatesPerName);
  return candidates(
    ports,
    found.filter((id) => known.every(({ subscriberId }) => subscriberId !== id)),
  );
}

async function candidates(
  { store }: Pick<Ports, 'store'>,
  subscriberIds: readonly string[],
): Promise<readonly Candidate[]> {
  const ids = [...new Set(subscriberIds)];
  const [subscribers, accounts] = await Promise.all([
    store.loadAll(subscriberAggregate, ids),
    store.loadAll(billingAccountAggregate, ids.map(accountIdOf)),
  ]);
  return subscribers.map(({ id, state: { number, details } }) => {
    const account = accounts.find((one) => one.id === accountIdOf(id))?.state;
    return {
      subscriberId: id,
      number,
      name: details.name,
      currency: account?.currency ?? details.currency,
      open: account?.openInvoices ?? [],
      settled: [],
      instalments: [],
    };
  });
}

/** With the invoices among what was found of which nothing is open, and the payment plans of whose they are. */
async function withSettled(
  { store }: Pick<Ports, 'store'>,
  known: readonly Candidate[],
  sources: readonly IndexedSource[],
): Promise<readonly Candidate[]> {
  const open = new Set(known.flatMap((candidate) => candidate.open.map(({ invoiceId }) => invoiceId)));
  const others = sources.filter(({ aggregateId: id }) => id.startsWith('inv_') && !open.has(id));
  if (others.length === 0) return known;
  const [invoices, dunnings] = await Promise.all([
    store.loadAll(invoiceAggregate, [...new Set(others.map(({ aggregateId }) => aggregateId))]),
    store.loadAll(dunningAggregate, [...new Set(subscribersOf(others))].map(dunningIdOf)),
  ]);
  const settled = invoices.map(({ state }) => state).filter(nothingOpen);
  return known.map((candidate) => {
    const { subscriberId } = candidate;
    const plan = dunnings.find(({ id }) => id === dunningIdOf(subscriberId))?.state.plan;
    return {
      ...candidate,
      settled: settled
        .filter((invoice) => invoice.subscriberId === subscriberId)
        .map(({ number, state, total, dueAtIssue, writtenOff = 0, payments }) => ({
          number,
          isWrittenOff: state === 'written-off',
          asked: [total, dueAtIssue, writtenOff],
          paymentIds: payments.map(({ paymentId }) => paymentId),
        })),
      instalments: plan?.instalments.map(({ minor }) => minor) ?? [],
    };
  });
}
