import type { AccessBinding } from '../../contracts/access.ts';
import { deviceNodes } from '../network/device-nodes.ts';
import type { BulkChange } from './bulk-change.ts';

type Wanted = Pick<BulkChange, 'wish' | 'toNode'>;

/**
 * The binding with the new node in the place of the one of its kind; undefined where it names none. Where the ONU hangs and
 * under which numbers is the new OLT's to say.
 */
export function movedAccess(access: AccessBinding, { wish, toNode }: Wanted): AccessBinding | undefined {
  if (toNode === undefined) return undefined;
  const { nodeId, kind } = toNode;
  if (kind === 'lte-core') {
    return access.technology === 'lte' && access.core !== undefined
      ? { ...access, core: { ...access.core, nodeId } }
      : undefined;
  }
  if (kind === 'olt') {
    if (access.technology !== 'gpon' || access.olt === undefined) return undefined;
    if (access.olt.nodeId === nodeId) return access;
    const { port: _p, onuId: _o, servicePort: _s, ...line } = access.olt;
    const { lineProfile, serviceProfile, serviceVlan } = line;
    const { move } = wish;
    return {
      ...access,
      olt: {
        ...line,
        nodeId,
        lineProfile: move?.lineProfile ?? lineProfile,
        serviceProfile: move?.serviceProfile ?? serviceProfile,
        serviceVlan: move?.serviceVlan ?? serviceVlan,
      },
    };
  }
  return access.technology !== 'lte' && access.router !== undefined
    ? { ...access, router: { nodeId } }
    : undefined;
}

/** Why a service cannot go to the node. Reasons are stable codes. */
export function refuseMove(access: AccessBinding, { wish, toNode }: Wanted): string | undefined {
  if (toNode === undefined) throw new Error('a move without the node to which services go');
  if (access.siteId !== toNode.siteId) return 'service.site-fixed';
  const own = deviceNodes(access).find(({ kind }) => kind === toNode.kind)?.nodeId;
  // Who is meant by the node of a session alone is bound to none, and follows wherever it dials in.
  const isMeant = wish.nodeId === undefined || own === wish.nodeId || own === toNode.nodeId;
  return own === undefined || !isMeant ? 'service.not-bound-to-node' : undefined;
}
