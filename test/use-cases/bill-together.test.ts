import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountIdOf, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import type { Ports } from '../../functions/ports/ports.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { grantCredit } from '../../functions/use-cases/grant-credit.ts';
import { readBillingRun, showBillingRun } from '../../functions/use-cases/read-billing-runs.ts';
import { beginRun, billBatch } from '../../functions/use-cases/run-billing.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { activate, begun, must, openShop, type Shop, subscribe } from './paying-subscriber.ts';

const jan = contextAt('2026-01-05T12:00:00.000Z');
const feb = contextAt('2026-02-01T12:00:00.000Z');

let test: TestPorts;
let shop: Shop;
beforeAll(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
});
afterAll(() => test.stop());

/** Subscribers who paid for January and are due. */
async function settled(count: number, billing?: object, services = 1): Promise<string[]> {
  const subscribers: string[] = [];
  for (let i = 0; i < count; i++) {
    const subscriberId = await subscribe(shop, billing === undefined ? {} : { billing });
    for (let service = 0; service < services; service++) await activate(shop, subscriberId, jan);
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-05' }, jan));
    subscribers.push(subscriberId);
  }
  return subscribers;
}

async function bill(subscriberIds: readonly string[], store: Ports['store'] = test.ports.store) {
  const runId = test.ports.ids.next('run');
  const execution = { runId, on: '2026-02-01', dryRun: false, previewId: null, whatIf: false };
  const run = begun(await beginRun(test.ports, execution, feb));
  await billBatch({ ...test.ports, store }, { run, batch: '0-0', subscriberIds }, feb);
  return showBillingRun(must(await readBillingRun(test.ports, runId)).run);
}

async function februaryOf(owner: string): Promise<readonly number[]> {
  const invoices = await everyOne(test.ports.store, invoiceAggregate, { by: 'owner', owner });
  return invoices.flatMap(({ state }) => (state.issuedOn === '2026-02-01' ? [state.total] : []));
}

async function expectNoGap(): Promise<void> {
  const invoices = await everyOne(test.ports.store, invoiceAggregate, { by: 'type' });
  const numbers = invoices.map(({ state }) => Number(/\d+$/.exec(state.number)?.[0]));
  expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, i) => i + 1));
}

it('writes as many invoices as one transaction holds, and numbers them without a gap', async () => {
  const subscribers = await settled(30);
  let transactions = 0;
  test.table.client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === TransactWriteItemsCommand.name) transactions += 1;
        return next(args);
      },
    { step: 'initialize', name: 'counted' },
  );
  const shown = await bill(subscribers);
  test.table.client.middlewareStack.remove('counted');
  expect(shown).toMatchObject({ counts: { subscribers: 30, invoices: 30, failed: 0 } });
  for (const subscriberId of subscribers) expect(await februaryOf(subscriberId)).toEqual([3_100]);
  // The run is begun, thirty invoices of five items and a number are written in two, and the batch is noted.
  expect(transactions).toBe(4);
  await expectNoGap();
});

it('bills alone who has several invoices, and whose account a rival changed, with everybody else together', async () => {
  const [one = '', rivalled = '', other = ''] = await settled(3);
  const [several = ''] = await settled(1, { model: 'pro-rata', cycleDay: 1, invoicing: 'independent' }, 2);
  let isFirst = true;
  const store: Ports['store'] = {
    ...test.ports.store,
    async commit(changes, context, answer) {
      if (isFirst && changes.some(({ type }) => type === 'invoice')) {
        isFirst = false;
        const amount = { minor: 500, currency: 'USD' };
        must(await grantCredit(test.ports, rivalled, { amount, reason: 'An outage' }, feb));
      }
      return test.ports.store.commit(changes, context, answer);
    },
  };
  expect(await bill([one, rivalled, other, several], store)).toMatchObject({
    counts: { subscribers: 4, invoices: 5, failed: 0 },
  });
  for (const subscriberId of [one, rivalled, other]) expect(await februaryOf(subscriberId)).toEqual([3_100]);
  expect(await februaryOf(several)).toEqual([3_100, 3_100]);
  // The rival's credit stands: it went to January's invoice.
  const account = await test.ports.store.load(billingAccountAggregate, accountIdOf(rivalled));
  expect(account?.state.openInvoices.map(({ due }) => due)).toEqual([2_200, 3_100]);
  await expectNoGap();
});

it('goes on from where a rival moved the series, without asking for anything else again', async () => {
  const [rival = '', ...subscribers] = await settled(4);
  let isFirst = true;
  let histories = 0;
  const store: Ports['store'] = {
    ...test.ports.store,
    histories: (of) => {
      histories += 1;
      return test.ports.store.histories(of);
    },
    history: (...args) => {
      histories += 1;
      return test.ports.store.history(...args);
    },
    async commit(changes, context, answer) {
      if (isFirst && changes.some(({ type }) => type === 'invoice')) {
        isFirst = false;
        must(await billSubscriber(test.ports, { subscriberId: rival, on: '2026-02-01' }, feb));
      }
      return test.ports.store.commit(changes, context, answer);
    },
  };
  expect(await bill(subscribers, store)).toMatchObject({ counts: { invoices: 3, failed: 0 } });
  expect(histories).toBe(1);
  await expectNoGap();
});

it('notes the fault of one, and bills the others', async () => {
  const [one = '', faulty = '', other = ''] = await settled(3);
  const store: Ports['store'] = {
    ...test.ports.store,
    async commit(changes, context, answer) {
      if (changes.some(({ id }) => id === accountIdOf(faulty))) throw new Error('the disk is full');
      return test.ports.store.commit(changes, context, answer);
    },
  };
  const shown = await bill([one, faulty, other], store);
  expect(shown).toMatchObject({
    counts: { invoices: 2, failed: 1 },
    failures: [{ subscriberId: faulty, code: 'billing-run.fault', message: 'the disk is full' }],
  });
  expect(await februaryOf(faulty)).toEqual([]);
  expect(await februaryOf(other)).toEqual([3_100]);
  await expectNoGap();
});
