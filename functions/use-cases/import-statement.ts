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
import type { Change } from '../ports/store.ts';
import { countFor, findPayee } from './count-payment.ts';
import { loadKnown } from './load.ts';
import { withRetry } from './retry.ts';

type ImportPorts = Pick<Ports, 'store' | 'ids' | 'search' | 'bankStatements'>;

export type StatementFile =
  | { readonly format: 'camt.053'; readonly content: string }
  | { readonly format: 'csv'; readonly content: string; readonly columns: StatementColumns };

/** What became of one entry. */
export interface ImportedEntry extends StatementEntry {
  readonly paymentId: string;
  readonly outcome: 'matched' | 'unmatched' | 'known';
  readonly match?: Match | undefined;
}

/**
 * Takes a bank's statement: each entry of money that came in is one payment by the bank's own reference, however often the
 * file, or another with the same entry, is imported. Where its text names an open invoice or an account for certain it is
 * counted for it; the others wait for people. A file that cannot be read whole imports nothing.
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
  const { store, ids } = ports;
  const claim = paymentClaim('manual', `bank:${entry.id}`);
  return withRetry(context, async (): Promise<Result<ImportedEntry>> => {
    const held = await store.holder(claim);
    if (held !== undefined) return done({ ...entry, paymentId: held, outcome: 'known' });
    const match = matchByNumber(entry.reference, await candidatesByNumber(ports, entry.reference));
    const paymentId = ids.next('pay');
    const { events, others, isMatched } = await decide(ports, entry, match, paymentId, context);
    const made = change(paymentAggregate, paymentId, undefined, events, context.now, { claims: [claim] });
    const committed = await store.commit([made, ...others], context);
    if (committed.ok) {
      return done({ ...entry, paymentId, outcome: isMatched ? 'matched' : 'unmatched', match });
    }
    return committed.refusal.code === 'store.claim-taken'
      ? { ok: false, refusal: { ...committed.refusal, code: 'store.version-conflict' } }
      : committed;
  });
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
  if (payment.unmatched === undefined || payment.money === undefined) {
    return refuse('payment.not-unmatched', 'This payment is not waiting for somebody to say for whom it is.');
  }
  const { note = '' } = payment;
  const words = note.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= 3);
  const asked = [...new Set([...numbersIn(note), ...words])].slice(0, 12);
  const found = await Promise.all(
    asked.map((word) => ports.search.find('subscriber', word, candidatesByName)),
  );
  return done(suggest({ text: note, minor: payment.money.minor }, await candidates(ports, found.flat())));
}
