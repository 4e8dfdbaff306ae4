import type { PersonAccountGranted } from '../../contracts/events/person-account-granted.ts';
import type { PersonAccountWithdrawn } from '../../contracts/events/person-account-withdrawn.ts';
import type { PersonAdmitted } from '../../contracts/events/person-admitted.ts';
import type { PersonAccount, PersonRole } from '../../contracts/person.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { type Result, refuse } from '../result.ts';

export type PersonEvent = PersonAdmitted | PersonAccountGranted | PersonAccountWithdrawn;

/** Somebody who signs in to the portal: one mailbox, and the accounts that may be used with it. */
export interface Person {
  readonly email: string;
  /** What the tokens of this person say; the user pool gave it. */
  readonly subject: string;
  readonly accounts: readonly PersonAccount[];
  readonly admittedAt: Instant;
}

function existing(state: Person | undefined, event: PersonEvent): Person {
  if (state === undefined) throw new Error(`${event.type} of a person that was not admitted`);
  return state;
}

/** A person's state as the fold of its events. */
export const personAggregate: Aggregate<Person, PersonEvent> = {
  type: 'person',
  evolve(state, event, at) {
    if (event.type === 'person.admitted') return { ...event.data, accounts: [], admittedAt: at };
    const person = existing(state, event);
    const isThis = ({ subscriberId }: PersonAccount) => subscriberId === event.data.subscriberId;
    if (event.type === 'person.account-withdrawn') {
      return { ...person, accounts: person.accounts.filter((account) => !isThis(account)) };
    }
    const granted = { ...event.data, since: at };
    return {
      ...person,
      // Another role leaves the account at its place: it is the same one that opens first.
      accounts: person.accounts.some(isThis)
        ? person.accounts.map((account) => (isThis(account) ? granted : account))
        : [...person.accounts, granted],
    };
  },
};

/** Refuses what would leave an account without an owner, who alone lets people in. */
export function refuseWithoutOwner(
  people: readonly { readonly role: PersonRole }[],
): Result<never> | undefined {
  return people.some(({ role }) => role === 'owner')
    ? undefined
    : refuse(
        'person.last-owner',
        'This would leave the account without an owner; make somebody else an owner first.',
      );
}

/** In which role a person may use an account; undefined if not at all. */
export function roleIn(person: Person, subscriberId: string): PersonRole | undefined {
  return person.accounts.find((account) => account.subscriberId === subscriberId)?.role;
}
