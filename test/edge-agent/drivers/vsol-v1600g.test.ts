import { describe, expect, test } from 'vitest';
import driver from '../../../edge-agent/drivers/vsol-v1600g.ts';
import { createVsolOlt, type VsolOlt } from '../../lab/olt-vsol.ts';
import { integer, octets } from '../../lab/snmp-store.ts';
import { oltCases } from './olt-cases.ts';
import { openDriver, snmpLine } from './snmp-line.ts';

const tables = '1.3.6.1.4.1.37950.1.1.6.1.1';
const index = (device: VsolOlt) => device.onus()[0]!.index;
const grant = {
  serviceId: 'svc_1',
  serial: 'VSOL00F530FE',
  lineProfile: '100M',
  serviceProfile: 'default',
  serviceVlan: 1_001,
  userVlan: 100,
  active: true,
};

describe('V-SOL V1600G', () => {
  oltCases<VsolOlt>({
    driver,
    line: snmpLine(createVsolOlt),
    grant,
    port: '0/5',
    plugIn: (device, serial) => device.plugIn(serial, 5),
    plugInElsewhere: (device, serial) => device.plugIn(serial, 6),
    otherPort: '0/6',
    unplug: (device, serial) => device.unplug(serial),
    held: (device) => device.onus().length + device.servicePorts().length + device.parts(),
    heldByOne: 4,
    byHand: {
      'another DBA profile': (device) =>
        device.store.put(`${tables}.8.1.1.5.${index(device)}.1`, octets('300M')),
      'another VLAN': (device) => device.store.put(`${tables}.8.7.1.14.${index(device)}.1`, integer(7)),
      'service port deleted': (device) => {
        for (const column of [7, 9, 10, 14])
          device.store.delete(`${tables}.8.7.1.${column}.${index(device)}.1`);
      },
      'another ONU profile': (device) =>
        device.store.put(`${tables}.2.1.3.${index(device)}`, octets('bridge')),
      deactivated: (device) => {
        device.store.put(`${tables}.1.1.3.${index(device)}`, integer(2));
        device.plugIn(grant.serial, 5);
      },
    },
    otherVlan: 1_002,
  });

  test('never more than one request at a time', async () => {
    const device = await createVsolOlt({ community: 'sesame', workMs: 1 });
    const { olt, close } = openDriver(driver, device);
    const grants = Array.from({ length: 4 }, (_, n) => ({ ...grant, serial: `VSOL00F530F${n}` }));
    for (const { serial } of grants) device.plugIn(serial, 5);
    const results = await Promise.all(grants.map((one) => olt.apply(one)));
    expect(results.map(({ outcome }) => outcome)).toEqual(grants.map(() => 'applied'));
    expect(device.mostAtOnce).toBe(1);
    close();
    await device.close();
  });
});
