import { describe, expect, test } from 'vitest';
import driver, { bridgePort } from '../../../edge-agent/drivers/zte-c300.ts';
import { createZteOlt, type ZteOlt } from '../../lab/olt-zte.ts';
import { integer } from '../../lab/snmp-store.ts';
import { oltCases } from './olt-cases.ts';
import { openDriver, snmpLine } from './snmp-line.ts';

const gpon = '1.3.6.1.4.1.3902.1012.3';
const bridge = '1.3.6.1.4.1.3902.1015.8.1.1.1';
const index = (device: ZteOlt) => device.onus()[0]!.index;
const grant = {
  serviceId: 'svc_1',
  serial: 'ZTEGC0FFEE01',
  lineProfile: '100M',
  serviceProfile: 'ZTE-F660',
  serviceVlan: 1_001,
  userVlan: 100,
  active: true,
};
const plugIn = (device: ZteOlt, serial: string) => device.plugIn(serial, { slot: 3, port: 2 });

describe('ZTE C300', () => {
  oltCases<ZteOlt>({
    driver,
    line: snmpLine(createZteOlt),
    grant,
    port: '1/3/2',
    plugIn,
    plugInElsewhere: (device, serial) => device.plugIn(serial, { slot: 4, port: 1 }),
    otherPort: '1/4/1',
    unplug: (device, serial) => device.unplug(serial),
    held: (device) =>
      device.onus().length +
      device.servicePorts().length +
      device.store.indexes(`${gpon}.30.1.1.8`).length +
      device.store.indexes(`${gpon}.30.2.1.10`).length,
    heldByOne: 4,
    byHand: {
      'another bandwidth profile': (device) =>
        device.store.put(`${gpon}.30.1.1.3.${index(device)}.1`, integer(1_879_048_200)),
      'another VLAN': (device) => device.store.put(`${bridge}.9.${device.servicePorts()[0]!}`, integer(7)),
      'GEM port deleted': (device) => {
        for (const column of [2, 3, 4, 10])
          device.store.delete(`${gpon}.30.2.1.${column}.${index(device)}.1`);
      },
      disabled: (device) => device.store.put(`${gpon}.28.2.1.1.${index(device)}`, integer(2)),
    },
    otherVlan: 1_002,
  });

  test('a release without service ports is refused in words, and nothing is left', async () => {
    const device = await createZteOlt({ community: 'sesame', servicePorts: false });
    plugIn(device, grant.serial);
    const { olt, close } = openDriver(driver, device);
    const result = await olt.apply(grant);
    expect(result.outcome).toBe('refused');
    expect(result.reason).toContain('this firmware cannot make service ports over SNMP');
    expect(result.reason).toContain('noCreation');
    expect(device.onus()).toEqual([]);
    close();
    await device.close();
  });

  test('a bandwidth profile that is not there is refused before the ONU is kept', async () => {
    const device = await createZteOlt({ community: 'sesame' });
    plugIn(device, grant.serial);
    const { olt, close } = openDriver(driver, device);
    const result = await olt.apply({ ...grant, lineProfile: '1G' });
    expect(result).toMatchObject({ outcome: 'refused' });
    expect(result.reason).toContain('no T-CONT bandwidth profile "1G"');
    expect(device.onus()).toEqual([]);
    close();
    await device.close();
  });

  test.each([
    [{ oltId: 268_501_248, onuId: 1 }, 1_073_741_824],
    [{ oltId: 0x10030100, onuId: 2 }, 0x40080100],
    [{ oltId: 0x100c0200, onuId: 3 }, 0x40410200],
  ])('bridge port of %o is %i', (place, expected) => {
    expect(bridgePort(place)).toBe(expected);
  });
});
