import type { StatementColumns, StatementEntry } from '../contracts/bank-statement.ts';
import { withoutCardNumbers } from '../contracts/card-number.ts';
import {
  entryClaim,
  isAnnounced,
  type Payment,
  type PaymentEvent,
  paymentAggregate,
  paymentClaim,
} from '../domain/payment/payment.ts';
import { readStatementCsv } from '../domain/payment/statement-csv.ts';
import {
  type Match,
  numbersIn,
  type Paid,
  type Suggestion,
  suggest,
} from '../domain/payment/statement-match.ts';
import { mayBeThat, mayTellOf, type Told, twinsOf } from '../domain/payment/statement-twins.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Change, Claim, Store, Stored } from '../ports/store.ts';
import { bookedOn } from './booked-on.ts';
import { countHeldPayment } from './count-held-payment.ts';
import { countFor, findPayee } from './count-payment.ts';
import { paymentGoneBack, returnedChanges } from './count-return.ts';
import { loadKnown } from './load.ts';
import { candidatesOf, namedBy, namesNobody, noteOf, subscribersNamed, whoIsNamed } from './payer-words.ts';
import { withRetry } from './retry.ts';

type ImportPorts = Pick<Ports, 'store' | 'ids' | 'search' | 'bankStatements'>;

export type StatementFile =
  | { readonly format: 'camt.053'; readonly content: string }
  | { readonly format: 'csv'; readonly content: string; readonly columns: StatementColumns };

/** What became of one entry. */
export interface ImportedEntry extends StatementEntry {
  readonly paymentId: string;
  /** `held`: it looks like money that is known. `returned`: it went back, and what it had settled is due again. */
  readonly outcome: 'matched' | 'unmatched' | 'known' | 'held' | 'returned';
  readonly match?: Match | undefined;
}

/**
 * Takes a bank's statement: each entry of money that came in is one payment by the bank's own reference, however often the
 * file, or another with the same entry, is imported. Where its text names an invoice or an account for certain it is
 * counted for it; the others wait for people, and so does money that went back where it is not certain of which payment, and
 * what looks like money of which a statement of another kind told. A file that cannot be read whole imports nothing.
 */
export async function importStatement(
  ports: ImportPorts,
  file: StatementFile,
  context: Context,
): Promise<Result<readonly ImportedEntry[]>> {
  const entries =
    file.format === 'csv'
      ? readStatementCsv(file.content, file.columns, withoutCardNumbers)
      : ports.bankStatements.readCamt053(file.content);
  if (!entries.ok) return entries;
  const { idempotency: _, expectedVersion: __, ...each } = context;
  const twins = await twinsIn(ports, entries.value);
  const imported: ImportedEntry[] = [];
  for (const entry of entries.value) {
    const one = await importOne(ports, entry, twins.get(entry.id), each);
    if (!one.ok) return one;
    imported.push(one.value);
  }
  return done(imported);
}

/** Which entries look like money that is known, by their ids. */
async function twinsIn(
  ports: ImportPorts,
  entries: readonly StatementEntry[],
): Promise<ReadonlyMap<string, string>> {
  const { store } = ports;
  const incoming = entries.filter(({ returns }) => returns === undefined);
  const booked = await bookedOn(store, [...new Set(incoming.map(({ on }) => on))]);
  const amountOf = ({ on, money }: Pick<StatementEntry, 'on' | 'money'>) =>
    [on, money.minor, money.currency].join('|');
  const byAmount = Map.groupBy(booked, amountOf);
  const known = new Set<string>();
  const told = await Promise.all(
    incoming
      .filter((entry) =>
        byAmount.get(amountOf(entry))?.some(({ sources }) => mayTellOf(entry.source, sources)),
      )
      .map(async (entry): Promise<readonly Told[]> => {
        const { id, on, money, reference, name, source } = entry;
        const { held } = await nameOf(store, entry);
        if (held !== undefined) {
          known.add(held);
          return [];
        }
        const { subscriberId } = (await namedBy(ports, paidBy(entry))) ?? {};
        return [{ id, on, money, text: noteOf(reference, name), source, subscriberId }];
      }),
  );
  return twinsOf(
    told.flat(),
    booked.filter(({ id }) => !known.has(id)),
  );
}

function importOne(
  ports: ImportPorts,
  entry: StatementEntry,
  twinId: string | undefined,
  context: Context,
): Promise<Result<ImportedEntry>> {
  const { store } = ports;
  return withRetry(context, async (): Promise<Result<ImportedEntry>> => {
    const named = await nameOf(store, entry);
    const { held } = named;
    let { recognised } = named;
    if (held !== undefined && recognised === undefined) {
      return done({ ...entry, paymentId: held, outcome: 'known' });
    }
    // What stands in a statement needs nobody's confirmation any more.
    if (recognised !== undefined && isAnnounced(recognised.state)) {
      const counted = await countHeldPayment(ports, recognised.id, context);
      if (!counted.ok) return counted;
      recognised = counted.value;
    }
    const claims = [named.claim, ...(await freeNames(store, entry))];
    const { changes, ...imported } =
      recognised === undefined
        ? await takeAnew(ports, entry, twinId, claims, context)
        : recognise(entry, recognised, claims, context);
    const committed = await store.commit(changes, context);
    if (committed.ok) return done({ ...entry, ...imported });
    return committed.refusal.code === 'store.claim-taken'
      ? { ok: false, refusal: { ...committed.refusal, code: 'store.version-conflict' } }
      : committed;
  });
}

interface Taken extends Pick<ImportedEntry, 'paymentId' | 'outcome' | 'match'> {
  readonly changes: readonly Change[];
}

async function takeAnew(
  ports: ImportPorts,
  entry: StatementEntry,
  twinId: string | undefined,
  claims: readonly Claim[],
  context: Context,
): Promise<Taken> {
  if (entry.returns !== undefined) return takeBack(ports, entry, claims, context);
  const { match, paidBefore } = await whoIsNamed(ports, paidBy(entry));
  const twin = twinId ?? (await settledBySame(ports.store, entry, paidBefore));
  return twin === undefined
    ? takeIn(ports, entry, match, claims, context)
    : hold(ports, entry, twin, match, claims, context);
}

/** The payment that settled what an entry names once more, and that it may be itself, booked on another day. */
async function settledBySame(
  store: Store,
  entry: StatementEntry,
  paymentIds: readonly string[],
): Promise<string | undefined> {
  const payments = await store.loadAll(paymentAggregate, paymentIds);
  return payments.find(({ state: { method, money, receivedOn: on, statements: sources = [] } }) => {
    const isOfBank = method === 'bank-transfer' && money !== undefined && on !== undefined;
    return isOfBank && mayBeThat(entry, { on, money, sources });
  })?.id;
}

function paidBy({ reference: text, name, money }: StatementEntry): Paid {
  return { text, name, money };
}

/** The entry of another kind of statement that it is by a reference of the bank: it has these names, too. */
function recognise(
  { source }: StatementEntry,
  known: Stored<Payment>,
  claims: readonly Claim[],
  context: Context,
): Taken {
  const events: readonly PaymentEvent[] = [{ type: 'payment.recognised', data: { statement: source } }];
  const made = change(paymentAggregate, known.id, known, events, context.now, { claims });
  return { changes: [made], paymentId: known.id, outcome: 'known' };
}

/** What looks like money that is known counts for nobody until staff have looked at it. */
function hold(
  { ids }: ImportPorts,
  { id, on, money, reference, name, source }: StatementEntry,
  twinId: string,
  match: Match | undefined,
  claims: readonly Claim[],
  context: Context,
): Taken {
  const paymentId = ids.next('pay');
  const note = noteOf(reference, name);
  const held: PaymentEvent = {
    type: 'payment.held',
    data: {
      provider: 'manual',
      providerPaymentId: `bank:${id}`,
      money,
      receivedOn: on,
      reference: match ?? {},
      ...(note === '' ? {} : { note }),
      statement: source,
      twinId,
    },
  };
  const made = change(paymentAggregate, paymentId, undefined, [held], context.now, { claims });
  return { changes: [made], paymentId, outcome: 'held' };
}

interface Named {
  /** The payment that it is already. */
  readonly held?: string;
  /** The same, where a statement of another kind told of it. */
  readonly recognised?: Stored<Payment>;
  /** The name under which it becomes one. */
  readonly claim: Claim;
}

/**
 * The payment that an entry is already, or the name under which it becomes one: the bank's own, and where that was another
 * entry's, such as a number that begins anew each year, that with day and amount.
 */
async function nameOf(store: Store, entry: StatementEntry): Promise<Named> {
  const { id, on, money, returns } = entry;
  const claim = paymentClaim('manual', `bank:${id}`);
  const held = await store.holder(claim);
  if (held === undefined) return { claim, ...(await recognised(store, entry)) };
  const payment = (await store.load(paymentAggregate, held))?.state;
  const known = payment?.money ?? payment?.awaited ?? payment?.held?.money;
  const isSame = known?.minor === money.minor && known.currency === money.currency;
  // What went back may be known as the payment that had brought it; what a provider told of has no day of the bank's.
  const isOfDay = payment?.receivedOn === undefined || payment.receivedOn === on;
  if (returns !== undefined || (isSame && isOfDay)) return { held, claim };
  const longer = paymentClaim('manual', `bank:${id}|${on}|${money.minor}`);
  const again = await store.holder(longer);
  return { claim: longer, ...(again === undefined ? await recognised(store, entry) : { held: again }) };
}

/** The payment of which a statement of another kind told by the same reference. */
async function recognised(
  store: Store,
  { names, source }: StatementEntry,
): Promise<Pick<Named, 'held' | 'recognised'>> {
  for (const holding of await store.holders(names.map(entryClaim))) {
    const known = holding && (await store.load(paymentAggregate, holding.holder));
    if (known !== undefined && mayTellOf(source, known.state.statements ?? [])) {
      return { held: known.id, recognised: known };
    }
  }
  return {};
}

/** The names of an entry that no other payment has. */
async function freeNames(store: Store, { names }: StatementEntry): Promise<readonly Claim[]> {
  const claims = names.map(entryClaim);
  const holdings = await store.holders(claims);
  return claims.filter((_, i) => holdings[i] === undefined);
}

/** Money that came in. */
async function takeIn(
  ports: ImportPorts,
  entry: StatementEntry,
  match: Match | undefined,
  claims: readonly Claim[],
  context: Context,
): Promise<Taken> {
  const paymentId = ports.ids.next('pay');
  const { events, others, isMatched } = await decide(ports, entry, match, paymentId, context);
  const made = change(paymentAggregate, paymentId, undefined, events, context.now, { claims });
  return { changes: [made, ...others], paymentId, outcome: isMatched ? 'matched' : 'unmatched', match };
}

/** Money that had come in and went back: of the payment that it names for certain, or it waits for people. */
async function takeBack(
  { store, ids, search }: ImportPorts,
  entry: StatementEntry,
  claims: readonly Claim[],
  context: Context,
): Promise<Taken> {
  const { id, on, money, reference, name } = entry;
  const payment = await paymentGoneBack(store, entry, await subscribersNamed({ search }, reference));
  const note = noteOf(reference, name);
  if (payment !== undefined) {
    const reason = `The bank took it back on ${on}${note === '' ? '.' : `: ${note}`}`;
    const changes = await returnedChanges(store, payment, { money, reason }, context, { claims });
    const { subscriberId } = payment.state;
    const match = subscriberId === undefined ? undefined : { subscriberId };
    return { changes, paymentId: payment.id, outcome: 'returned', match };
  }
  const paymentId = ids.next('pay');
  const returned: PaymentEvent = {
    type: 'payment.returned',
    data: {
      provider: 'manual',
      providerPaymentId: `bank:${id}`,
      money,
      returnedOn: on,
      ...(note === '' ? {} : { note }),
    },
  };
  const made = change(paymentAggregate, paymentId, undefined, [returned], context.now, { claims });
  return { changes: [made], paymentId, outcome: 'unmatched' };
}

async function decide(
  { store }: ImportPorts,
  { id, on, money, reference, name, source }: StatementEntry,
  match: Match | undefined,
  paymentId: string,
  context: Context,
): Promise<{ events: readonly PaymentEvent[]; others: readonly Change[]; isMatched: boolean }> {
  const payee = match === undefined ? undefined : await findPayee(store, match, money);
  const note = noteOf(reference, name);
  const received: PaymentEvent = {
    type: 'payment.received',
    data: {
      provider: 'manual',
      providerPaymentId: `bank:${id}`,
      method: 'bank-transfer',
      money,
      receivedAt: context.now,
      receivedOn: on,
      reference: match ?? {},
      ...(note === '' ? {} : { note }),
      statement: source,
      ...(payee?.known === true ? { subscriberId: payee.subscriberId } : {}),
    },
  };
  if (payee?.known !== true) {
    const why = payee ?? { reason: 'no-reference', detail: namesNobody };
    const { reason, detail } = why;
    const unmatched: PaymentEvent = { type: 'payment.unmatched', data: { reason, detail } };
    return { events: [received, unmatched], others: [], isMatched: false };
  }
  const counted = await countFor(store, payee, { paymentId, minor: money.minor, refunded: 0, on }, context);
  return { events: [received, ...counted.paymentEvents], others: counted.others, isMatched: true };
}

const candidatesByName = 10;

/** Who may have sent money that nobody was found for, the likeliest first, with why. */
export async function suggestPayees(
  ports: Pick<Ports, 'store' | 'search'>,
  paymentId: string,
): Promise<Result<readonly Suggestion[]>> {
  const known = await loadKnown(ports.store, paymentAggregate, paymentId);
  if (!known.ok) return known;
  const payment: Payment = known.value.state;
  const money = payment.money ?? payment.awaited;
  if (payment.unmatched === undefined || money === undefined) {
    return refuse('payment.not-unmatched', 'This payment is not waiting for somebody to say for whom it is.');
  }
  const { note = '' } = payment;
  const words = note.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= 3);
  const asked = [...new Set([...numbersIn(note), ...words])].slice(0, 12);
  const found = await Promise.all(
    asked.map((word) => ports.search.find('subscriber', word, candidatesByName)),
  );
  return done(suggest({ text: note, money }, await candidatesOf(ports, note, found.flat())));
}
