import { describe } from 'vitest';
import driver from '../../../edge-agent/drivers/huawei-ma5800.ts';
import { createHuaweiOlt, type HuaweiOlt } from '../../lab/olt-huawei.ts';
import { integer, octets } from '../../lab/snmp-store.ts';
import { oltCases } from './olt-cases.ts';

const xpon = '1.3.6.1.4.1.2011.6.128.1.1.2';
const flow = '1.3.6.1.4.1.2011.5.14.5.2.1';
const index = (device: HuaweiOlt) => device.onts()[0]!.index;

describe('Huawei MA5800', () => {
  oltCases<HuaweiOlt>({
    driver,
    create: createHuaweiOlt,
    grant: {
      serviceId: 'svc_1',
      serial: 'HWTCAABBCCDD',
      lineProfile: 'home',
      serviceProfile: 'router',
      serviceVlan: 1_001,
      userVlan: 100,
      active: true,
    },
    port: '0/17/3',
    // Slot 17 port 3: ifIndex 4194443008, beyond 2^31.
    plugIn: (device, serial) => device.plugIn(serial, { slot: 17, port: 3 }),
    unplug: (device, serial) => device.unplug(serial),
    held: (device) => device.onts().length + device.servicePorts().length,
    heldByOne: 2,
    byHand: {
      'another line profile': (device) =>
        device.store.put(`${xpon}.43.1.7.${index(device)}`, octets('business')),
      'another service profile': (device) =>
        device.store.put(`${xpon}.43.1.8.${index(device)}`, octets('bridge')),
      'another VLAN': (device) =>
        device.store.put(`${flow}.8.${device.servicePorts()[0]!.number}`, integer(7)),
      'service port deleted': (device) => {
        const { number } = device.servicePorts()[0]!;
        for (let column = 2; column <= 22; column += 1) device.store.delete(`${flow}.${column}.${number}`);
      },
      deactivated: (device) => device.store.put(`${xpon}.46.1.1.${index(device)}`, integer(2)),
    },
    otherVlan: 1_002,
  });
});
