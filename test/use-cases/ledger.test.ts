import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JournalEntry, ledgerEventTypes } from '../../functions/contracts/ledger.ts';
import { accountIdOf, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { totalsOf } from '../../functions/domain/ledger/totals.ts';
import type { Result } from '../../functions/domain/result.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { createCreditNote } from '../../functions/use-cases/create-credit-note.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { grantCredit } from '../../functions/use-cases/grant-credit.ts';
import { entriesOf, postLedger } from '../../functions/use-cases/post-ledger.ts';
import { readStatement } from '../../functions/use-cases/read-account.ts';
import { readTrialBalance } from '../../functions/use-cases/read-ledger.ts';
import { recordPayment } from '../../functions/use-cases/record-payment.ts';
import { refundPayment } from '../../functions/use-cases/refund-payment.ts';
import { takePaymentNotice } from '../../functions/use-cases/take-payment-notice.ts';
import { voidInvoice } from '../../functions/use-cases/void-invoice.ts';
import { reinstateInvoice, writeOffInvoice } from '../../functions/use-cases/write-off-invoice.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { relayed } from '../relayed.ts';
import { activate, must, openShop, type Shop, subscribe } from './paying-subscriber.ts';

let test: TestPorts;
let shop: Shop;
beforeAll(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
});
afterAll(() => test.stop());

const at = (day: string) => contextAt(`${day}T12:00:00.000Z`);
const usd = (minor: number) => ({ minor, currency: 'USD' });
const invoicesOf = (owner: string) => everyOne(test.ports.store, invoiceAggregate, { by: 'owner', owner });

/** Posts all that has happened. */
async function post(): Promise<void> {
  const head = await relayed(test);
  expect(await postLedger(test.ports, head)).toBe(head);
}

async function balances(from: string, to: string): Promise<Record<string, number>> {
  const { balances: found } = must(await readTrialBalance(test.ports, { from, to }, at(to)));
  return Object.fromEntries(found.map(({ account, closing }) => [account, closing]));
}

async function journal(of: { subscriberId?: string; account?: string }, limit = 200) {
  const period = { from: '2025-01-01', to: '2030-12-31' };
  return (await test.ports.ledgerBook.lines({ ...period, ...of }, { limit })).items;
}

/** A life with everything that moves money. */
async function life(): Promise<string> {
  const { ports } = test;
  const subscriberId = await subscribe(shop, {
    billing: { model: 'pro-rata', taxes: [{ name: 'VAT', rate: '10' }] },
  });
  await activate(shop, subscriberId, at('2026-01-10'));
  await billSubscriber(ports, { subscriberId, on: '2026-01-10' }, at('2026-01-10'));
  const [first] = await invoicesOf(subscriberId);
  const invoiceId = first?.id ?? '';
  const paid = must(
    await recordPayment(ports, { subscriberId, money: usd(3_000), method: 'cash' }, at('2026-01-12')),
  );
  must(await refundPayment(ports, paid.id, { amount: usd(900) }, at('2026-01-13')));
  const lineId = first?.state.lines[0]?.lineId ?? '';
  must(
    await createCreditNote(ports, { invoiceId, lineId, amount: usd(-200), reason: 'late' }, at('2026-01-14')),
  );
  must(await grantCredit(ports, subscriberId, { amount: usd(500), reason: 'sorry' }, at('2026-01-15')));
  await billSubscriber(ports, { subscriberId, on: '2026-02-01' }, at('2026-02-01'));
  const second = (await invoicesOf(subscriberId)).at(-1);
  must(await voidInvoice(ports, second?.id ?? '', { reason: 'wrong' }, at('2026-02-02')));
  await billSubscriber(ports, { subscriberId, on: '2026-02-02' }, at('2026-02-02'));
  const notice = {
    noticeId: 'n',
    providerPaymentId: `pi-${subscriberId}`,
    occurredAt: '2026-02-03T10:00:00.000Z',
  };
  await takePaymentNotice(
    ports,
    'stripe',
    { ...notice, kind: 'succeeded', money: usd(5_000), reference: { subscriberId } },
    at('2026-02-03'),
  );
  await takePaymentNotice(
    ports,
    'stripe',
    { ...notice, kind: 'refunded', money: usd(1_000), reference: {} },
    at('2026-02-04'),
  );
  return subscriberId;
}

describe('the ledger', () => {
  it('holds what the account, the invoices and the payments say, and posts it once under rivals and repeats', async () => {
    const subscriberId = await life();
    const head = await relayed(test);
    const reached = await Promise.all(Array.from({ length: 4 }, () => postLedger(test.ports, head)));
    expect(reached).toEqual([head, head, head, head]);
    const once = await balances('2026-01-01', '2026-12-31');
    await post();
    expect(await balances('2026-01-01', '2026-12-31')).toEqual(once);

    const account = await test.ports.store.load(billingAccountAggregate, accountIdOf(subscriberId));
    const open = account?.state.openInvoices.reduce((sum, { due }) => sum + due, 0);
    expect(once['receivable'] ?? 0).toBe(open);
    expect(0 - (once['customer-credit'] ?? 0)).toBe(account?.state.credit);
    expect(once['unallocated'] ?? 0).toBe(0);
    expect(once['cash:cash']).toBe(3_000);
    expect(once['refunds:cash']).toBe(-900);
    expect(once['cash:stripe']).toBe(5_000);
    expect(once['refunds:stripe']).toBe(-1_000);
    expect(once['goodwill']).toBe(500);
    expect(Object.values(once).reduce((sum, minor) => sum + minor, 0)).toBe(0);
    const lines = (await invoicesOf(subscriberId))
      .filter(({ state }) => state.state !== 'void')
      .flatMap(({ state }) => state.lines);
    const sum = (isTax: boolean) =>
      lines.reduce((all, { tax, minor }) => ((tax !== undefined) === isTax ? all + minor : all), 0);
    expect(once['tax:VAT 10']).toBe(-sum(true));
    expect(once['revenue:A']).toBe(-sum(false));
  });

  it('writes off what is not expected any more, and takes it when it comes after all', async () => {
    const { ports } = test;
    const subscriberId = await subscribe(shop, { billing: { model: 'pro-rata', taxes: [] } });
    await activate(shop, subscriberId, at('2026-01-10'));
    await billSubscriber(ports, { subscriberId, on: '2026-01-10' }, at('2026-01-10'));
    const [first] = await invoicesOf(subscriberId);
    const invoiceId = first?.id ?? '';
    const due = first?.state.due ?? 0;
    const wish = (minor: number) => ({ amount: usd(minor), reason: 'bankrupt' });
    const code = async (done: Promise<Result<unknown>>) => {
      const result = await done;
      return result.ok ? 'done' : result.refusal.code;
    };
    const on = at('2026-03-01');
    expect(await code(writeOffInvoice(ports, invoiceId, wish(due + 1), on))).toBe('write-off.too-much');
    expect(await code(writeOffInvoice(ports, invoiceId, wish(0), on))).toBe('write-off.not-positive');
    const euros = { amount: { minor: 1, currency: 'EUR' }, reason: 'x' };
    expect(await code(writeOffInvoice(ports, invoiceId, euros, on))).toBe('write-off.wrong-currency');
    expect(await code(reinstateInvoice(ports, invoiceId, { reason: 'x' }, on))).toBe(
      'invoice.nothing-written-off',
    );
    const part = must(await writeOffInvoice(ports, invoiceId, wish(300), on)).state;
    expect(part).toMatchObject({ due: due - 300, writtenOff: 300, state: 'issued' });
    const gone = must(await writeOffInvoice(ports, invoiceId, { reason: 'bankrupt' }, on)).state;
    expect(gone).toMatchObject({ due: 0, writtenOff: due, state: 'written-off' });
    expect(await code(writeOffInvoice(ports, invoiceId, { reason: 'x' }, on))).toBe('invoice.nothing-due');
    expect(await code(voidInvoice(ports, invoiceId, { reason: 'x' }, on))).toBe('invoice.written-off');
    must(await reinstateInvoice(ports, invoiceId, wish(100), at('2026-03-02')));
    // More than all of it comes: first what is due, then what had been given up; the rest is credit.
    must(
      await recordPayment(ports, { subscriberId, money: usd(due + 50), method: 'cash' }, at('2026-04-01')),
    );
    const [paid] = await invoicesOf(subscriberId);
    expect(paid?.state).toMatchObject({ due: 0, writtenOff: 0, state: 'paid', paidOn: '2026-04-01' });
    await post();
    const sums = async (account: string) =>
      (await journal({ subscriberId, account })).map(({ kind, minor }) => [kind, minor]);
    expect(await sums('bad-debts')).toEqual([
      ['write-off', 300],
      ['write-off', due - 300],
      ['reinstatement', -100],
      ['reinstatement', 100 - due],
    ]);
    expect((await sums('receivable')).reduce((sum, [, minor]) => sum + Number(minor), 0)).toBe(0);
    const statement = must(await readStatement(ports, subscriberId, { limit: 50 }));
    expect(statement.items.map(({ kind, balance }) => `${kind} ${balance.amount}`)).toEqual([
      expect.stringMatching(/^invoice /),
      expect.stringMatching(/^write-off /),
      'write-off 0.00',
      'reinstatement 1.00',
      expect.stringMatching(/^reinstatement /),
      'payment -0.50',
    ]);
  });

  it('answers the journal by period, account and subscriber, a page at a time', async () => {
    const subscriberId = await life();
    await post();
    const own = await journal({ subscriberId });
    expect(own.length).toBeGreaterThan(20);
    expect(own.map(({ on }) => on)).toEqual(own.map(({ on }) => on).toSorted());
    const receivable = await journal({ subscriberId, account: 'receivable' });
    expect(receivable).toEqual(own.filter(({ account }) => account === 'receivable'));
    expect((await journal({ account: 'receivable' })).map(({ entryId }) => entryId)).toEqual(
      expect.arrayContaining(receivable.map(({ entryId }) => entryId)),
    );
    const period = { from: '2026-01-11', to: '2026-02-02' };
    const whole = await test.ports.ledgerBook.lines(period, { limit: 200 });
    expect(whole.items.every(({ on }) => on >= '2026-01-11' && on <= '2026-02-02')).toBe(true);
    const paged = [];
    let cursor: string | undefined;
    do {
      const page = await test.ports.ledgerBook.lines(period, { limit: 7, cursor });
      paged.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(paged).toEqual(whole.items);
  });

  it('derives the same entries from the events whenever it is asked', async () => {
    const subscriberId = await life();
    const head = await relayed(test);
    await postLedger(test.ports, head);
    const events = [];
    for (let after = 0; after < head; ) {
      const page = await test.ports.feed.read({ after, limit: 200, types: ledgerEventTypes });
      events.push(...page.items);
      after = page.nextAfter;
    }
    const derived = (await entriesOf(test.ports.store, events))
      .filter(({ entry }) => entry.subscriberId === subscriberId)
      .flatMap(({ entry }) =>
        entry.postings.map(({ account, minor }) => `${entry.entryId} ${account} ${minor}`),
      );
    const posted = (await journal({ subscriberId })).map(
      ({ entryId, account, minor }) => `${entryId} ${account} ${minor}`,
    );
    expect(posted.toSorted()).toEqual(derived.toSorted());
  });

  it('goes on where it was cut off, also within what is too large for one transaction', async () => {
    const own = await makePorts();
    const { ledgerBook } = own.ports;
    const entry: JournalEntry = {
      entryId: 'evt_00000000000000000000000001',
      kind: 'invoice',
      on: '2027-01-01',
      at: '2027-01-01T00:00:00.000Z',
      currency: 'USD',
      postings: Array.from({ length: 200 }, (_, i) => ({
        account: `revenue:${i}`,
        minor: i % 2 === 0 ? 100 : -100,
        earned: { '2027-01': 60, '2027-02': i % 2 === 0 ? -160 : 40 },
      })),
    };
    const placed = [{ position: 3, entry }];
    await Promise.all(Array.from({ length: 3 }, () => ledgerBook.post(0, 3, placed)));
    while ((await ledgerBook.postedThrough()) < 3) await ledgerBook.post(0, 3, placed);
    expect(await ledgerBook.post(0, 3, placed)).toBe(false);
    const { totals } = await ledgerBook.totals('2027-01');
    expect(new Map(totals.map((total) => [total.account, total]))).toEqual(
      new Map([...totalsOf([entry]).values()].map((total) => [total.account, total])),
    );
    await own.stop();
  });

  it('is read as it stands at one place of the feed, whatever is posted meanwhile', async () => {
    const own = await makePorts();
    const { ledgerBook } = own.ports;
    const entry = (position: number): JournalEntry => ({
      entryId: `evt_${String(position).padStart(26, '0')}`,
      kind: 'goodwill',
      on: '2027-01-01',
      at: '2027-01-01T00:00:00.000Z',
      currency: 'USD',
      postings: [
        { account: 'goodwill', minor: 5 },
        { account: 'customer-credit', minor: -5 },
      ],
    });
    await ledgerBook.post(0, 1, [{ position: 1, entry: entry(1) }]);
    let rivals = 0;
    own.table.client.middlewareStack.add(
      (next, { commandName }) =>
        async (sent) => {
          // Between the look at how far the ledger is and the look at its totals.
          if (commandName === 'QueryCommand' && ++rivals === 1) {
            await ledgerBook.post(1, 2, [{ position: 2, entry: entry(2) }]);
          }
          return next(sent);
        },
      { step: 'initialize' },
    );
    const read = await ledgerBook.totals('2027-01');
    expect(rivals).toBe(2);
    expect(read.postedThrough).toBe(2);
    expect(read.totals.map(({ account, debit, credit }) => [account, debit, credit])).toEqual([
      ['customer-credit', 0, 10],
      ['goodwill', 10, 0],
    ]);
    await own.stop();
  });
});
