import type { HealthMessage, NodeHealth } from '../contracts/edge/messages.ts';
import { accessNodeAggregate } from '../domain/network/access-node.ts';
import { done } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { withRetry } from './retry.ts';
import { silenceAlarm, soundAlarm } from './sound-alarm.ts';

/**
 * Takes in how a site's nodes are and which log-ins were refused. A node that cannot be used, or does not answer, is an
 * alarm until it can, or does. What is said of nodes of other sites is not believed.
 */
export async function recordHealth(
  { store, ids, siteHealth }: Pick<Ports, 'store' | 'ids' | 'siteHealth'>,
  message: HealthMessage,
  context: Context,
): Promise<void> {
  const { siteId } = message;
  const [before, known] = await Promise.all([
    siteHealth.nodes(message.nodes.map(({ nodeId }) => nodeId)),
    Promise.all(message.nodes.map(({ nodeId }) => store.load(accessNodeAggregate, nodeId))),
  ]);
  const own = message.nodes.filter((_, i) => {
    const node = known[i]?.state;
    return node !== undefined && !node.removed && node.details.siteId === siteId;
  });
  for (const node of own) {
    const former = before.get(node.nodeId);
    if (former !== undefined && former.at > message.at) continue;
    for (const { kind, trouble } of troublesOf(node)) {
      const wasThere =
        former !== undefined && troublesOf(former).some((one) => one.kind === kind && one.trouble);
      if (trouble === undefined && !wasThere && former !== undefined) continue;
      await sound({ store, ids }, { kind, siteId, nodeId: node.nodeId, trouble }, context);
    }
  }
  await siteHealth.record({ ...message, nodes: own });
}

interface NodeTrouble {
  readonly kind: 'node-unusable' | 'node-unreachable';
  readonly trouble: string | undefined;
}

function troublesOf({ state, problem, reachable, lastError }: NodeHealth): readonly NodeTrouble[] {
  return [
    {
      kind: 'node-unusable',
      trouble: state === 'unusable' ? (problem ?? 'The agent cannot use the node.') : undefined,
    },
    {
      kind: 'node-unreachable',
      trouble: reachable === false ? (lastError?.words ?? 'The node does not answer.') : undefined,
    },
  ];
}

async function sound(
  ports: Pick<Ports, 'store' | 'ids'>,
  about: NodeTrouble & { readonly siteId: string; readonly nodeId: string },
  context: Context,
): Promise<void> {
  const { kind, siteId, nodeId, trouble } = about;
  const subject = { type: 'access-node', id: nodeId } as const;
  const committed = await withRetry(context, async () => {
    const changes =
      trouble === undefined
        ? await silenceAlarm(ports, { kind, subject }, cleared[kind], context)
        : await soundAlarm(ports, { kind, subject, severity: 'major', siteId, words: trouble }, context);
    return changes.length === 0 ? done(undefined) : ports.store.commit(changes, context);
  });
  if (!committed.ok) throw new Error(`an alarm was not recorded: ${committed.refusal.message}`);
}

const cleared: Readonly<Record<NodeTrouble['kind'], string>> = {
  'node-unusable': 'The agent can use the node.',
  'node-unreachable': 'The node answers.',
};
