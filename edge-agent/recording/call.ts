import * as z from 'zod';
import type { NodeCapabilities } from '../capabilities/driver.ts';
import type { OnuGrant } from '../capabilities/onu-provisioning.ts';
import type { RouterGrant } from '../capabilities/router-access.ts';
import type { NasSession, Rate } from '../capabilities/session-control.ts';
import type { SimGrant } from '../capabilities/sim-provisioning.ts';

const grant = z.record(z.string(), z.unknown());
const verb = z.enum(['read', 'apply', 'remove']);

/** One thing that is asked of a node through its driver. */
export const deviceCall = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('onu'), verb, grant }),
  z.strictObject({ of: z.literal('sim'), verb, grant }),
  z.strictObject({ of: z.literal('router'), verb, grant }),
  z.strictObject({ of: z.literal('unconfigured-onus'), verb: z.literal('read') }),
  z.strictObject({ of: z.literal('sessions'), verb: z.literal('read') }),
  /** Cuts one session, or gives it the rate `to`; `from` is the one that it holds. */
  z.strictObject({ of: z.literal('session'), verb: z.enum(['apply', 'remove']), grant }),
]);
export type DeviceCall = z.infer<typeof deviceCall>;

/** `read-onu`: as the file of its recording is called. */
export function callName({ verb: what, of }: DeviceCall): string {
  return `${what}-${of}`;
}

/** A session as it is named in a call; its key is the agent's own and nothing to a device. */
type SessionGrant = Omit<NasSession, 'key'> & { readonly to: Rate; readonly from?: Rate };

/** Asks; undefined when the node cannot do that. */
export function perform(node: NodeCapabilities, call: DeviceCall): Promise<unknown> | undefined {
  switch (call.of) {
    case 'onu':
      return node.onuProvisioning?.[call.verb](call.grant as unknown as OnuGrant);
    case 'sim':
      return node.simProvisioning?.[call.verb](call.grant as unknown as SimGrant);
    case 'router':
      return node.routerAccess?.[call.verb](call.grant as unknown as RouterGrant);
    case 'unconfigured-onus':
      return node.onuProvisioning?.unconfigured();
    case 'sessions':
      return node.sessionList?.list();
    case 'session': {
      const { to, from, ...named } = call.grant as unknown as SessionGrant;
      const session = { ...named, key: named.sessionId };
      return call.verb === 'remove'
        ? node.sessionControl?.remove(session)
        : node.sessionControl?.apply(session, to, from);
    }
  }
}
