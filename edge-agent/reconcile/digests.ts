import { setImmediate } from 'node:timers/promises';
import { bucketCount } from '../../functions/contracts/edge/buckets.ts';
import type { Replica } from '../journal/replica.ts';

/**
 * Digests of the replica by bucket. Gives way between buckets, so that AAA goes on answering while a large site is read:
 * a state that changes meanwhile only makes one bucket differ, and comparing again puts that right.
 */
export async function digestsOf(replica: Replica): Promise<Record<string, string>> {
  const buckets: Record<string, string> = {};
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    const digest = replica.digestOf(bucket);
    if (digest !== undefined) buckets[bucket] = digest;
    await setImmediate();
  }
  return buckets;
}
