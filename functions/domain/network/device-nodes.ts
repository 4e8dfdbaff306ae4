import type { AccessWish } from '../../contracts/access.ts';
import type { AccessNodeKind } from '../../contracts/site.ts';

/** A node on which a binding has something done, the kind that it must be, and where the binding names it. */
export interface DeviceNode {
  readonly nodeId: string;
  readonly kind: AccessNodeKind;
  readonly pointer: string;
}

/** The nodes that a binding names, besides whichever NAS asks AAA. */
export function deviceNodes(access: AccessWish): readonly DeviceNode[] {
  const nodes: DeviceNode[] = [];
  if (access.technology === 'gpon' && access.olt !== undefined) {
    nodes.push({ nodeId: access.olt.nodeId, kind: 'olt', pointer: '/access/olt/nodeId' });
  }
  if (access.technology === 'lte') {
    if (access.core !== undefined) {
      nodes.push({ nodeId: access.core.nodeId, kind: 'lte-core', pointer: '/access/core/nodeId' });
    }
  } else if (access.router !== undefined) {
    nodes.push({ nodeId: access.router.nodeId, kind: 'nas', pointer: '/access/router/nodeId' });
  }
  return nodes;
}
