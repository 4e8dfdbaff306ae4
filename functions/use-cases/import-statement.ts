import type { StatementColumns, StatementEntry } from '../contracts/bank-statement.ts';
import { withoutCardNumbers } from '../contracts/card-number.ts';
import { accountIdOf, billingAccountAggregate } from '../domain/billing/account.ts';
import {
  type Payment,
  type PaymentEvent,
  paymentAggregate,
  paymentClaim,
} from '../domain/payment/payment.ts';
import { readStatementCsv } from '../domain/payment/statement-csv.ts';
import {
  type Candidate,
  type Match,
  matchByNumber,
  numbersIn,
  type Suggestion,
  suggest,
} from '../domain/payment/statement-match.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Change, Claim, Store } from '../ports/store.ts';
import { countFor, findPayee } from './count-payment.ts';
import { paymentGoneBack, returnedChanges } from './count-return.ts';
import { loadKnown } from './load.ts';
import { withRetry } from './retry.ts';

type ImportPorts = Pick<Ports, 'store' | 'ids' | 'search' | 'bankStatements'>;

export type StatementFile =
  | { readonly format: 'camt.053'; readonly content: string }
  | { readonly format: 'csv'; readonly content: string; readonly columns: StatementColumns };

/** What became of one entry. */
export interface ImportedEntry extends StatementEntry {
  readonly paymentId: string;
  /** `returned`: it went back, and what it had settled is due again. */
  readonly outcome: 'matched' | 'unmatched' | 'known' | 'returned';
  readonly match?: Match | undefined;
}

/**
 * Takes a bank's statement: each entry of money that came in is one payment by the bank's own reference, however often the
 * file, or another with the same entry, is imported. Where its text names an open invoice or an account for certain it is
 * counted for it; the others wait for people, and so does money that went back where it is not certain of which payment. A
 * file that cannot be read whole imports nothing.
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
  const imported: ImportedEntry[] = [];
  for (const entry of entries.value) {
    const one = await importOne(ports, entry, each);
    if (!one.ok) return one;
    imported.push(one.value);
  }
  return done(imported);
}

function importOne(
  ports: ImportPorts,
  entry: StatementEntry,
  context: Context,
): Promise<Result<ImportedEntry>> {
  const { store } = ports;
  return withRetry(context, async (): Promise<Result<ImportedEntry>> => {
    const { held, claim } = await nameOf(store, entry);
    if (held !== undefined) return done({ ...entry, paymentId: held, outcome: 'known' });
    const found = await candidatesByNumber(ports, entry.reference);
    const { changes, ...imported } = await (entry.returns === undefined
      ? takeIn(ports, entry, found, claim, context)
      : takeBack(ports, entry, found, claim, context));
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

/**
 * The payment that an entry is already, or the name under which it becomes one: the bank's own, and where that was another
 * entry's, such as a number that begins anew each year, that with day and amount.
 */
async function nameOf(
  store: Store,
  { id, on, money, returns }: StatementEntry,
): Promise<{ readonly held?: string; readonly claim: Claim }> {
  const claim = paymentClaim('manual', `bank:${id}`);
  const held = await store.holder(claim);
  if (held === undefined) return { claim };
  const payment = (await store.load(paymentAggregate, held))?.state;
  const known = payment?.money ?? payment?.awaited;
  const isSame = known?.minor === money.minor && known.currency === money.currency;
  // What went back may be known as the payment that had brought it.
  if (returns !== undefined || (isSame && payment?.receivedOn === on)) return { held, claim };
  const longer = paymentClaim('manual', `bank:${id}|${on}|${money.minor}`);
  const again = await store.holder(longer);
  return { claim: longer, ...(again === undefined ? {} : { held: again }) };
}

/** Money that came in. */
async function takeIn(
  ports: ImportPorts,
  entry: StatementEntry,
  found: readonly Candidate[],
  claim: Claim,
  context: Context,
): Promise<Taken> {
  const match = matchByNumber(entry.reference, found);
  const paymentId = ports.ids.next('pay');
  const { events, others, isMatched } = await decide(ports, entry, match, paymentId, context);
  const made = change(paymentAggregate, paymentId, undefined, events, context.now, { claims: [claim] });
  return { changes: [made, ...others], paymentId, outcome: isMatched ? 'matched' : 'unmatched', match };
}

/** Money that had come in and went back: of the payment that it names for certain, or it waits for people. */
async function takeBack(
  { store, ids }: ImportPorts,
  entry: StatementEntry,
  found: readonly Candidate[],
  claim: Claim,
  context: Context,
): Promise<Taken> {
  const { id, on, money, reference, name } = entry;
  const payment = await paymentGoneBack(
    store,
    entry,
    found.map(({ subscriberId }) => subscriberId),
  );
  const note = noteOf(reference, name);
  if (payment !== undefined) {
    const reason = `The bank took it back on ${on}${note === '' ? '.' : `: ${note}`}`;
    const changes = await returnedChanges(store, payment, { money, reason }, context, { claims: [claim] });
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
  const made = change(paymentAggregate, paymentId, undefined, [returned], context.now, { claims: [claim] });
  return { changes: [made], paymentId, outcome: 'unmatched' };
}

async function decide(
  { store }: ImportPorts,
  { id, on, money, reference, name }: StatementEntry,
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
      ...(payee?.known === true ? { subscriberId: payee.subscriberId } : {}),
    },
  };
  if (payee?.known !== true) {
    const why = payee ?? {
      reason: 'no-reference',
      detail: 'What the payer wrote names neither an open invoice nor an account for certain.',
    };
    const { reason, detail } = why;
    const unmatched: PaymentEvent = { type: 'payment.unmatched', data: { reason, detail } };
    return { events: [received, unmatched], others: [], isMatched: false };
  }
  const counted = await countFor(store, payee, { paymentId, minor: money.minor, refunded: 0, on }, context);
  return { events: [received, ...counted.paymentEvents], others: counted.others, isMatched: true };
}

/** What the payer wrote; a number that may be a card's is not kept. */
function noteOf(reference: string, name: string | undefined): string {
  return withoutCardNumbers([name, reference].filter(Boolean).join(': ').slice(0, 500));
}

const candidatesPerNumber = 3;

async function candidatesByNumber(ports: ImportPorts, text: string): Promise<readonly Candidate[]> {
  const found = await Promise.all(
    numbersIn(text).map((number) => ports.search.find('subscriber', number, candidatesPerNumber)),
  );
  return candidates(ports, found.flat());
}

async function candidates(
  { store }: Pick<Ports, 'store'>,
  subscriberIds: readonly string[],
): Promise<readonly Candidate[]> {
  const ids = [...new Set(subscriberIds)];
  const [subscribers, accounts] = await Promise.all([
    store.loadAll(subscriberAggregate, ids),
    store.loadAll(billingAccountAggregate, ids.map(accountIdOf)),
  ]);
  return subscribers.map(({ id, state: { number, details } }) => ({
    subscriberId: id,
    number,
    name: details.name,
    open: accounts.find((account) => account.id === accountIdOf(id))?.state.openInvoices ?? [],
  }));
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
  return done(suggest({ text: note, minor: money.minor }, await candidates(ports, found.flat())));
}
