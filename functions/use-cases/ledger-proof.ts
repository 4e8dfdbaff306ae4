import type { LedgerProofBatchChecked } from '../contracts/events/ledger-proof-batch-checked.ts';
import type {
  NumberSpans,
  ProofBatches,
  ProofDifference,
  ProofExecution,
  ProofPass,
} from '../contracts/ledger-proof.ts';
import type { Instant } from '../contracts/scalars.ts';
import { invoiceAggregate } from '../domain/billing/invoice.ts';
import * as accounts from '../domain/ledger/accounts.ts';
import { trialBalance } from '../domain/ledger/trial-balance.ts';
import { formatMoney } from '../domain/money.ts';
import { paymentAggregate } from '../domain/payment/payment.ts';
import { countNumbers, numberDifferences } from '../domain/proof/document-numbers.ts';
import {
  completeProof,
  countChecked,
  failProof,
  keptProofs,
  type LedgerProof,
  ledgerProofAggregate,
  scheduledProofClaim,
} from '../domain/proof/ledger-proof.ts';
import { proveAccount } from '../domain/proof/prove-account.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { readAccountFacts } from './account-facts.ts';
import { everyOne } from './every-one.ts';
import { postLedger } from './post-ledger.ts';
import { subjectsFrom } from './proof-subjects.ts';
import { readAhead } from './read-ahead.ts';
import { silenceAlarm, soundAlarm } from './sound-alarm.ts';
import { changeOne, createOne } from './write-one.ts';

/** The ledger as the subject of an alarm. */
export const ledgerId = `ldg_${'0'.repeat(26)}`;

const perBatch = 25;
const perPage = 500;
const rounds = 6;

/** A document is written a moment after its id was made. */
const margin = 3_600_000;

type ProofPorts = Pick<Ports, 'store' | 'ids' | 'feed' | 'ledgerBook' | 'sessions'>;

/** Starts a proof of everything. The workflow opens the proof, so that none is on record that nobody works on. */
export async function startLedgerProof(
  ports: ProofPorts & Pick<Ports, 'workflow'>,
  context: Context,
): Promise<Result<Stored<LedgerProof>>> {
  const proofId = ports.ids.next('prf');
  const execution: ProofExecution = { proofId };
  await ports.workflow.start('prove-ledger', proofId, execution);
  return openProof(ports, proofId, { startedBy: 'request' }, undefined, context);
}

/** Finds the proof, or opens it: a wished one by its id, the schedule's by its instant. */
export async function beginProof(
  ports: ProofPorts,
  execution: ProofExecution,
  context: Context,
): Promise<{ readonly proofId: string }> {
  const { store, ids } = ports;
  if ('proofId' in execution) {
    const { proofId } = execution;
    const opened = await openProof(ports, proofId, { startedBy: 'request' }, undefined, context);
    if (!opened.ok) throw new Error(`the proof ${proofId} cannot be opened: ${opened.refusal.message}`);
    return { proofId };
  }
  const scheduledAt = new Date(execution.scheduledAt);
  const claim = scheduledProofClaim(scheduledAt.toISOString());
  const held = await store.holder(claim);
  if (held !== undefined) return { proofId: held };
  // Once a week everybody is proven, on other days those to whom something happened.
  const former = scheduledAt.getUTCDay() === 0 ? undefined : await lastProof(store);
  const proofId = ids.next('prf');
  const start = { startedBy: 'schedule', scheduledAt: scheduledAt.toISOString() } as const;
  const opened = await openProof(ports, proofId, start, former, context, claim);
  if (opened.ok) return { proofId };
  const rival = await store.holder(claim);
  if (rival === undefined) throw new Error(`the proof cannot be opened: ${opened.refusal.message}`);
  return { proofId: rival };
}

async function openProof(
  { store, feed, ledgerBook }: ProofPorts,
  proofId: string,
  start: { readonly startedBy: 'request' | 'schedule'; readonly scheduledAt?: Instant },
  former: LedgerProof | undefined,
  context: Context,
  claim?: { readonly kind: string; readonly value: string },
): Promise<Result<Stored<LedgerProof>>> {
  const through = await postLedger({ store, feed, ledgerBook }, Number.MAX_SAFE_INTEGER);
  const data = {
    ...start,
    through,
    ...(former === undefined ? {} : { after: former.start.through }),
    numbers: await numberSpans(store, former, context.now),
  };
  const created = await createOne(
    store,
    ledgerProofAggregate,
    proofId,
    [{ type: 'ledger-proof.started', data }],
    context,
    claim === undefined ? {} : { claims: [claim] },
  );
  if (created.ok || created.refusal.code !== 'store.version-conflict') return created;
  const opened = await store.load(ledgerProofAggregate, proofId);
  return opened === undefined ? created : done(opened);
}

async function lastProof(store: Store): Promise<LedgerProof | undefined> {
  const proofs = await everyOne(store, ledgerProofAggregate, { by: 'owner', owner: keptProofs });
  return proofs.findLast(({ state }) => state.state === 'completed')?.state;
}

const firstYear = 2020;

/** Every series that a document may have a number of, from where the former proof left off. */
async function numberSpans(
  store: Store,
  former: LedgerProof | undefined,
  now: Instant,
): Promise<NumberSpans> {
  const years = Array.from({ length: Number(now.slice(0, 4)) - firstYear + 2 }, (_, i) => firstYear + i);
  const names = ['invoice', 'credit-note'].flatMap((kind) => [
    kind,
    ...years.map((year) => `${kind}-${year}`),
  ]);
  const spans = await Promise.all(
    names.map(async (name) => {
      const through = await store.currentInSeries(name);
      const after = former?.start.numbers[name]?.through ?? 0;
      return through === after ? [] : [[name, { after, through }] as const];
    }),
  );
  const moved = Object.fromEntries(spans.flat());
  // What did not move is kept, so that the next proof knows where it stands.
  return { ...stood(former), ...moved };
}

function stood(former: LedgerProof | undefined): NumberSpans {
  return Object.fromEntries(
    Object.entries(former?.start.numbers ?? {}).map(([name, { through }]) => [
      name,
      { after: through, through },
    ]),
  );
}

/** Counts the numbers of the next documents. */
export async function countDocuments(
  { store, ids }: ProofPorts,
  {
    proofId,
    cursor,
    page,
  }: { readonly proofId: string; readonly cursor: string | null; readonly page: number },
  context: Context,
): Promise<{ readonly nextCursor: string | null }> {
  const { start } = await proofOf(store, proofId);
  const first = start.after === undefined ? undefined : await startOfDay(store, ids, start.after);
  const from = cursor ?? first;
  const found = await store.list(
    invoiceAggregate,
    { by: 'type' },
    { limit: perPage, ...(from === undefined ? {} : { cursor: from }) },
  );
  const numbers = countNumbers(
    found.items.map(({ state }) => state),
    start.numbers,
  );
  await noteBatch(
    store,
    proofId,
    { batch: `numbers-${page}`, subscribers: 0, numbers, suspects: [], differences: [] },
    context,
  );
  return { nextCursor: found.nextCursor ?? null };
}

/** Before the ids of all documents that the former proof did not see. */
async function startOfDay(store: Store, ids: Ports['ids'], after: number): Promise<string | undefined> {
  const former = (await everyOne(store, ledgerProofAggregate, { by: 'owner', owner: keptProofs })).findLast(
    ({ state }) => state.start.through === after,
  );
  return former === undefined
    ? undefined
    : ids.from('inv', new Date(Date.parse(former.state.startedAt) - margin).toISOString());
}

/** The next subscribers of a pass, in batches. */
export async function listSubjects(
  { store, feed }: ProofPorts,
  wish: {
    readonly proofId: string;
    readonly pass: ProofPass;
    readonly cursor: string | null;
    readonly page: number;
  },
): Promise<ProofBatches> {
  const proof = await proofOf(store, wish.proofId);
  const { ids, nextCursor } = await subjectsFrom({ store, feed }, proof, wish.pass, wish.cursor);
  const batches: ProofBatches['batches'] = [];
  for (let i = 0; i < ids.length; i += perBatch) {
    batches.push({
      batch: `${wish.pass}-${wish.page}-${i / perBatch}`,
      subscriberIds: ids.slice(i, i + perBatch),
    });
  }
  return { batches, nextCursor };
}

/** Proves a batch: in the first pass it says who is to be looked at again, then what does not agree. */
export async function checkBatch(
  ports: ProofPorts,
  work: {
    readonly proofId: string;
    readonly pass: ProofPass;
    readonly batch: string;
    readonly subscriberIds: readonly string[];
  },
  context: Context,
): Promise<void> {
  // What was posted since is counted by the ledger before the accounts are compared with it.
  await postLedger(ports, Number.MAX_SAFE_INTEGER);
  const isFirst = work.pass === 'first';
  // What was read ahead may be of two moments for somebody: those are suspects, and each is read for itself the second time.
  const store = isFirst ? await readAhead(ports.store, work.subscriberIds) : ports.store;
  const found = await Promise.all(
    work.subscriberIds.map((subscriberId) => prove({ ...ports, store }, subscriberId, context)),
  );
  const suspects = work.subscriberIds.filter((_, i) => (found[i] ?? []).length > 0);
  const differences = found.flat();
  await noteBatch(
    ports.store,
    work.proofId,
    {
      batch: work.batch,
      subscribers: isFirst ? work.subscriberIds.length : 0,
      numbers: {},
      suspects: isFirst ? suspects : [],
      differences: isFirst ? [] : differences,
    },
    context,
  );
}

async function prove(
  ports: ProofPorts,
  subscriberId: string,
  context: Context,
): Promise<readonly ProofDifference[]> {
  try {
    return proveAccount(await readAccountFacts(ports, subscriberId, context));
  } catch (error) {
    // The calculation refuses to go on from what cannot be: that is a finding, and no reason to leave the others out.
    return [
      {
        finding: 'not-provable',
        words: `It cannot be reckoned: ${error instanceof Error ? error.message : String(error)}`.slice(
          0,
          500,
        ),
        subscriberId,
      },
    ];
  }
}

async function noteBatch(
  store: Store,
  proofId: string,
  batch: LedgerProofBatchChecked['data'],
  context: Context,
): Promise<void> {
  for (let round = 1; ; round++) {
    const noted = await changeOne(store, ledgerProofAggregate, proofId, context, ({ state }) =>
      done({ events: countChecked(state, batch) }),
    );
    if (noted.ok) return;
    if (noted.refusal.code !== 'store.version-conflict' || round === rounds) {
      throw new Error(`a batch of the proof ${proofId} cannot be noted: ${noted.refusal.message}`);
    }
  }
}

/** Proves what concerns nobody in particular, ends the proof, and raises the alarm or clears it. */
export async function concludeProof(ports: ProofPorts, proofId: string, context: Context): Promise<void> {
  const { store } = ports;
  const ended = await changeOne(store, ledgerProofAggregate, proofId, context, async ({ state }) => {
    const general = [
      ...numberDifferences(state.numbers, state.start.numbers),
      ...(await ledgerDifferences(ports)),
    ];
    const events = completeProof(state, general);
    const count = state.differences + general.length;
    const about = { kind: 'ledger-proof', subject: { type: 'ledger', id: ledgerId } } as const;
    const others =
      count === 0
        ? await silenceAlarm(ports, about, 'The last proof found nothing.', context)
        : await soundAlarm(
            ports,
            {
              ...about,
              severity: 'major',
              words: `The last proof found ${count} ${count === 1 ? 'difference' : 'differences'} between ledger, documents, payments and service histories: GET /ledger/proofs/${proofId} names them.`,
            },
            context,
          );
    return done({ events, others: events.length === 0 ? [] : others });
  });
  if (!ended.ok) throw new Error(`the proof ${proofId} cannot be ended: ${ended.refusal.message}`);
}

const endOfTime = '9999-12-31';

async function ledgerDifferences({ store, ledgerBook }: ProofPorts): Promise<readonly ProofDifference[]> {
  const { totals } = await ledgerBook.totals('9999-12');
  // By whole months; the days of a month are held against it below.
  const balances = trialBalance(totals, { from: endOfTime, to: endOfTime });
  const apart = totals.filter(({ debit, credit, days }) => {
    const byDay = Object.values(days);
    return (
      byDay.reduce((sum, day) => sum + day.debit, 0) !== debit ||
      byDay.reduce((sum, day) => sum + day.credit, 0) !== credit
    );
  });
  const unmatched = new Map<string, number>();
  for (const { state } of await everyOne(store, paymentAggregate, {
    by: 'due',
    dueOnOrBefore: endOfTime,
  })) {
    const { money, awaited, refunded } = state;
    const currency = (money ?? awaited)?.currency;
    if (currency === undefined) continue;
    unmatched.set(currency, (unmatched.get(currency) ?? 0) + (money?.minor ?? 0) - refunded);
  }
  const ofDays = apart.map(
    ({ month, currency, account }): ProofDifference => ({
      finding: 'ledger-unbalanced',
      words: `The days of ${month} on ${account} are not the sums of the month.`,
      currency,
    }),
  );
  const currencies = [...new Set([...balances.map(({ currency }) => currency), ...unmatched.keys()])];
  const ofAccounts = currencies.flatMap((currency): ProofDifference[] => {
    const own = balances.filter((balance) => balance.currency === currency);
    const closing = (account: string) =>
      own.reduce((all, balance) => (balance.account === account ? all + balance.closing : all), 0);
    const total = own.reduce((all, balance) => all + balance.closing, 0);
    const unexplained = closing(accounts.differences);
    const waiting = 0 - closing(accounts.unallocated);
    const kept = unmatched.get(currency) ?? 0;
    const words = (minor: number) => `${formatMoney({ minor, currency }).amount} ${currency}`;
    return [
      ...(total === 0 && unexplained === 0
        ? []
        : [
            {
              finding: 'ledger-unbalanced' as const,
              words:
                total === 0
                  ? `${words(unexplained)} of documents is not explained by their lines.`
                  : `The balances of all accounts come to ${words(total)}.`,
              currency,
              expected: 0,
              found: total === 0 ? unexplained : total,
            },
          ]),
      ...(waiting === kept
        ? []
        : [
            {
              finding: 'unmatched-differs-from-ledger' as const,
              words: 'The payments that nobody was found for are not the balance of unallocated.',
              currency,
              expected: waiting,
              found: kept,
            },
          ]),
    ];
  });
  return [...ofDays, ...ofAccounts];
}

/** The proof broke off. */
export async function breakProof(
  { store }: Pick<Ports, 'store'>,
  proofId: string,
  { error, cause }: { readonly error: string; readonly cause: string },
  context: Context,
): Promise<void> {
  const ended = await changeOne(store, ledgerProofAggregate, proofId, context, ({ state }) =>
    done({ events: failProof(state, `${error}: ${cause}`.slice(0, 1_000)) }),
  );
  if (!ended.ok) throw new Error(`the proof ${proofId} cannot be ended: ${ended.refusal.message}`);
}

async function proofOf(store: Store, proofId: string): Promise<LedgerProof> {
  const stored = await store.load(ledgerProofAggregate, proofId);
  if (stored === undefined) throw new Error(`the proof ${proofId} is gone`);
  return stored.state;
}
