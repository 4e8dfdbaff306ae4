import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Holding } from '../../functions/contracts/edge/buckets.ts';
import type { CompareMessage } from '../../functions/contracts/edge/messages.ts';
import { siteAggregate } from '../../functions/domain/network/site.ts';
import { compareDigests } from '../../functions/use-cases/compare-digests.ts';
import { compareHoldings } from '../../functions/use-cases/compare-holdings.ts';
import { listDrift } from '../../functions/use-cases/list-drift.ts';
import { recordAudit } from '../../functions/use-cases/record-audit.ts';
import { compareSite, digestsOf, holdingsOf } from './comparing-site.ts';
import { answerTo, lastDesired, makeWorld, report, today, value, type World } from './service-world.ts';

const stranger = 'svc_01k9xq3v7n5e2r8t4w6y00000z';

let world: World;
let kept: string;
let gone: string;
beforeAll(async () => {
  world = await makeWorld();
  kept = await world.active('kept');
  gone = await world.active('gone');
  await world.fulfil(gone, { kind: 'terminate' });
});
afterAll(() => world.stop());
beforeEach(() => {
  world.recorded.edge.length = 0;
});

let clock = Date.parse(today);
const later = () => {
  clock += 60_000;
  return world.at(new Date(clock).toISOString());
};
const compare = (...holding: Holding[]) => compareSite(world.ports, world.siteId, holding, later());
const comparisons = async () =>
  (await world.ports.store.load(siteAggregate, world.siteId))?.state.comparisons ?? {};
const sentIds = ({ sent }: Awaited<ReturnType<typeof compare>>) =>
  sent.map(({ desired }) => desired.serviceId);

it('sends nothing to a site that holds what it must, and remembers that it was compared', async () => {
  expect(await compare({ serviceId: kept, revision: 1 })).toEqual({ sent: [], asked: [] });
  expect((await comparisons()).replica).toMatchObject({ last: { services: 1, differences: 0, unknown: [] } });
});

it('sends at once what a bucket holds of which the site has nothing', async () => {
  const { sent, asked } = await compare();
  expect(sent).toMatchObject([{ password: 'secret', desired: { serviceId: kept, revision: 1 } }]);
  expect(asked).toEqual([]);
  expect((await comparisons()).replica?.last).toMatchObject({ services: 0, differences: 1 });
});

it('sends the service that differs, and not those beside it', async () => {
  const different = await compare({ serviceId: kept, revision: 7 });
  expect([sentIds(different), different.asked.length]).toEqual([[kept], 1]);
});

it('sends an absence only to a site that still holds the service', async () => {
  const held = { serviceId: kept, revision: 1 };
  const resurrected = await compare(held, { serviceId: gone, revision: 1 });
  expect(resurrected.sent.map(({ desired }) => desired)).toEqual([
    expect.objectContaining({ serviceId: gone, present: false, revision: 2 }),
  ]);
  expect(sentIds(await compare(held))).toEqual([]);
});

it('sends again what was never proven, and leaves alone what is held by policy', async () => {
  const serviceId = await world.active('waiting');
  const holding = [kept, serviceId].map((id) => ({ serviceId: id, revision: 1 }));
  const message = lastDesired(world.recorded);
  const say = (outcome: 'refused' | 'drifted', observedAt: string) =>
    report(world.ports, message, answerTo(message, { outcome, reason: outcome, observedAt }));
  await say('refused', today);
  expect(sentIds(await compare(...holding))).toEqual([serviceId]);
  await say('drifted', today);
  expect(sentIds(await compare(...holding))).toEqual([]);
  await report(world.ports, message, answerTo(message));
  await world.fulfil(serviceId, { kind: 'terminate' });
});

it('lists what a site holds and nobody ever issued, and sends nothing for it', async () => {
  const held = { serviceId: kept, revision: 1 };
  expect((await compare(held, { serviceId: stranger, revision: 3 })).sent).toEqual([]);
  const drift = value(await listDrift(world.ports, { limit: 10, siteId: world.siteId }));
  expect(drift.unknown).toEqual([
    { siteId: world.siteId, serviceId: stranger, revision: 3, foundAt: expect.any(String) },
  ]);
  await compare(held);
  expect(value(await listDrift(world.ports, { limit: 10 })).unknown).toEqual([]);
});

it('comes to the same end in whatever order and however often the messages of a comparison come', async () => {
  const holding = [
    { serviceId: kept, revision: 9 },
    { serviceId: gone, revision: 1 },
    { serviceId: stranger, revision: 3 },
  ];
  const ends = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([0, 1, 2, 0, 1, 2], { minLength: 6, maxLength: 6 }),
      fc.nat({ max: 2 }),
      async (order, digestsAgain) => {
        world.recorded.edge.length = 0;
        const context = later();
        const { ports, siteId } = world;
        const digests = digestsOf(ports, siteId, holding, context.now);
        await compareDigests(ports, siteId, digests, context);
        const asked = world.recorded.edge.find(({ call }) => call === 'sendCompare')?.args[1];
        const answers = holdingsOf(ports, siteId, asked as CompareMessage, holding, 3);
        for (const [i, part] of order.entries()) {
          if (i === digestsAgain) await compareDigests(ports, siteId, digests, context);
          await compareHoldings(ports, siteId, answers[part]!, context);
        }
        const sent = world.recorded.edge.flatMap((one) =>
          one.call === 'sendDesired'
            ? [`${one.args[1].desired.serviceId} ${one.args[1].desired.revision}`]
            : [],
        );
        const { replica } = await comparisons();
        const { differences, unknown, services } = replica!.last!;
        expect(replica?.running).toBeUndefined();
        expect(replica?.last?.comparisonId).toBe(digests.comparisonId);
        const strangers = unknown.map((one) => `${one.serviceId} ${one.revision}`);
        ends.add(JSON.stringify([[...new Set(sent)].sort(), differences, strangers, services]));
      },
    ),
    { numRuns: 12, seed: 20261126 },
  );
  expect([...ends].map((end) => JSON.parse(end))).toEqual([
    [[`${kept} 1`, `${gone} 2`].sort(), 3, [`${stranger} 3`], 3],
  ]);
});

it('shows how far a reading of devices has come, whatever of it comes late or twice', async () => {
  const startedAt = later().now;
  const say = (looked: number, finishedAt?: string) =>
    recordAudit(
      world.ports,
      world.siteId,
      {
        messageId: world.ports.ids.next('msg'),
        siteId: world.siteId,
        comparisonId: 'cmp_01k9xq3v7n5e2r8t4w6y000001',
        startedAt,
        services: 40,
        looked,
        differences: looked / 10,
        unreachable: 0,
        ...(finishedAt === undefined ? {} : { finishedAt }),
      },
      later(),
    );
  for (const looked of [0, 20, 10, 20]) await say(looked);
  expect(Object.keys((await comparisons()).devices?.running?.parts ?? {})).toEqual(['0', '20']);
  const finishedAt = new Date(Date.parse(startedAt) + 5_000).toISOString();
  await say(40, finishedAt);
  await say(30);
  await say(40, finishedAt);
  expect((await comparisons()).devices).toMatchObject({
    last: { services: 40, differences: 4, durationMs: 5_000 },
  });
  expect((await comparisons()).devices?.running).toBeUndefined();
});
