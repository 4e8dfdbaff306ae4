import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Driver, DriverTools } from '../../../edge-agent/capabilities/driver.ts';
import type { OnuGrant, OnuProvisioning } from '../../../edge-agent/capabilities/onu-provisioning.ts';
import type { Fault } from '../../lab/snmp-device.ts';
import { cellName, type FaultName, underFault } from './faults.ts';

/** What the cases do to a simulated OLT, whatever it speaks. */
export interface OltDevice {
  readonly host: string;
  readonly port: number;
  /** Changes that were obeyed or refused. */
  readonly sets: number;
  fail(fault: Fault): void;
  heal(): void;
  away: boolean;
  restart(): void;
  close(): Promise<void>;
}

/** How one comes to an OLT. */
export interface Access {
  readonly settings: object;
  readonly credentials: object;
}

/** What the cases must know of how an OLT is spoken to. */
export interface OltLine<D extends OltDevice> {
  create(): Promise<D>;
  /** Ways to log in, by name; the first one is used for all the rest. */
  accesses(device: D): Readonly<Record<string, Access>>;
  /** Settings with little patience; `patient` must succeed, however busy this machine is. */
  readonly quick: object;
  readonly hasty: object;
  readonly patient: object;
  /** For what shall fail, and for what may. */
  readonly impatient: object;
  readonly rash: object;
  /** What an answer says that is refused without any other reason. */
  readonly refusal: string;
  /** Wrong credentials by name, and the words in which they are told. */
  wrong(device: D): Readonly<Record<string, Access & { readonly outcome: RegExp; readonly words: RegExp }>>;
}

/** What the cases must know of a make of OLT to try its driver on its simulator. */
export interface OltUnderTest<D extends OltDevice> {
  readonly driver: Driver;
  readonly line: OltLine<D>;
  readonly grant: OnuGrant;
  /** How the port is written at which `plugIn` lets the ONU hang. */
  readonly port: string;
  plugIn(device: D, serial: string): void;
  /** Plugs in at another port, and how that one is written. */
  plugInElsewhere(device: D, serial: string): void;
  readonly otherPort: string;
  unplug(device: D, serial: string): void;
  /** How many things of the ONUs it holds: 0 when nothing is left of any. */
  held(device: D): number;
  /** Things of one ONU in service. */
  readonly heldByOne: number;
  /** Changes made by hand that break the grant. */
  readonly byHand: Readonly<Record<string, (device: D) => void>>;
  /** Another grant for the same ONU, whose service port must be made anew. */
  readonly otherVlan: number;
}

const tools: DriverTools = {
  radius: {
    disconnect: () => Promise.reject(new Error('no RADIUS here')),
    changeRate: () => Promise.reject(new Error('no RADIUS here')),
  },
  isOpen: () => false,
  now: () => '2026-01-01T00:00:00.000Z',
};

/** Opens the driver on a simulated OLT. */
export function openOlt(
  driver: Driver,
  { host, port }: Pick<OltDevice, 'host' | 'port'>,
  { settings, credentials }: Access,
): { olt: OnuProvisioning; close: () => void } {
  const { onuProvisioning, close } = driver.open(
    driver.settings.parse(settings),
    driver.credentials.parse(credentials),
    tools,
    { nodeId: 'nod_olt', address: host, port },
  );
  return { olt: onuProvisioning!, close: () => close?.() };
}

export function oltCases<D extends OltDevice>(make: OltUnderTest<D>): void {
  const { grant, line } = make;
  const { patient, hasty, impatient } = line;
  const closers: (() => void | Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  async function lab(): Promise<D> {
    const device = await line.create();
    closers.push(() => device.close());
    make.plugIn(device, grant.serial);
    return device;
  }

  function open(device: D, patience: object = {}, access?: Access): OnuProvisioning {
    const { settings, credentials } = access ?? Object.values(line.accesses(device))[0]!;
    const given = { settings: { ...line.quick, ...settings, ...patience }, credentials };
    const { olt, close } = openOlt(make.driver, device, given);
    closers.push(close);
    return olt;
  }

  /** Number of SETs that a fresh ONU needs. */
  async function setsNeeded(): Promise<number> {
    const device = await lab();
    expect(await open(device, patient).apply(grant)).toMatchObject({ outcome: 'applied' });
    return device.sets;
  }

  describe('a life', () => {
    test('over every kind of login: found, authorised, read, suspended, resumed, removed', async () => {
      for (const name of Object.keys(line.accesses(await lab()))) await life(name);
    });

    async function life(access: string): Promise<void> {
      const device = await lab();
      const olt = open(device, patient, line.accesses(device)[access]!);
      const unconfigured = { serial: grant.serial, port: make.port, state: 'unconfigured' };
      expect(await olt.unconfigured()).toEqual([unconfigured]);

      const applied = await olt.apply(grant);
      expect(applied).toMatchObject({ outcome: 'applied' });
      expect(applied.steps.length).toBeGreaterThan(2);
      expect(applied.steps.filter(({ ok }) => !ok)).toEqual([]);
      expect(make.held(device)).toBe(make.heldByOne);
      expect(await olt.unconfigured()).toEqual([]);

      const { sets } = device;
      expect(await olt.apply(grant)).toMatchObject({ outcome: 'already-applied' });
      const read = await olt.read(grant);
      expect(read).toMatchObject({
        outcome: 'already-applied',
        onu: { serial: grant.serial, port: make.port, state: 'online' },
      });
      expect(read.onu?.receivedDbm).toBeCloseTo(-19.5, 1);
      expect(device.sets).toBe(sets);

      const suspended = { ...grant, active: false };
      expect(await olt.apply(suspended)).toMatchObject({ outcome: 'applied' });
      expect(await olt.read(suspended)).toMatchObject({
        outcome: 'already-applied',
        onu: { state: 'disabled' },
      });
      expect(await olt.apply(grant)).toMatchObject({ outcome: 'applied' });
      device.restart();
      expect(await olt.read(grant)).toMatchObject({ outcome: 'already-applied', onu: { state: 'online' } });

      expect(await olt.remove(grant)).toMatchObject({ outcome: 'applied' });
      expect(make.held(device)).toBe(0);
      expect(await olt.unconfigured()).toEqual([unconfigured]);
      expect(await olt.remove(grant)).toMatchObject({ outcome: 'already-applied' });
    }

    test('an ONU that is nowhere is refused in words', async () => {
      const device = await lab();
      make.unplug(device, grant.serial);
      const result = await open(device, patient).apply(grant);
      expect(result.outcome).toBe('refused');
      expect(result.reason).toContain(grant.serial);
      expect(device.sets).toBe(0);
    });

    test('an ONU without power is offline, and still what it must be', async () => {
      const device = await lab();
      const olt = open(device, patient);
      await olt.apply(grant);
      make.unplug(device, grant.serial);
      const read = await olt.read(grant);
      expect(read).toMatchObject({ outcome: 'already-applied', onu: { state: 'offline' } });
      expect(read.onu?.receivedDbm).toBeUndefined();
      expect(read.onu?.lastDownCause).toMatch(/dying.?gasp/i);
    });

    test('an ONU that hangs at another port is authorised there, and nowhere else', async () => {
      const device = await lab();
      const olt = open(device, patient);
      await olt.apply(grant);
      make.plugInElsewhere(device, grant.serial);
      expect(await olt.read(grant)).toMatchObject({ outcome: 'refused', onu: { port: make.port } });
      expect(await olt.apply(grant)).toMatchObject({ outcome: 'applied' });
      expect(await olt.read(grant)).toMatchObject({
        outcome: 'already-applied',
        onu: { port: make.otherPort },
      });
      expect(make.held(device)).toBe(make.heldByOne);
    });

    test('many at the same time each get their own place', async () => {
      const device = await lab();
      const olt = open(device, patient);
      const grants = Array.from({ length: 12 }, (_, n) => ({
        ...grant,
        serviceId: `svc_${n}`,
        serial: `HWTC000000${(n + 16).toString(16).toUpperCase()}`,
      }));
      for (const { serial } of grants) make.plugIn(device, serial);
      const results = await Promise.all(grants.map((one) => olt.apply(one)));
      expect(results.map(({ outcome }) => outcome)).toEqual(grants.map(() => 'applied'));
      expect(make.held(device)).toBe(12 * make.heldByOne);
      await Promise.all(grants.map((one) => olt.remove(one)));
      expect(make.held(device)).toBe(0);
    });
  });

  describe('at every step', () => {
    test(`${cellName('refuses')}: its words, nothing left, and a retry heals`, async () => {
      for (let after = 0; after < (await setsNeeded()); after += 1) {
        const device = await lab();
        const olt = open(device, patient);
        device.fail({ on: 'set', does: 'refuse', after });
        const result = await olt.apply(grant);
        expect(result.outcome, `${after}: ${result.reason}`).toBe('refused');
        expect(result.reason).toContain(line.refusal);
        expect(make.held(device), `after ${after}`).toBe(0);
        expect(await olt.apply(grant)).toMatchObject({ outcome: 'applied' });
        expect(make.held(device)).toBe(make.heldByOne);
      }
    });

    test.each<readonly [FaultName, Fault['does']]>([
      ['line cut before it applied', 'lose-request'],
      ['line cut after it applied', 'lose-answer'],
      ['answers twice', 'twice'],
      ['stalls', 'stall'],
    ])('fault: %s, once: healed by reading', async (_, does) => {
      for (let after = 0; after < (await setsNeeded()); after += 1) {
        const device = await lab();
        const olt = open(device);
        device.fail({ on: 'set', does, after });
        expect(await olt.apply(grant), `${does} ${after}`).toMatchObject({ outcome: 'applied' });
        expect(make.held(device), `${does} ${after}`).toBe(make.heldByOne);
        device.fail({ on: 'set', does, after });
        expect(await olt.remove(grant), `remove ${does} ${after}`).toMatchObject({ outcome: 'applied' });
        expect(make.held(device)).toBe(0);
      }
    });

    test.each(['die-before', 'die-after'] as const)(
      `${cellName('restarts')} (%s): unknown until it is back, then completed`,
      async (does) => {
        for (let after = 0; after < (await setsNeeded()); after += 1) {
          const device = await lab();
          const olt = open(device, hasty);
          device.fail({ on: 'set', does, after });
          const result = await olt.apply(grant);
          expect(result.outcome, `${does} ${after}`).toBe('unknown');
          expect(result.reason).toContain('no answer from');
          device.away = false;
          device.restart();
          expect(await olt.apply(grant)).toMatchObject({
            outcome: expect.stringMatching(/applied/),
          });
          expect(make.held(device), `${does} ${after}`).toBe(make.heldByOne);
          expect(await olt.remove(grant)).toMatchObject({ outcome: 'applied' });
          expect(make.held(device)).toBe(0);
        }
      },
    );

    test('half authorised and then refused: cleaned', async () => {
      const device = await lab();
      device.fail({ on: 'set', does: 'die-after' });
      expect(await open(device, hasty).apply(grant)).toMatchObject({
        outcome: 'unknown',
      });
      expect(make.held(device)).toBeGreaterThan(0);
      device.away = false;
      device.fail({ on: 'set', does: 'refuse' });
      expect(await open(device, patient).apply(grant)).toMatchObject({ outcome: 'refused' });
      expect(make.held(device)).toBe(0);
    });

    test('lies: found out by reading back', async () => {
      const device = await lab();
      device.fail({ on: 'set', does: 'lie' });
      const result = await open(device, patient).apply(grant);
      expect(result.outcome).toBe('refused');
      expect(result.reason).toContain('but does not hold it');
      expect(make.held(device)).toBe(0);
    });

    test('takes no SET at all: unreachable, and nothing left', async () => {
      const device = await lab();
      device.fail({ on: 'set', does: 'lose-request', times: 100 });
      expect(await open(device, impatient).apply(grant)).toMatchObject({ outcome: 'unreachable' });
      expect(make.held(device)).toBe(0);
    });

    test('a removal that is refused leaves a known state, and a retry heals', async () => {
      const device = await lab();
      const olt = open(device, patient);
      await olt.apply(grant);
      device.fail({ on: 'set', does: 'refuse' });
      const result = await olt.remove(grant);
      expect(result).toMatchObject({ outcome: 'refused' });
      expect(result.reason).toContain(line.refusal);
      expect(await olt.remove(grant)).toMatchObject({ outcome: 'applied' });
      expect(make.held(device)).toBe(0);
    });
  });

  test('away: unreachable in words, and a retry heals', async () => {
    const device = await lab();
    device.away = true;
    const olt = open(device, impatient);
    const words = `no answer from ${device.host}:${device.port}`;
    for (const result of [await olt.apply(grant), await olt.read(grant), await olt.remove(grant)]) {
      expect(result.outcome).toBe('unreachable');
      expect(result.reason).toContain(words);
    }
    device.away = false;
    expect(await open(device, patient).apply(grant)).toMatchObject({ outcome: 'applied' });
  });

  underFault('wrong credentials', () => {
    test('not let in, in words', async () => {
      const device = await lab();
      for (const [name, { outcome, words, ...access }] of Object.entries(line.wrong(device))) {
        const result = await open(device, impatient, access).apply(grant);
        expect(result.outcome, name).toMatch(outcome);
        expect(result.reason, name).toMatch(words);
      }
      expect(device.sets).toBe(0);
    });
  });

  test.each(Object.keys(make.byHand))(
    `${cellName('changed by hand')}: %s is seen and put right`,
    async (name) => {
      const device = await lab();
      const olt = open(device, patient);
      await olt.apply(grant);
      make.byHand[name]!(device);
      const read = await olt.read(grant);
      expect(read.outcome).toBe('refused');
      expect(read.reason).toContain('missing: ');
      expect(read.steps.some(({ ok }) => !ok)).toBe(true);
      expect(await olt.apply(grant)).toMatchObject({ outcome: 'applied' });
      expect(await olt.read(grant)).toMatchObject({ outcome: 'already-applied' });
      expect(make.held(device)).toBe(make.heldByOne);
    },
  );

  test('whatever goes wrong in a life: the next quiet attempt heals it, and removal leaves nothing', async () => {
    const fault = fc.record({
      on: fc.constantFrom('set' as const, 'any' as const),
      does: fc.constantFrom(
        'refuse',
        'lose-request',
        'lose-answer',
        'twice',
        'lie',
        'die-before',
        'die-after',
      ),
      after: fc.nat(6),
      times: fc.integer({ min: 1, max: 3 }),
    }) as fc.Arbitrary<Fault>;
    const wish = fc.constantFrom<Partial<OnuGrant> | 'remove'>(
      {},
      { active: false },
      { serviceVlan: make.otherVlan },
      { serviceVlan: make.otherVlan, active: false },
      'remove',
    );
    const life = fc.array(fc.tuple(wish, fc.option(fault)), { minLength: 1, maxLength: 5 });
    const seed = 20_260_101;
    await fc.assert(
      fc.asyncProperty(life, async (steps) => {
        const device = await lab();
        const olt = open(device, line.rash);
        for (const [one, trouble] of steps) {
          if (trouble !== null) device.fail(trouble);
          const wanted = one === 'remove' ? grant : { ...grant, ...one };
          const result = one === 'remove' ? await olt.remove(wanted) : await olt.apply(wanted);
          if (!result.outcome.endsWith('applied')) expect(result.reason).toMatch(/\w/);
          device.away = false;
        }
        device.heal();
        const quiet = open(device, patient);
        expect((await quiet.apply(grant)).outcome).toMatch(/applied/);
        expect(await quiet.read(grant)).toMatchObject({ outcome: 'already-applied' });
        expect(make.held(device)).toBe(make.heldByOne);
        expect(await quiet.remove(grant)).toMatchObject({ outcome: 'applied' });
        expect(make.held(device)).toBe(0);
      }),
      { numRuns: 20, seed },
    );
  });

  test('a change that the OLT never answers is taken back: the former service goes on', async () => {
    const device = await lab();
    const quiet = open(device, patient);
    await quiet.apply(grant);
    const other = { ...grant, serviceVlan: make.otherVlan };
    device.fail({ on: 'set', does: 'lose-request', after: 1, times: 3 });
    const result = await open(device, impatient).apply(other);
    expect(result, result.reason).toMatchObject({ outcome: 'unreachable' });
    expect(await quiet.read(grant)).toMatchObject({ outcome: 'already-applied' });
    expect(make.held(device)).toBe(make.heldByOne);
  });

  test('dies during a change: unknown, and completed when it is back', async () => {
    for (const [after, does] of [
      [0, 'die-after'],
      [1, 'die-before'],
      [1, 'die-after'],
    ] as const) {
      const device = await lab();
      const quiet = open(device, patient);
      await quiet.apply(grant);
      const other = { ...grant, serviceVlan: make.otherVlan };
      device.fail({ on: 'set', does, after });
      const olt = open(device, hasty);
      expect(await olt.apply(other)).toMatchObject({ outcome: 'unknown' });
      device.away = false;
      expect(await quiet.apply(other)).toMatchObject({ outcome: expect.stringMatching(/applied/) });
      expect(await quiet.read(other)).toMatchObject({ outcome: 'already-applied' });
      expect(make.held(device)).toBe(make.heldByOne);
    }
  });

  test('another VLAN: made anew; when that is refused, the former service goes on', async () => {
    const device = await lab();
    const olt = open(device, patient);
    await olt.apply(grant);
    const other = { ...grant, serviceVlan: make.otherVlan };
    device.fail({ on: 'set', does: 'refuse', after: 1 });
    const refused = await olt.apply(other);
    expect(refused.outcome).toBe('refused');
    expect(refused.reason).toContain('taken back');
    expect(await olt.read(grant)).toMatchObject({ outcome: 'already-applied' });
    expect(await olt.apply(other)).toMatchObject({ outcome: 'applied' });
    expect(await olt.read(other)).toMatchObject({ outcome: 'already-applied' });
    expect(make.held(device)).toBe(make.heldByOne);
  });
}
