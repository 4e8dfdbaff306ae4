import type { AccessWish } from '../contracts/access.ts';
import { accessNodeAggregate } from '../domain/network/access-node.ts';
import { type DeviceNode, deviceNodes } from '../domain/network/device-nodes.ts';
import { type Result, refuse } from '../domain/result.ts';
import type { Store } from '../ports/store.ts';

/** Refuses a binding that names a node which is not at its site, or is of another kind than is needed. */
export async function refuseNodes(store: Store, access: AccessWish): Promise<Result<never> | undefined> {
  const refusals = await Promise.all(
    deviceNodes(access).map((node) => refuseNode(store, access.siteId, node)),
  );
  return refusals.find((refusal) => refusal !== undefined);
}

/** Refuses a node that is not at the site, or is of another kind than is needed. */
export async function refuseNode(
  store: Store,
  siteId: string,
  { nodeId, kind, pointer }: DeviceNode,
): Promise<Result<never> | undefined> {
  const node = (await store.load(accessNodeAggregate, nodeId))?.state;
  if (node === undefined || node.removed || node.details.siteId !== siteId) {
    return refuse(
      'reference.access-node-unknown',
      `The site ${siteId} has no access node ${nodeId}; name one that it has.`,
      pointer,
    );
  }
  return node.details.kind === kind
    ? undefined
    : refuse(
        'access-node.wrong-kind',
        `The access node ${nodeId} (${node.details.name}) is a ${node.details.kind}; name a ${kind}.`,
        pointer,
      );
}
