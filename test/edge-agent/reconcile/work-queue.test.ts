import { expect, it } from 'vitest';
import { createWorkQueue } from '../../../edge-agent/reconcile/work-queue.ts';

it('works on one key at a time, on a bounded number in all, and once more for what is asked meanwhile', async () => {
  const log: string[] = [];
  const gates = new Map<string, () => void>();
  const queue = createWorkQueue(
    2,
    async (key) => {
      log.push(`begin ${key}`);
      await new Promise<void>((resolve) => gates.set(key, resolve));
      log.push(`end ${key}`);
    },
    () => undefined,
  );
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
  const queue = createWorkQueue(
    1,
    async (key) => {
      if (left-- > 0) throw new Error(`no ${key}`);
    },
    (key, error) => failures.push(`${key}: ${String(error)}`),
  );
  queue.ask('a');
  queue.ask('b');
  await queue.idle();
  expect(failures).toEqual(['a: Error: no a']);
});
