import { describe, expect, it } from 'vitest';
import type { NodeCapabilities } from '../../../edge-agent/capabilities/driver.ts';
import type { SessionListing } from '../../../edge-agent/capabilities/session-list.ts';
import { createNodeMeter } from '../../../edge-agent/reconcile/node-meters.ts';

const begin = Date.parse('2026-11-01T00:00:00.000Z');

function setUp() {
  let now = begin;
  let answer: () => Promise<SessionListing> = async () => ({ outcome: 'listed', sessions: [] });
  const meter = createNodeMeter(() => now);
  const capabilities: NodeCapabilities = {
    limits: { parallel: 3 },
    sessionList: { list: () => answer() },
  };
  const watched = meter.watch(capabilities);
  return {
    meter,
    watched,
    ask: async (next: () => Promise<SessionListing>) => {
      answer = next;
      await watched.sessionList?.list().catch(() => undefined);
    },
    pass(ms: number) {
      now += ms;
    },
    at: () => new Date(now).toISOString(),
  };
}

const silence = async (): Promise<SessionListing> => ({ outcome: 'unreachable', words: 'no answer' });
const refusal = async (): Promise<SessionListing> => ({ outcome: 'refused', words: 'not you' });

describe('a node', () => {
  it('of which nothing is known is neither reachable nor not', () => {
    const { meter, watched } = setUp();
    expect(meter.read()).toEqual({ errors: 0, requestsPerMinute: 0 });
    expect(watched.limits).toEqual({ parallel: 3 });
  });

  it('is unreachable after three silences in a row, and reachable with the next answer, be it a no', async () => {
    const { meter, ask, pass, at } = setUp();
    await ask(refusal);
    const first = at();
    expect(meter.read()).toMatchObject({ reachable: true, since: first, heardAt: first, errors: 0 });
    for (const expected of [true, true, false]) {
      pass(1000);
      await ask(silence);
      expect(meter.read().reachable).toBe(expected);
    }
    expect(meter.read()).toMatchObject({
      since: at(),
      heardAt: first,
      errors: 3,
      lastError: { at: at(), words: 'no answer' },
    });
    pass(1000);
    meter.heard();
    expect(meter.read()).toMatchObject({ reachable: true, since: at(), errors: 3 });
  });

  it('counts faults and packets that cannot be its own as errors, not as silence', async () => {
    const { meter, ask } = setUp();
    await ask(() => Promise.reject(new Error('the driver broke')));
    expect(meter.read()).toMatchObject({ errors: 1, lastError: { words: 'the driver broke' } });
    for (let i = 0; i < 5; i++) meter.distrusted('another secret');
    expect(meter.read()).toMatchObject({ errors: 6, lastError: { words: 'another secret' } });
    expect(meter.read()).not.toHaveProperty('reachable');
  });

  it('tells how many requests there were in the last minute', async () => {
    const { meter, ask, pass } = setUp();
    for (let i = 0; i < 4; i++) await ask(refusal);
    pass(30_000);
    for (let i = 0; i < 3; i++) meter.heard();
    expect(meter.read().requestsPerMinute).toBe(7);
    pass(35_000);
    expect(meter.read().requestsPerMinute).toBe(3);
    pass(600_000);
    expect(meter.read().requestsPerMinute).toBe(0);
  });
});
