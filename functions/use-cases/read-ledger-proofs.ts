import type { LedgerProofBatchChecked } from '../contracts/events/ledger-proof-batch-checked.ts';
import type { LedgerProofCompleted } from '../contracts/events/ledger-proof-completed.ts';
import type {
  LedgerProofView,
  ProofDifferenceView,
  RevenueAssuranceView,
} from '../contracts/http/ledger-proofs.ts';
import { assuranceFindings, type ProofDifference, type ProofFinding } from '../contracts/ledger-proof.ts';
import { csvOf } from '../domain/document/csv.ts';
import { formatMoney } from '../domain/money.ts';
import { keptProofs, type LedgerProof, ledgerProofAggregate } from '../domain/proof/ledger-proof.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored } from '../ports/store.ts';
import { whoseById } from './by-whom.ts';
import { everyOne } from './every-one.ts';
import type { CsvFile } from './export-ledger.ts';
import { loadKnown } from './load.ts';

type Reading = Pick<Ports, 'store'>;

export async function listLedgerProofs(
  { store }: Reading,
  page: Page,
): Promise<Result<Paged<Stored<LedgerProof>>>> {
  return done(await store.list(ledgerProofAggregate, { by: 'owner', owner: keptProofs }, page));
}

export function readLedgerProof({ store }: Reading, id: string): Promise<Result<Stored<LedgerProof>>> {
  return loadKnown(store, ledgerProofAggregate, id);
}

async function differencesOf({ store }: Reading, id: string): Promise<readonly ProofDifference[]> {
  const history = await store.history('ledger-proof', id);
  return history
    .filter(({ type }) => type === 'ledger-proof.batch-checked' || type === 'ledger-proof.completed')
    .flatMap(
      ({ data }) => (data as LedgerProofBatchChecked['data'] | LedgerProofCompleted['data']).differences,
    );
}

/** What a proof found, a page at a time; the cursor is how many were shown. */
export async function listProofDifferences(
  ports: Reading,
  id: string,
  { limit, cursor, finding }: Page & { readonly finding?: ProofFinding | undefined },
): Promise<Result<Paged<ProofDifference>>> {
  const known = await readLedgerProof(ports, id);
  if (!known.ok) return known;
  const all = (await differencesOf(ports, id)).filter(
    (difference) => finding === undefined || difference.finding === finding,
  );
  const from = Number(cursor ?? 0);
  const next = from + limit;
  return done({
    items: all.slice(from, next),
    ...(next < all.length ? { nextCursor: String(next) } : {}),
  });
}

export interface RevenueAssurance {
  readonly proof?: Stored<LedgerProof>;
  readonly items: readonly ProofDifference[];
}

/** What the last completed proof found about what the network does against what is charged. */
export async function readRevenueAssurance(ports: Reading): Promise<Result<RevenueAssurance>> {
  const proofs = await everyOne(ports.store, ledgerProofAggregate, { by: 'owner', owner: keptProofs });
  const proof = proofs.findLast(({ state }) => state.state === 'completed');
  if (proof === undefined) return done({ items: [] });
  const wanted: readonly ProofFinding[] = assuranceFindings;
  const items = (await differencesOf(ports, proof.id)).filter(({ finding }) => wanted.includes(finding));
  return done({ proof, items });
}

const mostShown = 1_000;

export function showRevenueAssurance({ proof, items }: RevenueAssurance): RevenueAssuranceView {
  return {
    ...(proof === undefined ? {} : { proof: showLedgerProof(proof) }),
    counts: Object.fromEntries(
      [...Map.groupBy(items, ({ finding }) => finding)].map(([finding, found]) => [finding, found.length]),
    ),
    items: items.slice(0, mostShown).map(showProofDifference),
  };
}

/** The report for a spreadsheet, one difference a line. */
export async function exportRevenueAssurance(ports: Reading): Promise<Result<CsvFile>> {
  const read = await readRevenueAssurance(ports);
  if (!read.ok) return read;
  const { proof, items } = read.value;
  const known = await whoseById(
    ports,
    items.flatMap(({ subscriberId }) => subscriberId ?? []),
  );
  const amount = (minor: number | undefined, currency: string | undefined) =>
    minor === undefined || currency === undefined
      ? undefined
      : { number: formatMoney({ minor, currency }).amount };
  return done({
    name: `revenue-assurance-${proof?.state.startedAt.slice(0, 10) ?? 'none'}.csv`,
    bytes: csvOf([
      [
        'finding',
        'subscriber',
        'account number',
        'name',
        'service',
        'document',
        'from',
        'to',
        'currency',
        'expected',
        'found',
        'words',
      ],
      ...items.map((item) => [
        item.finding,
        item.subscriberId,
        known.get(item.subscriberId ?? '')?.subscriberNumber,
        known.get(item.subscriberId ?? '')?.subscriberName,
        item.serviceId,
        item.number,
        item.from,
        item.to,
        item.currency,
        amount(item.expected, item.currency),
        amount(item.found, item.currency),
        item.words,
      ]),
    ]),
  });
}

/** A proof as the API shows it. */
export function showLedgerProof({ id, state: proof, updatedAt }: Stored<LedgerProof>): LedgerProofView {
  const { state, start, startedAt, endedAt, subscribers, differences, reason } = proof;
  return {
    id,
    state,
    startedBy: start.startedBy,
    scope: start.after === undefined ? 'everybody' : 'changed',
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    through: start.through,
    subscribers,
    differences,
    ...(reason === undefined ? {} : { reason }),
    updatedAt,
  };
}

export function showProofDifference({
  expected,
  found,
  ...difference
}: ProofDifference): ProofDifferenceView {
  const { currency } = difference;
  const shown = (value: number) => (currency === undefined ? value : formatMoney({ minor: value, currency }));
  return {
    ...difference,
    ...(expected === undefined ? {} : { expected: shown(expected) }),
    ...(found === undefined ? {} : { found: shown(found) }),
  };
}
