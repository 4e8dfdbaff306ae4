import {
  type PreviewedSubscriber,
  previewedSubscriber,
  type RunDifference,
  type RunDifferences,
  type Supposition,
  supposition as suppositionShape,
} from '../contracts/billing-run.ts';
import type { Day } from '../contracts/scalars.ts';
import { invoiceAggregate } from '../domain/billing/invoice.ts';
import { differenceOf, greatestOf, invoicesCompared } from '../domain/billing/run-difference.ts';
import { done, type Result } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { loadAccount } from './billing-account.ts';
import { type BilledInvoice, type BillingPorts, billedInvoice, previewBilling } from './billing-plan.ts';
import { everyOne } from './every-one.ts';
import { loadKnown } from './load.ts';

export interface Previewed {
  readonly invoices: readonly BilledInvoice[];
  readonly found: PreviewedSubscriber;
}

/**
 * What a run would issue to a subscriber, line by line, and how that differs from what was charged last, or from what
 * would be charged without what is supposed.
 */
export async function previewSubscriber(
  ports: BillingPorts,
  wish: {
    readonly subscriberId: string;
    readonly on: Day;
    readonly supposition?: Supposition | undefined;
  },
  context: Context,
): Promise<Result<Previewed>> {
  const { store } = ports;
  const { subscriberId, on, supposition } = wish;
  const subscriber = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!subscriber.ok) return subscriber;
  const [previewed, present, { account }, issued] = await Promise.all([
    previewBilling(ports, wish, context),
    supposition === undefined ? undefined : previewBilling(ports, { subscriberId, on }, context),
    loadAccount(store, subscriberId, subscriber.value.state),
    everyOne(store, invoiceAggregate, { by: 'owner', owner: subscriberId }),
  ]);
  if (!previewed.ok) return previewed;
  if (present !== undefined && !present.ok) return present;
  const totals = previewed.value.map(({ data }) => data.total);
  const total = sum(totals);
  const recent = issued
    .map(({ state }) => state)
    .filter(({ document, state }) => document === 'invoice' && state !== 'void')
    .slice(-invoicesCompared);
  const last =
    account.lastRun === undefined
      ? recent.at(-1)?.total
      : sum(account.lastRun.invoices.map((invoice) => invoice.total));
  const without =
    present === undefined || present.value.length === 0
      ? undefined
      : sum(present.value.map(({ data }) => data.total));
  const before = supposition === undefined ? last : without;
  const found: PreviewedSubscriber = {
    subscriberId,
    currency: account.currency,
    total,
    ...differenceOf(
      totals.length === 0 ? undefined : total,
      before,
      recent.map((invoice) => invoice.total),
    ),
    invoices: previewed.value.map(({ data: { issuedOn, dueOn, total, creditApplied, due, lines } }) => ({
      issuedOn,
      dueOn,
      total,
      creditApplied,
      due,
      lines,
    })),
  };
  return done({ invoices: previewed.value.map(billedInvoice), found });
}

/** Where the archive keeps what a dry run found for a batch. */
function previewKey(runId: string, batch: string): string {
  return `runs/${runId}/${batch}.json`;
}

/** Where the archive keeps what a run supposes. */
const suppositionKey = (runId: string) => `runs/${runId}/supposition.json`;

export async function keepSupposition(
  { archive }: Pick<Ports, 'archive'>,
  runId: string,
  supposition: Supposition,
): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(supposition));
  await archive.put(suppositionKey(runId), bytes, 'application/json');
}

export async function readSupposition(
  { archive }: Pick<Ports, 'archive'>,
  runId: string,
): Promise<Supposition> {
  const file = await archive.get(suppositionKey(runId));
  if (file === undefined) throw new Error(`the archive has no supposition of the run ${runId}`);
  return suppositionShape.parse(JSON.parse(new TextDecoder().decode(file)));
}

export async function keepPreview(
  { archive }: Pick<Ports, 'archive'>,
  { runId, batch }: { readonly runId: string; readonly batch: string },
  found: readonly PreviewedSubscriber[],
): Promise<{ readonly differences: RunDifferences; readonly greatest: RunDifference[] }> {
  const bytes = new TextEncoder().encode(JSON.stringify(found));
  await archive.put(previewKey(runId, batch), bytes, 'application/json');
  const count = (is: (one: PreviewedSubscriber) => boolean) => found.filter(is).length;
  const differences = {
    new: count(({ change }) => change === 'new'),
    gone: count(({ change }) => change === 'gone'),
    changed: count(({ change }) => change === 'changed'),
    unusuallyHigh: count(({ isUnusuallyHigh }) => isUnusuallyHigh),
  };
  return { differences, greatest: [...greatestOf(found)] };
}

/** What a dry run found for a batch; nothing for one that broke as a whole. */
export async function readPreview(
  { archive }: Pick<Ports, 'archive'>,
  { runId, batch }: { readonly runId: string; readonly batch: string },
): Promise<readonly PreviewedSubscriber[]> {
  const file = await archive.get(previewKey(runId, batch));
  return file === undefined
    ? []
    : previewedSubscriber.array().parse(JSON.parse(new TextDecoder().decode(file)));
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, minor) => total + minor, 0);
}
