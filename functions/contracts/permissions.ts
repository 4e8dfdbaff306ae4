import type { BulkActionKind } from './bulk-action.ts';
import type { PersonRole } from './person.ts';

/** Roles of staff and of machine clients, as they stand in the token (`cognito:groups`, or scope `throughline/<role>`), each with what it is for. */
export const duties = {
  admin: 'May do everything, settings and staff included.',
  sales: 'Leads, subscribers and new services.',
  support: 'Subscribers and services, in their present state.',
  billing: 'Catalogue, invoices and payments.',
  network: 'Sites, nodes and the state of the network.',
  'read-only': 'Sees, changes nothing.',
} as const;
export type Role = keyof typeof duties;
export const roles = Object.keys(duties) as readonly Role[] as readonly [Role, ...Role[]];

const everybody = roles;

/**
 * What a route may demand, in words for people, and which roles have it. `public` needs no token; `signature` is proven
 * by the caller's signature over the body. Every other permission is granted by at least one role below.
 */
export const permissions = {
  'leads:read': { words: 'See leads and their quotes', roles: everybody },
  'leads:write': { words: 'Add leads, quote them and convert them', roles: ['admin', 'sales'] },
  'subscribers:read': { words: 'See subscribers, their history and their tickets', roles: everybody },
  'subscribers:write': {
    words: 'Add and change subscribers, answer their tickets, invite people to the portal',
    roles: ['admin', 'sales', 'support', 'billing'],
  },
  'catalog:read': { words: 'See plans, extras, equipment and coupons', roles: everybody },
  'catalog:write': { words: 'Change plans, extras, equipment and coupons', roles: ['admin', 'billing'] },
  'services:read': { words: 'See services, orders and usage', roles: everybody },
  'services:write': {
    words: 'Sell services, and change what a service has',
    roles: ['admin', 'sales', 'support'],
  },
  'services:operate': {
    words: 'Activate, suspend, resume, change and end services',
    roles: ['admin', 'support', 'network', 'billing', 'sales'],
  },
  /** Whoever watches the network may hold a bulk action up, whatever it is. What may be ordered says each action itself. */
  'bulk-actions:operate': {
    words: 'Pause, resume and cancel bulk actions',
    roles: ['admin', 'support', 'billing', 'network'],
  },
  'bulk-actions:change': {
    words: 'Change, suspend and resume what many subscribers have, and pay, at once',
    roles: ['admin', 'billing'],
  },
  'bulk-actions:move': {
    words: 'Move many services to another node at once',
    roles: ['admin', 'network'],
  },
  'bulk-actions:reach': {
    words: 'Write to many subscribers at once, and tag them',
    roles: ['admin', 'support', 'billing'],
  },
  'network:read': {
    words: 'See sites, nodes, sessions, alarms and drift',
    // Whoever sells binds the line to a site, a node, a SIM.
    roles: ['admin', 'sales', 'support', 'network', 'read-only'],
  },
  'network:write': {
    words: 'Change sites, nodes, address pools and SIM stock',
    roles: ['admin', 'network'],
  },
  'billing:read': {
    words: 'See invoices, payments, dunning and the ledger',
    roles: ['admin', 'support', 'billing', 'read-only'],
  },
  'billing:write': {
    words: 'Run billing, issue and credit invoices, record and refund payments, set policies',
    roles: ['admin', 'billing'],
  },
  'operator:write': {
    words: 'Set the brand, payment providers, the tax service and the words of notices',
    roles: ['admin'],
  },
  'webhooks:read': {
    words: 'See which programs are told of events',
    roles: ['admin', 'support', 'read-only'],
  },
  'webhooks:write': { words: 'Have programs told of events', roles: ['admin'] },
  'events:read': {
    words: 'Read the event feed and the audit log',
    roles: ['admin', 'support', 'billing', 'network', 'read-only'],
  },
  'operations:write': {
    words: 'Compare and mend the network, record outages, replay what failed',
    roles: ['admin', 'network'],
  },
  'staff:read': { words: 'See who else works here, and what each role may do', roles: everybody },
  'staff:operate': {
    words: 'Invite staff, change their roles, disable them and let them in again',
    roles: ['admin'],
  },
  /** Everybody's own: it changes nothing of the business. */
  'views:keep': {
    words: 'Keep views of the lists, for oneself or for everybody',
    roles: everybody,
  },
  'clock:write': { words: 'Move the clock where it can be moved', roles: ['admin'] },
} as const satisfies Record<string, { readonly words: string; readonly roles: readonly Role[] }>;

export type GrantedPermission = keyof typeof permissions;

/** What whoever orders a bulk action must be allowed to do, by what it does. */
export const bulkActionPermissions: Readonly<Record<BulkActionKind, GrantedPermission>> = {
  plan: 'bulk-actions:change',
  'network-profile': 'bulk-actions:change',
  suspend: 'bulk-actions:change',
  resume: 'bulk-actions:change',
  move: 'bulk-actions:move',
  message: 'bulk-actions:reach',
  tags: 'bulk-actions:reach',
};

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
  const granting: readonly string[] = permissions[permission].roles;
  return held.some((role) => granting.includes(role));
}
