import { describe, expect, test } from 'vitest';
import driver from '../../../edge-agent/drivers/zte-c300-cli.ts';
import { createZteCliOlt, type ZteCliOlt, type ZteCliOptions } from '../../lab/olt-zte-cli.ts';
import { newSshKey } from '../../lab/ssh-console.ts';
import { oltCases, openOlt } from './olt-cases.ts';

const grant = {
  serviceId: 'svc_1',
  serial: 'ZTEGC0FFEE01',
  lineProfile: '100M',
  serviceProfile: 'ZTE-F660',
  serviceVlan: 1_001,
  userVlan: 100,
  active: true,
};
const username = 'throughline';
const password = 'open sesame';
const enablePassword = 'open wider';
const quick = { timeoutMs: 250, loginMs: 20_000, pauseMs: 0, settleMs: 1 };
const access = ({ hostKey }: ZteCliOlt) => ({ settings: { hostKey }, credentials: { username, password } });
const only = (device: ZteCliOlt) => device.onus()[0]!;

describe('ZTE C300 on its command line', () => {
  oltCases<ZteCliOlt>({
    driver,
    line: {
      create: () => createZteCliOlt({ username, password, stallMs: 600 }),
      accesses: (device) => ({ password: access(device) }),
      quick,
      hasty: {},
      patient: { timeoutMs: 10_000 },
      impatient: { loginMs: 2_000 },
      rash: {},
      refusal: '%Error 20213: System resource is not enough.',
      wrong: (device) => ({
        password: {
          ...access(device),
          credentials: { username, password: 'open barley' },
          outcome: /^refused$/,
          words: /lets nobody in as throughline/,
        },
        'host key': {
          ...access(device),
          settings: { hostKey: `SHA256:${'A'.repeat(43)}` },
          outcome: /^refused$/,
          words: /shows the host key SHA256:\S+ instead of SHA256:AAAA/,
        },
      }),
    },
    grant,
    port: '1/3/2',
    plugIn: (device, serial) => device.plugIn(serial, '1/3/2'),
    plugInElsewhere: (device, serial) => device.plugIn(serial, '1/4/1'),
    otherPort: '1/4/1',
    unplug: (device, serial) => device.unplug(serial),
    held: (device) =>
      device
        .onus()
        .map((one) => 1 + one.tconts.size + one.gemPorts.size + one.servicePorts.size + one.services.size)
        .reduce((sum, count) => sum + count, 0),
    heldByOne: 5,
    byHand: {
      'another bandwidth profile': (device) => only(device).tconts.set(1, '300M'),
      'another VLAN': (device) =>
        only(device).servicePorts.set(1, { vport: 1, userVlan: grant.userVlan, vlan: 7 }),
      'GEM port deleted': (device) => only(device).gemPorts.delete(1),
      'another VLAN on the ONU': (device) => only(device).services.set('1', { gemPort: 1, vlan: 7 }),
      disabled: (device) => {
        only(device).shut = true;
      },
    },
    otherVlan: 1_002,
  });

  async function lab(options: ZteCliOptions = {}, settings: object = {}, credentials: object = {}) {
    const device = await createZteCliOlt(options);
    device.plugIn(grant.serial, '1/3/2');
    const { olt, close } = openOlt(driver, device, {
      settings: { ...quick, timeoutMs: 10_000, hostKey: device.hostKey, ...settings },
      credentials: { username, password, ...credentials },
    });
    return {
      device,
      olt,
      async [Symbol.asyncDispose]() {
        close();
        await device.close();
      },
    };
  }

  test('powers of both sides, distance and the cause of the last fall are told', async () => {
    await using site = await lab();
    await site.olt.apply(grant);
    expect((await site.olt.read(grant)).onu).toEqual({
      serial: grant.serial,
      port: '1/3/2',
      onuId: 1,
      state: 'online',
      receivedDbm: -19.5,
      oltReceivedDbm: -20.241,
      distanceMetres: 3703,
    });
    site.device.plugIn(grant.serial, '1/4/1');
    expect((await site.olt.read(grant)).onu).toMatchObject({ state: 'offline', lastDownCause: 'LOSi' });
  });

  test('what was done outlives a restart, and nothing is written when nothing was done', async () => {
    await using site = await lab();
    await site.olt.apply(grant);
    site.device.restart();
    expect(await site.olt.apply(grant)).toMatchObject({ outcome: 'already-applied' });
    const writes = site.device.commands.filter((command) => command === 'write');
    expect(writes).toHaveLength(1);
  });

  test('a profile that is not there is refused in the words of the OLT, and nothing is left', async () => {
    await using site = await lab();
    for (const wrong of [{ lineProfile: '1G' }, { serviceProfile: 'ZTE-F999' }]) {
      const result = await site.olt.apply({ ...grant, ...wrong });
      expect(result.outcome).toBe('refused');
      expect(result.reason).toMatch(/%Code 3232\d-GPONSRV : The (?:ONU type|profile) does not exist\./);
      expect(site.device.onus()).toEqual([]);
    }
  });

  test('a name that is more than a name is never typed', async () => {
    await using site = await lab();
    for (const lineProfile of ['100M\nno onu 1', '100M ?', 'with blank', '']) {
      const result = await site.olt.apply({ ...grant, lineProfile });
      expect(result.reason).toContain('cannot be typed');
    }
    expect(site.device.sets).toBe(0);
  });

  test('a bridge ONU gets the VLAN at its ETH port, and back', async () => {
    await using site = await lab({}, { ethPort: 1 });
    expect(await site.olt.apply(grant)).toMatchObject({ outcome: 'applied' });
    expect([...only(site.device).ethVlans]).toEqual([[1, 100]]);
    only(site.device).ethVlans.set(1, 7);
    expect(await site.olt.read(grant)).toMatchObject({ outcome: 'refused' });
    expect(await site.olt.apply(grant)).toMatchObject({ outcome: 'applied' });
  });

  test('service ports for other user VLANs are left alone until the ONU goes', async () => {
    await using site = await lab();
    await site.olt.apply(grant);
    only(site.device).servicePorts.set(2, { vport: 1, userVlan: 200, vlan: 2_000 });
    expect(await site.olt.apply({ ...grant, serviceVlan: 1_002 })).toMatchObject({ outcome: 'applied' });
    expect([...only(site.device).servicePorts.keys()].sort()).toEqual([1, 2]);
    await site.olt.remove(grant);
    expect(site.device.onus()).toEqual([]);
  });

  test('pages, an unprivileged login and an alarm in between do no harm', async () => {
    await using site = await lab({ alwaysPages: true, enablePassword }, {}, { enablePassword });
    for (let n = 0; n < 40; n += 1) {
      const serial = `ZTEG0000${(4096 + n).toString(16).toUpperCase()}`;
      site.device.plugIn(serial, '1/3/2');
      if (n % 8 === 0) site.device.shout('[Minor alarm] The ONU is offline: gpon-onu_1/3/2:9 #');
      expect(await site.olt.apply({ ...grant, serial })).toMatchObject({ outcome: 'applied' });
    }
    expect(site.device.onus().map(({ id }) => id)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  });

  test('no more terminals than it may have', async () => {
    await using site = await lab({ terminals: 2 });
    const serials = Array.from({ length: 8 }, (_, n) => `ZTEG0000100${n}`);
    for (const serial of serials) site.device.plugIn(serial, '1/3/2');
    const results = await Promise.all(serials.map((serial) => site.olt.apply({ ...grant, serial })));
    expect(results.map(({ outcome }) => outcome)).toEqual(serials.map(() => 'applied'));
    expect(site.device.mostTerminals).toBe(2);
  });

  test('a private key lets in, with its passphrase; one that cannot be read is told at once', async () => {
    const { private: privateKey, public: authorizedKey } = newSshKey();
    const device = await createZteCliOlt({ username, authorizedKey });
    device.plugIn(grant.serial, '1/3/2');
    const settings = { hostKey: device.hostKey, settleMs: 1 };
    const { olt, close } = openOlt(driver, device, { settings, credentials: { username, privateKey } });
    expect(await olt.apply(grant)).toMatchObject({ outcome: 'applied' });
    close();
    await device.close();
    const bad = { settings, credentials: { username, privateKey: 'no key at all' } };
    expect(() => openOlt(driver, device, bad)).toThrow('the private key cannot be used');
  });

  test('without a host key nothing is sent, and the refusal shows the one to compare', async () => {
    await using site = await lab({}, { hostKey: undefined });
    const result = await site.olt.apply(grant);
    expect(result.outcome).toBe('refused');
    expect(result.reason).toContain(`shows the host key ${site.device.hostKey}`);
    expect(result.reason).toContain('set hostKey');
    expect(site.device.logins).toBe(0);
  });

  test('a line that is half dead is replaced for a read, and a write is read back', async () => {
    await using site = await lab({}, { timeoutMs: 250 });
    await site.olt.apply(grant);
    site.device.freeze();
    site.device.restart();
    expect(await site.olt.read(grant)).toMatchObject({ outcome: 'already-applied' });
  });
});
