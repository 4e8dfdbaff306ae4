import { dunningAggregate, dunningIdOf } from '../domain/dunning/dunning.ts';
import { nextStep } from '../domain/dunning/next-step.ts';
import { done, type Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { attendDunning } from './attend-dunning.ts';
import { type DunningGround, loadStanding } from './dunning-standing.ts';
import { everyOne } from './every-one.ts';
import { withRetry } from './retry.ts';

/**
 * Takes every step that is due for a subscriber, each in one transaction with the record that it was taken, so that a
 * run that is cut off or comes twice takes none again; then has the services follow.
 */
export async function takeDunningSteps(
  ports: Pick<Ports, 'store' | 'ids'>,
  subscriberId: string,
  ground: DunningGround,
  context: Context,
): Promise<void> {
  await attendDunning(ports, subscriberId, context);
  if (ground.stopped !== undefined) return;
  let hasCut = false;
  for (;;) {
    const taken = await withRetry(context, () => takeOne(ports.store, subscriberId, ground, context));
    if (!taken.ok) {
      throw new Error(`no step can be taken for ${subscriberId}: ${taken.refusal.message}`);
    }
    if (taken.value === undefined) break;
    hasCut ||= taken.value === 'suspension';
  }
  if (hasCut) await attendDunning(ports, subscriberId, context);
}

async function takeOne(
  store: Store,
  subscriberId: string,
  ground: DunningGround,
  context: Context,
): Promise<Result<'reminder' | 'suspension' | undefined>> {
  const { subscriber, dunning, facts, rule } = await loadStanding(store, subscriberId, ground, context);
  const next = nextStep(facts, rule);
  if ('spared' in next) return done(undefined);
  const { step, invoice, owed } = next;
  const { invoiceId, number, dueOn } = invoice;
  const serviceIds = step.kind === 'suspension' ? await activeServicesPaidBy(store, subscriber) : [];
  const data = {
    subscriberId,
    invoiceId,
    number,
    dueOn,
    stepId: step.stepId,
    kind: step.kind,
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
  );
  const committed = await store.commit([made], context);
  return committed.ok ? done(step.kind) : committed;
}

/** Its own services, unless a parent pays for them, and those of the children for which it pays. */
async function activeServicesPaidBy(
  store: Store,
  { id, state }: Stored<Subscriber>,
): Promise<readonly string[]> {
  const children = await everyOne(store, subscriberAggregate, { by: 'owner', owner: id });
  const owners = [
    ...(state.payerId === undefined || state.payerId === id ? [id] : []),
    ...children.filter((child) => child.state.payerId === id).map((child) => child.id),
  ];
  const services = await Promise.all(
    owners.map((owner) => everyOne(store, serviceAggregate, { by: 'owner', owner })),
  );
  return services.flat().flatMap((service) => (service.state.state === 'active' ? [service.id] : []));
}
