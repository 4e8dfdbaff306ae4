import type { EventEnvelope, PositionedEvent } from '../contracts/event.ts';
import { ledgerEventTypes } from '../contracts/ledger.ts';
import { billingAccountAggregate } from '../domain/billing/account.ts';
import { invoiceAggregate } from '../domain/billing/invoice.ts';
import { journalEntry, type LedgerFact } from '../domain/ledger/journal.ts';
import { totalsOf } from '../domain/ledger/totals.ts';
import { type Payment, type PaymentEvent, paymentAggregate } from '../domain/payment/payment.ts';
import { type PlacedEntry, totalsPerPost } from '../ports/ledger-book.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';

const eventsAtOnce = 100;

type LedgerPorts = Pick<Ports, 'store' | 'feed' | 'ledgerBook'>;

/**
 * Posts what happened since the last time, in the order of the feed, until the place given is posted. Several may do it
 * at once: each batch is counted by one of them. Answers how far the ledger is, which is less than asked when the feed
 * does not show all of it yet.
 */
export async function postLedger({ store, feed, ledgerBook }: LedgerPorts, through: number): Promise<number> {
  let after = await ledgerBook.postedThrough();
  for (;;) {
    if (after >= through) return after;
    const { items, nextAfter } = await feed.read({ after, limit: eventsAtOnce, types: ledgerEventTypes });
    if (nextAfter === after) return after;
    const placed = await entriesOf(store, items);
    const batch = firstBatch(placed);
    const reached = batch.length === placed.length ? nextAfter : (batch.at(-1)?.position ?? nextAfter);
    const isMine = await ledgerBook.post(after, reached, batch);
    after = isMine ? reached : await ledgerBook.postedThrough();
  }
}

/** As many as are posted at once, at least one. */
function firstBatch(placed: readonly PlacedEntry[]): readonly PlacedEntry[] {
  const keys = new Set<string>();
  const end = placed.findIndex(({ entry }, i) => {
    for (const key of totalsOf([entry]).keys()) keys.add(key);
    return i > 0 && keys.size > totalsPerPost;
  });
  return end < 0 ? placed : placed.slice(0, end);
}

/** The entries that follow from events, with what these are about read from the store. */
export async function entriesOf(
  store: Store,
  events: readonly PositionedEvent[],
): Promise<readonly PlacedEntry[]> {
  const of = (type: string) => [
    ...new Set(events.filter((event) => event.type.startsWith(type)).map(({ aggregateId }) => aggregateId)),
  ];
  const byId = <S>(stored: readonly Stored<S>[]) => new Map(stored.map(({ id, state }) => [id, state]));
  const payments = Map.groupBy(
    events.filter(({ aggregateType }) => aggregateType === 'payment'),
    ({ aggregateId }) => aggregateId,
  );
  const [accounts, invoices, histories] = await Promise.all([
    store.loadAll(billingAccountAggregate, of('billing-account.')),
    store.loadAll(invoiceAggregate, of('invoice.voided')),
    Promise.all(
      [...payments].map(async ([id, told]): Promise<[string, readonly EventEnvelope[]]> => {
        const isWhole = told.every(({ version }, i) => version === i + 1);
        return [id, isWhole ? told : await store.history('payment', id)];
      }),
    ),
  ]);
  const known: Known = {
    accounts: byId(accounts),
    invoices: byId(invoices),
    payments: new Map(histories),
  };
  return events.flatMap((event) => {
    const entry = journalEntry(factOf(event, known));
    return entry === undefined ? [] : [{ position: event.position, entry }];
  });
}

interface Known {
  readonly accounts: ReadonlyMap<string, Extract<LedgerFact, { account: unknown }>['account']>;
  readonly invoices: ReadonlyMap<string, Extract<LedgerFact, { invoice: unknown }>['invoice']>;
  readonly payments: ReadonlyMap<string, readonly EventEnvelope[]>;
}

function factOf(envelope: EventEnvelope, known: Known): LedgerFact {
  const { eventId, aggregateId: id, aggregateType, at, version } = envelope;
  const event = envelope as unknown as LedgerFact['event'];
  const about =
    aggregateType === 'billing-account'
      ? { account: present(known.accounts.get(id), id) }
      : aggregateType === 'payment'
        ? { before: paymentBefore(known.payments.get(id) ?? [], version) }
        : event.type === 'invoice.voided'
          ? { invoice: present(known.invoices.get(id), id) }
          : {};
  return { eventId, id, at, event, ...about } as LedgerFact;
}

function present<T>(value: T | undefined, id: string): T {
  if (value === undefined) throw new Error(`${id} has an event and no state`);
  return value;
}

function paymentBefore(history: readonly EventEnvelope[], version: number): Payment | undefined {
  return history
    .filter((event) => event.version < version)
    .reduce<Payment | undefined>(
      (payment, event) => paymentAggregate.evolve(payment, event as unknown as PaymentEvent, event.at),
      undefined,
    );
}
