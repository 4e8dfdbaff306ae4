import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../../../functions/contracts/invoice.ts';
import { dayNumber, dayOf } from '../../../functions/domain/billing/days.ts';
import { balanceOn } from '../../../functions/domain/billing/statement.ts';
import { reinstate, writeOff } from '../../../functions/domain/billing/write-off.ts';
import { classOf } from '../../../functions/domain/ledger/accounts.ts';
import { deferredRevenue } from '../../../functions/domain/ledger/deferred-revenue.ts';
import { earnedBy } from '../../../functions/domain/ledger/earned.ts';
import { journalEntry } from '../../../functions/domain/ledger/journal.ts';
import { monthsBetween } from '../../../functions/domain/ledger/months.ts';
import { totalsOf } from '../../../functions/domain/ledger/totals.ts';
import { trialBalance } from '../../../functions/domain/ledger/trial-balance.ts';
import { Books, balanceOf } from './books.ts';

const amount = fc.integer({ min: 1, max: 20_000 });
const pick = fc.nat({ max: 40 });

const line = fc
  .record({
    minor: fc.integer({ min: -9_000, max: 30_000 }).filter((minor) => minor !== 0),
    item: fc.constantFrom('Fibre 100', 'Router', 'Static address'),
    byHand: fc.boolean(),
    contained: fc.integer({ min: 0, max: 25 }),
    exclusive: fc.integer({ min: 0, max: 25 }),
    off: fc.integer({ min: 0, max: 90 }),
    from: fc.integer({ min: 0, max: 400 }),
    days: fc.integer({ min: 1, max: 400 }),
  })
  .map((made) => made);
type Made = typeof line extends fc.Arbitrary<infer T> ? T : never;

function linesOf(books: Books, made: readonly Made[]): InvoiceLine[] {
  return made.flatMap(({ minor, item, byHand, contained, exclusive, off, from, days }): InvoiceLine[] => {
    const lineId = books.id('lin');
    const share = (percent: number) => Math.round((minor * percent) / 100);
    const own: InvoiceLine = {
      lineId,
      kind: minor > 0 ? 'recurring' : 'credit',
      ...(byHand ? {} : { itemId: 'pln_00000000000000000000000001' }),
      item,
      from: dayOf(dayNumber('2025-12-15') + from),
      to: dayOf(dayNumber('2025-12-15') + from + days),
      minor,
      rule: 'full-period',
      events: [],
      ...(contained === 0 ? {} : { contains: [{ name: 'VAT', rate: '19', minor: share(contained) }] }),
      ...(off === 0 ? {} : { discounts: [{ discountId: 'dis_1', name: 'Off', minor: -share(off) }] }),
    };
    const tax = share(exclusive);
    if (tax === 0) return [own];
    return [
      own,
      {
        lineId: books.id('lin'),
        kind: 'tax',
        item,
        minor: tax,
        rule: 'tax',
        aboutLineId: lineId,
        tax: { name: 'City', rate: '3.5' },
        events: [],
      },
    ];
  });
}

const deed = fc.oneof(
  fc.record({ do: fc.constant('issue' as const), lines: fc.array(line, { minLength: 1, maxLength: 4 }) }),
  fc.record({
    do: fc.constant('pay' as const),
    amount,
    invoice: pick,
    known: fc.boolean(),
    manual: fc.boolean(),
  }),
  fc.record({ do: fc.constant('refund' as const), payment: pick, amount }),
  fc.record({ do: fc.constant('fail-refund' as const), payment: pick, amount }),
  fc.record({ do: fc.constant('refund-first' as const), amount, refunded: amount }),
  fc.record({ do: fc.constant('match' as const), payment: pick }),
  fc.record({ do: fc.constant('void' as const), invoice: pick }),
  fc.record({
    do: fc.constant('note' as const),
    invoice: pick,
    line: fc.nat({ max: 3 }),
    minor: fc.integer({ min: -20_000, max: 5_000 }),
  }),
  fc.record({ do: fc.constant('grant' as const), amount }),
  fc.record({ do: fc.constant('write-off' as const), invoice: pick, amount }),
  fc.record({ do: fc.constant('reinstate' as const), invoice: pick, amount }),
);
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

function nth<V>(of: ReadonlyMap<string, V>, index: number): string {
  return [...of.keys()][of.size === 0 ? 0 : index % of.size] ?? '';
}

function perform(books: Books, done: Deed): void {
  const invoiceId = 'invoice' in done ? nth(books.invoices, done.invoice) : '';
  const paymentId = 'payment' in done ? nth(books.payments, done.payment) : '';
  if (done.do === 'issue') books.issue(linesOf(books, done.lines));
  else if (done.do === 'pay') {
    const provider = done.manual ? 'manual' : 'stripe';
    books.pay(done.amount, { known: done.known, provider, invoiceId });
  } else if (done.do === 'refund') books.refund(paymentId, done.amount);
  else if (done.do === 'fail-refund') books.failRefund(paymentId, done.amount);
  else if (done.do === 'refund-first') books.refundThenPay(done.refunded, done.amount);
  else if (done.do === 'match') books.match(paymentId);
  else if (done.do === 'void') books.void(invoiceId);
  else if (done.do === 'note') books.note(invoiceId, done.line, done.minor);
  else if (done.do === 'write-off') books.writeOff(invoiceId, done.amount, writeOff);
  else if (done.do === 'reinstate') books.writeOff(invoiceId, done.amount, reinstate);
  else books.grant(done.amount);
}

function lived(deeds: readonly (readonly [number, Deed])[], after: (books: Books) => void = () => undefined) {
  const books = new Books();
  for (const [days, each] of deeds) {
    books.on = dayOf(dayNumber(books.on) + days);
    perform(books, each);
    after(books);
  }
  return books;
}

const lives = (minLength: number) =>
  fc.array(fc.tuple(fc.integer({ min: 0, max: 25 }), deed), { minLength, maxLength: 30 });
const life = lives(1);

describe('the ledger', () => {
  it('balances every entry, and equals account, documents and payments after every deed of 3,000 lives', () => {
    let deeds = 0;
    fc.assert(
      fc.property(lives(12), (acts) => {
        lived(acts, ({ account, invoices, payments, entries }) => {
          deeds += 1;
          for (const { postings } of entries.slice(-4)) {
            expect(postings.reduce((sum, { minor }) => sum + minor, 0)).toBe(0);
          }
          const open = account.openInvoices.reduce((sum, { due }) => sum + due, 0);
          expect(balanceOf(entries, 'receivable')).toBe(open);
          expect([...invoices.values()].reduce((sum, { due }) => sum + due, 0)).toBe(open);
          expect(0 - balanceOf(entries, 'customer-credit')).toBe(account.credit);
          const { balance } = balanceOn(account, '2030-01-01');
          expect(balanceOf(entries, 'receivable') + balanceOf(entries, 'customer-credit')).toBe(balance);
          const unmatched = [...payments.values()].reduce(
            (sum, { subscriberId, money, refunded }) =>
              subscriberId === undefined ? sum + (money?.minor ?? 0) - refunded : sum,
            0,
          );
          expect(0 - balanceOf(entries, 'unallocated')).toBe(unmatched);
          expect(balanceOf(entries, 'differences')).toBe(0);
          const gone = (account.writtenOff ?? []).reduce((sum, { due }) => sum + due, 0);
          expect(balanceOf(entries, 'bad-debts')).toBe(gone);
          expect([...invoices.values()].reduce((sum, { writtenOff = 0 }) => sum + writtenOff, 0)).toBe(gone);
          for (const { state, due, writtenOff = 0 } of invoices.values()) {
            expect(due === 0 && writtenOff === 0).toBe(state === 'paid' || state === 'void');
          }
        });
      }),
      { seed: 20261126, numRuns: 3_000 },
    );
    expect(deeds).toBeGreaterThan(30_000);
  });

  it('has, of what was invoiced and not voided, the revenue, discounts and taxes of the lines', () => {
    fc.assert(
      fc.property(life, (acts) => {
        const { invoices, entries } = lived(acts);
        const standing = [...invoices.values()].filter(({ state }) => state !== 'void');
        const total = standing.reduce((sum, invoice) => sum + invoice.total, 0);
        const sum = (prefix: string) =>
          entries
            .flatMap(({ postings }) => postings)
            .reduce((all, { account, minor }) => (account.startsWith(prefix) ? all + minor : all), 0);
        expect(0 - (sum('revenue:') + sum('discounts') + sum('tax:'))).toBe(total);
        const city = standing
          .flatMap(({ lines }) => lines)
          .reduce((all, { tax, minor }) => (tax === undefined ? all : all + minor), 0);
        expect(0 - sum('tax:City 3.5')).toBe(city);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('sums to the same whichever way its entries are cut into batches, and its trial balance balances', () => {
    fc.assert(
      fc.property(life, fc.nat(), (acts, cut) => {
        const { entries, on } = lived(acts);
        const at = entries.length === 0 ? 0 : cut % entries.length;
        const whole = trialBalance([...totalsOf(entries).values()], { from: '2026-01-01', to: on });
        const parts = [entries.slice(0, at), entries.slice(at)].flatMap((some) => [
          ...totalsOf(some).values(),
        ]);
        expect(trialBalance(parts, { from: '2026-01-01', to: on })).toEqual(whole);
        expect(whole.reduce((sum, { closing }) => sum + closing, 0)).toBe(0);
        expect(whole.reduce((sum, { debit, credit }) => sum + debit - credit, 0)).toBe(0);
        for (const { account } of whole) expect(classOf(account)).toMatch(/asset|liability|income|expense/);
        // A period that begins later opens with what was there before.
        const middle = dayOf(Math.floor((dayNumber('2026-01-01') + dayNumber(on)) / 2));
        const later = trialBalance([...totalsOf(entries).values()], { from: middle, to: on });
        const open = (balances: typeof whole) =>
          balances.flatMap(({ account, closing }) => (closing === 0 ? [] : [[account, closing]]));
        expect(open(later)).toEqual(open(whole));
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it('says the same of a fact however often it is asked', () => {
    const { facts, entries } = lived([
      [0, { do: 'grant', amount: 5 }],
      [1, { do: 'pay', amount: 700, invoice: 0, known: true, manual: true }],
      [1, { do: 'refund', payment: 0, amount: 300 }],
      [1, { do: 'refund', payment: 0, amount: 300 }],
    ]);
    expect(facts.flatMap((fact) => journalEntry(fact) ?? [])).toEqual(entries);
    expect(facts.flatMap((fact) => journalEntry(fact) ?? [])).toEqual(entries);
    expect(balanceOf(entries, 'cash:cash')).toBe(700);
    expect(balanceOf(entries, 'refunds:cash')).toBe(-600);
  });

  const sold: Made = {
    minor: 3_100,
    item: 'Router',
    byHand: true,
    contained: 0,
    exclusive: 0,
    off: 0,
    from: 0,
    days: 31,
  };
  const refundedSale: readonly (readonly [number, Deed])[] = [
    [0, { do: 'issue', lines: [sold] }],
    [0, { do: 'pay', amount: 3_100, invoice: 0, known: true, manual: false }],
    [1, { do: 'refund', payment: 0, amount: 3_100 }],
  ];

  it('takes a write-off back when the refund that was its cause fails: the invoice is paid, nothing is lost', () => {
    const { account, invoices, entries } = lived([
      ...refundedSale,
      [1, { do: 'write-off', invoice: 0, amount: 3_100 }],
      [1, { do: 'fail-refund', payment: 0, amount: 3_100 }],
    ]);
    expect([...invoices.values()]).toMatchObject([
      { state: 'paid', due: 0, writtenOff: 0, paidOn: '2026-01-04' },
    ]);
    expect(account).toMatchObject({ credit: 0, openInvoices: [], writtenOff: [] });
    for (const [name, minor] of [
      ['bad-debts', 0],
      ['receivable', 0],
      ['customer-credit', 0],
      ['unallocated', 0],
      ['cash:stripe', 3_100],
      ['refunds:stripe', 0],
    ] as const) {
      expect([name, balanceOf(entries, name)]).toEqual([name, minor]);
    }
  });

  it('takes back of a write-off what came back, and no more', () => {
    const { account, invoices, entries } = lived([
      ...refundedSale,
      [1, { do: 'write-off', invoice: 0, amount: 2_000 }],
      [1, { do: 'fail-refund', payment: 0, amount: 1_500 }],
    ]);
    expect([...invoices.values()]).toMatchObject([{ state: 'written-off', due: 0, writtenOff: 1_600 }]);
    expect(account).toMatchObject({ credit: 0, openInvoices: [], writtenOff: [{ due: 1_600 }] });
    expect(balanceOf(entries, 'bad-debts')).toBe(1_600);
  });

  it('has the money of a failed refund as credit where its invoice was voided since', () => {
    const { account, invoices, entries } = lived([
      ...refundedSale,
      [1, { do: 'void', invoice: 0 }],
      [1, { do: 'fail-refund', payment: 0, amount: 3_100 }],
    ]);
    expect([...invoices.values()]).toMatchObject([{ state: 'void', due: 0 }]);
    expect(account).toMatchObject({ credit: 3_100, openInvoices: [] });
    expect(balanceOf(entries, 'customer-credit')).toBe(-3_100);
    expect(balanceOf(entries, 'receivable')).toBe(0);
  });

  it('puts what a document’s lines do not explain where it is seen', () => {
    const books = new Books();
    books.issue([{ lineId: 'lin_1', kind: 'once', item: 'A', minor: 500, rule: 'by-hand', events: [] }]);
    const [fact] = books.facts;
    if (fact?.event.type !== 'invoice.issued') throw new Error('no invoice');
    const broken = { ...fact, event: { ...fact.event, data: { ...fact.event.data, total: 510 } } };
    const entry = journalEntry(broken as typeof fact);
    expect(entry?.postings).toContainEqual({ account: 'differences', minor: -10 });
    expect(entry?.postings.reduce((sum, { minor }) => sum + minor, 0)).toBe(0);
  });
});

describe('earned revenue', () => {
  it('is shared by days, and sums to the amount', () => {
    expect(
      earnedBy({ from: '2026-01-16', to: '2026-02-16', kind: 'recurring' }, 3_100, '2026-01-16'),
    ).toEqual({
      '2026-01': 1_600,
      '2026-02': 1_500,
    });
    expect(earnedBy({ kind: 'once' }, 900, '2026-04-30')).toEqual({ '2026-04': 900 });
    fc.assert(
      fc.property(
        fc.integer({ min: -99_999, max: 99_999 }),
        fc.nat({ max: 900 }),
        fc.integer({ min: 1, max: 900 }),
        (minor, from, days) => {
          const first = dayNumber('2024-01-31') + from;
          const shares = earnedBy(
            { from: dayOf(first), to: dayOf(first + days), kind: 'recurring' },
            minor,
            '2024-01-01',
          );
          expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBe(minor);
          for (const [month, share] of Object.entries(shares)) {
            expect(month >= dayOf(first).slice(0, 7) && month <= dayOf(first + days - 1).slice(0, 7)).toBe(
              true,
            );
            expect(Math.sign(share)).toBe(Math.sign(minor));
          }
        },
      ),
      { seed: 3, numRuns: 3_000 },
    );
  });

  it('and what is deferred and accrued are what was invoiced, by whichever day one looks', () => {
    fc.assert(
      fc.property(life, (acts) => {
        const { entries } = lived(acts);
        const months = monthsBetween('2025-01', '2030-12');
        for (const [, report] of deferredRevenue([...totalsOf(entries).values()], months)) {
          let invoiced = 0;
          let earned = 0;
          for (const month of report) {
            invoiced += month.invoiced;
            earned += month.earned;
            expect(invoiced - earned).toBe(month.deferred - month.accrued);
          }
          expect(report.at(-1)).toMatchObject({ deferred: 0, accrued: 0 });
          expect(invoiced).toBe(earned);
        }
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});
