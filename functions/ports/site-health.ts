import type { HealthMessage, NodeHealth, RefusedLogin } from '../contracts/edge/messages.ts';
import type { Instant } from '../contracts/scalars.ts';

/** How a node was at that instant, by its agent's clock. */
export interface KnownHealth extends NodeHealth {
  readonly at: Instant;
}

/** What agents last said of nodes and of refused log-ins: states that replace each other, no history. */
export interface SiteHealth {
  /** A message that is older than what is known changes nothing. */
  record(message: Pick<HealthMessage, 'at' | 'nodes' | 'refusedLogins'>): Promise<void>;
  nodes(nodeIds: readonly string[]): Promise<ReadonlyMap<string, KnownHealth>>;
  refusedLogin(serviceId: string): Promise<RefusedLogin | undefined>;
}
