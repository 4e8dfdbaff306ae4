import { describe, expect, test } from 'vitest';
import type { Driver } from '../../../edge-agent/capabilities/driver.ts';
import type { OnuGrant } from '../../../edge-agent/capabilities/onu-provisioning.ts';
import huawei from '../../../edge-agent/drivers/huawei-ma5800.ts';
import vsol from '../../../edge-agent/drivers/vsol-v1600g.ts';
import zte from '../../../edge-agent/drivers/zte-c300.ts';
import zteCli from '../../../edge-agent/drivers/zte-c300-cli.ts';
import { createHuaweiOlt } from '../../lab/olt-huawei.ts';
import { createVsolOlt } from '../../lab/olt-vsol.ts';
import { createZteOlt } from '../../lab/olt-zte.ts';
import { createZteCliOlt } from '../../lab/olt-zte-cli.ts';
import { type Access, type OltDevice, openOlt } from './olt-cases.ts';

/** Numbers that the cloud has given: they are used, or refused in words. */

interface Make {
  readonly driver: Driver;
  start(): Promise<{
    device: OltDevice;
    access: Access;
    plugIn(serial: string): void;
    plugInElsewhere(serial: string): void;
    /** `serial at port:number` of every ONU that is authorised. */
    onus(): string[];
  }>;
  readonly grant: OnuGrant;
  readonly port: string;
  readonly otherPort: string;
}

const options = { community: 'sesame' };
const snmp = { settings: { timeoutMs: 3_000, settleMs: 1 }, credentials: options };
const login = { username: 'throughline', password: 'open sesame' };
const common = { serviceId: 'svc_1', serviceVlan: 1_001, userVlan: 100, active: true };

const makes: Readonly<Record<string, Make>> = {
  'Huawei MA5800': {
    driver: huawei,
    grant: { ...common, serial: 'HWTCAABBCCDD', lineProfile: 'home', serviceProfile: 'router' },
    port: '0/17/3',
    otherPort: '0/17/4',
    async start() {
      const device = await createHuaweiOlt(options);
      return {
        device,
        access: snmp,
        plugIn: (serial) => device.plugIn(serial, { slot: 17, port: 3 }),
        plugInElsewhere: (serial) => device.plugIn(serial, { slot: 17, port: 4 }),
        onus: () => device.onts().map(({ serial, index }) => `${serial} at ${index.split('.')[1]}`),
      };
    },
  },
  'ZTE C300': {
    driver: zte,
    grant: { ...common, serial: 'ZTEGC0FFEE01', lineProfile: '100M', serviceProfile: 'ZTE-F660' },
    port: '1/3/2',
    otherPort: '1/4/1',
    async start() {
      const device = await createZteOlt(options);
      return {
        device,
        access: snmp,
        plugIn: (serial) => device.plugIn(serial, { slot: 3, port: 2 }),
        plugInElsewhere: (serial) => device.plugIn(serial, { slot: 4, port: 1 }),
        onus: () => device.onus().map(({ serial, index }) => `${serial} at ${index.split('.')[1]}`),
      };
    },
  },
  'ZTE C300 on its command line': {
    driver: zteCli,
    grant: { ...common, serial: 'ZTEGC0FFEE01', lineProfile: '100M', serviceProfile: 'ZTE-F660' },
    port: '1/3/2',
    otherPort: '1/4/1',
    async start() {
      const device = await createZteCliOlt(login);
      return {
        device,
        access: { settings: { hostKey: device.hostKey, settleMs: 1 }, credentials: login },
        plugIn: (serial) => device.plugIn(serial, '1/3/2'),
        plugInElsewhere: (serial) => device.plugIn(serial, '1/4/1'),
        onus: () => device.onus().map(({ serial, id }) => `${serial} at ${id}`),
      };
    },
  },
  'V-SOL V1600G': {
    driver: vsol,
    grant: { ...common, serial: 'VSOL00F530FE', lineProfile: '100M', serviceProfile: 'default' },
    port: '0/5',
    otherPort: '0/6',
    async start() {
      const device = await createVsolOlt(options);
      return {
        device,
        access: snmp,
        plugIn: (serial) => device.plugIn(serial, 5),
        plugInElsewhere: (serial) => device.plugIn(serial, 6),
        onus: () => device.onus().map(({ serial, index }) => `${serial} at ${index.split('.')[1]}`),
      };
    },
  },
};

const second = 'HWTC00000099';

describe.each(Object.entries(makes))('%s', (_name, make) => {
  const numbered = { ...make.grant, port: make.port, onuId: 9 };

  test('an ONU gets its number at its port, keeps it, and tells where it is', async () => {
    const lab = await make.start();
    lab.plugIn(numbered.serial);
    const { olt, close } = openOlt(make.driver, lab.device, lab.access);
    const placement = { port: make.port, onuId: 9 };
    expect(await olt.apply(numbered)).toMatchObject({ outcome: 'applied', placement });
    expect(lab.onus()).toEqual([`${numbered.serial} at 9`]);
    expect(await olt.apply(numbered)).toMatchObject({ outcome: 'already-applied', placement });
    close();
    await lab.device.close();
  });

  test('an ONU under another number is authorised anew; without one it stays', async () => {
    const lab = await make.start();
    lab.plugIn(numbered.serial);
    const { olt, close } = openOlt(make.driver, lab.device, lab.access);
    expect(await olt.apply(make.grant)).toMatchObject({ outcome: 'applied' });
    const [chosen] = lab.onus();
    expect(chosen).not.toBe(`${numbered.serial} at 9`);
    expect(await olt.read(numbered)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('remove'),
    });
    expect(await olt.apply(numbered)).toMatchObject({ outcome: 'applied' });
    expect(lab.onus()).toEqual([`${numbered.serial} at 9`]);
    expect(await olt.apply(make.grant)).toMatchObject({ outcome: 'already-applied' });
    close();
    await lab.device.close();
  });

  test('a number that another ONU has is refused with its name, and nothing is left', async () => {
    const lab = await make.start();
    lab.plugIn(second);
    lab.plugIn(numbered.serial);
    const { olt, close } = openOlt(make.driver, lab.device, lab.access);
    await olt.apply({ ...numbered, serviceId: 'svc_2', serial: second, userVlan: 101 });
    const { sets } = lab.device;
    const value = `${make.port}:9`;
    const taken = {
      outcome: 'refused',
      reason: expect.stringContaining(`${value} belongs to ${second}`),
      conflicts: [{ kind: 'onu-id', value }],
    };
    expect(await olt.apply(numbered)).toMatchObject(taken);
    expect(lab.device.sets).toBe(sets);
    expect(await olt.apply({ ...numbered, onuId: 10 })).toMatchObject({ outcome: 'applied' });
    expect(await olt.apply(numbered)).toMatchObject(taken);
    expect(lab.onus().sort()).toEqual([`${second} at 9`, `${numbered.serial} at 10`].sort());
    close();
    await lab.device.close();
  });

  test('an ONU at another port than its own is refused, and moved only to its own', async () => {
    const lab = await make.start();
    lab.plugInElsewhere(numbered.serial);
    const { olt, close } = openOlt(make.driver, lab.device, lab.access);
    const refused = {
      outcome: 'refused',
      reason: expect.stringContaining(`hangs at ${make.otherPort} and not at ${make.port}`),
    };
    expect(await olt.apply(numbered)).toMatchObject(refused);
    const there = { ...numbered, port: make.otherPort };
    expect(await olt.apply(there)).toMatchObject({ outcome: 'applied' });
    expect(await olt.apply(numbered)).toMatchObject(refused);
    lab.plugIn(numbered.serial);
    expect(await olt.apply(there)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining(`hangs at ${make.port} and not at ${make.otherPort}`),
    });
    expect(await olt.apply(numbered)).toMatchObject({ outcome: 'applied', placement: { port: make.port } });
    expect(lab.onus()).toHaveLength(1);
    close();
    await lab.device.close();
  });
});

describe('service ports', () => {
  test('of a whole OLT get the number that was given, or the words of whose it is', async () => {
    const make = makes['Huawei MA5800']!;
    const lab = await make.start();
    lab.plugIn(make.grant.serial);
    lab.plugIn(second);
    const { olt, close } = openOlt(make.driver, lab.device, lab.access);
    const numbered = { ...make.grant, servicePort: 4711 };
    expect(await olt.apply(make.grant)).toMatchObject({ outcome: 'applied' });
    const applied = await olt.apply(numbered);
    expect(applied).toMatchObject({ outcome: 'applied', placement: { servicePort: 4711 } });
    expect(applied.steps.find(({ check }) => check === 'service port')?.answer).toBe(
      '4711: VLAN 1001, user VLAN 100',
    );
    expect(await olt.read(make.grant)).toMatchObject({ outcome: 'already-applied' });
    const rival = { ...numbered, serviceId: 'svc_2', serial: second, userVlan: 101 };
    expect(await olt.apply(rival)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('service port 4711 belongs to 0/17/3:'),
      conflicts: [{ kind: 'service-port', value: '4711' }],
    });
    expect(lab.onus()).toHaveLength(1);
    expect(await olt.apply({ ...rival, servicePort: 4712 })).toMatchObject({ outcome: 'applied' });
    close();
    await lab.device.close();
  });

  test('that are counted for each ONU cannot be given', async () => {
    const make = makes['ZTE C300']!;
    const lab = await make.start();
    lab.plugIn(make.grant.serial);
    const { olt, close } = openOlt(make.driver, lab.device, lab.access);
    expect(await olt.apply({ ...make.grant, servicePort: 7 })).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining("take away the OLT's pool of service ports"),
    });
    expect(lab.device.sets).toBe(0);
    close();
    await lab.device.close();
  });
});
