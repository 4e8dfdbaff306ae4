import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StatementColumns } from '../../functions/contracts/bank-statement.ts';
import { type LedgerEventType, ledgerEventTypes } from '../../functions/contracts/ledger.ts';
import { accountIdOf, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { csvRows } from '../../functions/domain/payment/statement-csv.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { countHeldPayment } from '../../functions/use-cases/count-held-payment.ts';
import { dropHeldPayment } from '../../functions/use-cases/drop-held-payment.ts';
import { loadDunningGround, loadStanding } from '../../functions/use-cases/dunning-standing.ts';
import {
  type ImportedEntry,
  importStatement,
  suggestPayees,
} from '../../functions/use-cases/import-statement.ts';
import { indexSearch } from '../../functions/use-cases/index-search.ts';
import { matchPayment } from '../../functions/use-cases/match-payment.ts';
import { listPayments, readPayment } from '../../functions/use-cases/read-billing.ts';
import { setDunningPolicy } from '../../functions/use-cases/set-dunning-policy.ts';
import { showImport } from '../../functions/use-cases/show-billing.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { activate, must, openShop, type Shop, subscribe } from './paying-subscriber.ts';

let test: TestPorts;
let shop: Shop;
const now = contextAt('2026-01-05T12:00:00.000Z');

const columns: StatementColumns = {
  separator: ';',
  date: 'Buchungstag',
  dateFormat: 'DD.MM.YYYY',
  amount: 'Betrag',
  decimal: ',',
  currency: { column: 'Währung' },
  reference: ['Verwendungszweck'],
  name: 'Auftraggeber',
};
const csv = (...rows: string[]) =>
  ['\uFEFFBuchungstag;Auftraggeber;Verwendungszweck;Betrag;Währung', ...rows].join('\r\n');
const importCsv = (content: string, more: Partial<StatementColumns> = {}) =>
  importStatement(test.ports, { format: 'csv', content, columns: { ...columns, ...more } }, now);

async function billed(): Promise<{
  subscriberId: string;
  account: string;
  invoiceId: string;
  number: string;
}> {
  const subscriberId = await subscribe(shop);
  const first = contextAt('2026-01-01T12:00:00.000Z');
  await activate(shop, subscriberId, first);
  const [made] = must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-01' }, first));
  await indexSearch(test.ports, { aggregateType: 'subscriber', aggregateId: subscriberId });
  await indexSearch(test.ports, { aggregateType: 'invoice', aggregateId: made!.invoiceId });
  const created = (await test.ports.store.history('subscriber', subscriberId))[0]!;
  return {
    subscriberId,
    account: String(created.data['number']),
    invoiceId: made!.invoiceId,
    number: made!.number,
  };
}
const invoice = async (id: string) => (await test.ports.store.load(invoiceAggregate, id))!.state;

beforeEach(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
});
afterEach(() => test.stop());

describe('a bank statement', () => {
  it('counts what names an invoice or an account, once, and keeps the rest for people', async () => {
    const [one, two] = [await billed(), await billed()];
    const spaced = one.number.replace('-', ' ');
    const content = csv(
      `05.01.2026;Ada Lovelace;"Rechnung ${spaced}; danke";31,00;EUR`.replace('EUR', 'USD'),
      `05.01.2026;Bob;Kunde ${two.account};1.031,00;USD`,
      '05.01.2026;Stadtwerke;Strom;-99,00;USD',
      '05.01.2026;Jemand;Miete;12,50;USD',
      '05.01.2026;Jemand;Miete;12,50;USD',
    );
    const first = showImport(must(await importCsv(content)));
    expect(first).toMatchObject({
      matched: 2,
      unmatched: 2,
      known: 0,
      items: [
        { outcome: 'matched', invoiceId: one.invoiceId, amount: { amount: '31.00' } },
        { outcome: 'matched', subscriberId: two.subscriberId, amount: { amount: '1031.00' } },
        { outcome: 'unmatched' },
        { outcome: 'unmatched' },
      ],
    });
    expect(await invoice(one.invoiceId)).toMatchObject({ state: 'paid', due: 0 });
    expect(await invoice(two.invoiceId)).toMatchObject({ state: 'paid', due: 0 });
    const again = showImport(must(await importCsv(content)));
    expect(again).toMatchObject({ matched: 0, unmatched: 0, known: 4 });
    const { items } = must(await listPayments(test.ports, { limit: 50 }));
    expect(items).toHaveLength(4);
  });

  it('names every line that cannot be read, and imports nothing of it', async () => {
    const { number } = await billed();
    const content = csv(
      `05.01.2026;Ada;${number};31,00;USD`,
      '31.02.2026;Ada;x;31,00;USD',
      '05.01.2026;Ada;x;viel;USD',
    );
    expect(await importCsv(content)).toMatchObject({
      refusal: {
        code: 'bank-statement.unreadable',
        flaws: [
          { pointer: '/content', message: expect.stringContaining('line 3: the date 31.02.2026') },
          { pointer: '/content', message: expect.stringContaining('line 4: the amount viel') },
        ],
      },
    });
    expect(must(await listPayments(test.ports, { limit: 50 })).items).toEqual([]);
    expect(await importCsv(content, { amount: 'Amount' })).toMatchObject({
      refusal: { code: 'bank-statement.column-missing', pointer: '/columns' },
    });
  });

  it('says nothing for certain where two are named, and keeps no number of a card', async () => {
    const [one, two] = [await billed(), await billed()];
    const content = csv(
      `05.01.2026;Ada;${one.number} ${two.number};62,00;USD`,
      '05.01.2026;Ada;meine Karte 4111 1111 1111 1111;5,00;USD',
    );
    const { items } = showImport(must(await importCsv(content)));
    expect(items.map(({ outcome }) => outcome)).toEqual(['unmatched', 'unmatched']);
    const kept = must(await listPayments(test.ports, { limit: 50 })).items;
    expect(JSON.stringify(kept)).toContain('meine Karte');
    expect(JSON.stringify(kept)).not.toContain('4111');
    expect(showImport(must(await importCsv(content)))).toMatchObject({ known: 2 });
  });

  it('takes a reference of the bank as it is, though it looks like a card', async () => {
    const rows = ['4111111111111111', '5500005555555559'].map((id) => `05.01.2026;Ada;${id};Miete;5,00;USD`);
    const content = ['Buchungstag;Auftraggeber;Referenz;Verwendungszweck;Betrag;Währung', ...rows].join('\n');
    for (const [unmatched, known] of [
      [2, 0],
      [0, 2],
    ]) {
      const imported = must(await importCsv(content, { id: 'Referenz' }));
      expect(showImport(imported)).toMatchObject({ unmatched, known });
    }
  });

  it('tells entries apart to which the bank gave one reference, and refuses what it cannot', async () => {
    const head = 'Buchungstag;Auftraggeber;Referenz;Verwendungszweck;Betrag;Währung';
    const row = (on: string, id: string, amount = '5,00') => `${on}.2026;Ada;${id};Miete;${amount};USD`;
    const imported = async (...rows: string[]) => importCsv([head, ...rows].join('\n'), { id: 'Referenz' });
    const counts = async (...rows: string[]) => {
      const { unmatched, known } = showImport(must(await imported(...rows)));
      return { unmatched, known };
    };
    const first = [row('05.01', '1'), row('05.01', '2'), row('05.01', 'NONREF'), row('05.01', 'NONREF')];
    expect(await counts(...first)).toEqual({ unmatched: 4, known: 0 });
    // The numbers begin anew with the next statement.
    const next = [row('06.01', '1'), row('05.01', '2', '7,00')];
    expect(await counts(...next)).toEqual({ unmatched: 2, known: 0 });
    expect(await counts(...first, ...next)).toEqual({ unmatched: 0, known: 6 });
    expect(await imported(row('07.01', 'internet'), row('07.01', 'internet'))).toMatchObject({
      refusal: {
        code: 'bank-statement.unreadable',
        flaws: [{ pointer: '/columns/id', message: expect.stringContaining('line 3: internet') }],
      },
    });
  });

  it('has suggestions for what waits, by name and amount, which staff take', async () => {
    const { subscriberId, invoiceId } = await billed();
    const content = csv('05.01.2026;Ada Lovelace;Internet Januar;31,00;USD');
    const [entry] = must(await importCsv(content));
    expect(entry!.outcome).toBe('unmatched');
    const suggestions = must(await suggestPayees(test.ports, entry!.paymentId));
    expect(suggestions).toMatchObject([
      {
        subscriberId,
        invoiceId,
        why: expect.stringMatching(/Ada Lovelace is named; invoice .* of that amount/),
      },
    ]);
    must(await matchPayment(test.ports, entry!.paymentId, suggestions[0]!, now));
    expect(await invoice(invoiceId)).toMatchObject({ state: 'paid' });
    expect(await suggestPayees(test.ports, entry!.paymentId)).toMatchObject({
      refusal: { code: 'payment.not-unmatched' },
    });
  });

  it('reads CSV as RFC 4180 has it', () => {
    expect(csvRows('a,"b ""c"", d","e\nf"\r\n,,\r\n1,2,3', ',')).toEqual([
      ['a', 'b "c", d', 'e\nf'],
      ['1', '2', '3'],
    ]);
  });
});

const entryOf = (inner: string, more = '') =>
  `<Ntry><Amt Ccy="USD">31.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-01-05</Dt></BookgDt>${more}<NtryDtls>${inner}</NtryDtls></Ntry>`;
const document = (entries: string) =>
  `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S1</Id><Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct>${entries}</Stmt></BkToCstmrStmt></Document>`;
const read = (content: string) => importStatement(test.ports, { format: 'camt.053', content }, now);

describe('one account as CSV and as CAMT.053', () => {
  const detail = (words: string, name: string, refs = '') =>
    entryOf(
      `<TxDtls>${refs === '' ? '' : `<Refs>${refs}</Refs>`}<RltdPties><Dbtr><Nm>${name}</Nm></Dbtr></RltdPties><RmtInf><Ustrd>${words}</Ustrd></RmtInf></TxDtls>`,
    );
  const referenced = (...rows: string[]) =>
    importCsv(['Buchungstag;Auftraggeber;Referenz;Verwendungszweck;Betrag;Währung', ...rows].join('\n'), {
      id: 'Referenz',
    });
  const outcomesOf = async (imported: ReturnType<typeof importStatement>) =>
    must(await imported).map(({ outcome }) => outcome);
  const state = async (id: string) => must(await readPayment(test.ports, id)).state;

  it('is one by a reference of the bank, whichever comes first, and then by every reference of either', async () => {
    const row = '05.01.2026;Ada;BANK-0001;SEPA transfer;31,00;USD';
    const refs = '<AcctSvcrRef>BANK-0001</AcctSvcrRef><EndToEndId>RENT-2026</EndToEndId>';
    const xml = document(detail('Miete', 'A. Lovelace', refs));
    expect(await outcomesOf(referenced(row))).toEqual(['unmatched']);
    expect(await outcomesOf(read(xml))).toEqual(['known']);
    expect(await outcomesOf(read(xml))).toEqual(['known']);
    const content = 'Tag;Text;Summe;EndToEnd\n05.01.2026;Rent;31,00;RENT-2026';
    const { name: _, ...rest } = columns;
    const third = { ...rest, date: 'Tag', reference: ['Text'], amount: 'Summe', id: 'EndToEnd' };
    const file = { format: 'csv' as const, content, columns: { ...third, currency: { code: 'USD' } } };
    expect(await outcomesOf(importStatement(test.ports, file, now))).toEqual(['known']);
    // The bank tells of another one with the payer's reference on that day.
    const another = refs.replace('BANK-0001', 'BANK-0002');
    expect(await outcomesOf(read(document(detail('Miete', 'A. Lovelace', another))))).toEqual(['unmatched']);
  });

  it('holds what looks alike, as often as it does, and counts it once staff say so', async () => {
    const { subscriberId, account, invoiceId, number } = await billed();
    const row = `05.01.2026;Ada Lovelace;Rechnung ${number};31,00;USD`;
    expect(await outcomesOf(importCsv(csv(row)))).toEqual(['matched']);
    const one = detail(`Rechnung ${number} ${account}`, 'LOVELACE, ADA');
    const imported = must(await read(document(`${one}${one}`)));
    expect(imported.map(({ outcome }) => outcome)).toEqual(['held', 'matched']);
    const [{ paymentId }] = imported as [ImportedEntry];
    expect(await invoice(invoiceId)).toMatchObject({ state: 'paid' });
    const credit = async () =>
      (await test.ports.store.load(billingAccountAggregate, accountIdOf(subscriberId)))!.state.credit;
    expect(await credit()).toBe(3_100);
    const waiting = must(await listPayments(test.ports, { limit: 50, state: 'held' })).items;
    expect(waiting.map(({ id }) => id)).toEqual([paymentId]);
    expect(must(await listPayments(test.ports, { limit: 50, state: 'unmatched' })).items).toEqual([]);
    expect(await outcomesOf(read(document(`${one}${one}`)))).toEqual(['known', 'known']);
    must(await dropHeldPayment(test.ports, paymentId, now));
    expect(await credit()).toBe(3_100);
    expect(await outcomesOf(read(document(`${one}${one}`)))).toEqual(['known', 'known']);
    expect(must(await listPayments(test.ports, { limit: 50, state: 'held' })).items).toEqual([]);
    // It was dropped by mistake.
    must(await countHeldPayment(test.ports, paymentId, now));
    expect(await state(paymentId)).toMatchObject({
      state: 'received',
      subscriberId,
      receivedOn: '2026-01-05',
    });
    expect(await credit()).toBe(6_200);
    expect(await countHeldPayment(test.ports, paymentId, now)).toMatchObject({
      refusal: { code: 'payment.not-held' },
    });
  });

  it('spares whose payment is held, and books none of it', async () => {
    const { subscriberId, number } = await billed();
    must(await importCsv(csv('05.01.2026;Ada Lovelace;Internet;31,00;USD')));
    const [held] = must(await read(document(detail(`Internet ${number}`, 'Ada Lovelace'))));
    expect(held).toMatchObject({ outcome: 'held' });
    must(await setDunningPolicy(test.ports, { rules: [], unmatchedLimit: 10 }, now));
    const ground = await loadDunningGround(test.ports.store, now);
    const { facts } = await loadStanding(test.ports.store, subscriberId, ground, now);
    expect(facts.isUnmatchedOwn).toBe(true);
    const events = await test.ports.store.history('payment', held!.paymentId);
    expect(events.filter(({ type }) => ledgerEventTypes.includes(type as LedgerEventType))).toEqual([]);
  });
});

describe('CAMT.053', () => {
  it('is counted by remittance and creditor reference, each transaction of a batch for itself', async () => {
    const [one, two, three] = [await billed(), await billed(), await billed()];
    const batch = [one, two]
      .map(
        ({ number }, i) =>
          `<TxDtls><Refs><AcctSvcrRef>TX${i}</AcctSvcrRef></Refs><Amt Ccy="USD">15.50</Amt><RltdPties><Dbtr><Pty><Nm>Payer ${i}</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>Invoice ${number}</Ustrd></RmtInf></TxDtls>`,
      )
      .join('');
    const structured = `<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RmtInf><Strd><CdtrRefInf><Ref>${three.number}</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>`;
    const xml = document(
      [
        entryOf(batch),
        entryOf(structured, '<AcctSvcrRef>E2</AcctSvcrRef>'),
        entryOf('').replace('CRDT', 'DBIT'),
        entryOf('').replace('BOOK', 'PDNG'),
      ].join(''),
    );
    expect(showImport(must(await read(xml)))).toMatchObject({
      matched: 3,
      unmatched: 0,
      items: [
        { invoiceId: one.invoiceId, amount: { amount: '15.50' }, name: 'Payer 0' },
        { invoiceId: two.invoiceId, amount: { amount: '15.50' } },
        { invoiceId: three.invoiceId, amount: { amount: '31.00' } },
      ],
    });
    expect(await invoice(one.invoiceId)).toMatchObject({ due: 1_550 });
    expect(await invoice(three.invoiceId)).toMatchObject({ state: 'paid' });
    expect(showImport(must(await read(xml)))).toMatchObject({ matched: 0, known: 3 });
  });

  it('counts an entry once, in whatever statement it stands, and equal ones for themselves', async () => {
    const paid = (words: string) => entryOf(`<TxDtls><RmtInf><Ustrd>${words}</Ustrd></RmtInf></TxDtls>`);
    const day = document(`${paid('Miete')}${paid('Miete')}`);
    expect(showImport(must(await read(day)))).toMatchObject({ unmatched: 2, known: 0 });
    const month = document(`${paid('Strom')}${paid('Miete')}${paid('Miete')}${paid('Miete')}`);
    const again = must(await read(month.replace('<Id>S1</Id>', '<Id>S2</Id>')));
    expect(showImport(again)).toMatchObject({ unmatched: 2, known: 2 });
  });

  it('takes no reference for one that is none, nor one of a batch for all of it', async () => {
    const nonref = '<AcctSvcrRef>NONREF</AcctSvcrRef><NtryRef>1</NtryRef>';
    const [one, two] = ['A', 'B'].map((words) =>
      entryOf(`<TxDtls><RmtInf><Ustrd>${words}</Ustrd></RmtInf></TxDtls>`, nonref),
    );
    expect(showImport(must(await read(document(`${one}${two}`))))).toMatchObject({ unmatched: 2 });
    const part = (words: string) =>
      `<TxDtls><Refs><AcctSvcrRef>BATCH</AcctSvcrRef></Refs><Amt Ccy="USD">15.50</Amt><RmtInf><Ustrd>${words}</Ustrd></RmtInf></TxDtls>`;
    const batch = document(entryOf(part('C') + part('D')));
    expect(showImport(must(await read(batch)))).toMatchObject({ unmatched: 2, known: 0 });
  });

  describe('of money that the bank took back', () => {
    const part = (refs: string, words: string, more = '') =>
      `<TxDtls><Refs>${refs}</Refs><Amt Ccy="USD">31.00</Amt>${more}<RmtInf><Ustrd>${words}</Ustrd></RmtInf></TxDtls>`;
    const why = '<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>';
    const back = (inner: string, more = '', on = '2026-01-08') =>
      document(entryOf(inner, more).replace('CRDT', 'DBIT').replace('2026-01-05', on));
    const outcomes = async (xml: string) => showImport(must(await read(xml))).items;

    it.each([
      ['the entry that it names', (number: string) => [`<TxId>T1</TxId>`, 'x', number] as const],
      ['what the payer wrote', (number: string) => [`<TxId>T2</TxId>`, number, number] as const],
    ])('opens what it had settled again, by %s', async (_, told) => {
      const { number, invoiceId, subscriberId } = await billed();
      const [refs, words, wrote] = told(number);
      await read(document(entryOf(part('<TxId>T1</TxId>', wrote))));
      expect(await invoice(invoiceId)).toMatchObject({ state: 'paid' });
      const xml = back(part(refs, words, why));
      expect(await outcomes(xml)).toMatchObject([
        { outcome: 'returned', subscriberId, amount: { amount: '-31.00' } },
      ]);
      expect(await invoice(invoiceId)).toMatchObject({ state: 'issued', due: 3_100 });
      expect(await outcomes(xml)).toMatchObject([{ outcome: 'known' }]);
      expect(await invoice(invoiceId)).toMatchObject({ due: 3_100 });
    });

    it('tells a reversal from what was paid out, and one of a debit is no money of a subscriber', async () => {
      const { number, invoiceId } = await billed();
      await read(document(entryOf(part('<TxId>T1</TxId>', number))));
      expect(await outcomes(back(part('<TxId>T8</TxId>', number)))).toEqual([]);
      const reversal = '<RvslInd>1</RvslInd>';
      expect(await outcomes(document(entryOf(part('<TxId>T9</TxId>', number), reversal)))).toEqual([]);
      expect(await outcomes(back(part('<TxId>T1</TxId>', number), reversal))).toMatchObject([
        { outcome: 'returned' },
      ]);
      expect(await invoice(invoiceId)).toMatchObject({ due: 3_100 });
    });

    it('waits for people where it is not certain whose it was, and is counted as they say', async () => {
      const [one, two] = [await billed(), await billed()];
      await read(document(entryOf(part('<TxId>T1</TxId>', one.number))));
      const both = part('<TxId>T2</TxId>', 'nobody', why);
      const [waiting] = await outcomes(back(both));
      expect(waiting).toMatchObject({ outcome: 'unmatched' });
      const list = async () =>
        must(await listPayments(test.ports, { limit: 50, state: 'unmatched' })).items.map(({ id }) => id);
      expect(await list()).toEqual([waiting!.paymentId]);
      must(await matchPayment(test.ports, waiting!.paymentId, { subscriberId: one.subscriberId }, now));
      expect(await list()).toEqual([]);
      // A bank books on the 8th; on the clock of the tests it is the 5th still.
      expect(await invoice(one.invoiceId)).toMatchObject({ due: 3_100 });

      // Nothing of that amount came from the other one: it is owed all the same.
      const [other] = await outcomes(back(part('<TxId>T3</TxId>', 'nobody', why)));
      must(await matchPayment(test.ports, other!.paymentId, { subscriberId: two.subscriberId }, now));
      const account = await test.ports.store.load(billingAccountAggregate, accountIdOf(two.subscriberId));
      expect(account?.state).toMatchObject({ credit: -3_100, openInvoices: [{ due: 3_100 }] });
      expect(
        await matchPayment(test.ports, other!.paymentId, { subscriberId: two.subscriberId }, now),
      ).toMatchObject({ refusal: { code: 'payment.not-unmatched' } });
    });
  });

  it('makes no more money of a batch than its amount, and reads the signs of XML', async () => {
    const part = '<TxDtls><RmtInf><Ustrd>Smith &amp; Sons &lt;1&gt;</Ustrd></RmtInf></TxDtls>';
    const { items } = showImport(must(await read(document(entryOf(part + part)))));
    expect(items).toMatchObject([{ outcome: 'unmatched', amount: { amount: '31.00' } }]);
    const single = showImport(must(await read(document(entryOf(part)))));
    expect(single.items).toMatchObject([{ reference: 'Smith & Sons <1>' }]);
  });

  it.each([
    ['no XML', 'hello'],
    ['half of it', document(entryOf('')).slice(0, 200)],
    ['another document', '<?xml version="1.0"?><Document><Other/></Document>'],
    ['an entity', `<!DOCTYPE x [<!ENTITY a "b">]>${document(entryOf(''))}`],
    ['an entry without a day', document(entryOf('').replace(/<BookgDt>.*<\/BookgDt>/, ''))],
    ['an amount that is none', document(entryOf('').replace('31.00', '1e9'))],
  ])('is refused when it is %s', async (_, content) => {
    expect(await read(content)).toMatchObject({
      refusal: { code: 'bank-statement.unreadable', pointer: '/content' },
    });
  });
});
