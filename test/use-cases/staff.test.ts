import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../functions/contracts/scalars.ts';
import type { Result } from '../../functions/domain/result.ts';
import { staffAggregateId } from '../../functions/domain/staff/staff.ts';
import type { Ports } from '../../functions/ports/ports.ts';
import { changeStaff } from '../../functions/use-cases/change-staff.ts';
import { disableStaff } from '../../functions/use-cases/disable-staff.ts';
import { enableStaff } from '../../functions/use-cases/enable-staff.ts';
import { inviteStaff } from '../../functions/use-cases/invite-staff.ts';
import { keepStaff } from '../../functions/use-cases/keep-staff.ts';
import { nameStaff } from '../../functions/use-cases/read-staff.ts';
import { resetStaffSignIn } from '../../functions/use-cases/reset-staff-sign-in.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { type MemoryStaffDirectory, memoryStaffDirectory } from '../staff-directory.ts';

const at = '2026-03-01T09:00:00.000Z';
const as = (id: string) => contextAt(at, { actor: { kind: 'staff', id } satisfies Actor });
const byAda = as('ada');

let directory: MemoryStaffDirectory;
let test: TestPorts;
let ports: Ports;
beforeEach(async () => {
  directory = memoryStaffDirectory([
    { staffId: 'ada', roles: ['admin'], email: 'ada@example.com', name: 'Ada' },
    { staffId: 'cleo', roles: ['admin'], email: 'cleo@example.com', name: 'Cleo' },
  ]);
  test = await makePorts({ staffDirectory: directory });
  ({ ports } = test);
});
afterEach(() => test.stop());

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.message}`);
  return result.value;
}
const written = async () => (await ports.store.history('staff', staffAggregateId)).map(({ type }) => type);
const invite = () =>
  inviteStaff(ports, { email: 'ben@example.com', name: 'Ben', roles: ['sales', 'billing'] }, byAda).then(
    must,
  );

/** The pool as it is when this ends at the so-manieth call that changes it. */
function endingAt(call: number): Ports {
  let calls = 0;
  const writes = ['invite', 'rename', 'grant', 'withdraw', 'disable', 'enable'];
  const staffDirectory = new Proxy(directory, {
    get: (target, name, receiver) => {
      if (!writes.includes(String(name))) return Reflect.get(target, name, receiver);
      calls += 1;
      if (calls >= call) throw new Error('killed');
      return Reflect.get(target, name, receiver);
    },
  });
  return { ...ports, staffDirectory };
}

it('a member of staff is invited, changed, disabled and enabled, and the pool follows at once', async () => {
  const { staffId } = await invite();
  expect(directory.invited).toEqual(['ben@example.com']);
  expect(directory.accounts.get(staffId)).toMatchObject({ name: 'Ben', roles: ['sales', 'billing'] });
  must(await changeStaff(ports, staffId, { name: 'Ben B.', roles: ['support'] }, byAda));
  expect(directory.accounts.get(staffId)).toMatchObject({ name: 'Ben B.', roles: ['support'] });
  must(await disableStaff(ports, staffId, byAda));
  expect(directory.accounts.get(staffId)?.isDisabled).toBe(true);
  expect(directory.signedOut).toEqual([staffId]);
  must(await enableStaff(ports, staffId, byAda));
  expect(directory.accounts.get(staffId)?.isDisabled).toBe(false);
  expect(await written()).toEqual([
    'staff.invited',
    'staff.renamed',
    'staff.roles-changed',
    'staff.disabled',
    'staff.enabled',
  ]);
  expect((await ports.store.history('staff', staffAggregateId)).map(({ actor }) => actor.id)).toEqual(
    Array(5).fill('ada'),
  );
  expect(must(await nameStaff(ports))).toEqual([{ id: staffId, name: 'Ben B.' }]);
});

describe('a change that ends in between', () => {
  it.each([1, 2, 3])('at call %i of an invitation is made whole by its event, once', async (call) => {
    const terms = { email: 'ben@example.com', name: 'Ben', roles: ['sales', 'billing'] as const };
    await expect(inviteStaff(endingAt(call), { ...terms, roles: [...terms.roles] }, byAda)).rejects.toThrow(
      'killed',
    );
    const [event] = await ports.store.history('staff', staffAggregateId);
    const staffId = String(event!.data['staffId']);
    for (const _ of ['handled', 'handled again']) await keepStaff(ports, staffId);
    expect(directory.accounts.get(staffId)).toMatchObject({ name: 'Ben', roles: ['sales', 'billing'] });
    expect(directory.invited).toEqual(['ben@example.com']);
  });

  it.each([1, 2, 3, 4, 5])('at call %i of a change is made whole by its event', async (call) => {
    const { staffId } = await invite();
    const wish = { name: 'Benno', roles: ['support' as const] };
    // The fifth call is none of this change: it ends by itself.
    const changed = changeStaff(endingAt(call), staffId, wish, byAda);
    if (call < 5) await expect(changed).rejects.toThrow('killed');
    else must(await changed);
    await keepStaff(ports, staffId);
    expect(directory.accounts.get(staffId)).toMatchObject({ name: 'Benno', roles: ['support'] });
  });
});

it('two administrators who disable each other at once leave one', async () => {
  const results = await Promise.all([
    disableStaff(ports, 'cleo', as('ada')),
    disableStaff(ports, 'ada', as('cleo')),
  ]);
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  expect(results.flatMap((one) => (one.ok ? [] : one.refusal.code))).toEqual(['staff.last-administrator']);
  expect([...directory.accounts.values()].filter(({ isDisabled }) => !isDisabled)).toHaveLength(1);
});

it('one address that is invited twice at once is one person with one mail', async () => {
  const terms = { email: 'ben@example.com', name: 'Ben', roles: ['sales' as const] };
  await Promise.all([inviteStaff(ports, terms, byAda), inviteStaff(ports, terms, as('cleo'))]);
  expect([...directory.accounts.values()].filter(({ email }) => email === terms.email)).toHaveLength(1);
  expect(directory.invited).toHaveLength(1);
});

it('a one-time password is in the answer and nowhere else', async () => {
  const { staffId } = await invite();
  const { oneTimePassword } = must(await resetStaffSignIn(ports, staffId, byAda));
  expect(oneTimePassword).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^A-Za-z0-9]).{16,}$/);
  expect(directory.passwords.get(staffId)).toBe(oneTimePassword);
  expect(directory.signedOut).toEqual([staffId]);
  const events = await ports.store.history('staff', staffAggregateId);
  expect(events.at(-1)?.type).toBe('staff.sign-in-reset');
  expect(JSON.stringify(events)).not.toContain(oneTimePassword);
});
