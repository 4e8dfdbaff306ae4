import type { Instant } from '../contracts/scalars.ts';
import { alarmAggregate, raisedAlarms } from '../domain/alarm/alarm.ts';
import { deviceNodes } from '../domain/network/device-nodes.ts';
import { outageAggregate, touches } from '../domain/network/outage.ts';
import { done, type Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { everyOne } from './every-one.ts';

export interface MyOutage {
  readonly outageId: string;
  readonly startedAt: Instant;
  readonly endedAt?: Instant;
  readonly serviceIds: string[];
}

const lookedBackMs = 30 * 86_400_000;

/**
 * What is wrong on the network where the services of an account hang, from the moment at which a node does not answer,
 * and what was wrong lately; the latest first.
 */
export async function readMyOutages(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  accountId: string,
  context: Context,
): Promise<Result<readonly MyOutage[]>> {
  const all = await everyOne(store, serviceAggregate, { by: 'owner', owner: accountId });
  const services = all.filter(({ state }) => state.state !== 'terminated');
  const sites = [...new Set(services.map(({ state }) => state.access.siteId))];
  const since = new Date(Date.parse(context.now) - lookedBackMs).toISOString();
  const [raised, ...recorded] = await Promise.all([
    everyOne(store, alarmAggregate, { by: 'owner', owner: raisedAlarms }),
    ...sites.map((place) =>
      store.list(outageAggregate, { by: 'place', place }, { limit: 200, cursor: ids.from('out', since) }),
    ),
  ]);
  const lasting = raised.flatMap(({ id, state: { kind, subject, raisedAt } }): MyOutage[] => {
    if (kind !== 'node-unreachable') return [];
    const serviceIds = services
      .filter(({ state }) => deviceNodes(state.access).some(({ nodeId }) => nodeId === subject.id))
      .map((service) => service.id);
    return serviceIds.length === 0 ? [] : [{ outageId: id, startedAt: raisedAt, serviceIds }];
  });
  const past = recorded.flatMap(({ items }) =>
    items.flatMap(({ id, state }): MyOutage[] => {
      const serviceIds = services
        .filter((service) => touches(state, service.state.access))
        .map((service) => service.id);
      const { startedAt, endedAt } = state;
      return serviceIds.length === 0 ? [] : [{ outageId: id, startedAt, endedAt, serviceIds }];
    }),
  );
  return done([...lasting, ...past].toSorted((a, b) => b.startedAt.localeCompare(a.startedAt)));
}
