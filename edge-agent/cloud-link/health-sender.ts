import type { HealthMessage, NodeHealth } from '../../functions/contracts/edge/messages.ts';
import type { RefusedLogins } from '../aaa/refused-logins.ts';

export interface HealthSenderTools {
  readonly siteId: string;
  nodes(): readonly NodeHealth[];
  readonly refusedLogins: RefusedLogins;
  publish(payload: string): boolean;
  now(): number;
}

/**
 * Tells the cloud how the nodes are: those of which something is new, and all of them now and then for their figures. What
 * is told is a state, so what is lost on the way is told by the next.
 */
export interface HealthSender {
  round(): void;
  /** Everything is to be told anew. */
  connected(): void;
}

const wholeEveryMs = 900_000;
/** With all their words, so many stay below the 128 KB that AWS IoT takes in one message. */
const nodesPerMessage = 25;
const loginsPerMessage = 100;

export function createHealthSender(tools: HealthSenderTools): HealthSender {
  const told = new Map<string, string>();
  let wholeAt = 0;

  function send(nodes: readonly NodeHealth[]): boolean {
    const refusedLogins = tools.refusedLogins.take(loginsPerMessage);
    if (nodes.length === 0 && refusedLogins.length === 0) return true;
    const message: HealthMessage = {
      siteId: tools.siteId,
      at: new Date(tools.now()).toISOString(),
      nodes: [...nodes],
      refusedLogins,
    };
    if (tools.publish(JSON.stringify(message))) return true;
    tools.refusedLogins.putBack(refusedLogins);
    return false;
  }

  function round(): void {
    if (tools.now() - wholeAt >= wholeEveryMs) {
      told.clear();
      wholeAt = tools.now();
    }
    const news = tools.nodes().filter((node) => told.get(node.nodeId) !== newsOf(node));
    for (let i = 0; i === 0 || i < news.length; i += nodesPerMessage) {
      const some = news.slice(i, i + nodesPerMessage);
      if (!send(some)) return;
      for (const node of some) told.set(node.nodeId, newsOf(node));
    }
  }

  return {
    round,
    connected() {
      told.clear();
      round();
    },
  };
}

/** What is worth a message at once: figures and instants alone are not. */
function newsOf({ state, problem, reachable, lastError }: NodeHealth): string {
  return JSON.stringify([state, problem, reachable, lastError?.words]);
}
