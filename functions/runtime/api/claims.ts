import { isPortal, type Permission } from '../../contracts/permissions.ts';
import type { Actor } from '../../contracts/scalars.ts';
import type { StaffToken } from '../../domain/staff/staff.ts';

export type Claims = Readonly<Record<string, unknown>>;

const scopePrefix = 'throughline/';

/**
 * Roles that the token holds: groups of staff, and scopes of machine clients. API Gateway hands a list over as text,
 * `[admin sales]`.
 */
export function rolesIn(claims: Claims): string[] {
  const groups = words(claims['cognito:groups']);
  const scopes = words(claims['scope'])
    .filter((scope) => scope.startsWith(scopePrefix))
    .map((scope) => scope.slice(scopePrefix.length));
  return [...groups, ...scopes];
}

function words(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.map(String);
  if (typeof claim !== 'string') return [];
  return claim
    .replace(/^\[|\]$/g, '')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
}

/** The token of a member of staff, whose sign-in is told to the second; undefined for a machine's. */
export function staffTokenIn(claims: Claims, { kind, id }: Actor): StaffToken | undefined {
  if (kind !== 'staff') return undefined;
  const second = Number(claims['auth_time'] ?? claims['iat'] ?? 0);
  return { staffId: id, roles: rolesIn(claims), signedInBefore: (second + 1) * 1000 };
}

/** A token of the portal speaks for its subject: an address in it may be somebody else's one day. A token of the client credentials grant speaks for its client: it has no user, and `sub` is the client. */
export function actorIn(claims: Claims, permission: Permission): Actor {
  const subject = String(claims['sub'] ?? '');
  if (isPortal(permission)) return { kind: 'subscriber', id: subject.slice(0, 200) };
  const user = claims['username'] ?? claims['cognito:username'];
  const machine = user === undefined && claims['client_id'] === claims['sub'];
  return { kind: machine ? 'machine' : 'staff', id: String(user ?? subject).slice(0, 200) };
}
