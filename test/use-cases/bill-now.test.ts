import { afterAll, beforeAll, expect, it } from 'vitest';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import type { Store } from '../../functions/ports/store.ts';
import { billingNow } from '../../functions/use-cases/bill-now.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { activate, openShop, type Shop, subscribe } from './paying-subscriber.ts';

let test: TestPorts;
let shop: Shop;
const context = contextAt('2026-01-01T12:00:00.000Z');

beforeAll(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
});
afterAll(() => test.stop());

const sold = async () => {
  const subscriberId = await subscribe(shop);
  await activate(shop, subscriberId, context);
  return subscriberId;
};
const numbersOf = async (subscriberIds: readonly string[]) => {
  const invoices = await Promise.all(
    subscriberIds.map((owner) => everyOne(test.ports.store, invoiceAggregate, { by: 'owner', owner })),
  );
  return invoices.map((own) => own.map(({ state }) => state.number));
};
/** Counts the commits that issue something. */
const counting = (store: Store) => {
  const commits: number[] = [];
  const counted: Store = {
    ...store,
    commit(changes, ...rest) {
      commits.push(changes.filter(({ type }) => type === 'invoice').length);
      return store.commit(changes, ...rest);
    },
  };
  return { commits, counted };
};

it('writes together who is asked for at once, each once however often it is asked for', async () => {
  const ids = [await sold(), await sold(), await sold()];
  const { commits, counted } = counting(test.ports.store);
  const bill = billingNow({ ...test.ports, store: counted });
  await Promise.all([...ids, ...ids].map((subscriberId) => bill({ subscriberId, context })));
  expect(commits).toEqual([3]);
  const numbers = await numbersOf(ids);
  expect(numbers.map((own) => own.length)).toEqual([1, 1, 1]);
  expect(new Set(numbers.flat()).size).toBe(3);
  await Promise.all(ids.map((subscriberId) => bill({ subscriberId, context })));
  expect(await numbersOf(ids)).toEqual(numbers);
});

it('one who cannot be billed is the trouble of nobody else', async () => {
  const ids = [await sold(), await sold()];
  const bill = billingNow(test.ports);
  const asked = ['sub_00000000000000000000000000', ...ids];
  const billed = await Promise.allSettled(asked.map((subscriberId) => bill({ subscriberId, context })));
  expect(billed.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect((await numbersOf(ids)).map((own) => own.length)).toEqual([1, 1]);
});
