import type { PortalAccountView } from '../contracts/http/portal.ts';
import type { Person } from '../domain/person/person.ts';
import { done, type Result } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';

/** The accounts that a person may use, in the order in which they came. */
export async function readMyAccounts(
  { store }: Pick<Ports, 'store'>,
  { state: { email, accounts } }: Stored<Person>,
): Promise<Result<{ readonly email: string; readonly items: PortalAccountView[] }>> {
  const subscribers = await store.loadAll(
    subscriberAggregate,
    accounts.map(({ subscriberId }) => subscriberId),
  );
  const items = subscribers.flatMap(({ id, state: { number, details, status } }) => {
    const role = accounts.find(({ subscriberId }) => subscriberId === id)?.role;
    if (role === undefined) return [];
    const { name, language, timeZone, currency } = details;
    return [
      { accountId: id, number, name, role, language, timeZone, currency, isClosed: status === 'closed' },
    ];
  });
  return done({ email, items });
}
