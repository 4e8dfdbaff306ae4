import { describe, expect, it } from 'vitest';
import { accountIdOf, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { matchPayment } from '../../functions/use-cases/match-payment.ts';
import { listPayments } from '../../functions/use-cases/read-billing.ts';
import { showImport } from '../../functions/use-cases/show-billing.ts';
import {
  aBankStatementCase,
  billed,
  document,
  entryOf,
  invoice,
  now,
  read,
  test,
} from './bank-statement-case.ts';
import { must } from './paying-subscriber.ts';

aBankStatementCase();

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
