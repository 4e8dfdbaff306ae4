import { type Dunning, type DunningEvent, dunningAggregate, dunningIdOf } from '../domain/dunning/dunning.ts';
import { isSettled } from '../domain/dunning/next-step.ts';
import type { Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { runningOrder, type Service } from '../domain/service/service.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { type DunningStanding, loadDunningGround, loadStanding } from './dunning-standing.ts';
import { orderService } from './order-service.ts';
import { withRetry } from './retry.ts';

type DunningPorts = Pick<Ports, 'store' | 'ids'>;

/**
 * Brings a subscriber's dunning in line with the account, and the services with that: it is opened when something is
 * open and closed when nothing is; what a step suspended is suspended, and resumed as soon as nothing more than the
 * policy's minimum is overdue, whichever step had been reached. Idempotent: an order that runs already is waited for,
 * and its end is heard of here again. `resumed` is a service that somebody, or this, had resumed: it is let go.
 */
export async function attendDunning(
  ports: DunningPorts,
  subscriberId: string,
  context: Context,
  resumed?: string,
): Promise<void> {
  const { store } = ports;
  const ground = await loadDunningGround(store, context);
  const attended = await withRetry(context, async (): Promise<Result<DunningStanding & { cut: Cut[] }>> => {
    const standing = await loadStanding(store, subscriberId, ground, context);
    const { dunning, facts } = standing;
    const cut = await cutServices(ports, dunning?.state);
    const freed = cut.filter(
      ({ id, service }) => id === resumed || !mayBeCut(service) || isRestored(standing, service),
    );
    const events: DunningEvent[] = [];
    const isOpen = facts.account.openInvoices.length > 0 || facts.account.credit < 0;
    if (isOpen && dunning?.state.openSince === undefined) {
      events.push({ type: 'dunning.opened', data: { subscriberId, on: facts.on } });
    }
    if (!isOpen && dunning?.state.openSince !== undefined) {
      events.push({ type: 'dunning.closed', data: { subscriberId } });
    }
    if (freed.length > 0) {
      const serviceIds = freed.map(({ id }) => id);
      events.push({ type: 'dunning.services-restored', data: { subscriberId, serviceIds } });
    }
    const value = { ...standing, cut: cut.filter((one) => !freed.includes(one)) };
    if (events.length === 0) return { ok: true, value };
    const made = change(dunningAggregate, dunningIdOf(subscriberId), dunning, events, context.now);
    const committed = await store.commit([made], context);
    return committed.ok ? { ok: true, value } : committed;
  });
  if (!attended.ok) {
    throw new Error(`the dunning of ${subscriberId} cannot be kept: ${attended.refusal.message}`);
  }
  await orderAsDue(ports, attended.value, context);
}

interface Cut {
  readonly id: string;
  readonly service: Service | undefined;
}

async function cutServices({ store }: DunningPorts, dunning: Dunning | undefined): Promise<Cut[]> {
  return Promise.all(
    (dunning?.cut ?? []).map(async (id) => ({
      id,
      service: (await store.load(serviceAggregate, id))?.state,
    })),
  );
}

/** A service that is on its way out, or suspended for something else, is none of dunning's. */
function mayBeCut(service: Service | undefined): boolean {
  if (service?.state === 'suspended') return service.suspension.reason === 'overdue';
  return service?.state === 'active';
}

function isRestored({ facts, rule }: DunningStanding, service: Service | undefined): boolean {
  return service?.state === 'active' && runningOrder(service) === undefined && isSettled(facts, rule);
}

/** Suspends what a step decided on and is not suspended yet; resumes it all once it is paid. */
async function orderAsDue(
  ports: DunningPorts,
  { facts, rule, cut }: DunningStanding & { readonly cut: readonly Cut[] },
  context: Context,
): Promise<void> {
  const settled = isSettled(facts, rule);
  for (const { id, service } of cut) {
    if (service === undefined || runningOrder(service) !== undefined) continue;
    if (settled && service.state === 'suspended') await order(ports, id, { kind: 'resume' }, context);
    if (!settled && service.state === 'active') {
      await order(ports, id, { kind: 'suspend', reason: 'overdue' }, context);
    }
  }
}

async function order(
  ports: DunningPorts,
  serviceId: string,
  command: { kind: 'resume' } | { kind: 'suspend'; reason: 'overdue' },
  context: Context,
): Promise<void> {
  const ordered = await orderService(ports, serviceId, command, context);
  // Somebody else's order came first: its end is heard of, and this is asked again.
  if (!ordered.ok && !ordered.refusal.code.startsWith('service.')) {
    throw new Error(`${serviceId} cannot be brought to ${command.kind}: ${ordered.refusal.message}`);
  }
}
