import type { AccessWish } from '../contracts/access.ts';
import type { Context } from '../ports/context.ts';
import { type Asking, askSite } from './ask-site.ts';
import { poolsAt } from './site-pools.ts';

/** A sale does not wait longer for an OLT; without the port it is brought up where the OLT sees the ONU. */
const patienceMs = 4000;

/**
 * The binding with the port at which its OLT sees the ONU, where the OLT has a pool of ids that needs it. Whoever named a
 * port, or has none to be asked, is left alone.
 */
export async function fillPort(ports: Asking, access: AccessWish, context: Context): Promise<AccessWish> {
  if (access.technology !== 'gpon' || access.olt === undefined || access.olt.port !== undefined)
    return access;
  const { siteId, olt, onuSerial } = access;
  const { nodeId } = olt;
  const pools = await poolsAt(ports.store, siteId);
  const needsPort = pools.some(
    ({ state: { details } }) => details.kind === 'onu-id' && details.nodeId === nodeId,
  );
  if (!needsPort) return access;
  const seen = await askSite(ports, siteId, { of: 'unconfigured-onus', nodeId }, context, patienceMs);
  const onu = seen.ok ? seen.value.finding.onus.find(({ serial }) => serial === onuSerial) : undefined;
  return onu === undefined ? access : { ...access, olt: { ...olt, port: onu.port } };
}
