import {
  cell,
  type MibObject,
  number,
  rowStatus,
  type SnmpValue,
  text,
  type Write,
  write,
} from '../protocols/snmp/mib-object.ts';
import type { SnmpClient } from '../protocols/snmp/snmp-client.ts';
import { SnmpError } from '../protocols/snmp/snmp-error.ts';
import { bridgePort, type Place, placeName, portName, zteGpon } from '../protocols/snmp/zte-gpon-mib.ts';
import type { Cli } from '../protocols/ssh/cli.ts';
import type { OnuChange } from './onu-convergence.ts';
import type { OnuGrant } from './onu-provisioning.ts';
import { zteServicePorts } from './zte-interface.ts';

/** Error statuses that say that the firmware does not have the objects, rather than that they may not be so. */
const unsupported: ReadonlySet<string> = new Set(['noSuchName', 'noAccess', 'noCreation', 'notWritable']);

export interface HeldPort {
  readonly vlan: number | undefined;
  readonly userVlan: number | undefined;
  readonly remove: OnuChange;
}

/** The service ports of ONUs, in whichever way the firmware lets them be made. */
export interface ServicePorts {
  /** What must be read for `held` together with the rest of the ONU. */
  objects(place: Place): readonly MibObject[];
  held(place: Place, read: readonly (SnmpValue | undefined)[]): Promise<readonly HeldPort[]>;
  add(grant: OnuGrant, place: Place): Promise<OnuChange>;
  /** Whether a port for another user VLAN must go before ours can be made. */
  readonly single: boolean;
  readonly save?: () => Promise<void>;
}

/** One service port, number 1 of the bridge port. */
export function overSnmp(client: SnmpClient): ServicePorts {
  const onBridge = (column: MibObject, place: Place) => cell(column, bridgePort(place), 1);
  const destroy = (place: Place) =>
    client.set([write(onBridge(zteGpon.portStatus, place), rowStatus.destroy)]);

  function portWrites(place: Place, serviceId: string, vlan: number, userVlan: number): Write[] {
    return [
      write(onBridge(zteGpon.portDescription, place), serviceId),
      write(onBridge(zteGpon.portMode, place), 4),
      write(onBridge(zteGpon.portUserVlan, place), userVlan),
      write(onBridge(zteGpon.portVlan, place), vlan),
      write(onBridge(zteGpon.portTranslation, place), 1),
      write(onBridge(zteGpon.portStatus, place), rowStatus.createAndGo),
    ];
  }

  async function create(writes: readonly Write[]): Promise<void> {
    try {
      await client.set(writes);
    } catch (error) {
      if (!(error instanceof SnmpError) || !unsupported.has(error.status ?? '')) throw error;
      throw new SnmpError(
        'refused',
        `this firmware cannot make service ports over SNMP (${error.message}); let the node make them on the command line (servicePorts cli), or update the OLT`,
        { cause: error },
      );
    }
  }

  return {
    single: true,
    objects: (place) =>
      [zteGpon.portStatus, zteGpon.portDescription, zteGpon.portVlan, zteGpon.portUserVlan].map((column) =>
        onBridge(column, place),
      ),
    async held(place, [status, description, ...vlans]) {
      if (status === undefined) return [];
      const [vlan, userVlan] = vlans.map(number);
      const remove = {
        words: `remove service port of ${placeName(place)}, VLAN ${vlan}, user VLAN ${userVlan}`,
        make: () => destroy(place),
        ...(vlan === undefined || userVlan === undefined
          ? {}
          : { undo: () => client.set(portWrites(place, text(description) ?? '', vlan, userVlan)) }),
      };
      return [{ vlan, userVlan, remove }];
    },
    add: async ({ serviceId, serviceVlan, userVlan }, place) => ({
      words: `service port of ${placeName(place)}, VLAN ${serviceVlan}, user VLAN ${userVlan}`,
      make: () => create(portWrites(place, serviceId, serviceVlan, userVlan)),
      undo: () => destroy(place),
    }),
  };
}

export function onCommandLine(line: Cli): ServicePorts {
  const ports = zteServicePorts(line);
  const named = ({ oltId, onuId }: Place) => ({ port: portName(oltId), onuId });
  return {
    single: false,
    objects: () => [],
    async held(place) {
      const { servicePorts } = await ports.read(named(place));
      return servicePorts.map((one) => ({
        vlan: one.vlan,
        userVlan: one.userVlan,
        remove: ports.remove(named(place), one),
      }));
    },
    async add({ serviceVlan, userVlan }, place) {
      const { servicePorts } = await ports.read(named(place));
      return ports.add(named(place), servicePorts, serviceVlan, userVlan);
    },
    save: ports.save,
  };
}

export function portsInWords(ports: readonly HeldPort[]): string {
  if (ports.length === 0) return 'none';
  return ports.map(({ vlan, userVlan }) => `VLAN ${vlan}, user VLAN ${userVlan}`).join('; ');
}
