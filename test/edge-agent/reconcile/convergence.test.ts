import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createAaaAccess } from '../../../edge-agent/capabilities/aaa-access.ts';
import { openStore } from '../../../edge-agent/journal/store.ts';
import { newMessageId } from '../../../edge-agent/message-ids.ts';
import { createReconciler } from '../../../edge-agent/reconcile/reconciler.ts';
import { groupCount } from '../../../functions/contracts/edge/buckets.ts';
import type { DesiredMessage } from '../../../functions/contracts/edge/messages.ts';
import { desired, desiredMessage, numberedId, siteId } from '../support/site.ts';
import { testTurns } from '../support/turns.ts';

const usernames = ['anna', 'ben', 'carl'];
const services = [1, 2, 3].map((n) => numberedId('svc', n));

/** The history of one service: revisions 1, 2, 3 … of any content. */
const history = (serviceId: string) =>
  fc
    .array(
      fc.record({
        present: fc.boolean(),
        entitlement: fc.constantFrom(
          'full' as const,
          'throttled' as const,
          'walled-garden' as const,
          'blocked' as const,
        ),
        username: fc.constantFrom(...usernames),
        downKbps: fc.integer({ min: 1, max: 3 }),
        password: fc.constantFrom('one', 'two'),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((revisions) =>
      revisions.map(({ username, downKbps, password, ...rest }, index) =>
        desiredMessage(
          desired(serviceId, index + 1, {
            ...rest,
            access: { technology: 'pppoe', siteId, username },
            profile: { downKbps },
          }),
          password,
        ),
      ),
    );

/** Everything in order, and the same with repeats in any order. */
const deliveries = fc
  .tuple(...services.map(history))
  .map((histories) => histories.flat())
  .chain((inOrder) =>
    fc.record({
      inOrder: fc.constant(inOrder),
      anyOrder: fc
        .array(fc.constantFrom(...inOrder), { maxLength: inOrder.length })
        .chain((repeats) =>
          fc.shuffledSubarray([...inOrder, ...repeats], { minLength: inOrder.length + repeats.length }),
        ),
    }),
  );

async function outcomeOf(messages: readonly DesiredMessage[]) {
  const dataDir = mkdtempSync(join(tmpdir(), 'throughline-convergence-'));
  const store = openStore(dataDir);
  try {
    const access = createAaaAccess(async () => ({ reachable: true, steps: [] }));
    const reconciler = createReconciler({
      siteId,
      store,
      access,
      concurrency: 2,
      turns: testTurns(),
      newMessageId,
      log: () => undefined,
      now: () => '2026-11-01T00:00:00.000Z',
      reported: () => undefined,
      openSessions: () => [],
      listedSessions: () => [],
      isListed: async () => ({ listed: false }),
      control: () => undefined,
      placeOf: () => undefined,
      node: () => ({ kind: 'gone' }),
      driftPolicy: () => 'mend',
      heard: () => undefined,
      ended: () => undefined,
      rateChanged: () => undefined,
    });
    for (const message of messages) reconciler.receive(message);
    await reconciler.idle();
    const answered = new Set(
      store.reports
        .after(0, 1000)
        .map(({ payload }) => (JSON.parse(payload) as { inReplyTo: string }).inReplyTo),
    );
    const afterRestart = createAaaAccess(access.read);
    for (const held of store.replica.present()) afterRestart.apply(held);
    return {
      replica: services.map((serviceId) => store.replica.get(serviceId)),
      digests: Array.from({ length: groupCount }, (_, group) => store.replica.digestsIn(group)),
      aaa: usernames.map((username) => access.lookup(username)),
      aaaAfterRestart: usernames.map((username) => afterRestart.lookup(username)),
      unanswered: messages.filter(({ messageId }) => !answered.has(messageId)).length,
      unfinished: store.journal.unfinishedServices(),
    };
  } finally {
    store.close();
    rmSync(dataDir, { recursive: true });
  }
}

it('every ordering of repeated messages converges to the same replica and the same AAA', async () => {
  await fc.assert(
    fc.asyncProperty(deliveries, async ({ inOrder, anyOrder }) => {
      const expected = await outcomeOf(inOrder);
      const found = await outcomeOf(anyOrder);
      expect(found).toEqual(expected);
      expect(found.aaaAfterRestart).toEqual(found.aaa);
      expect(found.unanswered).toBe(0);
      expect(found.unfinished).toEqual([]);
    }),
    { numRuns: 60, seed: 20261101 },
  );
});
