import { withoutCardNumbers } from '../contracts/card-number.ts';
import { accountIdOf, billingAccountAggregate } from '../domain/billing/account.ts';
import { type Candidate, type Match, matchByNumber, numbersIn } from '../domain/payment/statement-match.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Ports } from '../ports/ports.ts';

const candidatesPerNumber = 3;

export const namesNobody = 'What the payer wrote names neither an open invoice nor an account for certain.';

/** For whom money is, where what the payer wrote names it for certain: an open invoice, or an account. */
export async function namedBy(
  ports: Pick<Ports, 'store' | 'search'>,
  text: string,
): Promise<Match | undefined> {
  return matchByNumber(text, await candidatesByNumber(ports, text));
}

/** What the payer wrote; a number that may be a card's is not kept. */
export function noteOf(reference: string, name: string | undefined): string {
  return withoutCardNumbers([name, reference].filter(Boolean).join(': ').slice(0, 500));
}

/** Whom the numbers in a text may name. */
export async function candidatesByNumber(
  ports: Pick<Ports, 'store' | 'search'>,
  text: string,
): Promise<readonly Candidate[]> {
  const found = await Promise.all(
    numbersIn(text).map((number) => ports.search.find('subscriber', number, candidatesPerNumber)),
  );
  return candidates(ports, found.flat());
}

export async function candidates(
  { store }: Pick<Ports, 'store'>,
  subscriberIds: readonly string[],
): Promise<readonly Candidate[]> {
  const ids = [...new Set(subscriberIds)];
  const [subscribers, accounts] = await Promise.all([
    store.loadAll(subscriberAggregate, ids),
    store.loadAll(billingAccountAggregate, ids.map(accountIdOf)),
  ]);
  return subscribers.map(({ id, state: { number, details } }) => ({
    subscriberId: id,
    number,
    name: details.name,
    open: accounts.find((account) => account.id === accountIdOf(id))?.state.openInvoices ?? [],
  }));
}
