import { describe, expect, test } from 'vitest';
import driver from '../../../edge-agent/drivers/huawei-ma5800.ts';
import { createHuaweiOlt, type HuaweiOlt } from '../../lab/olt-huawei.ts';
import { integer, octets } from '../../lab/snmp-store.ts';
import { oltCases } from './olt-cases.ts';
import { openDriver, snmpLine } from './snmp-line.ts';

const xpon = '1.3.6.1.4.1.2011.6.128.1.1.2';
const flow = '1.3.6.1.4.1.2011.5.14.5.2.1';
const index = (device: HuaweiOlt) => device.onts()[0]!.index;

const grant = {
  serviceId: 'svc_1',
  serial: 'HWTCAABBCCDD',
  lineProfile: 'home',
  serviceProfile: 'router',
  serviceVlan: 1_001,
  userVlan: 100,
  active: true,
};

describe('Huawei MA5800', () => {
  oltCases<HuaweiOlt>({
    driver,
    line: snmpLine(createHuaweiOlt),
    grant,
    port: '0/17/3',
    // Slot 17 port 3: ifIndex 4194444032, beyond 2^31.
    plugIn: (device, serial) => device.plugIn(serial, { slot: 17, port: 3 }),
    plugInElsewhere: (device, serial) => device.plugIn(serial, { slot: 17, port: 4 }),
    otherPort: '0/17/4',
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

  test('an ONT that does not match its service profile is refused in words', async () => {
    const device = await createHuaweiOlt({ community: 'sesame' });
    device.plugIn(grant.serial, { slot: 1, port: 0 });
    const { olt, close } = openDriver(driver, device);
    await olt.apply(grant);
    device.store.put(`${xpon}.46.1.18.${index(device)}`, integer(3));
    const read = await olt.read(grant);
    expect(read.outcome).toBe('refused');
    expect(read.reason).toContain('match state mismatch');
    close();
    await device.close();
  });

  test('an OLT without a free service port: refused in words, and nothing is left', async () => {
    const device = await createHuaweiOlt({ community: 'sesame' });
    device.plugIn(grant.serial, { slot: 1, port: 0 });
    device.store.delete('1.3.6.1.4.1.2011.5.14.5.1.0');
    const { olt, close } = openDriver(driver, device);
    const result = await olt.apply(grant);
    expect(result.outcome).toBe('refused');
    expect(result.reason).toContain('names no free service port');
    expect(device.onts()).toEqual([]);
    close();
    await device.close();
  });

  test('traffic tables and the native VLAN of a bridge are set where staff say so', async () => {
    const device = await createHuaweiOlt({ community: 'sesame' });
    device.plugIn(grant.serial, { slot: 1, port: 0 });
    const bridge = { nativeVlanPort: 1, gemPort: 11, downTrafficTable: 'down-100', upTrafficTable: 'up-20' };
    const { olt, close } = openDriver(driver, device, bridge);
    expect(await olt.apply(grant)).toMatchObject({ outcome: 'applied' });
    const { number } = device.servicePorts()[0]!;
    expect(device.store.number(`${xpon}.62.1.7.${index(device)}.1`)).toBe(100);
    expect(device.store.number(`${flow}.6.${number}`)).toBe(11);
    expect(device.store.text(`${flow}.21.${number}`)).toBe('down-100');
    expect(device.store.text(`${flow}.22.${number}`)).toBe('up-20');
    close();
    await device.close();
  });
});
