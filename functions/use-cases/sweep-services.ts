import type { ServiceSweep, ServiceSweepStep, SweptPage } from '../contracts/service-sweep.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored, Where } from '../ports/store.ts';
import { startDueAction } from './start-due-action.ts';

const perPage = 50;

/** Somewhere a day begins this much before it does in UTC. */
const firstZoneOffset = 14 * 3_600_000;

type SweepPorts = Pick<Ports, 'store' | 'ids'>;

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
  { work, cursor }: ServiceSweepStep,
  context: Context,
): Promise<SweptPage> {
  const { where, visit } = sweepOf(ports, work, context);
  const page = await ports.store.list(serviceAggregate, where, {
    limit: perPage,
    ...(cursor === null ? {} : { cursor }),
  });
  const failures: SweptPage['failures'] = [];
  for (const service of page.items) {
    try {
      await visit(service);
    } catch (error) {
      failures.push({
        serviceId: service.id,
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }
  return { nextCursor: page.nextCursor ?? null, failures };
}

function sweepOf(ports: SweepPorts, work: ServiceSweep, context: Context): Sweep {
  switch (work.sweep) {
    case 'due-actions': {
      const latest = new Date(Date.parse(context.now) + firstZoneOffset).toISOString().slice(0, 10);
      return {
        where: { by: 'due', dueOnOrBefore: latest },
        visit: ({ id }) => startDueAction(ports, id, context),
      };
    }
  }
}
