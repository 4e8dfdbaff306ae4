import * as z from 'zod';
import type { NodeCapabilities } from '../capabilities/driver.ts';
import type { OnuGrant } from '../capabilities/onu-provisioning.ts';
import type { RouterGrant } from '../capabilities/router-access.ts';
import type { NasSession } from '../capabilities/session-control.ts';
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
  /** Cuts one session. */
  z.strictObject({ of: z.literal('session'), verb: z.literal('remove'), grant }),
]);
export type DeviceCall = z.infer<typeof deviceCall>;

/** `read-onu`: as the file of its recording is called. */
export function callName({ verb: what, of }: DeviceCall): string {
  return `${what}-${of}`;
}

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
    case 'session':
      return node.sessionControl?.remove(call.grant as unknown as NasSession);
  }
}
