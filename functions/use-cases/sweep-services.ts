import type { ServiceSweep, SweptPage } from '../contracts/service-sweep.ts';
import { outageAggregate } from '../domain/network/outage.ts';
import { isDueBy } from '../domain/service/due.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored, Where } from '../ports/store.ts';
import { announceVersion } from './announce-version.ts';
import { rateUsage } from './rate-usage.ts';
import { tellOutage } from './record-outage.ts';
import { renewEntitlement } from './renew-entitlement.ts';
import { startDueAction } from './start-due-action.ts';
import { takeOverBulkActions } from './take-over-bulk-actions.ts';

const perPage = 50;

/** Somewhere a day begins this much before it does in UTC. */
const firstZoneOffset = 14 * 3_600_000;

type SweepPorts = Pick<Ports, 'store' | 'ids' | 'usage'>;

/** Does something to each service by itself. */
export type VisitingSweep = Exclude<ServiceSweep, { sweep: 'figures' }>;

interface Sweep {
  readonly where: Where;
  visit(service: Stored<Service>): Promise<unknown>;
}

/**
 * Does one page of what is to be done to many services. Each visit is idempotent; one that breaks is told of and stops
 * no other.
 */
export async function sweepServices(
  ports: SweepPorts,
  { work, cursor }: { readonly work: VisitingSweep; readonly cursor: string | null },
  context: Context,
): Promise<SweptPage> {
  if (work.sweep === 'override-end') {
    await renewEntitlement(ports, work.serviceId, context);
    return { nextCursor: null, failures: [] };
  }
  const { where, visit } = await sweepOf(ports, work, context);
  const page = await ports.store.list(serviceAggregate, where, {
    limit: perPage,
    ...(cursor === null ? {} : { cursor }),
  });
  const failures =
    work.sweep === 'due-actions' && cursor === null ? await takeOverBulkActions(ports, context) : [];
  for (const service of page.items) {
    try {
      await visit(service);
    } catch (error) {
      failures.push({
        id: service.id,
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }
  return { nextCursor: page.nextCursor ?? null, failures };
}

async function sweepOf(
  ports: SweepPorts,
  work: Exclude<VisitingSweep, { sweep: 'override-end' }>,
  context: Context,
): Promise<Sweep> {
  switch (work.sweep) {
    case 'due-actions': {
      const latest = new Date(Date.parse(context.now) + firstZoneOffset).toISOString().slice(0, 10);
      return {
        where: { by: 'due', dueOnOrBefore: latest },
        visit: async ({ id, state }) => {
          if (!isDueBy(state, { day: latest, now: context.now })) return;
          await rateUsage(ports, id, context);
          await renewEntitlement(ports, id, context);
          await startDueAction(ports, id, context);
        },
      };
    }
    case 'plan-version':
      return {
        where: { by: 'type' },
        visit: async ({ id, state }) => {
          if (state.plan.planId === work.planId) await announceVersion(ports, id, context);
        },
      };
    case 'outage': {
      const outage = await ports.store.load(outageAggregate, work.outageId);
      if (outage === undefined) throw new Error(`there is no outage ${work.outageId}`);
      return {
        where: { by: 'place', place: outage.state.siteId },
        visit: (service) => tellOutage(ports, outage, service, context),
      };
    }
  }
}
