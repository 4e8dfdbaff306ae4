import type { StaffDisabled } from '../../contracts/events/staff-disabled.ts';
import type { StaffEnabled } from '../../contracts/events/staff-enabled.ts';
import type { StaffInvited } from '../../contracts/events/staff-invited.ts';
import type { StaffRecognized } from '../../contracts/events/staff-recognized.ts';
import type { StaffRenamed } from '../../contracts/events/staff-renamed.ts';
import type { StaffRolesChanged } from '../../contracts/events/staff-roles-changed.ts';
import type { StaffSignInReset } from '../../contracts/events/staff-sign-in-reset.ts';
import type { Role } from '../../contracts/permissions.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';

export type StaffEvent =
  | StaffInvited
  | StaffRecognized
  | StaffRenamed
  | StaffRolesChanged
  | StaffDisabled
  | StaffEnabled
  | StaffSignInReset;

/** What the user pool must hold of somebody. */
export interface StaffMember {
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  readonly roles: readonly Role[];
  readonly isDisabled: boolean;
  /** Whoever signed in before is signed out. */
  readonly signedOutAt?: Instant | undefined;
}

/** Somebody as the user pool has them. */
export interface StaffAccount extends StaffMember {
  readonly staffId: string;
  /** Whether they have signed in with a password of their own; else they have at most one for one time. */
  readonly hasSignedIn: boolean;
  readonly since: Instant;
}

/** All who were invited or changed here, by what their tokens call them. They are one, so that two changes at once cannot leave nobody. */
export interface Staff {
  readonly members: Readonly<Record<string, StaffMember>>;
}

/** What is written of somebody. Names are given by hand, too, and may be those of what every object has. */
export function memberOf({ members }: Staff, staffId: string): StaffMember | undefined {
  return Object.hasOwn(members, staffId) ? members[staffId] : undefined;
}

/** What a token says of somebody: its roles, and the instant, in milliseconds, before which they had signed in. */
export interface StaffToken {
  readonly staffId: string;
  readonly roles: readonly string[];
  readonly signedInBefore: number;
}

/**
 * The roles of a token that hold now. What was taken from somebody is gone at once, whatever their token says; what was
 * given comes with their next token. Undefined for whoever is signed out. Of whom nothing is written the token is right.
 */
export function rolesNow(
  staff: Staff,
  { staffId, roles, signedInBefore }: StaffToken,
): readonly string[] | undefined {
  const member = memberOf(staff, staffId);
  if (member === undefined) return roles;
  const { isDisabled, signedOutAt } = member;
  if (isDisabled || (signedOutAt !== undefined && signedInBefore <= Date.parse(signedOutAt)))
    return undefined;
  return roles.filter((role) => member.roles.some((held) => held === role));
}

/** There is one. */
export const staffAggregateId = `stf_${'0'.repeat(26)}`;

export const staffAggregate: Aggregate<Staff, StaffEvent> = {
  type: 'staff',
  evolve(state, event, at) {
    const members = state?.members ?? {};
    const { staffId } = event.data;
    const set = (member: StaffMember): Staff => ({ members: { ...members, [staffId]: member } });
    if (event.type === 'staff.invited' || event.type === 'staff.recognized') {
      const { staffId: _, ...member } = event.data;
      return set({ isDisabled: false, ...member });
    }
    const member = memberOf({ members }, staffId);
    if (member === undefined) throw new Error(`${event.type} of ${staffId}, who is not known`);
    switch (event.type) {
      case 'staff.renamed':
        return set({ ...member, name: event.data.name });
      case 'staff.roles-changed':
        return set({ ...member, roles: event.data.roles });
      case 'staff.disabled':
        return set({ ...member, isDisabled: true, signedOutAt: at });
      case 'staff.enabled':
        return set({ ...member, isDisabled: false });
      case 'staff.sign-in-reset':
        return set({ ...member, signedOutAt: at });
    }
  },
};
