import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BulkActionView } from '../../functions/contracts/http/bulk-actions.ts';
import type { OrderView } from '../../functions/contracts/http/orders.ts';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import { type CrowdMember, comeOnline, enterNas, settle } from '../crowd.ts';
import { freePort } from '../free-port.ts';
import { type Created, createPlan } from '../lifecycle.ts';
import { type RunningStack, startStack } from '../stack.ts';

const services = 120;
const kills = 4;

let dataDir: string;
let port: number;
let stack: RunningStack;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'throughline-kill-bulk-'));
  port = await freePort();
  stack = await startStack({ dataDir, port });
});

afterAll(async () => {
  await stack.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

it('a bulk action whose stack is killed again and again ends with everybody changed once', async () => {
  const plan = await createPlan(stack.api, 'Crowd 50', { downKbps: 50_000, upKbps: 10_000 });
  const nas = await enterNas(stack.api, '127.0.0.73', 'accel-ppp', { coaPerSecond: 1000 });
  const names = Array.from({ length: services }, (_, n) => `killed${n}@crowd`);
  const members = await settle(stack.api, plan.id, names);
  await comeOnline(nas, members);
  const sessions = nas.sessions().map(({ sessionId }) => sessionId);
  await stack.api.post(`/plans/${plan.id}/versions`, {
    price: { amount: '54.90', currency: 'USD' },
    period: 'month',
    charge: 'in-advance',
    network: { downKbps: 80_000, upKbps: 20_000, addressPool: 'subscribers', interimSeconds: 300 },
  });

  const { id } = await stack.api.post<Created>('/bulk-actions', {
    action: 'plan',
    planId: plan.id,
    toVersion: 2,
    starts: 'at-once',
  });
  const read = () => stack.api.get<BulkActionView>(`/bulk-actions/${id}`);
  const until = (seen: (bulk: BulkActionView) => boolean) =>
    stack.api.until<BulkActionView>(`/bulk-actions/${id}`, seen, 300_000);

  for (let kill = 0; kill < kills; kill++) {
    // In the survey, and after each further part.
    await until(
      ({ state, counts }) => state !== 'surveying' && counts.done >= (kill * services) / (kills + 2),
    );
    await stack.kill();
    stack = await startStack({ dataDir, port });
  }
  let bulk = await until(({ state }) => state === 'completed');
  // An order whose site was away too long may have failed; it is undone and can be had again.
  for (let retry = 0; bulk.counts.failed > 0 && retry < 3; retry++) {
    await stack.api.post(`/bulk-actions/${id}/retry-failed`, {});
    bulk = await until(({ state }) => state === 'completed');
  }
  expect((await read()).counts).toMatchObject({ toDo: 0, underWay: 0, done: services, failed: 0 });

  for (const member of members) await isChangedOnce(member, id);
  expect(
    nas
      .sessions()
      .map(({ sessionId }) => sessionId)
      .toSorted(),
  ).toEqual(sessions.toSorted());
  expect(new Set(nas.sessions().map(({ rateLimit }) => rateLimit))).toEqual(new Set(['20M/80M']));
  await nas.close();
});

async function isChangedOnce({ serviceId }: CrowdMember, bulkActionId: string): Promise<void> {
  const view = await stack.api.get<ServiceView>(`/services/${serviceId}`);
  expect(view).toMatchObject({ state: 'active', plan: { terms: { version: 2 } } });
  const { items } = await stack.api.get<{ items: OrderView[] }>(`/orders?serviceId=${serviceId}`);
  const own = items.filter((order) => order.bulkActionId === bulkActionId);
  expect(own.filter(({ state }) => state === 'succeeded')).toHaveLength(1);
  expect(own.filter(({ state }) => state !== 'succeeded' && state !== 'failed')).toEqual([]);
}
