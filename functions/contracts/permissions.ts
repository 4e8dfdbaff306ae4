import type { PersonRole } from './person.ts';

/** Roles of staff and of machine clients, as they stand in the token (`cognito:groups`, or scope `throughline/<role>`). */
export const roles = ['admin', 'sales', 'support', 'billing', 'network', 'read-only'] as const;
export type Role = (typeof roles)[number];

/**
 * What a route may demand. `public` needs no token; `signature` is proven by the caller's signature over the body.
 * Every other permission is granted by at least one role below.
 */
export const permissions = {
  'leads:read': ['admin', 'sales', 'support', 'billing', 'network', 'read-only'],
  'leads:write': ['admin', 'sales'],
  'subscribers:read': ['admin', 'sales', 'support', 'billing', 'network', 'read-only'],
  'subscribers:write': ['admin', 'sales', 'support', 'billing'],
  'catalog:read': ['admin', 'sales', 'support', 'billing', 'network', 'read-only'],
  'catalog:write': ['admin', 'billing'],
  'services:read': ['admin', 'sales', 'support', 'billing', 'network', 'read-only'],
  'services:write': ['admin', 'sales', 'support'],
  'services:operate': ['admin', 'support', 'network', 'billing', 'sales'],
  /** What many subscribers have, and pay, changes at once. */
  'bulk-changes:write': ['admin', 'billing'],
  /** Whoever watches the network may hold a bulk change up. */
  'bulk-changes:operate': ['admin', 'billing', 'network'],
  'network:read': ['admin', 'support', 'network', 'read-only'],
  'network:write': ['admin', 'network'],
  'billing:read': ['admin', 'support', 'billing', 'read-only'],
  'billing:write': ['admin', 'billing'],
  'operator:write': ['admin'],
  'webhooks:read': ['admin', 'support', 'read-only'],
  'webhooks:write': ['admin'],
  'events:read': ['admin', 'support', 'billing', 'network', 'read-only'],
  'operations:write': ['admin', 'network'],
  'clock:write': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type GrantedPermission = keyof typeof permissions;

/**
 * What a route of the portal may demand of whoever signs in there: `portal:self` of everybody, the others a role in the
 * account that the path names. Tokens of staff open none of these routes, and those of the portal no others.
 */
export const portalPermissions = {
  'portal:self': ['owner', 'payer', 'viewer'],
  'portal:read': ['owner', 'payer', 'viewer'],
  'portal:pay': ['owner', 'payer'],
  'portal:manage': ['owner'],
} as const satisfies Record<string, readonly PersonRole[]>;

export type PortalPermission = keyof typeof portalPermissions;
export type Permission = GrantedPermission | PortalPermission | 'public' | 'signature';

export function isPortal(permission: Permission): permission is PortalPermission {
  return permission in portalPermissions;
}

export function isGrantedTo(permission: PortalPermission, role: PersonRole): boolean {
  const granting: readonly PersonRole[] = portalPermissions[permission];
  return granting.includes(role);
}

export function isGranted(permission: GrantedPermission, held: readonly string[]): boolean {
  const granting: readonly string[] = permissions[permission];
  return held.some((role) => granting.includes(role));
}
