import { setImmediate } from 'node:timers/promises';
import { groupCount } from '../../functions/contracts/edge/buckets.ts';
import type { Replica } from '../journal/replica.ts';

/**
 * Digests of the replica by bucket. Gives way between groups of buckets, so that AAA goes on answering while a large
 * site is read: a state that changes meanwhile only makes one bucket differ, and comparing again puts that right.
 */
export async function digestsOf(replica: Replica): Promise<Record<string, string>> {
  const buckets: Record<string, string> = {};
  for (let group = 0; group < groupCount; group++) {
    Object.assign(buckets, replica.digestsIn(group));
    await setImmediate();
  }
  return buckets;
}

type Buckets = Record<string, Record<string, number>>;

/** So many services in one message keep it well below the broker's 128 KB; a bucket is never in two. */
const servicesPerPart = 2500;

/** What the replica holds in these buckets, in parts of which each fits into a message; at least one. */
export async function holdingsOf(replica: Replica, buckets: readonly number[]): Promise<Buckets[]> {
  const parts: Buckets[] = [];
  let part: Buckets = {};
  let services = 0;
  for (const bucket of buckets) {
    const held = replica.inBucket(bucket);
    if (services > 0 && services + held.length > servicesPerPart) {
      parts.push(part);
      part = {};
      services = 0;
    }
    part[bucket] = Object.fromEntries(held.map(({ serviceId, revision }) => [serviceId, revision]));
    services += held.length;
    await setImmediate();
  }
  return [...parts, part];
}
