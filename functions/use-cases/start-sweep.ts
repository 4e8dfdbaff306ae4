import type { EventEnvelope } from '../contracts/event.ts';
import type { PlanVersionPublished } from '../contracts/events/plan-version-published.ts';
import type { ServiceAccessOverridden } from '../contracts/events/service-access-overridden.ts';
import type { ServiceSweep } from '../contracts/service-sweep.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store } from '../ports/store.ts';
import { announceVersion } from './announce-version.ts';
import { applyQuota } from './apply-quota.ts';
import { timeZoneOf } from './read-usage.ts';
import { renewEntitlement } from './renew-entitlement.ts';
import { startDueAction } from './start-due-action.ts';

type Heard = Pick<EventEnvelope, 'eventId' | 'type' | 'aggregateId' | 'data'>;

/**
 * What an event means for many services is done by a sweep, named by the event so that it runs once however often it is
 * told, and so is what is to happen to one at an instant. A service that gets another plan hears itself of the version to which it will move, one that is active again
 * or has an order behind it starts what waited for that, and whoever shares a quota is judged anew when somebody joins or
 * buys more for all.
 */
export async function startSweep(
  ports: Pick<Ports, 'store' | 'ids' | 'usage'> & { readonly workflow: Pick<Ports['workflow'], 'start'> },
  event: Heard,
  context: Context,
): Promise<void> {
  if (event.type === 'service.access-overridden') return awaitEnd(ports.workflow, event);
  if (event.type.startsWith('service.')) {
    const { type, aggregateId } = event;
    if (type === 'service.selected' || type === 'service.changed') {
      await announceVersion(ports, aggregateId, context);
    }
    if (type === 'service.topped-up') return judgeShare(ports, aggregateId, context);
    if (type !== 'service.selected') {
      await judgeShare(ports, aggregateId, context);
      await renewEntitlement(ports, aggregateId, context);
      await startDueAction(ports, aggregateId, context);
    }
    return;
  }
  const work = workOf(event);
  if (work !== undefined) await ports.workflow.start('sweep-services', event.eventId, work);
}

/** An override that ends by itself ends at its instant; should that be missed, the next sweep ends it. */
async function awaitEnd(
  workflow: Pick<Ports['workflow'], 'start'>,
  { eventId, aggregateId: serviceId, data }: Heard,
): Promise<void> {
  const { until: at } = (data as ServiceAccessOverridden['data']).override;
  if (at === undefined) return;
  const work: ServiceSweep = { sweep: 'override-end', serviceId, at };
  await workflow.start('sweep-services', eventId, work);
}

/** What starting what an event means will read, as far as the event says. */
export function foreseeSweep(
  { aggregateType, aggregateId }: Pick<EventEnvelope, 'aggregateType' | 'aggregateId'>,
  store: Store,
): readonly Promise<unknown>[] {
  return aggregateType === 'service' ? [store.load(serviceAggregate, aggregateId)] : [];
}

/** Judges whoever shares the quota of the service. */
async function judgeShare(
  ports: Pick<Ports, 'store' | 'usage'>,
  serviceId: string,
  context: Context,
): Promise<void> {
  const service = await ports.store.load(serviceAggregate, serviceId);
  if (service?.state.plan.terms.quota?.sharedAs === undefined) return;
  const timeZone = await timeZoneOf(ports.store, serviceId);
  if (!timeZone.ok) throw new Error(timeZone.refusal.message);
  await applyQuota(ports, service, timeZone.value, context);
}

function workOf({ type, aggregateId, data }: Heard): ServiceSweep | undefined {
  switch (type) {
    case 'plan.version-published': {
      const { version } = data as PlanVersionPublished['data'];
      return version.migratesOn === undefined ? undefined : { sweep: 'plan-version', planId: aggregateId };
    }
    case 'outage.recorded':
      return { sweep: 'outage', outageId: aggregateId };
    default:
      return undefined;
  }
}
