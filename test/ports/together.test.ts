import { expect, test } from 'vitest';
import { together } from '../../functions/ports/together.ts';

/** Work that is done when the test says so. */
function held() {
  const goes: { readonly items: readonly number[]; finish(error?: Error): void }[] = [];
  const work = (items: readonly number[]) => {
    const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
    goes.push({
      items,
      finish: (error) => (error === undefined ? resolve(items.map(String)) : reject(error)),
    });
    return promise;
  };
  return { goes, work };
}
const soon = () => new Promise((resolve) => setImmediate(resolve));

test('what comes up while as many goes are under way as may be is done in one go, each with its own answer', async () => {
  const { goes, work } = held();
  const ask = together(2, work);
  const first = [1, 2].map(ask);
  await soon();
  const second = ask(3);
  await soon();
  expect(goes.map(({ items }) => items)).toEqual([[1, 2], [3]]);
  const third = [ask(4)];
  await soon();
  third.push(ask(5));
  await soon();
  expect(goes).toHaveLength(2);
  goes[1]?.finish();
  expect(await second).toBe('3');
  await soon();
  expect(goes[2]?.items).toEqual([4, 5]);
  goes[2]?.finish();
  goes[0]?.finish();
  expect(await Promise.all([...first, ...third])).toEqual(['1', '2', '4', '5']);
});

test('a go that breaks fails those who were in it and nobody else', async () => {
  const { goes, work } = held();
  const ask = together(1, work);
  const broken = [1, 2].map(ask);
  await soon();
  const after = ask(3);
  goes[0]?.finish(new Error('the line is cut'));
  expect((await Promise.allSettled(broken)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await soon();
  goes[1]?.finish();
  expect(await after).toBe('3');
});
