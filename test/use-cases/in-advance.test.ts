import { expect, test } from 'vitest';
import { inAdvance } from '../../functions/use-cases/in-advance.ts';

async function collected<R>(ready: AsyncGenerator<R>): Promise<R[]> {
  const all: R[] = [];
  for await (const one of ready) all.push(one);
  return all;
}

test('parts come in their order, each made ready once, however long each takes', async () => {
  const made: number[] = [];
  const gates = [1, 2, 3, 4, 5].map(() => Promise.withResolvers<void>());
  const all = collected(
    inAdvance([0, 1, 2, 3, 4], 2, async (part) => {
      made.push(part);
      await gates[part]?.promise;
      return part * 10;
    }),
  );
  for (const gate of gates.toReversed()) gate.resolve();
  expect(await all).toEqual([0, 10, 20, 30, 40]);
  expect(made).toEqual([0, 1, 2, 3, 4]);
});

test('while one is worked on, as many as were asked for are being made ready, and no more', async () => {
  const made: number[] = [];
  const third = Promise.withResolvers<void>();
  const ready = inAdvance([0, 1, 2, 3, 4], 2, async (part) => {
    made.push(part);
    if (part === 2) third.resolve();
  });
  await ready.next();
  await third.promise;
  await ready.return(undefined);
  expect(made).toEqual([0, 1, 2]);
});

test('a fault is thrown when its turn comes, after those before it', async () => {
  const seen: number[] = [];
  const ready = inAdvance([0, 1, 2], 2, async (part) => {
    if (part === 1) throw new Error('this one');
    return part;
  });
  await expect(
    (async () => {
      for await (const one of ready) seen.push(one);
    })(),
  ).rejects.toThrow('this one');
  expect(seen).toEqual([0]);
});
