import type { Role } from '../../contracts/permissions.ts';
import type { Actor } from '../../contracts/scalars.ts';
import { done, type Result, refuse } from '../result.ts';
import { memberOf, type Staff, type StaffAccount, type StaffEvent, type StaffMember } from './staff.ts';

/** What is written of staff, beside what the user pool has: it may lag behind, or have been changed by hand. */
export interface Team {
  readonly staff: Staff;
  readonly accounts: readonly StaffAccount[];
}

/** All of them are read at once, wherever one of them is named. */
const mostStaff = 500;

type Decided = Result<readonly StaffEvent[]>;

export function inviteStaff(
  { staff, accounts }: Team,
  { email, name, roles }: { readonly email: string; readonly name: string; readonly roles: Role[] },
  fresh: string,
): Decided {
  const present = accounts.find((account) => account.email?.toLowerCase() === email);
  if (present !== undefined) {
    return refuse(
      'staff.email-taken',
      `${present.name ?? present.staffId} has this address already: change that person's roles, or enable them again.`,
      '/email',
    );
  }
  const written = Object.entries(staff.members);
  // Whose account is not made yet, or was taken out of the pool by hand, is invited again as the same person.
  const [known] = written.find(([, member]) => member.email === email) ?? [];
  if (known === undefined && written.length >= mostStaff) {
    return refuse('staff.too-many', `There are ${mostStaff} members of staff at most.`);
  }
  return done([{ type: 'staff.invited', data: { staffId: known ?? fresh, email, name, roles } }]);
}

export interface StaffWish {
  readonly name?: string | undefined;
  readonly roles?: Role[] | undefined;
}

/** Another name, which everybody may give themselves, or other roles, which nobody may. */
export function changeStaff(team: Team, staffId: string, { name, roles }: StaffWish, by: Actor): Decided {
  const found = find(team, staffId);
  if (!found.ok) return found;
  const { member, events } = found.value;
  const renamed: readonly StaffEvent[] =
    name === undefined || name === member.name ? [] : [{ type: 'staff.renamed', data: { staffId, name } }];
  if (roles === undefined || isSameSet(roles, member.roles)) return done(lasting(events, renamed));
  const hinders =
    (roles.includes('admin') ? undefined : refuseLast(team, staffId, '/roles')) ??
    refuseOwn(staffId, by, 'change your own roles', '/roles');
  if (hinders !== undefined) return hinders;
  const changed: StaffEvent = {
    type: 'staff.roles-changed',
    data: { staffId, roles, before: [...member.roles] },
  };
  return done([...events, ...renamed, changed]);
}

export function disableStaff(team: Team, staffId: string, by: Actor): Decided {
  const found = find(team, staffId);
  if (!found.ok) return found;
  const { member, events } = found.value;
  if (member.isDisabled) return done([]);
  const hinders = refuseLast(team, staffId) ?? refuseOwn(staffId, by, 'disable yourself');
  return hinders ?? done([...events, { type: 'staff.disabled', data: { staffId } }]);
}

export function enableStaff(team: Team, staffId: string): Decided {
  const found = find(team, staffId);
  if (!found.ok) return found;
  const { member, events } = found.value;
  return done(member.isDisabled ? [...events, { type: 'staff.enabled', data: { staffId } }] : []);
}

/** For somebody else only: a stolen session must not become a password. */
export function resetStaffSignIn(team: Team, staffId: string, by: Actor): Decided {
  const found = find(team, staffId);
  if (!found.ok) return found;
  const own = refuseOwn(staffId, by, 'give yourself a one-time password');
  return own ?? done([...found.value.events, { type: 'staff.sign-in-reset', data: { staffId } }]);
}

/** Nothing is written of somebody of whom nothing changes. */
function lasting(recognized: readonly StaffEvent[], changes: readonly StaffEvent[]): readonly StaffEvent[] {
  return changes.length === 0 ? [] : [...recognized, ...changes];
}

/** Somebody as they should be; who is in the user pool alone is recognized with the first change. */
function find(
  { staff, accounts }: Team,
  staffId: string,
): Result<{ readonly member: StaffMember; readonly events: readonly StaffEvent[] }> {
  const member = memberOf(staff, staffId);
  if (member !== undefined) return done({ member, events: [] });
  const account = accounts.find((one) => one.staffId === staffId);
  if (account === undefined)
    return refuse('staff.unknown', `There is no member of staff ${staffId}; GET /staff lists them.`);
  const { email, name, roles, isDisabled } = account;
  const data = {
    staffId,
    ...(email === undefined ? {} : { email }),
    ...(name === undefined ? {} : { name }),
    roles: [...roles],
    isDisabled,
  };
  return done({ member: account, events: [{ type: 'staff.recognized', data }] });
}

/** Who can manage staff: by what is written and in the user pool, and has signed in before. */
function administrators({ staff, accounts }: Team): readonly string[] {
  const may = ({ roles, isDisabled }: StaffMember) => roles.includes('admin') && !isDisabled;
  return accounts
    .filter(
      (account) => account.hasSignedIn && may(account) && may(memberOf(staff, account.staffId) ?? account),
    )
    .map(({ staffId }) => staffId);
}

function refuseLast(team: Team, staffId: string, pointer?: string) {
  const left = administrators(team);
  return left.includes(staffId) && left.length === 1
    ? refuse(
        'staff.last-administrator',
        'This is the last administrator: give another person the role admin first, and let them sign in once.',
        pointer,
      )
    : undefined;
}

function refuseOwn(staffId: string, by: Actor, deed: string, pointer?: string) {
  return by.kind === 'staff' && by.id === staffId
    ? refuse('staff.own-account', `You cannot ${deed}: another administrator does that.`, pointer)
    : undefined;
}

function isSameSet(one: readonly Role[], other: readonly Role[]): boolean {
  return one.length === other.length && one.every((role) => other.includes(role));
}
