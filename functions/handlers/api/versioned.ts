import type { Stored } from '../../ports/store.ts';

/** Presents a stored aggregate by its view, with its version for the ETag. */
export function versioned<S, V>(show: (stored: Stored<S>) => V) {
  return (stored: Stored<S>) => ({ body: show(stored), version: stored.version });
}
