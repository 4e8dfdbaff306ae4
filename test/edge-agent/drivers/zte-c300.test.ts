import { describe, expect, test } from 'vitest';
import driver from '../../../edge-agent/drivers/zte-c300.ts';
import { bridgePort } from '../../../edge-agent/protocols/snmp/zte-gpon-mib.ts';
import { createZteOlt, type ZteOlt } from '../../lab/olt-zte.ts';
import { createZteCliOlt } from '../../lab/olt-zte-cli.ts';
import { integer } from '../../lab/snmp-store.ts';
import { oltCases, openOlt } from './olt-cases.ts';
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

function frontPlate({ index, serial, type }: { index: string; serial: string; type: string }) {
  const [oltId = 0, id = 0] = index.split('.').map(Number);
  return { port: `1/${(oltId >>> 16) & 0xff}/${(oltId >>> 8) & 0xff}`, id, serial, type };
}

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

  test('a release without service ports gets them on its command line', async () => {
    const device = await createZteOlt({ community: 'sesame', servicePorts: false });
    const login = { username: 'throughline', password: 'open sesame' };
    const terminal = await createZteCliOlt({ ...login, onusOf: () => device.onus().map(frontPlate) });
    plugIn(device, grant.serial);
    const { port: cliPort, hostKey } = terminal;
    const settings = { settleMs: 1, servicePorts: 'cli', cliPort, hostKey };
    const credentials = { community: 'sesame', cliUsername: login.username, cliPassword: login.password };
    const { olt, close } = openOlt(driver, device, {
      settings,
      credentials,
    });
    const carried = () =>
      terminal.onus().flatMap(({ servicePorts }) => [...servicePorts.values()].map(({ vlan }) => vlan));

    expect(await olt.apply(grant)).toMatchObject({ outcome: 'applied' });
    expect(carried()).toEqual([grant.serviceVlan]);
    expect((await olt.read(grant)).onu).toMatchObject({ state: 'online', receivedDbm: -19.5 });
    terminal.fail({ on: 'set', does: 'refuse', after: 1 });
    const refused = await olt.apply({ ...grant, serviceVlan: 1_002 });
    expect(refused).toMatchObject({ outcome: 'refused' });
    expect(refused.reason).toContain('%Error 20213');
    expect(carried()).toEqual([grant.serviceVlan]);
    expect(await olt.apply({ ...grant, serviceVlan: 1_002 })).toMatchObject({ outcome: 'applied' });
    expect(carried()).toEqual([1_002]);
    expect(terminal.commands).toContain('write');

    terminal.away = true;
    expect(await olt.apply(grant)).toMatchObject({ outcome: 'unreachable' });
    terminal.away = false;
    close();
    const again = openOlt(driver, device, {
      settings,
      credentials,
    });
    expect(await again.olt.remove(grant)).toMatchObject({ outcome: 'applied' });
    expect([...device.onus(), ...carried()]).toEqual([]);
    again.close();
    await terminal.close();
    await device.close();
  });

  test('a command line without a login is told', () => {
    const settings = driver.settings.parse({ servicePorts: 'cli' });
    const credentials = driver.credentials.parse({ community: 'sesame', cliUsername: 'throughline' });
    const node = { nodeId: 'nod_olt', address: '127.0.0.1' };
    expect(() => driver.open(settings, credentials, {} as never, node)).toThrow(
      'needs cliUsername and either cliPassword or cliPrivateKey',
    );
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
