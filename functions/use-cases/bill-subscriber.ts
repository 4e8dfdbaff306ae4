import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import { type BilledInvoice, type BillingPorts, type BillingWish, prepareBilling } from './billing-plan.ts';
import { withRetry } from './retry.ts';

/**
 * Charges a subscriber for everything that is due on a day, by what is known of the services up to that day: one invoice
 * per transaction, with the account that remembers what it charged and a number without gaps. Running it again for the
 * same day issues nothing; a rival makes the decision anew.
 */
export async function billSubscriber(
  ports: BillingPorts,
  wish: BillingWish,
  context: Context,
): Promise<Result<readonly BilledInvoice[]>> {
  const issued: BilledInvoice[] = [];
  for (let isFirst = true; ; isFirst = false) {
    const step = await withRetry(context, () => billStep(ports, wish, context));
    if (!step.ok) return step;
    if (isFirst) issued.push(...step.value.before);
    issued.push(...step.value.invoices);
    if (!step.value.more) return done(issued);
  }
}

interface StepOutcome {
  /** Invoices that the same run had issued before. */
  readonly before: readonly BilledInvoice[];
  readonly invoices: readonly BilledInvoice[];
  readonly more: boolean;
}

async function billStep(
  ports: BillingPorts,
  wish: BillingWish,
  context: Context,
): Promise<Result<StepOutcome>> {
  const { store } = ports;
  const prepared = await prepareBilling(ports, wish, context);
  if (!prepared.ok) return prepared;
  const { before, wait, next } = prepared.value;
  if (wait !== undefined) {
    const noted = await store.commit(wait.changes, context);
    return noted.ok ? wait.refused : noted;
  }
  if (next === undefined) return done({ before, invoices: [], more: false });
  const last = next.takesNumber ? await store.currentInSeries(next.series) : 0;
  const { changes, invoices } = await next.issue(last + 1);
  const committed = await store.commit(changes, context);
  return committed.ok ? done({ before, invoices, more: next.more }) : committed;
}

/** Rivals for the next invoice number come first now and then; a subscriber is given up after this many rounds of tries. */
const rounds = 6;

/** Bills one subscriber in as many rounds as it takes to come before its rivals. */
export async function billAlone(
  ports: BillingPorts,
  wish: BillingWish,
  context: Context,
): Promise<Result<readonly BilledInvoice[]>> {
  for (let round = 1; ; round++) {
    const billed = await billSubscriber(ports, wish, context);
    if (billed.ok || billed.refusal.code !== 'store.version-conflict' || round === rounds) return billed;
  }
}
