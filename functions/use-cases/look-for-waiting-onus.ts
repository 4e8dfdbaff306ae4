import type { OltOnus } from '../contracts/http/sites.ts';
import { accessNodeAggregate } from '../domain/network/access-node.ts';
import { done, type Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Context } from '../ports/context.ts';
import type { Page, Paged } from '../ports/store.ts';
import { type Asking, askSite } from './ask-site.ts';
import { listFitting } from './list-fitting.ts';
import { onuClaim } from './service-claims.ts';

/** A page of OLTs that are asked at once; one that does not answer says why, and keeps nobody else from answering. */
export async function lookForWaitingOnus(
  ports: Asking,
  { siteId, ...page }: Page & { readonly siteId?: string | undefined },
  context: Context,
): Promise<Result<Paged<OltOnus>>> {
  const where = siteId === undefined ? { by: 'type' as const } : { by: 'place' as const, place: siteId };
  const olts = await listFitting(
    ports.store,
    accessNodeAggregate,
    where,
    page,
    ({ removed, details }) => !removed && details.kind === 'olt',
  );
  const items = await Promise.all(
    olts.items.map(async ({ id: nodeId, state: { details } }): Promise<OltOnus> => {
      const olt = { nodeId, name: details.name, siteId: details.siteId };
      const seen = await askSite(ports, details.siteId, { of: 'unconfigured-onus', nodeId }, context);
      if (!seen.ok) return { ...olt, problem: seen.refusal.message, onus: [] };
      const { at, finding } = seen.value;
      return { ...olt, seenAt: at, onus: await withServices(ports, finding.onus) };
    }),
  );
  return done({ ...olts, items });
}

async function withServices(
  { store }: Asking,
  onus: readonly Omit<OltOnus['onus'][number], 'service'>[],
): Promise<OltOnus['onus']> {
  const holdings = await store.holders(onus.map(({ serial }) => onuClaim(serial)));
  const services = await store.loadAll(serviceAggregate, [
    ...new Set(holdings.flatMap((holding) => holding?.holder ?? [])),
  ]);
  const byId = new Map(services.map((service) => [service.id, service.state]));
  return onus.map((onu, i) => {
    const serviceId = holdings[i]?.holder ?? '';
    const known = byId.get(serviceId);
    return known === undefined
      ? onu
      : { ...onu, service: { serviceId, subscriberId: known.subscriberId, state: known.state } };
  });
}
