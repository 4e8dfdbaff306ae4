import { aaaIdentity } from '../../functions/contracts/access.ts';
import type { NetworkProfile } from '../../functions/contracts/catalog.ts';
import { type AaaEntry, aaaEntry } from '../aaa/aaa-entry.ts';
import type { SubscriberAccess } from './subscriber-access.ts';

/** Subscriber access as the agent's own AAA gives it: a map in memory, filled from the replica. */
export interface AaaAccess extends SubscriberAccess {
  /** What AAA asks for every log-in. */
  lookup(identity: string): AaaEntry | undefined;
  readonly size: number;
}

/** Thousands of services share a few dozen profiles; beyond this many, sharing is not worth its own memory. */
const sharedProfiles = 10_000;

export function createAaaAccess(read: SubscriberAccess['read']): AaaAccess {
  const entries = new Map<string, AaaEntry>();
  const profiles = new Map<string, NetworkProfile>();

  function shared(profile: NetworkProfile): NetworkProfile {
    const key = JSON.stringify(profile);
    const known = profiles.get(key);
    if (known !== undefined) return known;
    if (profiles.size < sharedProfiles) profiles.set(key, profile);
    return profile;
  }

  return {
    apply({ desired, password }) {
      const entry = aaaEntry({ ...desired, profile: shared(desired.profile) }, password);
      if (entry === undefined) entries.delete(aaaIdentity(desired.access));
      else entries.set(entry.identity, entry);
    },
    read,
    remove(identity) {
      entries.delete(identity);
    },
    lookup: (identity) => entries.get(identity),
    get size() {
      return entries.size;
    },
  };
}
