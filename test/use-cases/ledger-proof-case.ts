import { DeleteCommand, DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect } from 'vitest';
import type { ProofDifference, ProofExecution } from '../../functions/contracts/ledger-proof.ts';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { createCreditNote } from '../../functions/use-cases/create-credit-note.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { grantCredit } from '../../functions/use-cases/grant-credit.ts';
import {
  beginProof,
  checkBatch,
  concludeProof,
  countDocuments,
  listSubjects,
  startLedgerProof,
} from '../../functions/use-cases/ledger-proof.ts';
import {
  listProofDifferences,
  readLedgerProof,
  showLedgerProof,
} from '../../functions/use-cases/read-ledger-proofs.ts';
import { recordPayment } from '../../functions/use-cases/record-payment.ts';
import { refundPayment } from '../../functions/use-cases/refund-payment.ts';
import { voidInvoice } from '../../functions/use-cases/void-invoice.ts';
import { writeOffInvoice } from '../../functions/use-cases/write-off-invoice.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { relayed } from '../relayed.ts';
import { activate, must, openShop, type Shop, subscribe } from './paying-subscriber.ts';

export type Item = Record<string, unknown>;

export let test: TestPorts;
export let shop: Shop;
export let table: DynamoDBDocumentClient;
export const subscribers: string[] = [];
export const services: string[] = [];
export const at = (day: string) => contextAt(`${day}T12:00:00.000Z`);
export const usd = (minor: number) => ({ minor, currency: 'USD' });
export const invoicesOf = (owner: string) =>
  everyOne(test.ports.store, invoiceAggregate, { by: 'owner', owner });

/** Before all tests there are three who had two months with everything that moves money. */
export function provenBooks(): void {
  beforeAll(async () => {
    test = await makePorts();
    table = DynamoDBDocumentClient.from(test.table.client);
    shop = await openShop(test.ports);
    for (let i = 0; i < 3; i++) await live();
  });
  afterAll(() => test.stop());
}

/** Two months with everything that moves money. */
async function live(): Promise<void> {
  const { ports } = test;
  const subscriberId = await subscribe(shop, {
    billing: { model: 'pro-rata', cycleDay: 1, taxes: [{ name: 'VAT', rate: '10' }] },
  });
  const serviceId = await activate(shop, subscriberId, at('2026-01-10'));
  subscribers.push(subscriberId);
  services.push(serviceId);
  const bill = (on: string) => billSubscriber(ports, { subscriberId, on }, at(on));
  must(await bill('2026-01-10'));
  const [first] = await invoicesOf(subscriberId);
  const invoiceId = first?.id ?? '';
  const paid = must(
    await recordPayment(ports, { subscriberId, money: usd(1_500), method: 'cash' }, at('2026-01-12')),
  );
  must(await refundPayment(ports, paid.id, { amount: usd(200) }, at('2026-01-13')));
  const lineId = first?.state.lines[0]?.lineId ?? '';
  must(
    await createCreditNote(ports, { invoiceId, lineId, amount: usd(-100), reason: 'late' }, at('2026-01-14')),
  );
  must(await grantCredit(ports, subscriberId, { amount: usd(300), reason: 'sorry' }, at('2026-01-15')));
  must(await bill('2026-02-01'));
  const second = (await invoicesOf(subscriberId)).at(-1);
  must(await voidInvoice(ports, second?.id ?? '', { reason: 'wrong' }, at('2026-02-02')));
  must(await bill('2026-02-02'));
  const third = (await invoicesOf(subscriberId)).at(-1);
  must(await writeOffInvoice(ports, third?.id ?? '', { amount: usd(500), reason: 'lost' }, at('2026-02-03')));
}

/** A proof as its state machine makes it. */
export async function proof(execution?: ProofExecution, on = at('2026-02-10'), ports = test.ports) {
  await relayed(test);
  const wished = execution ?? { proofId: must(await startLedgerProof(ports, on)).id };
  const { proofId } = await beginProof(ports, wished, on);
  let cursor: string | null = null;
  for (let page = 0; page === 0 || cursor !== null; page++) {
    ({ nextCursor: cursor } = await countDocuments(ports, { proofId, cursor, page }, on));
  }
  for (const pass of ['first', 'again'] as const) {
    let next: string | null = null;
    for (let page = 0; page === 0 || next !== null; page++) {
      const { batches, nextCursor } = await listSubjects(ports, { proofId, pass, cursor: next, page });
      for (const batch of batches) {
        await checkBatch(ports, { proofId, pass, ...batch }, on);
        await checkBatch(ports, { proofId, pass, ...batch }, on);
      }
      next = nextCursor;
    }
  }
  await concludeProof(ports, proofId, on);
  const stored = must(await readLedgerProof(ports, proofId));
  const { items } = must(await listProofDifferences(ports, proofId, { limit: 200 }));
  return { view: showLedgerProof(stored), items };
}

export const findings = (items: readonly ProofDifference[]) =>
  [...new Set(items.map(({ finding }) => finding))].toSorted();

/** Changes an item behind the back of everything that writes it, looks, and puts it back. */
export async function damaged(
  type: string,
  id: string,
  spoil: (state: Item) => void,
  look: (found: Awaited<ReturnType<typeof proof>>) => void | Promise<void>,
): Promise<void> {
  const key = { pk: `${type}#${id}`, sk: 'STATE' };
  const item = await read(key);
  const worse = structuredClone(item);
  const state = JSON.parse(String(worse['state'])) as Item;
  spoil(state);
  await write({ ...worse, state: JSON.stringify(state) });
  await look(await proof());
  await write(item);
  expect((await proof()).items).toEqual([]);
}

export async function read(key: { pk: string; sk: string }): Promise<Item> {
  const { Items = [] } = await table.send(
    new QueryCommand({
      TableName: test.table.tableName,
      KeyConditionExpression: 'pk = :pk AND sk = :sk',
      ExpressionAttributeValues: { ':pk': key.pk, ':sk': key.sk },
    }),
  );
  if (Items[0] === undefined) throw new Error(`there is no ${key.pk} ${key.sk}`);
  return Items[0];
}

export const write = (item: Item) =>
  table.send(new PutCommand({ TableName: test.table.tableName, Item: item }));
export const remove = (item: Item) =>
  table.send(new DeleteCommand({ TableName: test.table.tableName, Key: { pk: item['pk'], sk: item['sk'] } }));
export async function oneOf(pk: string, is: (item: Item) => boolean): Promise<Item> {
  const { Items = [] } = await table.send(
    new QueryCommand({
      TableName: test.table.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
    }),
  );
  const found = Items.find(is);
  if (found === undefined) throw new Error(`nothing like that under ${pk}`);
  return found;
}
