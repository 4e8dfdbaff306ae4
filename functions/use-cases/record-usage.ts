import type { AccountingMessage } from '../contracts/edge/messages.ts';
import { partOfDay } from '../domain/policy/time-bands.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { applyQuota } from './apply-quota.ts';

const judgedAtOnce = 16;

/**
 * Counts what sessions of services sent and received, each record on the day that it is for the subscriber, and judges
 * what is used of quotas.
 */
export async function recordUsage(
  ports: Pick<Ports, 'store' | 'usage'>,
  { siteId, records }: AccountingMessage,
  context: Context,
): Promise<void> {
  const { store, usage } = ports;
  const told = records.flatMap((record) => {
    const { serviceId, kind } = record;
    return serviceId === undefined || kind === 'on' || kind === 'off' ? [] : [{ serviceId, record }];
  });
  const services = await store.loadAll(serviceAggregate, [
    ...new Set(told.map(({ serviceId }) => serviceId)),
  ]);
  const subscribers = await store.loadAll(subscriberAggregate, [
    ...new Set(services.map(({ state }) => state.subscriberId)),
  ]);
  const zones = new Map(subscribers.map(({ id, state }) => [id, state.details.timeZone]));
  const zoneOf = new Map(services.map(({ id, state }) => [id, zones.get(state.subscriberId)]));
  const bandsOf = new Map(services.map(({ id, state }) => [id, state.plan.terms.timeBands]));
  await usage.count(
    told.flatMap(({ serviceId, record }) => {
      // What the agent says of a service that is not known here has nobody to be counted for; the record itself is kept.
      const zone = zoneOf.get(serviceId);
      const part = zone && partOfDay(bandsOf.get(serviceId), record.receivedAt, zone);
      return part === undefined ? [] : [{ serviceId, siteId, part, record }];
    }),
  );
  const limited = services.filter(({ state }) => state.plan.terms.quota !== undefined);
  for (let i = 0; i < limited.length; i += judgedAtOnce) {
    const some = limited.slice(i, i + judgedAtOnce);
    await Promise.all(
      some.map(async (service) => {
        const zone = zoneOf.get(service.id);
        if (zone !== undefined) await applyQuota(ports, service, zone, context);
      }),
    );
  }
}
