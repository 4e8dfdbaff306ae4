import { describe, expect, it } from 'vitest';
import { accountIdOf, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { csvRows } from '../../functions/domain/payment/statement-csv.ts';
import { suggestPayees } from '../../functions/use-cases/import-statement.ts';
import { matchPayment } from '../../functions/use-cases/match-payment.ts';
import { listPayments } from '../../functions/use-cases/read-billing.ts';
import { showImport } from '../../functions/use-cases/show-billing.ts';
import { aBankStatementCase, billed, csv, importCsv, invoice, now, test } from './bank-statement-case.ts';
import { must } from './paying-subscriber.ts';

aBankStatementCase();

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

  it('counts what is paid twice for whoever is called so, or whose amount it is, as credit', async () => {
    const { subscriberId, invoiceId, number } = await billed();
    const account = async () =>
      (await test.ports.store.load(billingAccountAggregate, accountIdOf(subscriberId)))!.state;
    const count = async (on: string, name: string, amount: string, text = `Rechnung ${number}`) =>
      must(await importCsv(csv(`${on}.01.2026;${name};${text};${amount};USD`)))[0]!;
    expect((await count('02', 'Ada Lovelace', '31,00')).match).toEqual({ subscriberId, invoiceId });
    expect((await count('03', 'Lovelace, Ada', '20,00')).match).toEqual({ subscriberId });
    expect((await count('04', 'A Bank', '31,00')).match).toEqual({ subscriberId });
    expect(await account()).toMatchObject({ credit: 5_100, openInvoices: [] });
    const astray = await count('05', 'A Bank', '12,00');
    expect(astray).toMatchObject({ outcome: 'unmatched' });
    expect(must(await suggestPayees(test.ports, astray.paymentId))).toEqual([
      { subscriberId, why: `invoice ${number} of theirs, settled, is named` },
    ]);
    expect(await account()).toMatchObject({ credit: 5_100 });
  });

  it('takes no amount for a sign where another subscriber paid and may have mistyped the number', async () => {
    const { number } = await billed();
    must(await importCsv(csv(`02.01.2026;Ada Lovelace;${number};31,00;USD`)));
    await billed('Charles Babbage');
    const content = csv(`05.01.2026;Charles Babbage;${number};31,00;USD`);
    const [entry] = must(await importCsv(content));
    expect(entry).toMatchObject({ outcome: 'unmatched' });
    const suggestions = must(await suggestPayees(test.ports, entry!.paymentId));
    expect(suggestions.map(({ why }) => why)).toEqual([
      expect.stringMatching(/^Charles Babbage is named; invoice .* is of that amount$/),
      `invoice ${number} of theirs, settled, is named and was of that amount`,
    ]);
  });

  it('reads CSV as RFC 4180 has it', () => {
    expect(csvRows('a,"b ""c"", d","e\nf"\r\n,,\r\n1,2,3', ',')).toEqual([
      ['a', 'b "c", d', 'e\nf'],
      ['1', '2', '3'],
    ]);
  });
});
