import { createHash } from 'node:crypto';

export const bucketCount = 64;

/** 32-bit FNV-1a: cheap, stable in every runtime, and even enough for 64 buckets. */
export function bucketOf(serviceId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < serviceId.length; i++) {
    hash = Math.imul(hash ^ serviceId.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash % bucketCount;
}

/** Digest per bucket over what one side holds; the other side computes the same and compares. */
export function bucketDigests(
  held: Iterable<{ serviceId: string; revision: number }>,
): Record<string, string> {
  const lines = new Map<number, string[]>();
  for (const { serviceId, revision } of held) {
    const bucket = bucketOf(serviceId);
    const list = lines.get(bucket) ?? [];
    list.push(`${serviceId}:${revision}\n`);
    lines.set(bucket, list);
  }
  const digests: Record<string, string> = {};
  for (const [bucket, list] of lines) {
    digests[bucket] = createHash('sha256').update(list.sort().join('')).digest('hex');
  }
  return digests;
}
