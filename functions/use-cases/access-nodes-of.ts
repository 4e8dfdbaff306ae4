import type { AccessBinding } from '../contracts/access.ts';
import { accessNodeAggregate } from '../domain/network/access-node.ts';
import { deviceNodes } from '../domain/network/device-nodes.ts';
import { type Result, refuse } from '../domain/result.ts';
import type { Store } from '../ports/store.ts';

/** Refuses a binding that names a node which is not at its site, or is of another kind than is needed. */
export async function refuseNodes(store: Store, access: AccessBinding): Promise<Result<never> | undefined> {
  const wanted = deviceNodes(access);
  const nodes = await Promise.all(wanted.map(({ nodeId }) => store.load(accessNodeAggregate, nodeId)));
  for (const [i, { nodeId, kind, pointer }] of wanted.entries()) {
    const node = nodes[i]?.state;
    if (node === undefined || node.removed || node.details.siteId !== access.siteId) {
      return refuse(
        'reference.access-node-unknown',
        `The site ${access.siteId} has no access node ${nodeId}; name one that it has.`,
        pointer,
      );
    }
    if (node.details.kind !== kind) {
      return refuse(
        'access-node.wrong-kind',
        `The access node ${nodeId} (${node.details.name}) is a ${node.details.kind}; name a ${kind}.`,
        pointer,
      );
    }
  }
  return undefined;
}
