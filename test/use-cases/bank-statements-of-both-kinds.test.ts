import { describe, expect, it } from 'vitest';
import { type LedgerEventType, ledgerEventTypes } from '../../functions/contracts/ledger.ts';
import { accountIdOf, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { countHeldPayment } from '../../functions/use-cases/count-held-payment.ts';
import { dropHeldPayment } from '../../functions/use-cases/drop-held-payment.ts';
import { loadDunningGround, loadStanding } from '../../functions/use-cases/dunning-standing.ts';
import { type ImportedEntry, importStatement } from '../../functions/use-cases/import-statement.ts';
import { listPayments, readPayment } from '../../functions/use-cases/read-billing.ts';
import { setDunningPolicy } from '../../functions/use-cases/set-dunning-policy.ts';
import {
  aBankStatementCase,
  billed,
  columns,
  csv,
  document,
  entryOf,
  importCsv,
  invoice,
  now,
  read,
  test,
} from './bank-statement-case.ts';
import { must } from './paying-subscriber.ts';

aBankStatementCase();

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

  it('holds what names an invoice that the same money has settled a day before, as another kind had it', async () => {
    const { invoiceId, number } = await billed();
    const entry = document(detail(`Rechnung ${number}`, 'Ada Lovelace'));
    const [before] = must(await importCsv(csv(`04.01.2026;Ada Lovelace;${number};31,00;USD`)));
    expect(await invoice(invoiceId)).toMatchObject({ state: 'paid' });
    const [held] = must(await read(entry));
    expect(held).toMatchObject({ outcome: 'held' });
    expect(await state(held!.paymentId)).toMatchObject({ held: { twinId: before!.paymentId } });
    expect(await outcomesOf(importCsv(csv(`05.01.2026;Ada Lovelace;${number};31,00;USD`)))).toEqual([
      'matched',
    ]);
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
