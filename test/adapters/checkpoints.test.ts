import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePorts, type TestPorts } from '../ports.ts';

let started: TestPorts;
beforeAll(async () => {
  started = await makePorts();
});
afterAll(() => started.stop());

test('a checkpoint begins at 0 and never goes back', async () => {
  const { checkpoints } = started.ports;
  expect(await checkpoints.get('send-mail', 'inv_1')).toBe(0);
  await checkpoints.advance('send-mail', 'inv_1', 3);
  await checkpoints.advance('send-mail', 'inv_1', 2);
  expect(await checkpoints.get('send-mail', 'inv_1')).toBe(3);
  await Promise.all([4, 6, 5].map((version) => checkpoints.advance('send-mail', 'inv_1', version)));
  expect(await checkpoints.get('send-mail', 'inv_1')).toBe(6);
  expect(await checkpoints.get('index-search', 'inv_1')).toBe(0);
});

test('many go forward together, those with whom a rival was further stay there', async () => {
  const { checkpoints } = started.ports;
  await checkpoints.advance('send-mail', 'inv_9', 7);
  const ids = Array.from({ length: 120 }, (_, i) => `inv_${i}`);
  await Promise.all(ids.map((id, i) => checkpoints.advance('send-mail', id, i === 9 ? 5 : 8)));
  const reached = await Promise.all(ids.map((id) => checkpoints.get('send-mail', id)));
  expect(reached).toEqual(ids.map((_, i) => (i === 9 ? 7 : 8)));
});

test('a waiting task is found by its message until it is removed', async () => {
  const { pendingTasks } = started.ports;
  expect(await pendingTasks.get('msg_1')).toBeUndefined();
  await pendingTasks.put('msg_1', { siteId: 'sit_1', taskToken: 'T', expiresAt: '2026-03-01T09:00:00.000Z' });
  expect(await pendingTasks.get('msg_1')).toEqual({ siteId: 'sit_1', taskToken: 'T' });
});
