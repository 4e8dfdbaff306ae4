import type { AccountingRecord } from '../contracts/edge/messages.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Ports } from '../ports/ports.ts';

/**
 * Lets a subscriber be found by the address that the network gave its latest session. A session that began later takes
 * the place of an earlier one, in whichever order they are told.
 */
export async function indexSessions(
  { store, search }: Pick<Ports, 'store' | 'search'>,
  records: readonly AccountingRecord[],
): Promise<void> {
  const latest = new Map<string, AccountingRecord>();
  for (const record of records) {
    if (record.kind !== 'start' || record.serviceId === undefined || record.framedIp === undefined) continue;
    const former = latest.get(record.serviceId);
    if (former === undefined || former.receivedAt < record.receivedAt) latest.set(record.serviceId, record);
  }
  await Promise.all(
    [...latest].map(async ([serviceId, { framedIp = '', callingStationId, receivedAt }]) => {
      const service = await store.load(serviceAggregate, serviceId);
      if (service === undefined) return;
      const source = { aggregateId: `${serviceId}.session`, version: Date.parse(receivedAt) };
      const words = callingStationId === undefined ? [framedIp] : [framedIp, callingStationId];
      await search.put(source, { kind: 'subscriber', id: service.state.subscriberId }, words);
    }),
  );
}
