import type { AccessRestriction } from '../contracts/access-restriction.ts';
import { type Dunning, type DunningEvent, dunningAggregate, dunningIdOf } from '../domain/dunning/dunning.ts';
import { isSettled } from '../domain/dunning/next-step.ts';
import { endPlan } from '../domain/dunning/payment-plan.ts';
import { endPromise, isTrusted } from '../domain/dunning/promise.ts';
import type { Cut } from '../domain/dunning/severity.ts';
import { done, type Result } from '../domain/result.ts';
import { liftRestriction, restrictAccess } from '../domain/service/entitlement.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { runningOrder, type Service, type ServiceCommand } from '../domain/service/service.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { adjustEntitlement } from './adjust-entitlement.ts';
import { type DunningStanding, loadDunningRules, loadStanding } from './dunning-standing.ts';
import { orderService } from './order-service.ts';
import { withRetry } from './retry.ts';

type DunningPorts = Pick<Ports, 'store' | 'ids'>;

/**
 * Brings a subscriber's dunning in line with the account, and the services with that: it is opened when something is
 * open and closed when nothing is; what a step took of services is taken, and given back as soon as nothing more than
 * the policy's minimum is overdue, whichever step had been reached. Idempotent: an order that runs already is waited for,
 * and its end is heard of here again. `resumed` is a service that somebody, or this, had resumed: it is let go.
 */
export async function attendDunning(
  ports: DunningPorts,
  subscriberId: string,
  context: Context,
  resumed?: string,
): Promise<void> {
  const { store } = ports;
  const attended = await withRetry(
    context,
    async (): Promise<Result<DunningStanding & { cut: CutService[] }>> => {
      const standing = await loadStanding(store, subscriberId, loadDunningRules(store), context);
      const { dunning, facts } = standing;
      const cut = await cutServices(ports, dunning?.state);
      // What is back on a promise alone is taken again when that is broken.
      const isLent = isTrusted(dunning?.state, standing.rule, facts.on);
      const freed = cut.filter(
        ({ id, service }) =>
          (id === resumed && !isLent) || !mayBeCut(service) || isRestored(standing, service),
      );
      const events: DunningEvent[] = [];
      const isOpen = standing.open.length > 0 || facts.account.credit < 0;
      if (isOpen && dunning?.state.openSince === undefined) {
        events.push({ type: 'dunning.opened', data: { subscriberId, on: facts.on } });
      }
      if (dunning !== undefined) {
        events.push(
          ...endPromise(dunning.state, { on: facts.on, isSettled: isSettled(facts, standing.rule) }),
        );
      }
      if (dunning !== undefined) {
        events.push(...endPlan(dunning.state, { on: facts.on, open: standing.open }));
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
    },
  );
  if (!attended.ok) {
    throw new Error(`the dunning of ${subscriberId} cannot be kept: ${attended.refusal.message}`);
  }
  await orderAsDue(ports, attended.value, context);
}

interface CutService {
  readonly id: string;
  readonly service: Service | undefined;
}

async function cutServices({ store }: DunningPorts, dunning: Dunning | undefined): Promise<CutService[]> {
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

/** Paid, which is for good: a promise only lends. */
function isRestored({ facts, rule }: DunningStanding, service: Service | undefined): boolean {
  if (service?.state !== 'active' || service.restriction !== undefined) return false;
  return runningOrder(service) === undefined && isSettled(facts, rule);
}

/** Takes of services what the harshest step says and is not taken yet; gives it all back once it is paid. */
async function orderAsDue(
  ports: DunningPorts,
  { dunning, facts, rule, cut }: DunningStanding & { readonly cut: readonly CutService[] },
  context: Context,
): Promise<void> {
  const settled = isSettled(facts, rule) || isTrusted(dunning?.state, rule, facts.on);
  for (const { id, service } of cut) {
    if (service === undefined) continue;
    if (settled) {
      await release(ports, id, service, context);
    } else if (runningOrder(service) === undefined) {
      await take(ports, id, service, dunning?.state.level, context);
    }
  }
}

async function release(ports: DunningPorts, id: string, service: Service, context: Context): Promise<void> {
  if (service.restriction !== undefined) {
    must(id, await adjustEntitlement(ports, id, context, (now) => done(liftRestriction(now))));
  }
  if (service.state === 'suspended' && runningOrder(service) === undefined) {
    await order(ports, id, { kind: 'resume' }, context);
  }
}

async function take(
  ports: DunningPorts,
  id: string,
  service: Service,
  level: Cut | undefined,
  context: Context,
): Promise<void> {
  switch (level?.kind) {
    case 'throttle':
    case 'walled-garden': {
      if (service.state !== 'active') return;
      const restriction: AccessRestriction =
        level.rate === undefined
          ? { entitlement: 'walled-garden' }
          : { entitlement: 'throttled', rate: level.rate };
      must(id, await adjustEntitlement(ports, id, context, (now) => restrictAccess(now, restriction)));
      return;
    }
    case 'termination':
      await order(ports, id, { kind: 'terminate' }, context);
      return;
    default:
      if (service.state !== 'active') return;
      await order(
        ports,
        id,
        { kind: 'suspend', reason: 'overdue', ...(level?.blocks === undefined ? {} : { blocks: true }) },
        context,
      );
  }
}

function must(id: string, changed: Result<unknown>): void {
  // Somebody else was first: the end of that is heard of, and this is asked again.
  if (!changed.ok && !changed.refusal.code.startsWith('service.')) {
    throw new Error(`${id} cannot be restricted: ${changed.refusal.message}`);
  }
}

async function order(
  ports: DunningPorts,
  serviceId: string,
  command: ServiceCommand,
  context: Context,
): Promise<void> {
  const ordered = await orderService(ports, serviceId, command, context);
  // Somebody else's order came first: its end is heard of, and this is asked again.
  if (!ordered.ok && !ordered.refusal.code.startsWith('service.')) {
    throw new Error(`${serviceId} cannot be brought to ${command.kind}: ${ordered.refusal.message}`);
  }
}
