import { afterEach, beforeEach } from 'vitest';
import type { StatementColumns } from '../../functions/contracts/bank-statement.ts';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { importStatement } from '../../functions/use-cases/import-statement.ts';
import { indexSearch } from '../../functions/use-cases/index-search.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { activate, must, openShop, type Shop, subscribe } from './paying-subscriber.ts';

export let test: TestPorts;
export let shop: Shop;
export const now = contextAt('2026-01-05T12:00:00.000Z');

export const columns: StatementColumns = {
  separator: ';',
  date: 'Buchungstag',
  dateFormat: 'DD.MM.YYYY',
  amount: 'Betrag',
  decimal: ',',
  currency: { column: 'Währung' },
  reference: ['Verwendungszweck'],
  name: 'Auftraggeber',
};
export const csv = (...rows: string[]) =>
  ['\uFEFFBuchungstag;Auftraggeber;Verwendungszweck;Betrag;Währung', ...rows].join('\r\n');
export const importCsv = (content: string, more: Partial<StatementColumns> = {}) =>
  importStatement(test.ports, { format: 'csv', content, columns: { ...columns, ...more } }, now);

export async function billed(name?: string): Promise<{
  subscriberId: string;
  account: string;
  invoiceId: string;
  number: string;
}> {
  const subscriberId = await subscribe(shop, name === undefined ? {} : { name });
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
export const invoice = async (id: string) => (await test.ports.store.load(invoiceAggregate, id))!.state;

/** Before each test there is a shop whose statements are read. */
export function aBankStatementCase(): void {
  beforeEach(async () => {
    test = await makePorts();
    shop = await openShop(test.ports);
  });
  afterEach(() => test.stop());
}

export const entryOf = (inner: string, more = '') =>
  `<Ntry><Amt Ccy="USD">31.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-01-05</Dt></BookgDt>${more}<NtryDtls>${inner}</NtryDtls></Ntry>`;
export const document = (entries: string) =>
  `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S1</Id><Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct>${entries}</Stmt></BkToCstmrStmt></Document>`;
export const read = (content: string) => importStatement(test.ports, { format: 'camt.053', content }, now);
