import { DeviceError } from '../protocols/device-error.ts';
import { NoAnswer } from '../protocols/http/http-device.ts';
import { LineFault, LoginRefused, RouterRefusal } from '../protocols/routeros/faults.ts';
import type { Router } from '../protocols/routeros/router.ts';
import { cell, text } from '../protocols/snmp/mib-object.ts';
import type { SnmpClient } from '../protocols/snmp/snmp-client.ts';
import { Refused } from './provision-sim.ts';
import { print } from './routeros-look.ts';

/** Who a device says that it is. Reads only, and shows that the settings and credentials of its node are right. */
export interface DeviceIdentity {
  /** Undefined where it answers and has no name for itself. Throws DeviceError. */
  read(): Promise<string | undefined>;
}

/** RFC 3418 §2: `sysDescr`, `sysName`. */
const system = {
  description: cell({ name: 'sysDescr', oid: '1.3.6.1.2.1.1.1' }, 0),
  name: cell({ name: 'sysName', oid: '1.3.6.1.2.1.1.5' }, 0),
};

export function snmpIdentity(client: SnmpClient): DeviceIdentity {
  return {
    async read() {
      const answers = await client.get([system.name, system.description]);
      return inWords(answers.map(text));
    },
  };
}

export function routerOsIdentity(router: Router): DeviceIdentity {
  return {
    async read() {
      try {
        const [identities, resources] = await Promise.all([
          print(router, '/system/identity'),
          print(router, '/system/resource'),
        ]);
        const { 'board-name': board, version } = resources[0] ?? {};
        return inWords([identities[0]?.['name'], board, version && `RouterOS ${version}`]);
      } catch (error) {
        if (error instanceof LineFault) throw new DeviceError('silent', error.message, error);
        if (error instanceof LoginRefused || error instanceof RouterRefusal) {
          throw new DeviceError('refused', error.message, error);
        }
        throw error;
      }
    },
  };
}

/** An IMSI of the test network (3GPP TS 23.003 §2.2: MCC 001), which no SIM in service bears. */
const nobodysImsi = '001010000000000';

/** A core has no name for itself: that it answers what it holds of a SIM shows that it is one and lets us in. */
export function simCoreIdentity({ look }: { look(imsi: string): Promise<unknown> }): DeviceIdentity {
  return {
    async read() {
      try {
        await look(nobodysImsi);
        return undefined;
      } catch (error) {
        if (error instanceof NoAnswer) throw new DeviceError('silent', error.message, error);
        if (error instanceof Refused) throw new DeviceError('refused', error.message, error);
        throw error;
      }
    },
  };
}

/** A device without a name for itself that a machine can read: it is enough that it answers what is asked of it anyhow. */
export function namelessIdentity(ask: () => Promise<unknown>): DeviceIdentity {
  return {
    async read() {
      await ask();
      return undefined;
    },
  };
}

function inWords(parts: readonly (string | undefined)[]): string | undefined {
  const said = parts.map((part) => part?.trim()).filter((part) => part !== undefined && part !== '');
  return said.length === 0 ? undefined : said.join(', ');
}
