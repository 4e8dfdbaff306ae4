import { done, type Result, refuse } from '../domain/result.ts';
import { type StaffAccount, staffAggregate, staffAggregateId } from '../domain/staff/staff.ts';
import type { Ports } from '../ports/ports.ts';

/** Everybody who may sign in as staff or might once, as the user pool has them, by name. */
export async function listStaff({
  staffDirectory,
}: Pick<Ports, 'staffDirectory'>): Promise<Result<readonly StaffAccount[]>> {
  const accounts = await staffDirectory.list();
  const called = ({ name, email, staffId }: StaffAccount) => (name ?? email ?? staffId).toLowerCase();
  return done(accounts.toSorted((a, b) => (called(a) < called(b) ? -1 : 1)));
}

/** A member of staff, and the version of all of staff that a change of them is based on. */
export type StaffAsKnown = StaffAccount & { readonly version: number };

export async function readStaff(
  { store, staffDirectory }: Pick<Ports, 'store' | 'staffDirectory'>,
  staffId: string,
): Promise<Result<StaffAsKnown>> {
  const stored = await store.load(staffAggregate, staffAggregateId);
  const account = await staffDirectory.find(staffId);
  return account === undefined
    ? refuse('staff.unknown', `There is no member of staff ${staffId}; GET /staff lists them.`)
    : done({ ...account, version: stored?.version ?? 0 });
}

/** What to call whoever did something, by what the log has: one read, whoever asks and however often. */
export async function nameStaff({
  store,
}: Pick<Ports, 'store'>): Promise<Result<readonly { readonly id: string; readonly name: string }[]>> {
  const stored = await store.load(staffAggregate, staffAggregateId);
  const members = Object.entries(stored?.state.members ?? {});
  return done(
    members.flatMap(([id, { name, email }]) => {
      const called = name ?? email;
      return called === undefined ? [] : [{ id, name: called }];
    }),
  );
}
