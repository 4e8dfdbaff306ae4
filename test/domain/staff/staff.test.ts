import { describe, expect, it } from 'vitest';
import type { Role } from '../../../functions/contracts/permissions.ts';
import type { Actor } from '../../../functions/contracts/scalars.ts';
import { fold } from '../../../functions/domain/aggregate.ts';
import {
  changeStaff,
  disableStaff,
  enableStaff,
  inviteStaff,
  resetStaffSignIn,
  type Team,
} from '../../../functions/domain/staff/decide.ts';
import {
  type Staff,
  type StaffAccount,
  type StaffEvent,
  staffAggregate,
} from '../../../functions/domain/staff/staff.ts';

const now = '2026-03-01T09:00:00.000Z';
const machine: Actor = { kind: 'machine', id: 'client' };
const as = (id: string): Actor => ({ kind: 'staff', id });

const account = (staffId: string, roles: Role[], more: Partial<StaffAccount> = {}): StaffAccount => ({
  staffId,
  email: `${staffId}@example.com`,
  name: staffId,
  roles,
  isDisabled: false,
  hasSignedIn: true,
  since: now,
  ...more,
});
const team = (...accounts: StaffAccount[]): Team => ({ staff: { members: {} }, accounts });
const after = (staff: Staff, events: readonly StaffEvent[]) => fold(staffAggregate, staff, events, now)!;
const codeOf = (decided: ReturnType<typeof disableStaff>) => (decided.ok ? 'done' : decided.refusal.code);
const eventsOf = (decided: ReturnType<typeof disableStaff>) => {
  if (!decided.ok) throw new Error(decided.refusal.message);
  return decided.value;
};

describe('the last administrator', () => {
  const alone = team(account('ada', ['admin']), account('ben', ['sales']));

  it('stays one, and stays in, whoever asks', () => {
    for (const by of [machine, as('ada'), as('ben')]) {
      expect(codeOf(changeStaff(alone, 'ada', { roles: ['sales'] }, by))).toBe('staff.last-administrator');
      expect(codeOf(disableStaff(alone, 'ada', by))).toBe('staff.last-administrator');
    }
    expect(codeOf(changeStaff(alone, 'ada', { roles: ['admin', 'sales'] }, machine))).toBe('done');
  });

  it('is the last beside one who was invited and never came, is disabled, or is to be one no more', () => {
    for (const other of [{ hasSignedIn: false }, { isDisabled: true }]) {
      const two = team(account('ada', ['admin']), account('cleo', ['admin'], other));
      expect(codeOf(disableStaff(two, 'ada', machine))).toBe('staff.last-administrator');
    }
    const two = team(account('ada', ['admin']), account('cleo', ['admin']));
    expect(codeOf(disableStaff(two, 'ada', machine))).toBe('done');
    // Written, while the pool has yet to follow.
    const members = after({ members: {} }, eventsOf(disableStaff(two, 'cleo', machine)));
    expect(codeOf(disableStaff({ ...two, staff: members }, 'ada', machine))).toBe('staff.last-administrator');
  });
});

describe('nobody', () => {
  const two = team(account('ada', ['admin']), account('cleo', ['admin']));

  it('changes their own roles, disables themselves or makes themselves a password; a name of their own they may have', () => {
    expect(codeOf(changeStaff(two, 'ada', { roles: ['sales'] }, as('ada')))).toBe('staff.own-account');
    expect(codeOf(changeStaff(two, 'ada', { roles: ['admin', 'sales'] }, as('ada')))).toBe(
      'staff.own-account',
    );
    expect(codeOf(disableStaff(two, 'ada', as('ada')))).toBe('staff.own-account');
    expect(codeOf(resetStaffSignIn(two, 'ada', as('ada')))).toBe('staff.own-account');
    expect(eventsOf(changeStaff(two, 'ada', { name: 'Ada L.', roles: ['admin'] }, as('ada')))).toMatchObject([
      { type: 'staff.recognized' },
      { type: 'staff.renamed', data: { name: 'Ada L.' } },
    ]);
  });

  it('is two people with one address', () => {
    const terms = { email: 'ada@example.com', name: 'Another', roles: ['sales'] as Role[] };
    expect(codeOf(inviteStaff(two, terms, 'new'))).toBe('staff.email-taken');
    const shouted = team(account('ada', ['admin'], { email: 'ADA@example.com' }));
    expect(codeOf(inviteStaff(shouted, terms, 'new'))).toBe('staff.email-taken');
  });

  it('is known who is not there, whatever they are called', () => {
    for (const id of ['zoe', 'constructor', '__proto__']) {
      expect(codeOf(disableStaff(two, id, machine))).toBe('staff.unknown');
    }
  });
});

it('whoever was invited and has no account yet is invited again as the same person', () => {
  const terms = { email: 'dan@example.com', name: 'Dan', roles: ['network'] as Role[] };
  const staff = after({ members: {} }, eventsOf(inviteStaff(team(), terms, 'first')));
  expect(eventsOf(inviteStaff({ staff, accounts: [] }, { ...terms, roles: ['sales'] }, 'second'))).toEqual([
    { type: 'staff.invited', data: { staffId: 'first', ...terms, roles: ['sales'] } },
  ]);
});

it('somebody whom only the pool knows is recognized once, with the first change', () => {
  const two = team(account('ada', ['admin']), account('ben', ['sales']));
  const first = eventsOf(changeStaff(two, 'ben', { roles: ['billing', 'sales'] }, machine));
  expect(first).toEqual([
    {
      type: 'staff.recognized',
      data: { staffId: 'ben', email: 'ben@example.com', name: 'ben', roles: ['sales'], isDisabled: false },
    },
    { type: 'staff.roles-changed', data: { staffId: 'ben', roles: ['billing', 'sales'], before: ['sales'] } },
  ]);
  const staff = after({ members: {} }, first);
  expect(staff.members['ben']).toMatchObject({ name: 'ben', roles: ['billing', 'sales'], isDisabled: false });
  const known = { ...two, staff };
  expect(eventsOf(disableStaff(known, 'ben', machine))).toEqual([
    { type: 'staff.disabled', data: { staffId: 'ben' } },
  ]);
  expect(eventsOf(enableStaff(known, 'ben'))).toEqual([]);
  // The same roles in another order are no news.
  expect(eventsOf(changeStaff(known, 'ben', { roles: ['sales', 'billing'] }, machine))).toEqual([]);
});
