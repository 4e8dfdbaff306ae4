import type { PreviewedSubscriber, RunDifference, RunInvoice } from '../contracts/billing-run.ts';
import type { BillingRunBatchBilled } from '../contracts/events/billing-run-batch-billed.ts';
import type { BillingRunView } from '../contracts/http/billing-runs.ts';
import type { MoneyWire } from '../contracts/scalars.ts';
import { type BillingRun, billingRunAggregate } from '../domain/billing/run.ts';
import { progressOf } from '../domain/billing/run-progress.ts';
import { formatMoney } from '../domain/money.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored } from '../ports/store.ts';
import { loadKnown } from './load.ts';
import { readPreview } from './preview-batch.ts';
import { showLine } from './show-billing.ts';

type Reading = Pick<Ports, 'store'>;

const invoicesShown = 1_000;

export async function listBillingRuns(
  { store }: Reading,
  page: Page,
): Promise<Result<Paged<Stored<BillingRun>>>> {
  return done(await store.list(billingRunAggregate, { by: 'type' }, page));
}

export interface RunWithInvoices {
  readonly run: Stored<BillingRun>;
  readonly invoices: readonly RunInvoice[];
}

/** A run with the invoices that its batches issued. */
export async function readBillingRun({ store }: Reading, id: string): Promise<Result<RunWithInvoices>> {
  const run = await loadKnown(store, billingRunAggregate, id);
  if (!run.ok) return run;
  const history = await store.history('billing-run', id);
  const invoices = history
    .filter(({ type }) => type === 'billing-run.batch-billed')
    .flatMap(({ data }) => (data as BillingRunBatchBilled['data']).invoices)
    .slice(0, invoicesShown);
  return done({ run: run.value, invoices });
}

/** What a dry run found, a batch after the other; the cursor is the number of batches that were read. */
export async function readRunPreview(
  { store, archive }: Pick<Ports, 'store' | 'archive'>,
  id: string,
  cursor: string | undefined,
): Promise<Result<{ readonly items: readonly PreviewedSubscriber[]; readonly nextCursor?: string }>> {
  const run = await loadKnown(store, billingRunAggregate, id);
  if (!run.ok) return run;
  if (!run.value.state.dryRun) {
    return refuse(
      'billing-run.not-a-dry-run',
      `The run ${id} issued its invoices; read them where they are, at GET /invoices.`,
    );
  }
  const { batches } = run.value.state;
  const at = Number(cursor ?? 0);
  const batch = batches[at];
  const items = batch === undefined ? [] : await readPreview({ archive }, { runId: id, batch });
  return done({ items, ...(at + 1 < batches.length ? { nextCursor: String(at + 1) } : {}) });
}

/** What a dry run found for a subscriber as the API shows it. */
export function showPreviewed({ currency, total, before, invoices, ...rest }: PreviewedSubscriber) {
  const wire = (minor: number) => formatMoney({ minor, currency });
  return {
    ...rest,
    total: wire(total),
    ...(before === undefined ? {} : { before: wire(before) }),
    invoices: invoices.map(({ issuedOn, dueOn, lines, ...amounts }) => ({
      issuedOn,
      dueOn,
      total: wire(amounts.total),
      creditApplied: wire(amounts.creditApplied),
      amountDue: wire(amounts.due),
      lines: lines.map((line) => showLine(line, currency)),
    })),
  };
}

/** A run as the API shows it. */
export function showBillingRun({ id, state: run, updatedAt }: Stored<BillingRun>): BillingRunView {
  const { state, on, dryRun, startedBy, startedAt, endedAt, subscribers, invoices, failed, reason } = run;
  return {
    id,
    runId: id,
    state,
    on,
    dryRun,
    startedBy: startedBy.kind,
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(run.previewId === undefined ? {} : { previewId: run.previewId }),
    ...(run.due === undefined ? {} : { progress: { due: run.due, ...progressOf(run, run.due, updatedAt) } }),
    counts: { subscribers, invoices, failed },
    totals: amounts(run.totals),
    ...(run.whatIf === undefined ? {} : { whatIf: { presentTotals: amounts(run.presentTotals ?? {}) } }),
    failures: [...run.failures],
    ...(run.differences === undefined ? {} : { differences: { ...run.differences } }),
    ...(run.greatest === undefined ? {} : { greatest: run.greatest.map(showDifference) }),
    ...(reason === undefined ? {} : { reason }),
    updatedAt,
  };
}

function showDifference({ subscriberId, currency, total, before }: RunDifference) {
  return {
    subscriberId,
    total: formatMoney({ minor: total, currency }),
    ...(before === undefined ? {} : { before: formatMoney({ minor: before, currency }) }),
  };
}

function amounts(byCurrency: Readonly<Record<string, number>>): MoneyWire[] {
  return Object.entries(byCurrency).map(([currency, minor]) => formatMoney({ minor, currency }));
}

/** A dry run's invoices have neither an id nor a number: nothing was issued. */
export function showRunInvoices({ run, invoices }: RunWithInvoices) {
  return invoices.map(({ invoiceId, number, subscriberId, currency, total, due }) => ({
    ...(run.state.dryRun ? {} : { invoiceId, number }),
    subscriberId,
    total: formatMoney({ minor: total, currency }),
    amountDue: formatMoney({ minor: due, currency }),
  }));
}
