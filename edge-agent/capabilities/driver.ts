import type { z } from 'zod';
import type { NodeConfiguration } from '../../functions/contracts/edge/messages.ts';
import type { DeviceIdentity } from './identity.ts';
import type { NasPolicy } from './nas.ts';
import type { OnuProvisioning } from './onu-provisioning.ts';
import type { RadiusControl } from './radius-session-control.ts';
import type { RouterAccess } from './router-access.ts';
import type { NasSession, SessionControl } from './session-control.ts';
import type { SessionList } from './session-list.ts';
import type { SimProvisioning } from './sim-provisioning.ts';

/** What a device bears, as its driver knows it or staff have set it. */
export interface NodeLimits {
  /** Services that are worked on at the same time. */
  readonly parallel: number;
  /** Services that are begun with in a second; as fast as it answers when left out. */
  readonly perSecond?: number;
}

/** What a node can do for us. A capability that is not there is not asked for. */
export interface NodeCapabilities {
  readonly limits: NodeLimits;
  readonly nas?: NasPolicy;
  readonly sessionControl?: SessionControl;
  readonly sessionList?: SessionList;
  readonly onuProvisioning?: OnuProvisioning;
  readonly simProvisioning?: SimProvisioning;
  readonly routerAccess?: RouterAccess;
  readonly identity?: DeviceIdentity;
  /** Ends connections to the device; the node is opened anew afterwards or never again. */
  close?(): void;
}

/** What the agent lends to drivers. */
export interface DriverTools {
  readonly radius: RadiusControl;
  /** Whether accounting knows the session as open. */
  readonly isOpen: (session: NasSession) => boolean;
  /** Instant for proof steps. */
  readonly now: () => string;
}

/**
 * One kind of access node: one file in edge-agent/drivers, default export, found by its filename, which is the name that
 * staff give as the node's `driver`.
 */
export interface Driver<S extends z.ZodType = z.ZodType, C extends z.ZodType = z.ZodType> {
  readonly kind: NodeConfiguration['kind'];
  readonly settings: S;
  readonly credentials: C;
  /**
   * Settings and credentials with which a node gives live sessions another rate, where that is a matter of how it is
   * configured.
   */
  readonly liveRatesNeed?: { readonly settings: readonly string[]; readonly credentials: readonly string[] };
  open(
    settings: z.output<S>,
    credentials: z.output<C>,
    tools: DriverTools,
    node: Pick<NodeConfiguration, 'nodeId' | 'address' | 'port'>,
  ): NodeCapabilities;
}

export function defineDriver<S extends z.ZodType, C extends z.ZodType>(driver: Driver<S, C>): Driver<S, C> {
  return driver;
}
