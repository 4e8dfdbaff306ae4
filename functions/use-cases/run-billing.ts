import type {
  BegunRun,
  BillingExecution,
  DueBatches,
  PreviewedSubscriber,
  RunDifferences,
  RunFailure,
} from '../contracts/billing-run.ts';
import type { Day } from '../contracts/scalars.ts';
import { billingAccountAggregate } from '../domain/billing/account.ts';
import {
  billingRunAggregate,
  completeRun,
  countBatch,
  failRun,
  scheduledRunClaim,
} from '../domain/billing/run.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { type BilledInvoice, billSubscriber } from './bill-subscriber.ts';
import { keepPreview, previewSubscriber, readPreview } from './preview-batch.ts';
import { countDue, runStarted } from './start-billing-run.ts';
import { changeOne, createOne } from './write-one.ts';

/**
 * The steps of a billing run as its state machine asks for them; each may be asked for again. Batches keep one execution
 * of the state machine within its 25,000 history events for more than a hundred thousand subscribers.
 */
const perBatch = 25;
const batchesPerPage = 8;

/** Rivals for the next invoice number come first now and then; a subscriber is given up after this many rounds of tries. */
const rounds = 6;

type StorePorts = Pick<Ports, 'store' | 'ids'>;

/** Finds the run, or opens it: the schedule's one by its day, another one by its id. */
export async function beginRun(
  { store, ids }: StorePorts,
  execution: BillingExecution,
  context: Context,
): Promise<BegunRun> {
  if ('runId' in execution) {
    const { runId, on, dryRun, previewId } = execution;
    const known = await store.load(billingRunAggregate, runId);
    if (known === undefined) {
      const started = runStarted({
        on,
        dryRun,
        startedBy: { kind: 'request' },
        due: await countDue(store, on),
        ...(previewId === null ? {} : { previewId }),
      });
      const created = await createOne(store, billingRunAggregate, runId, [started], context);
      if (!created.ok && created.refusal.code !== 'store.version-conflict') {
        throw new Error(`the billing run ${runId} cannot be opened: ${created.refusal.message}`);
      }
    }
    return { runId, on, dryRun, previewId };
  }
  const scheduledAt = new Date(execution.scheduledAt).toISOString();
  const on = scheduledAt.slice(0, 10);
  const claim = scheduledRunClaim(on);
  const held = await store.holder(claim);
  if (held !== undefined) return { runId: held, on, dryRun: false, previewId: null };
  const runId = ids.next('run');
  const due = await countDue(store, on);
  const started = runStarted({ on, dryRun: false, startedBy: { kind: 'schedule', scheduledAt }, due });
  const created = await createOne(store, billingRunAggregate, runId, [started], context, { claims: [claim] });
  if (created.ok) return { runId, on, dryRun: false, previewId: null };
  const rival = await store.holder(claim);
  if (rival === undefined)
    throw new Error(`the billing run of ${on} cannot be opened: ${created.refusal.message}`);
  return { runId: rival, on, dryRun: false, previewId: null };
}

/**
 * The next subscribers for whom something is due. Who was billed is due later and drops out behind the cursor; who could
 * not be billed stays behind it for the next run.
 */
export async function listDue(
  { store, archive }: Pick<Ports, 'store' | 'archive'>,
  { on, cursor, page, previewId = null }: Listing,
): Promise<DueBatches> {
  if (previewId !== null) return listPreviewed({ store, archive }, previewId, Number(cursor ?? 0));
  const due = await store.list(
    billingAccountAggregate,
    { by: 'due', dueOnOrBefore: on },
    { limit: perBatch * batchesPerPage, ...(cursor === null ? {} : { cursor }) },
  );
  const subscribers = due.items.map(({ state }) => state.subscriberId);
  const batches: DueBatches['batches'] = [];
  for (let i = 0; i < subscribers.length; i += perBatch) {
    batches.push({ batch: `${page}-${i / perBatch}`, subscriberIds: subscribers.slice(i, i + perBatch) });
  }
  return { batches, nextCursor: due.nextCursor ?? null };
}

interface Listing {
  readonly on: Day;
  readonly cursor: string | null;
  readonly page: number;
  readonly previewId?: string | null;
}

/** The batches of a dry run, with those of their subscribers for whom it found something. */
async function listPreviewed(
  { store, archive }: Pick<Ports, 'store' | 'archive'>,
  previewId: string,
  from: number,
): Promise<DueBatches> {
  const preview = await store.load(billingRunAggregate, previewId);
  if (preview === undefined) throw new Error(`the dry run ${previewId} is gone`);
  const { batches } = preview.state;
  const to = from + batchesPerPage;
  const found = await Promise.all(
    batches.slice(from, to).map(async (batch) => ({
      batch,
      subscriberIds: (await readPreview({ archive }, { runId: previewId, batch })).map(
        ({ subscriberId }) => subscriberId,
      ),
    })),
  );
  return {
    batches: found.filter(({ subscriberIds }) => subscriberIds.length > 0),
    nextCursor: to < batches.length ? String(to) : null,
  };
}

interface Batch extends BegunRun {
  readonly batch: string;
  readonly subscriberIds: readonly string[];
}

type BatchPorts = Pick<Ports, 'store' | 'ids' | 'archive'>;

/** Bills a batch one by one and notes the outcome on the run; a dry run keeps all that it found for each subscriber. */
export async function billBatch(ports: BatchPorts, work: Batch, context: Context): Promise<void> {
  const invoices: BilledInvoice[] = [];
  const found: PreviewedSubscriber[] = [];
  const failures: RunFailure[] = [];
  const foreseen =
    work.previewId === null ? undefined : await readForeseen(ports, work.previewId, work.batch);
  for (const subscriberId of work.subscriberIds) {
    const outcome = await billOne(ports, subscriberId, work, foreseen, context);
    if ('code' in outcome) failures.push({ subscriberId, ...outcome });
    else {
      invoices.push(...outcome.invoices);
      if (outcome.found !== undefined) found.push(outcome.found);
    }
  }
  const differences = work.dryRun ? await keepPreview(ports, work, found) : undefined;
  await noteBatch(ports, work, { invoices, failures, differences }, context);
}

type Foreseen = ReadonlyMap<string, PreviewedSubscriber['invoices']>;

async function readForeseen(
  { archive }: Pick<Ports, 'archive'>,
  previewId: string,
  batch: string,
): Promise<Foreseen> {
  const found = await readPreview({ archive }, { runId: previewId, batch });
  return new Map(found.map(({ subscriberId, invoices }) => [subscriberId, invoices]));
}

interface Billed {
  readonly invoices: readonly BilledInvoice[];
  /** In a dry run. */
  readonly found?: PreviewedSubscriber;
}

async function billOne(
  ports: StorePorts,
  subscriberId: string,
  { runId, on, dryRun }: Batch,
  foreseen: Foreseen | undefined,
  context: Context,
): Promise<Billed | { readonly code: string; readonly message: string }> {
  try {
    for (let round = 1; ; round++) {
      const billed: Result<Billed> = dryRun
        ? await previewSubscriber(ports, { subscriberId, on }, context)
        : asBilled(
            await billSubscriber(
              ports,
              { subscriberId, on, runId, foreseen: foreseen && (foreseen.get(subscriberId) ?? []) },
              context,
            ),
          );
      if (billed.ok) return billed.value;
      const { code, message } = billed.refusal;
      if (code !== 'store.version-conflict' || round === rounds) return { code, message };
    }
  } catch (error) {
    // A fault with one subscriber is noted where staff sees it; the others must not wait for it.
    return { code: 'billing-run.fault', message: error instanceof Error ? error.message : String(error) };
  }
}

function asBilled(billed: Result<readonly BilledInvoice[]>): Result<Billed> {
  return billed.ok ? done({ invoices: billed.value }) : billed;
}

/** Notes a batch that broke as a whole, such as by a time-out: its subscribers stay due for the next run. */
export function giveUpBatch(
  ports: StorePorts,
  work: Batch,
  { error, cause }: { readonly error: string; readonly cause: string },
  context: Context,
): Promise<void> {
  const failures = work.subscriberIds.map((subscriberId) => ({
    subscriberId,
    code: 'billing-run.batch-broke',
    message: `${error}: ${cause}`.slice(0, 500),
  }));
  return noteBatch(ports, work, { invoices: [], failures }, context);
}

async function noteBatch(
  { store }: StorePorts,
  { runId, batch, subscriberIds }: Batch,
  outcome: {
    readonly invoices: readonly BilledInvoice[];
    readonly failures: readonly RunFailure[];
    readonly differences?: RunDifferences | undefined;
  },
  context: Context,
): Promise<void> {
  for (let round = 1; ; round++) {
    const noted = await changeOne(store, billingRunAggregate, runId, context, ({ state }) =>
      done({
        events: countBatch(state, {
          batch,
          subscribers: subscriberIds.length,
          invoices: [...outcome.invoices],
          failures: [...outcome.failures],
          ...(outcome.differences === undefined ? {} : { differences: outcome.differences }),
        }),
      }),
    );
    if (noted.ok) return;
    if (noted.refusal.code !== 'store.version-conflict' || round === rounds) {
      throw new Error(`a batch of the billing run ${runId} cannot be noted: ${noted.refusal.message}`);
    }
  }
}

/** Ends the run. */
export async function endRun(
  { store }: Pick<Ports, 'store'>,
  runId: string,
  failure: { readonly error: string; readonly cause: string } | undefined,
  context: Context,
): Promise<void> {
  const ended = await changeOne(store, billingRunAggregate, runId, context, ({ state }) =>
    done({
      events:
        failure === undefined
          ? completeRun(state)
          : failRun(state, `${failure.error}: ${failure.cause}`.slice(0, 1_000)),
    }),
  );
  if (!ended.ok) throw new Error(`the billing run ${runId} cannot be ended: ${ended.refusal.message}`);
}
