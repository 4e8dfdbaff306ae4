import { accessNodeAggregate } from '../domain/network/access-node.ts';
import { type Result, refuse } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Context } from '../ports/context.ts';
import { type Asking, askSite, type Seen } from './ask-site.ts';
import { loadKnown } from './load.ts';

/** ONUs that an OLT sees and that nobody has claimed yet. */
export async function lookForOnus(
  ports: Asking,
  nodeId: string,
  context: Context,
): Promise<Result<Seen<'unconfigured-onus'>>> {
  const node = await loadKnown(ports.store, accessNodeAggregate, nodeId);
  if (!node.ok) return node;
  const { removed, details } = node.value.state;
  if (removed) return refuse('access-node.unknown', `The access node ${nodeId} was removed.`);
  if (details.kind !== 'olt') {
    return refuse(
      'access-node.wrong-kind',
      `The access node ${nodeId} (${details.name}) is a ${details.kind}; only an olt has ONUs.`,
    );
  }
  return askSite(ports, details.siteId, { of: 'unconfigured-onus', nodeId }, context);
}

/** What the devices of a service, and AAA on site, say of it at this moment. */
export async function lookAtService(
  ports: Asking,
  serviceId: string,
  context: Context,
): Promise<Result<Seen<'service'>>> {
  const service = await loadKnown(ports.store, serviceAggregate, serviceId);
  if (!service.ok) return service;
  const { siteId } = service.value.state.access;
  return askSite(ports, siteId, { of: 'service', serviceId }, context);
}
