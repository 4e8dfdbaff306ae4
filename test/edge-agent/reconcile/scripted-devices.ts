import type { DeviceResult } from '../../../edge-agent/capabilities/device-result.ts';
import type { NodeCapabilities } from '../../../edge-agent/capabilities/driver.ts';

/**
 * What happens to the next requests. `before` and `after`: the line breaks before or after the device has obeyed, and
 * nobody knows which. `half`: it refuses and keeps the beginning of what was asked for.
 */
export type Mishap = 'refused' | 'unreachable' | 'before' | 'after' | 'half';

/** One device that keeps what it is told, as far as the script lets it. All calls of all devices go into one log. */
export interface ScriptedDevice {
  readonly capabilities: NodeCapabilities;
  /** By subject: what is held, as text; `half` for a beginning. */
  readonly held: Map<string, string>;
  /** The next changes meet these, in order; `undefined` is none. Readings are not counted. */
  readonly script: (Mishap | undefined)[];
}

const at = '2026-11-01T00:00:00.000Z';

export function scriptedDevice(
  name: string,
  log: string[],
  part: 'onuProvisioning' | 'simProvisioning' | 'routerAccess',
): ScriptedDevice {
  const held = new Map<string, string>();
  const script: (Mishap | undefined)[] = [];
  const subjectOf = (grant: object) =>
    String(
      ['serial', 'imsi', 'identity'].map((key) => Reflect.get(grant, key)).find((one) => one !== undefined),
    );

  const result = (outcome: DeviceResult['outcome'], check: string, answer: string): DeviceResult => {
    const ok = outcome === 'applied' || outcome === 'already-applied';
    return {
      outcome,
      ...(ok ? {} : { reason: answer }),
      steps: [{ check: `${name}: ${check}`, at, ok, answer }],
    };
  };

  async function read(grant: object): Promise<DeviceResult> {
    log.push(`${name} read`);
    const found = held.get(subjectOf(grant));
    return found === JSON.stringify(grant)
      ? result('already-applied', 'holds it', 'as it must be')
      : result('refused', 'holds it', found === undefined ? 'not there' : 'differs');
  }

  /** Both verbs: one change that a mishap may prevent or hide. */
  async function meet(verb: 'apply' | 'remove', grant: object, isThere: boolean, obey: () => void) {
    log.push(`${name} ${verb}`);
    const mishap = script.shift();
    switch (mishap) {
      case 'refused':
        return result('refused', verb, `${name} says no`);
      case 'unreachable':
        return result('unreachable', verb, `${name} is silent`);
      case 'before':
        return result('unknown', verb, `${name} went away`);
      case 'after':
        obey();
        return result('unknown', verb, `${name} went away`);
      case 'half':
        held.set(subjectOf(grant), 'half');
        return result('refused', verb, `${name} has no room`);
      case undefined:
        obey();
        return result(isThere ? 'already-applied' : 'applied', verb, 'done');
    }
  }

  const verbs = {
    apply: (grant: object) =>
      meet('apply', grant, held.get(subjectOf(grant)) === JSON.stringify(grant), () =>
        held.set(subjectOf(grant), JSON.stringify(grant)),
      ),
    read,
    remove: (grant: object) =>
      meet('remove', grant, !held.has(subjectOf(grant)), () => held.delete(subjectOf(grant))),
    unconfigured: async () => [],
  };
  return { capabilities: { limits: { parallel: 2 }, [part]: verbs }, held, script };
}
