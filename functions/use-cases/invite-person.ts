import type { PersonRole } from '../contracts/person.ts';
import { type Person, type PersonEvent, personAggregate, roleIn } from '../domain/person/person.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Claim, Store, Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

/** More on one account are no people but a mailing list. */
const mostPeople = 20;
/** More accounts of one person are not a customer's, and would not fit on a screen. */
const mostAccounts = 100;

export const emailClaim = (email: string): Claim => ({ kind: 'person-email', value: email });
export const subjectClaim = (subject: string): Claim => ({ kind: 'person-subject', value: subject });

/** What must hold of the people of an account afterwards, beside what always must. */
export type PeopleRule = (people: readonly { readonly role: PersonRole }[]) => Result<never> | undefined;

const anyPeople: PeopleRule = () => undefined;

/**
 * Lets somebody use an account in the portal, or in another role than before. The user pool is told first: who was
 * admitted there and is no person here can sign in, and sees nothing.
 */
export function invitePerson(
  { store, ids, people }: Pick<Ports, 'store' | 'ids' | 'people'>,
  subscriberId: string,
  { email, role }: { readonly email: string; readonly role: PersonRole },
  context: Context,
  refusePeople = anyPeople,
): Promise<Result<Stored<Subscriber>>> {
  const fresh = ids.next('per');
  return changeOne(store, subscriberAggregate, subscriberId, context, async ({ state }) => {
    const present = await personOf(store, emailClaim(email));
    if (present !== undefined && roleIn(present.state, subscriberId) === role) return done({ events: [] });
    const others = (state.people ?? []).filter((one) => one.email !== email);
    const unfit = refusePeople([...others, { role }]);
    if (unfit !== undefined) return unfit;
    if (others.length >= mostPeople) {
      return refuse(
        'person.too-many',
        `An account is used by ${mostPeople} people at most; remove one first.`,
        '/email',
      );
    }
    if ((present?.state.accounts.length ?? 0) >= mostAccounts) {
      return refuse(
        'person.too-many-accounts',
        `A person uses ${mostAccounts} accounts at most; take one away first.`,
        '/email',
      );
    }
    const subject = present?.state.subject ?? (await people.admit(email));
    const personId = present?.id ?? fresh;
    const admitted: readonly PersonEvent[] =
      present === undefined ? [{ type: 'person.admitted', data: { email, subject } }] : [];
    const granted: PersonEvent = { type: 'person.account-granted', data: { subscriberId, role } };
    const person = change(personAggregate, personId, present, [...admitted, granted], context.now, {
      claims: present === undefined ? [emailClaim(email), subjectClaim(subject)] : [],
    });
    return done({
      events: [{ type: 'subscriber.person-invited', data: { personId, email, role } }],
      others: [person],
    });
  });
}

/** Takes an account away from a person, from the next request on. */
export function removePerson(
  { store }: Pick<Ports, 'store'>,
  subscriberId: string,
  personId: string,
  context: Context,
  refusePeople = anyPeople,
): Promise<Result<Stored<Subscriber>>> {
  return changeOne(store, subscriberAggregate, subscriberId, context, async ({ state }) => {
    const known = state.people?.find((one) => one.personId === personId);
    const present = known && (await store.load(personAggregate, personId));
    if (known === undefined || present === undefined) {
      return refuse('person.unknown', `There is no person ${personId} on this account.`);
    }
    const unfit = refusePeople(state.people?.filter((one) => one !== known) ?? []);
    if (unfit !== undefined) return unfit;
    const withdrawn: PersonEvent = { type: 'person.account-withdrawn', data: { subscriberId } };
    return done({
      events: [{ type: 'subscriber.person-removed', data: { personId, email: known.email } }],
      others: [change(personAggregate, personId, present, [withdrawn], context.now)],
    });
  });
}

/** Whoever holds the claim on an address or a subject. */
export async function personOf(store: Store, claim: Claim): Promise<Stored<Person> | undefined> {
  const id = await store.holder(claim);
  return id === undefined ? undefined : store.load(personAggregate, id);
}
