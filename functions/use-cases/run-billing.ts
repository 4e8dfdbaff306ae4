import type {
  BegunRun,
  BillingExecution,
  DueBatches,
  PreviewedSubscriber,
  RunDifference,
  RunDifferences,
  RunFailure,
  Supposition,
} from '../contracts/billing-run.ts';
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
import { billAlone } from './bill-subscriber.ts';
import { billTogether, prepareTogether } from './bill-together.ts';
import type { BilledInvoice, BillingPorts } from './billing-plan.ts';
import { inAdvance } from './in-advance.ts';
import { keepPreview, previewSubscriber, readPreview, readSupposition } from './preview-batch.ts';
import { readAhead } from './read-ahead.ts';
import { countDue, type DueSpan, dueIn, dueUpTo, latestDay, runStarted } from './start-billing-run.ts';
import { changeOne, createOne } from './write-one.ts';

/**
 * The steps of a billing run as its state machine asks for them; each may be asked for again. A page is what one answer
 * of a step can hold, and few enough of them make a run that the history of its execution stays short.
 */
const perBatch = 250;
const batchesPerPage = 4;

/** One transaction's worth of invoices; while they are written, the next are read and calculated. */
const readAtOnce = 19;
const partsAhead = 3;

/** Batches are noted on one run, and a rival comes first now and then. */
const rounds = 6;

type StorePorts = Pick<Ports, 'store' | 'ids'>;

/** Finds the run, or opens it: a wished one by its id, the schedule's by its hour, and that only if something is due. */
export async function beginRun(
  ports: StorePorts,
  execution: BillingExecution,
  context: Context,
): Promise<BegunRun | null> {
  return 'runId' in execution
    ? beginWished(ports, execution, context)
    : beginScheduled(ports, new Date(execution.scheduledAt), context);
}

async function beginWished(
  { store }: StorePorts,
  { runId, on, dryRun, previewId, whatIf }: Extract<BillingExecution, { runId: string }>,
  context: Context,
): Promise<BegunRun> {
  if ((await store.load(billingRunAggregate, runId)) === undefined) {
    const started = runStarted({
      on,
      dryRun,
      startedBy: { kind: 'request' },
      due: await countDue(store, dueUpTo(on)),
      ...(previewId === null ? {} : { previewId }),
      ...(whatIf ? { whatIf } : {}),
    });
    const created = await createOne(store, billingRunAggregate, runId, [started], context);
    if (!created.ok && created.refusal.code !== 'store.version-conflict') {
      throw new Error(`the billing run ${runId} cannot be opened: ${created.refusal.message}`);
    }
  }
  return { runId, on, dryRun, previewId, whatIf, ...dueUpTo(on) };
}

const hour = 3_600_000;

/**
 * The schedule looks every hour for whose day has begun since the last one; once a day, as the day begins in UTC, for all
 * who are due: who was missed or could not be billed.
 */
async function beginScheduled(
  { store, ids }: StorePorts,
  scheduledAt: Date,
  context: Context,
): Promise<BegunRun | null> {
  const dueUntil = scheduledAt.toISOString();
  const due: DueSpan = {
    dueAfter: scheduledAt.getUTCHours() === 0 ? null : new Date(scheduledAt.getTime() - hour).toISOString(),
    dueUntil,
  };
  const on = latestDay(dueUntil);
  const begun = (runId: string) => ({ runId, on, dryRun: false, previewId: null, whatIf: false, ...due });
  const claim = scheduledRunClaim(dueUntil);
  const held = await store.holder(claim);
  if (held !== undefined) return begun(held);
  const count = await countDue(store, due);
  if (count === 0) return null;
  const runId = ids.next('run');
  const started = runStarted({
    on,
    dryRun: false,
    startedBy: { kind: 'schedule', scheduledAt: dueUntil },
    due: count,
  });
  const created = await createOne(store, billingRunAggregate, runId, [started], context, { claims: [claim] });
  if (created.ok) return begun(runId);
  const rival = await store.holder(claim);
  if (rival === undefined) {
    throw new Error(`the billing run of ${dueUntil} cannot be opened: ${created.refusal.message}`);
  }
  return begun(rival);
}

/**
 * The next subscribers for whom something is due. Who was billed is due later and drops out behind the cursor; who could
 * not be billed stays behind it for the next run.
 */
export async function listDue(
  { store, archive }: Pick<Ports, 'store' | 'archive'>,
  { run: { on, previewId, ...span }, cursor, page }: Listing,
): Promise<DueBatches> {
  if (previewId !== null) return listPreviewed({ store, archive }, previewId, Number(cursor ?? 0));
  const due = await store.list(billingAccountAggregate, dueIn(span), {
    limit: perBatch * batchesPerPage,
    ...(cursor === null ? {} : { cursor }),
  });
  // The next day has begun somewhere while the run's own has not everywhere.
  const subscribers = due.items
    .filter(({ state: { nextBillingOn } }) => nextBillingOn !== undefined && nextBillingOn <= on)
    .map(({ state }) => state.subscriberId);
  const batches = partsOf(subscribers, perBatch).map((subscriberIds, i) => ({
    batch: `${page}-${i}`,
    subscriberIds,
  }));
  return { batches, nextCursor: due.nextCursor ?? null };
}

function partsOf(ids: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, i) => ids.slice(i * size, (i + 1) * size));
}

interface Listing {
  readonly run: Pick<BegunRun, 'on' | 'previewId' | 'dueAfter' | 'dueUntil'>;
  readonly cursor: string | null;
  readonly page: number;
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

interface Batch {
  readonly run: Pick<BegunRun, 'runId' | 'on' | 'dryRun' | 'previewId' | 'whatIf'>;
  readonly batch: string;
  readonly subscriberIds: readonly string[];
}

type BatchPorts = BillingPorts & Pick<Ports, 'archive'>;

/** Bills a batch and notes the outcome on the run; a dry run keeps all that it found for each subscriber. */
export async function billBatch(ports: BatchPorts, work: Batch, context: Context): Promise<void> {
  const { runId, dryRun, previewId, whatIf } = work.run;
  const supposition = whatIf ? await readSupposition(ports, runId) : undefined;
  const foreseen = previewId === null ? undefined : await readForeseen(ports, previewId, work.batch);
  const invoices: BilledInvoice[] = [];
  const found: PreviewedSubscriber[] = [];
  const failures: RunFailure[] = [];
  const parts = partsOf(work.subscriberIds, readAtOnce);
  const numbers = new Map<string, number>();
  const prepared = inAdvance(parts, partsAhead, async (subscriberIds) => {
    const reading = { ...ports, store: await readAhead(ports.store, subscriberIds) };
    return dryRun
      ? previewEach(reading, work.run, subscriberIds, supposition, context)
      : prepareEach(reading, work.run, { subscriberIds, foreseen, numbers }, context);
  });
  for await (const bill of prepared) {
    for (const [subscriberId, outcome] of await bill()) {
      if (outcome.ok) {
        invoices.push(...outcome.value.invoices);
        if (outcome.value.found !== undefined) found.push(outcome.value.found);
      } else {
        const { code, message } = outcome.refusal;
        failures.push({ subscriberId, code, message });
      }
    }
  }
  const kept = dryRun ? await keepPreview(ports, { runId, batch: work.batch }, found) : {};
  const presentTotals = whatIf ? totalsBefore(found) : undefined;
  await noteBatch(ports, work, { invoices, failures, ...kept, presentTotals }, context);
}

/** By currency, what would be charged without what is supposed. */
function totalsBefore(found: readonly PreviewedSubscriber[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { currency, before = 0 } of found) sums[currency] = (sums[currency] ?? 0) + before;
  return sums;
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

type Outcomes = readonly (readonly [subscriberId: string, Result<Billed>])[];

/** What is left to do for subscribers for whom all is read and calculated. */
type Prepared = () => Promise<Outcomes>;

async function previewEach(
  ports: BillingPorts,
  { on }: Batch['run'],
  subscriberIds: readonly string[],
  supposition: Supposition | undefined,
  context: Context,
): Promise<Prepared> {
  const outcomes = await Promise.all(
    subscriberIds.map(async (subscriberId) => {
      const wish = { subscriberId, on, supposition };
      return [subscriberId, await withoutFault(() => previewSubscriber(ports, wish, context))] as const;
    }),
  );
  return async () => outcomes;
}

interface Billable {
  readonly subscriberIds: readonly string[];
  readonly foreseen: Foreseen | undefined;
  /** By series, the last number that the batch saw taken. */
  readonly numbers: Map<string, number>;
}

async function prepareEach(
  ports: BillingPorts,
  { runId, on }: Batch['run'],
  { subscriberIds, foreseen, numbers }: Billable,
  context: Context,
): Promise<Prepared> {
  const wishes = subscriberIds.map((subscriberId) => ({
    subscriberId,
    on,
    runId,
    foreseen: foreseen && (foreseen.get(subscriberId) ?? []),
  }));
  const prepared = await prepareTogether(ports, wishes, context);
  return async () => {
    const together = await billTogether(ports, prepared, numbers, context);
    const outcomes: [string, Result<Billed>][] = [];
    for (const wish of wishes) {
      const billed = together.get(wish) ?? (await withoutFault(() => billAlone(ports, wish, context)));
      outcomes.push([wish.subscriberId, billed.ok ? done({ invoices: billed.value }) : billed]);
    }
    return outcomes;
  };
}

/** A fault with one subscriber is noted where staff sees it; the others must not wait for it. */
async function withoutFault<T>(attempt: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await attempt();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, refusal: { code: 'billing-run.fault', message } };
  }
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
  { run: { runId }, batch, subscriberIds }: Batch,
  outcome: {
    readonly invoices: readonly BilledInvoice[];
    readonly failures: readonly RunFailure[];
    readonly differences?: RunDifferences | undefined;
    readonly greatest?: RunDifference[] | undefined;
    readonly presentTotals?: Readonly<Record<string, number>> | undefined;
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
          ...(outcome.greatest === undefined ? {} : { greatest: outcome.greatest }),
          ...(outcome.presentTotals === undefined ? {} : { presentTotals: outcome.presentTotals }),
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
