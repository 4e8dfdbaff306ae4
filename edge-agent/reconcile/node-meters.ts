import type { NodeHealth } from '../../functions/contracts/edge/messages.ts';
import type { NodeCapabilities } from '../capabilities/driver.ts';

/** How a node has borne what was asked of it, and what was heard from it by itself. */
export interface NodeMeter {
  /** The node sent something that was found authentic. */
  heard(): void;
  /** Something came from its address that it cannot have sent, or with another secret. */
  distrusted(words: string): void;
  /** The same capabilities, counted. */
  watch(capabilities: NodeCapabilities): NodeCapabilities;
  /** What is known since this configuration of the node is in use. */
  read(): NodeReading;
}

export type NodeReading = Pick<
  NodeHealth,
  'reachable' | 'since' | 'heardAt' | 'lastError' | 'errors' | 'requestsPerMinute'
>;

/** One silence may be a lost datagram; so many in a row are a node that is not there. */
const silencesUntilUnreachable = 3;
const rateWindowMs = 60_000;
const rateSteps = 12;
const wordsLength = 500;

export function createNodeMeter(now: () => number): NodeMeter {
  let reachable: boolean | undefined;
  let since = 0;
  let heardAt: number | undefined;
  let silences = 0;
  let errors = 0;
  let lastError: { readonly at: number; readonly words: string } | undefined;
  /** Requests in the last minute, by parts of it. */
  const counts = new Array<number>(rateSteps).fill(0);
  let step = 0;

  function turn(at: number): number {
    const current = Math.floor(at / (rateWindowMs / rateSteps));
    if (current === step) return current % rateSteps;
    for (let skipped = Math.min(current - step, rateSteps); skipped > 0; skipped--) {
      counts[(current - skipped + 1) % rateSteps] = 0;
    }
    step = current;
    return current % rateSteps;
  }

  function count(at: number): void {
    const place = turn(at);
    counts[place] = (counts[place] ?? 0) + 1;
  }

  function is(state: boolean, at: number): void {
    if (reachable === state) return;
    reachable = state;
    since = at;
  }

  function answered(at: number): void {
    silences = 0;
    heardAt = at;
    is(true, at);
  }

  function failed(words: string): void {
    errors++;
    silences++;
    lastError = { at: now(), words: words.slice(0, wordsLength) };
    if (silences >= silencesUntilUnreachable) is(false, now());
  }

  function noticed(result: unknown): void {
    if (typeof result !== 'object' || result === null || !('outcome' in result)) return;
    const { outcome, words, reason } = result as { outcome: unknown; words?: unknown; reason?: unknown };
    if (outcome === 'unreachable' || outcome === 'unknown') failed(String(words ?? reason ?? outcome));
    else answered(now());
  }

  function watched<T extends object>(part: T): T {
    const entries = Object.entries(part).map(([name, value]) => {
      if (typeof value !== 'function') return [name, value];
      const asked = (...args: unknown[]): unknown => {
        const result: unknown = value.apply(part, args);
        if (!(result instanceof Promise)) return result;
        count(now());
        result.then(noticed, (error: unknown) =>
          failed(error instanceof Error ? error.message : String(error)),
        );
        return result;
      };
      return [name, asked];
    });
    return Object.fromEntries(entries) as T;
  }

  return {
    // For every packet of a NAS: it must cost next to nothing.
    heard() {
      const at = now();
      count(at);
      answered(at);
    },
    distrusted(words) {
      errors++;
      lastError = { at: now(), words: words.slice(0, wordsLength) };
    },
    watch({ limits, nas, close, ...asked }) {
      const counted = Object.fromEntries(
        Object.entries(asked).map(([name, part]) => [
          name,
          typeof part === 'object' && part !== null ? watched(part) : part,
        ]),
      );
      return {
        ...counted,
        limits,
        ...(nas === undefined ? {} : { nas }),
        ...(close === undefined ? {} : { close }),
      };
    },
    read() {
      turn(now());
      return {
        ...(reachable === undefined ? {} : { reachable, since: new Date(since).toISOString() }),
        ...(heardAt === undefined ? {} : { heardAt: new Date(heardAt).toISOString() }),
        ...(lastError === undefined
          ? {}
          : { lastError: { at: new Date(lastError.at).toISOString(), words: lastError.words } }),
        errors,
        requestsPerMinute: counts.reduce((sum, one) => sum + one, 0),
      };
    },
  };
}
