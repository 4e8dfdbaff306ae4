import type { AccessGrant } from '../capabilities/subscriber-access.ts';

/**
 * How an arriving desired state stands against the held one. `conflicting`: the same revision with other content, which
 * the cloud never sends; the first one stays, because no order of arrival may decide what the network holds.
 */
export type MessageStanding = 'newer' | 'equal' | 'older' | 'conflicting';

export function standingOf(held: AccessGrant | undefined, arriving: AccessGrant): MessageStanding {
  if (held === undefined || arriving.desired.revision > held.desired.revision) return 'newer';
  if (arriving.desired.revision < held.desired.revision) return 'older';
  return sameContent(held, arriving) ? 'equal' : 'conflicting';
}

function sameContent(a: AccessGrant, b: AccessGrant): boolean {
  if (canonical(a.desired) !== canonical(b.desired)) return false;
  // A tombstone keeps no secrets, so it cannot differ in one.
  return !a.desired.present || (a.password === b.password && canonical(a.keys) === canonical(b.keys));
}

/** JSON with keys in one order: two texts are equal when the values are. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
