import { createHash } from 'node:crypto';

/** So many that a bucket of a site with 50,000 services holds some fifty: few lines tell what differs in it. */
export const bucketCount = 1024;

/** Buckets are kept and read in groups: every sixty-fourth belongs to one. */
export const groupCount = 64;

export function groupOf(bucket: number): number {
  return bucket % groupCount;
}

/** 32-bit FNV-1a: cheap, stable in every runtime, and even enough. */
export function bucketOf(serviceId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < serviceId.length; i++) {
    hash = Math.imul(hash ^ serviceId.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash % bucketCount;
}

/** What one side holds of a service, as far as a comparison needs it. */
export interface Holding {
  readonly serviceId: string;
  readonly revision: number;
}

export function byBucket<H extends Holding>(held: Iterable<H>): Map<number, H[]> {
  const buckets = new Map<number, H[]>();
  for (const one of held) {
    const bucket = bucketOf(one.serviceId);
    const list = buckets.get(bucket);
    if (list === undefined) buckets.set(bucket, [one]);
    else list.push(one);
  }
  return buckets;
}

/**
 * Digest per bucket over what one side holds; the other side computes the same and compares. The first 64 bits of
 * SHA-256: nobody gains by a collision, and chance makes none.
 */
export function bucketDigests(held: Iterable<Holding>): Record<string, string> {
  const digests: Record<string, string> = {};
  for (const [bucket, list] of byBucket(held)) {
    const lines = list.map(({ serviceId, revision }) => `${serviceId}:${revision}\n`).sort();
    digests[bucket] = createHash('sha256').update(lines.join('')).digest('hex').slice(0, 16);
  }
  return digests;
}
