import type { OnuDialect, OnuLook } from './onu-convergence.ts';
import type { OnuGrant } from './onu-provisioning.ts';

/** A number that a service was given and that something else has on the OLT. */
export interface NumberConflict {
  readonly kind: 'onu-id' | 'service-port';
  /** As the cloud writes it: `0/1/3:12` an ONU at a port, `4711` a service port. */
  readonly value: string;
}

/**
 * Looks with the numbers in mind that the service was given: an ONU must hang at its port and have its number there. One
 * that hangs elsewhere is refused in words; one that has another number is authorised anew, unless the number is another
 * ONU's. What is not given the OLT chooses.
 */
export function lookWithNumbers(dialect: OnuDialect): (grant: OnuGrant) => Promise<OnuLook> {
  return async (grant) => {
    if (grant.servicePort !== undefined && dialect.countsServicePorts !== true) {
      return {
        checks: [],
        obstacle: `this OLT counts its service ports for each ONU: service port ${grant.servicePort} cannot be given; take away the OLT's pool of service ports`,
      };
    }
    const look = await dialect.look(grant);
    const { onu, serialAt } = look;
    if (grant.port === undefined || onu === undefined || look.obstacle !== undefined) return look;
    const where = look.movesTo ?? onu.port;
    if (where !== grant.port) {
      const obstacle = `${grant.serial} hangs at ${where} and not at ${grant.port}, which its service names: plug it in there, or mend the port of the service`;
      return refused(
        look,
        { check: 'port', ok: false, answer: `${where} instead of ${grant.port}` },
        obstacle,
      );
    }
    const { onuId } = grant;
    if (onuId === undefined || onu.onuId === onuId || look.movesTo !== undefined) return look;
    const holder = await serialAt?.(onuId);
    const value = `${grant.port}:${onuId}`;
    if (holder !== undefined && holder !== grant.serial) {
      const answer = `${value} belongs to ${holder}`;
      return {
        ...refused(look, { check: 'number', ok: false, answer }, `number ${answer} on the OLT`),
        conflict: { kind: 'onu-id', value },
      };
    }
    if (onu.onuId === undefined) return look;
    const { next } = await dialect.lookForRest(grant);
    const check = { check: 'number', ok: false, answer: `${onu.onuId} instead of ${onuId}` };
    return { ...look, checks: [...look.checks, check], ...(next === undefined ? {} : { next }) };
  };
}

function refused(look: OnuLook, check: OnuLook['checks'][number], obstacle: string): OnuLook {
  const { next: _, ...seen } = look;
  return { ...seen, checks: [...look.checks, check], obstacle };
}
