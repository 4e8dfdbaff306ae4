import type { Role } from '../functions/contracts/permissions.ts';
import type { StaffAccount } from '../functions/domain/staff/staff.ts';
import type { StaffDirectory } from '../functions/ports/staff-directory.ts';

/** A user pool without Cognito; the real adapter is tried on the embedded stack. */
export interface MemoryStaffDirectory extends StaffDirectory {
  readonly accounts: Map<string, StaffAccount>;
  /** Who was mailed an invitation, and who was signed out everywhere. */
  readonly invited: string[];
  readonly signedOut: string[];
  readonly passwords: Map<string, string>;
}

export function memoryStaffDirectory(
  present: readonly Partial<StaffAccount>[] = [{ staffId: 'admin', roles: ['admin'] }],
): MemoryStaffDirectory {
  const accounts = new Map<string, StaffAccount>();
  const plain = { roles: [], isDisabled: false, hasSignedIn: true, since: '2026-01-01T00:00:00.000Z' };
  for (const one of present) accounts.set(one.staffId!, { ...plain, ...one } as StaffAccount);
  const set = (staffId: string, change: (account: StaffAccount) => Partial<StaffAccount>) => {
    const account = accounts.get(staffId);
    if (account === undefined) throw new Error(`there is no account ${staffId}`);
    accounts.set(staffId, { ...account, ...change(account) });
  };
  const without = (held: readonly Role[], role: Role) => held.filter((one) => one !== role);
  const invited: string[] = [];
  const signedOut: string[] = [];
  const passwords = new Map<string, string>();
  return {
    accounts,
    invited,
    signedOut,
    passwords,
    list: async () => [...accounts.values()],
    find: async (staffId) => accounts.get(staffId),
    async invite(staffId, { email, name }) {
      if (accounts.has(staffId)) return;
      accounts.set(staffId, { ...plain, staffId, email, name, hasSignedIn: false });
      invited.push(email);
    },
    rename: async (staffId, name) => set(staffId, () => ({ name })),
    grant: async (staffId, role) => set(staffId, ({ roles }) => ({ roles: [...without(roles, role), role] })),
    withdraw: async (staffId, role) => set(staffId, ({ roles }) => ({ roles: without(roles, role) })),
    async disable(staffId) {
      set(staffId, () => ({ isDisabled: true }));
      signedOut.push(staffId);
    },
    enable: async (staffId) => set(staffId, () => ({ isDisabled: false })),
    async resetSignIn(staffId, oneTimePassword) {
      set(staffId, () => ({ hasSignedIn: false }));
      passwords.set(staffId, oneTimePassword);
      signedOut.push(staffId);
    },
  };
}
