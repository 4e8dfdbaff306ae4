import type { Technology } from '../contracts/catalog.ts';
import type { DunningStep, DunningStepKind } from '../contracts/dunning.ts';
import { dunningAggregate, dunningIdOf } from '../domain/dunning/dunning.ts';
import { lateFeeOf } from '../domain/dunning/late-fee.ts';
import { type NextStep, nextStep } from '../domain/dunning/next-step.ts';
import { isCutting } from '../domain/dunning/severity.ts';
import { done, type Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Store, Stored } from '../ports/store.ts';
import { attendDunning } from './attend-dunning.ts';
import type { BillingPorts } from './billing-plan.ts';
import { cutsOn, type DunningGround, loadStanding } from './dunning-standing.ts';
import { everyOne } from './every-one.ts';
import { type PlannedInvoice, planInvoice } from './plan-invoice.ts';
import { withRetry } from './retry.ts';

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
  const { step, invoice, owed } = next;
  const { invoiceId, number, dueOn } = invoice;
  const serviceIds = isCutting(step)
    ? await servicesTaken(store, subscriber, rule?.excludedTechnologies ?? [])
    : [];
  const charged = await planFee(ports, subscriberId, next, context);
  if (charged !== undefined && !charged.ok) return charged;
  const fee = charged?.value;
  const data = {
    subscriberId,
    invoiceId,
    number,
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
    isCutting(step) ? { series: { name: cutsOn(context.now), number: cutToday + 1 } } : {},
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
  if (step.fee === undefined) return undefined;
  const minor = lateFeeOf(step.fee, invoice.due, currency);
  const item = `Late fee, invoice ${invoice.number}`;
  const lines = [{ item, minor, taxed: step.fee.taxed === true }];
  return planInvoice(ports, { subscriberId, currency, lines }, ports.ids.next('inv'), context);
}

/**
 * Its own services, unless a parent pays for them, and those of the children for which it pays: also those that are about
 * to be served, or will be once a suspension for something else ends.
 */
async function servicesTaken(
  store: Store,
  { id, state }: Stored<Subscriber>,
  excluded: readonly Technology[],
): Promise<readonly string[]> {
  const children = await everyOne(store, subscriberAggregate, { by: 'owner', owner: id });
  const owners = [
    ...(state.payerId === undefined || state.payerId === id ? [id] : []),
    ...children.filter((child) => child.state.payerId === id).map((child) => child.id),
  ];
  const services = await Promise.all(
    owners.map((owner) => everyOne(store, serviceAggregate, { by: 'owner', owner })),
  );
  return services
    .flat()
    .flatMap(({ id: serviceId, state: service }) =>
      isServed(service) && !excluded.includes(service.access.technology) ? [serviceId] : [],
    );
}

function isServed(service: Service): boolean {
  if (service.state === 'suspended') return service.suspension.reason !== 'overdue';
  return service.state === 'active' || service.state === 'provisioning';
}
