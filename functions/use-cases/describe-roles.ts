import { duties, type GrantedPermission, permissions, type Role, roles } from '../contracts/permissions.ts';
import { done, type Result } from '../domain/result.ts';

export interface RoleDescription {
  readonly role: Role;
  readonly words: string;
  readonly permissions: readonly { readonly permission: GrantedPermission; readonly words: string }[];
}

/** What each role may do, in words: the very table by which requests are let through. */
export async function describeRoles(): Promise<Result<readonly RoleDescription[]>> {
  const all = Object.entries(permissions) as [GrantedPermission, { words: string; roles: readonly Role[] }][];
  return done(
    roles.map((role) => ({
      role,
      words: duties[role],
      permissions: all
        .filter(([, { roles: granted }]) => granted.includes(role))
        .map(([permission, { words }]) => ({ permission, words })),
    })),
  );
}
