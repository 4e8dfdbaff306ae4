import type { AccessBinding } from '../../../contracts/access.ts';
import { isSame } from '../../details.ts';
import { deviceNodes } from '../../network/device-nodes.ts';
import { refuse } from '../../result.ts';
import type { Service } from '../../service/service.ts';
import type { ServiceAction, Wanted } from '../action.ts';

/** Services go to another node of their site; what the old one holds is taken off it by the same order. */
export const move: ServiceAction = {
  of: 'services',
  takes: ['move'],
  // What is suspended stays so there, and is resumed there.
  from: ['active', 'suspended'],
  refuse: ({ move: to }) =>
    to === undefined
      ? refuse('bulk-action.move-missing', 'Say to which node the services move.', '/move')
      : undefined,
  isSo: (service, wanted) => isSame(service.access, accessFor(service, wanted)),
  commandFor: (service, wanted) => ({ kind: 'change', change: { access: accessFor(service, wanted) } }),
  afterwards: (service, wanted) => ({ access: accessFor(service, wanted) }),
  unfit: ({ access }, { wish, toNode }) => {
    const { siteId, nodeId, kind } = nodeOf(toNode);
    if (access.siteId !== siteId) return 'service.site-fixed';
    const own = deviceNodes(access).find((node) => node.kind === kind)?.nodeId;
    // Who is meant by the node of a session alone is bound to none, and follows wherever it dials in.
    const isMeant = wish.nodeId === undefined || own === wish.nodeId || own === nodeId;
    return own === undefined || !isMeant ? 'service.not-bound-to-node' : undefined;
  },
};

function nodeOf(toNode: Wanted['toNode']) {
  if (toNode === undefined) throw new Error('a move without the node to which services go');
  return toNode;
}

/**
 * The binding with the new node in the place of the one of its kind; its own where it names none. Where the ONU hangs and
 * under which numbers is the new OLT's to say.
 */
function accessFor({ access }: Service, { wish, toNode }: Wanted): AccessBinding {
  const { nodeId, kind } = nodeOf(toNode);
  if (kind === 'lte-core') {
    return access.technology === 'lte' && access.core !== undefined
      ? { ...access, core: { ...access.core, nodeId } }
      : access;
  }
  if (kind === 'olt') {
    if (access.technology !== 'gpon' || access.olt === undefined || access.olt.nodeId === nodeId)
      return access;
    const { port: _p, onuId: _o, servicePort: _s, ...line } = access.olt;
    const { lineProfile, serviceProfile, serviceVlan } = line;
    const { move: to } = wish;
    return {
      ...access,
      olt: {
        ...line,
        nodeId,
        lineProfile: to?.lineProfile ?? lineProfile,
        serviceProfile: to?.serviceProfile ?? serviceProfile,
        serviceVlan: to?.serviceVlan ?? serviceVlan,
      },
    };
  }
  return access.technology !== 'lte' && access.router !== undefined
    ? { ...access, router: { nodeId } }
    : access;
}
