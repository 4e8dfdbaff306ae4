import type { DunningStep, DunningStepKind } from '../contracts/dunning.ts';
import { dunningAggregate, dunningIdOf } from '../domain/dunning/dunning.ts';
import { lateFeeOf } from '../domain/dunning/late-fee.ts';
import { type NextStep, nextStep } from '../domain/dunning/next-step.ts';
import { isCutting } from '../domain/dunning/severity.ts';
import { done, type Result } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import { attendDunning } from './attend-dunning.ts';
import type { BillingPorts } from './billing-plan.ts';
import { cutsOn, type DunningGround, loadStanding } from './dunning-standing.ts';
import { type PlannedInvoice, planInvoice } from './plan-invoice.ts';
import { withRetry } from './retry.ts';
import { servicesTaken } from './services-taken.ts';

/** Brings a subscriber's dunning in line with the account. Answers whether a step may be due then. */
export async function attendBeforeSteps(
  ports: BillingPorts,
  subscriberId: string,
  ground: DunningGround,
  context: Context,
): Promise<boolean> {
  const standing = await attendDunning(ports, subscriberId, context, { ground });
  if (ground.stopped !== undefined) return false;
  return standing === undefined || !('spared' in nextStep(standing.facts, standing.rule));
}

/**
 * Takes every step that is due for a subscriber, each in one transaction with the record that it was taken, so that a
 * run that is cut off or comes twice takes none again; then has the services follow.
 */
export async function takeDunningSteps(
  ports: BillingPorts,
  subscriberId: string,
  ground: DunningGround,
  context: Context,
): Promise<void> {
  let hasCut = false;
  for (;;) {
    const taken = await withRetry(context, () => takeOne(ports, subscriberId, ground, context));
    if (!taken.ok) {
      throw new Error(`no step can be taken for ${subscriberId}: ${taken.refusal.message}`);
    }
    if (taken.value === undefined) break;
    hasCut ||= isCutting({ kind: taken.value });
  }
  if (hasCut) await attendDunning(ports, subscriberId, context, { ground });
}

async function takeOne(
  ports: BillingPorts,
  subscriberId: string,
  ground: DunningGround,
  context: Context,
): Promise<Result<DunningStepKind | undefined>> {
  const { store } = ports;
  const cutToday = await store.currentInSeries(cutsOn(context.now));
  const { subscriber, dunning, facts, rule } = await loadStanding(
    store,
    subscriberId,
    { ...ground, cutToday },
    context,
  );
  const next = nextStep(facts, rule);
  if ('spared' in next) return done(undefined);
  const { step, invoice, dueOn, owed } = next;
  const serviceIds = isCutting(step) ? await servicesTaken(store, subscriber, rule) : [];
  // Of whom nothing is served nothing is taken for what is missing on the balance.
  if (invoice === undefined && isCutting(step) && serviceIds.length === 0) return done(undefined);
  const charged = await planFee(ports, subscriberId, next, context);
  if (charged !== undefined && !charged.ok) return charged;
  const fee = charged?.value;
  const data = {
    subscriberId,
    ...(invoice === undefined ? {} : { invoiceId: invoice.invoiceId, number: invoice.number }),
    dueOn,
    stepId: step.stepId,
    kind: step.kind,
    ...(step.rate === undefined ? {} : { rate: step.rate }),
    ...(step.blocks === undefined ? {} : { blocks: step.blocks }),
    ...(fee === undefined ? {} : { feeInvoiceId: fee.invoice.id }),
    on: facts.on,
    owed,
    serviceIds: [...serviceIds],
  };
  const made = change(
    dunningAggregate,
    dunningIdOf(subscriberId),
    dunning,
    [{ type: 'dunning.step-taken', data }],
    context.now,
    // Of whom nothing is served nothing is taken.
    serviceIds.length > 0 ? { series: { name: cutsOn(context.now), number: cutToday + 1 } } : {},
  );
  const committed = await store.commit(
    fee === undefined ? [made] : [made, fee.invoice, ...fee.others],
    context,
  );
  return committed.ok ? done(step.kind) : committed;
}

/** The invoice of a late fee, where the step charges one. */
async function planFee(
  ports: BillingPorts,
  subscriberId: string,
  { step, invoice, owed: { currency } }: Extract<NextStep, { step: DunningStep }>,
  context: Context,
): Promise<Result<PlannedInvoice> | undefined> {
  if (step.fee === undefined || invoice === undefined) return undefined;
  const minor = lateFeeOf(step.fee, invoice.due, currency);
  const item = `Late fee, invoice ${invoice.number}`;
  const lines = [{ item, minor, taxed: step.fee.taxed === true }];
  return planInvoice(ports, { subscriberId, currency, lines }, ports.ids.next('inv'), context);
}
