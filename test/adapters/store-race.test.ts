import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { change } from '../../functions/ports/change.ts';
import type { Claim } from '../../functions/ports/store.ts';
import { withRetry } from '../../functions/use-cases/retry.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { counted, counter } from './counter.ts';

const at = '2026-03-01T09:00:00.000Z';
const seed = 20_260_301;

let started: TestPorts;
beforeAll(async () => {
  started = await makePorts();
});
afterAll(() => started.stop());

/** What one of many writers wants at the same moment as the others. */
const wish = fc.record({
  aggregate: fc.nat({ max: 3 }),
  by: fc.integer({ min: 1, max: 9 }),
  events: fc.integer({ min: 1, max: 3 }),
  claim: fc.option(fc.nat({ max: 2 }), { nil: undefined }),
});

test('whatever writers do at once, no update is lost, no claim is held twice, and no history has a gap', async () => {
  const { store, ids } = started.ports;
  await fc.assert(
    fc.asyncProperty(fc.array(wish, { minLength: 2, maxLength: 12 }), async (wishes) => {
      const aggregates = Array.from({ length: 4 }, () => ids.next('led'));
      const claims: Claim[] = Array.from({ length: 3 }, () => ({ kind: 'username', value: ids.next('usr') }));
      const ended = await Promise.all(
        wishes.map(async ({ aggregate, by, events, claim }) => {
          const id = aggregates[aggregate] ?? '';
          const context = contextAt(at);
          const result = await withRetry(context, async () => {
            const stored = await store.load(counter, id);
            const made = Array.from({ length: events }, () => counted(by));
            const wanted = claim === undefined ? [] : claims.slice(claim, claim + 1);
            return store.commit([change(counter, id, stored, made, at, { claims: wanted })], context);
          });
          return { id, added: result.ok ? by * events : 0, claim, result };
        }),
      );
      for (const id of aggregates) {
        const expected = ended.filter((end) => end.id === id).reduce((sum, { added }) => sum + added, 0);
        const stored = await store.load(counter, id);
        expect(stored?.state.total ?? 0).toBe(expected);
        const history = await store.history('lead', id);
        expect(history.map(({ version }) => version)).toEqual(history.map((_, i) => i + 1));
        expect(stored?.version ?? 0).toBe(history.length);
      }
      for (const [i, claim] of claims.entries()) {
        const takers = new Set(ended.filter((end) => end.claim === i && end.result.ok).map(({ id }) => id));
        expect(takers.size).toBeLessThanOrEqual(1);
        expect(await store.holder(claim)).toBe([...takers][0]);
      }
      for (const { result } of ended) {
        if (!result.ok)
          expect(['store.claim-taken', 'store.version-conflict']).toContain(result.refusal.code);
      }
    }),
    { seed, numRuns: 40 },
  );
});
