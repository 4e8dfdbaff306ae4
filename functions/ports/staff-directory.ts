import type { Role } from '../contracts/permissions.ts';
import type { StaffAccount } from '../domain/staff/staff.ts';

/** Where staff sign in. Whatever is there or gone already stays so: every call may be repeated. */
export interface StaffDirectory {
  list(): Promise<readonly StaffAccount[]>;
  find(staffId: string): Promise<StaffAccount | undefined>;
  /** Makes an account and mails a one-time password to the address. */
  invite(staffId: string, who: { readonly email: string; readonly name: string }): Promise<void>;
  rename(staffId: string, name: string): Promise<void>;
  grant(staffId: string, role: Role): Promise<void>;
  withdraw(staffId: string, role: Role): Promise<void>;
  /** Ends every session besides. */
  disable(staffId: string): Promise<void>;
  enable(staffId: string): Promise<void>;
  /** Good for one sign-in, at which another is chosen; the second factor is forgotten, and every session ends. */
  resetSignIn(staffId: string, oneTimePassword: string): Promise<void>;
}
