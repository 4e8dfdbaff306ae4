import type { Instant } from '../contracts/scalars.ts';

/** The one place in functions/ that reads the time. */
export function now(): Instant {
  return new Date().toISOString();
}
