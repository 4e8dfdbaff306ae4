import { expect, it } from 'vitest';
import type { Place } from '../../../edge-agent/reconcile/turns.ts';
import { createWorkQueue } from '../../../edge-agent/reconcile/work-queue.ts';
import { testTurns } from '../support/turns.ts';

it('works on one key at a time, on a bounded number in all, and once more for what is asked meanwhile', async () => {
  const log: string[] = [];
  const gates = new Map<string, () => void>();
  const queue = createWorkQueue({
    concurrency: 2,
    turns: testTurns(),
    placesOf: () => [],
    async work(key) {
      log.push(`begin ${key}`);
      await new Promise<void>((resolve) => gates.set(key, resolve));
      log.push(`end ${key}`);
    },
    failed: () => undefined,
  });
  const finish = async (key: string) => {
    const open = gates.get(key);
    gates.delete(key);
    open?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  for (const key of ['a', 'a', 'b', 'c', 'a']) queue.ask(key);
  expect(log).toEqual(['begin a', 'begin b']);
  await finish('a');
  expect(log.slice(2)).toEqual(['end a', expect.stringMatching(/begin [ac]/)]);
  await finish('b');
  expect(log.filter((line) => line === 'begin a')).toHaveLength(2);
  expect(log.filter((line) => line === 'begin c')).toHaveLength(1);
  await finish('a');
  await finish('c');
  await queue.idle();
  expect(log.filter((line) => line.startsWith('end'))).toHaveLength(4);
});

it('goes on after a failure', async () => {
  const failures: string[] = [];
  let left = 1;
  const queue = createWorkQueue({
    concurrency: 1,
    turns: testTurns(),
    placesOf: () => [],
    async work(key) {
      if (left-- > 0) throw new Error(`no ${key}`);
    },
    failed: (key, error) => void failures.push(`${key}: ${String(error)}`),
  });
  queue.ask('a');
  queue.ask('b');
  await queue.idle();
  expect(failures).toEqual(['a: Error: no a']);
});

/** Work that ends when it is told to, on devices by the first letter of the key. */
function onDevices(concurrency: number, limits: Readonly<Record<string, Place['limits']>>) {
  const gates = new Map<string, () => void>();
  const begun: string[] = [];
  const queue = createWorkQueue({
    concurrency,
    turns: testTurns(),
    placesOf: (key) =>
      [...key.replace(/\d.*/, '')].map((name) => ({ name, limits: limits[name] ?? { parallel: 1 } })),
    work(key) {
      begun.push(key);
      return new Promise<void>((resolve) => gates.set(key, resolve));
    },
    failed: () => undefined,
  });
  return {
    queue,
    begun,
    running: () => [...gates.keys()],
    async finish(...keys: string[]) {
      for (const key of keys) {
        const open = gates.get(key);
        gates.delete(key);
        open?.();
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

it('a device that does not answer holds nobody but those who wait for it', async () => {
  const { queue, begun, finish, running } = onDevices(4, { d: { parallel: 2 }, l: { parallel: 2 } });
  for (let n = 0; n < 50; n++) queue.ask(`d${n}`, 'bulk');
  for (let n = 0; n < 5; n++) queue.ask(`l${n}`, 'bulk');
  expect(begun).toEqual(['d0', 'd1', 'l0']);
  for (let n = 0; n < 5; n++) await finish(`l${n}`);
  expect(running()).toEqual(['d0', 'd1']);
  expect(begun.filter((key) => key.startsWith('l'))).toHaveLength(5);
});

it('what a person waits for goes before bulk, on the whole and on each device, and finds a place at once', async () => {
  const { queue, begun, finish } = onDevices(4, { a: { parallel: 1 } });
  for (let n = 0; n < 9; n++) queue.ask(`a${n}`, 'bulk');
  queue.ask('a-urgent1');
  queue.ask('a7', 'interactive');
  await finish('a0', 'a-urgent1', 'a7');
  expect(begun).toEqual(['a0', 'a-urgent1', 'a7', 'a1']);
  for (const one of ['b1', 'c1', 'd1', 'e1']) queue.ask(one, 'bulk');
  // One slot in four is not for bulk.
  expect(begun.slice(4)).toEqual(['b1', 'c1']);
  queue.ask('f1');
  expect(begun.at(-1)).toBe('f1');
});

it('work on two devices takes a turn on both or on none, and loses no wake-up', async () => {
  const { queue, begun, finish } = onDevices(8, {});
  for (const key of ['a1', 'ab1', 'b1', 'ba2', 'a2', 'b2']) queue.ask(key);
  expect(begun).toEqual(['a1', 'b1']);
  while (begun.length < 6) {
    const before = begun.length;
    await finish(...begun);
    expect(begun.length).toBeGreaterThan(before);
  }
  await finish(...begun);
  await queue.idle();
  expect(begun.toSorted()).toEqual(['a1', 'a2', 'ab1', 'b1', 'b2', 'ba2']);
});
