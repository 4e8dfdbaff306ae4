import type { NodeHealth } from '../../contracts/edge/messages.ts';
import type { NodeState } from '../../contracts/site.ts';

/** How a node is, by the last word of its site's agent. Of two troubles the one that is mended first is told. */
export function nodeStateOf(health: Pick<NodeHealth, 'state' | 'reachable'> | undefined): NodeState {
  if (health === undefined) return 'unheard';
  if (health.state === 'unusable') return 'unusable';
  return health.reachable === false ? 'unreachable' : 'usable';
}
