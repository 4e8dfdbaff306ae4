import { createHmac } from 'node:crypto';
import type { PeerPage } from '../payment-peers.ts';

export const hmac = (algorithm: string, key: string, text: string, encoding: 'hex' | 'base64') =>
  createHmac(algorithm, key).update(text).digest(encoding);
export const json = (body: string): Record<string, unknown> => JSON.parse(body) as Record<string, unknown>;
export const seconds = (at: string) => Math.floor(Date.parse(at) / 1000);

/** Refuses names that the API does not know, as a strict server does. */
export function unknownOf(given: readonly string[], known: readonly RegExp[]): string | undefined {
  return given.find((name) => !known.some((pattern) => pattern.test(name)));
}

export function keep(
  pages: Map<string, PeerPage>,
  page: Omit<PeerPage, 'id'>,
  prefix: string,
): PeerPage | undefined {
  const former = pages.get(page.key);
  if (former !== undefined) return former.request === page.request ? former : undefined;
  const made = { ...page, id: `${prefix}${pages.size + 1}` };
  pages.set(page.key, made);
  return made;
}
