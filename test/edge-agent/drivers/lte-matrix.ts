import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { DeviceResult } from '../../../edge-agent/capabilities/device-result.ts';
import type { Driver, DriverTools, NodeCapabilities } from '../../../edge-agent/capabilities/driver.ts';
import type { SimGrant, SimProvisioning } from '../../../edge-agent/capabilities/sim-provisioning.ts';
import { isWrite, type LteFault, type LteLab } from '../../lab/lte-core.ts';
import { cellName } from './faults.ts';

export const grant: SimGrant = {
  serviceId: 'svc_01k9xq3v7n5e2r8t4w6y0a1b2c',
  imsi: '001010000000001',
  msisdn: '491700000001',
  ki: '465b5ce8b199b49faa5f0a2ee238a6bc',
  opc: 'e8ed289deba952e4283b54e88e6183ca',
  apn: 'internet',
  downKbps: 50_000,
  upKbps: 10_000,
  active: true,
};

const tools: DriverTools = {
  radius: {
    disconnect: () => Promise.reject(new Error('no RADIUS here')),
    changeRate: () => Promise.reject(new Error('no RADIUS here')),
  },
  isOpen: () => false,
  now: () => '2026-03-01T09:00:00.000Z',
};

/** Opens the driver as the agent does: through its own schemas. */
export function openDriver(
  driver: Driver,
  at: { readonly host: string; readonly port: number },
  settings: object,
  credentials: object,
): NodeCapabilities & { readonly simProvisioning: SimProvisioning } {
  const opened = driver.open(driver.settings.parse(settings), driver.credentials.parse(credentials), tools, {
    nodeId: `nod_${randomUUID()}`,
    address: at.host,
    port: at.port,
  });
  if (opened.simProvisioning === undefined) throw new Error('this driver provisions no SIMs');
  return { ...opened, simProvisioning: opened.simProvisioning };
}

export interface MatrixSubject {
  readonly lab: LteLab;
  readonly sims: SimProvisioning;
  /** Everything the core holds that belongs to the SIM. */
  held(): readonly unknown[];
  attach(): boolean;
  /** Whether a phone has a session. */
  live(): boolean;
  /** Keys and credentials in every form in which they travel. */
  readonly secrets: readonly string[];
  /** Staff changes the rate on the core itself. */
  changeByHand(): void;
  restart(): void;
  stop(): Promise<void>;
}

const faults: readonly LteFault[] = [
  'refuse',
  'stall',
  'stall-after',
  'cut-before',
  'cut-after',
  'answer-twice',
  'lie',
];

const cells: Readonly<Record<LteFault, string>> = {
  refuse: cellName('refuses'),
  stall: cellName('stalls'),
  'stall-after': `${cellName('stalls')}, having obeyed`,
  'cut-before': cellName('line cut before it applied'),
  'cut-after': cellName('line cut after it applied'),
  'answer-twice': cellName('answers twice'),
  lie: 'lies',
};

/** For each fault the outcomes in which an order may end: known ones, each with its reason where it is not done. */
const allowed: Readonly<Record<LteFault, readonly DeviceResult['outcome'][]>> = {
  refuse: ['refused'],
  stall: ['unreachable'],
  'stall-after': ['applied', 'unreachable'],
  'cut-before': ['unreachable'],
  'cut-after': ['applied', 'unreachable'],
  'answer-twice': ['applied', 'unreachable'],
  lie: ['refused', 'applied', 'unreachable'],
};

/** Only where something stalls is anybody made to wait; even then a busy machine must not be taken for a stalled core. */
const stallTimeoutMs = 1000;

type Order = (sims: SimProvisioning) => Promise<DeviceResult>;
const withAll = { ...grant, staticIp: '10.45.7.7' };
const orders: readonly { readonly name: string; readonly before: readonly Order[]; readonly order: Order }[] =
  [
    { name: 'activation', before: [], order: (sims) => sims.apply(withAll) },
    {
      name: 'rate change',
      before: [(sims) => sims.apply(withAll)],
      order: (sims) => sims.apply({ ...withAll, downKbps: 80_000 }),
    },
    {
      name: 'suspension',
      before: [(sims) => sims.apply(withAll)],
      order: (sims) => sims.apply({ ...withAll, active: false }),
    },
    {
      name: 'removal',
      before: [(sims) => sims.apply(withAll)],
      order: (sims) => sims.remove(withAll),
    },
  ];

/**
 * Every order under every fault at every one of its writes: it ends in a known outcome with words, without a secret in
 * them; the retry heals it; and after a removal nothing is left.
 */
export function faultMatrix(start: (timeoutMs?: number) => Promise<MatrixSubject>): void {
  for (const { name, before, order } of orders) {
    const underFault = async (fault: LteFault, skip: number, writes: number) => {
      const subject = await start(fault.startsWith('stall') ? stallTimeoutMs : undefined);
      for (const step of before) await step(subject.sims);
      if (name !== 'activation') expect(subject.attach()).toBe(true);
      subject.lab.fault(fault, isWrite, skip);
      const result = await order(subject.sims);
      const at = `${name}, ${fault} at write ${skip + 1} of ${writes}: ${JSON.stringify(result)}`;
      expect(allowed[fault], at).toContain(result.outcome);
      if (result.outcome !== 'applied') expect(result.reason, at).toBeTruthy();
      expectNoSecrets(result, subject.secrets);
      subject.lab.clearFaults();
      const again = await order(subject.sims);
      expect(['applied', 'already-applied'], JSON.stringify(again)).toContain(again.outcome);
      expect(again.steps.length).toBeGreaterThan(0);
      expect(again.steps.every(({ ok }) => ok)).toBe(true);
      expect(await order(subject.sims)).toMatchObject({ outcome: 'already-applied' });
      if (name === 'suspension' || name === 'removal') {
        expect(subject.live()).toBe(false);
        expect(subject.attach()).toBe(false);
      }
      const removed = await subject.sims.remove(grant);
      expect(['applied', 'already-applied'], JSON.stringify(removed)).toContain(removed.outcome);
      expect(subject.held()).toEqual([]);
      await subject.stop();
    };
    for (const fault of faults) {
      test.concurrent(`${name}: ${cells[fault]}`, async () => {
        const writes = await writesOf(start, before, order);
        expect(writes).toBeGreaterThan(0);
        await Promise.all(Array.from({ length: writes }, (_, skip) => underFault(fault, skip, writes)));
      });
    }
  }

  test('a line that breaks and stays down leaves it unknown, and says so', async () => {
    const subject = await start();
    let wrote = false;
    subject.lab.fault('cut-after', (request) => {
      wrote ||= isWrite(request);
      return isWrite(request);
    });
    for (let i = 0; i < 50; i++) subject.lab.fault('cut-before', () => wrote);
    const result = await subject.sims.apply(grant);
    expect(result).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('could not be read'),
    });
    expectNoSecrets(result, subject.secrets);
    subject.lab.clearFaults();
    expect((await subject.sims.apply(grant)).outcome).toMatch(/applied/);
    await subject.stop();
  });

  test(`${cellName('restarts')} between two orders: not noticed`, async () => {
    const subject = await start();
    expect(await subject.sims.apply(grant)).toMatchObject({ outcome: 'applied' });
    subject.restart();
    expect(await subject.sims.read(grant)).toMatchObject({ outcome: 'already-applied' });
    subject.restart();
    expect(await subject.sims.apply({ ...grant, downKbps: 1000 })).toMatchObject({ outcome: 'applied' });
    await subject.stop();
  });

  test(`${cellName('changed by hand')}: told before it is mended`, async () => {
    const subject = await start();
    await subject.sims.apply(grant);
    subject.changeByHand();
    const drift = await subject.sims.read(grant);
    expect(drift).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('must be 50000000') });
    expect(await subject.sims.apply(grant)).toMatchObject({ outcome: 'applied' });
    expect(await subject.sims.read(grant)).toMatchObject({ outcome: 'already-applied' });
    await subject.stop();
  });

  test('a SIM lives: active, another rate, another address, suspended, resumed, other keys, gone', async () => {
    const subject = await start();
    const step = async (change: Partial<SimGrant>) => {
      const wish = { ...grant, ...change };
      expect(await subject.sims.apply(wish)).toMatchObject({ outcome: 'applied' });
      const again = await subject.sims.apply(wish);
      expect(again).toMatchObject({ outcome: 'already-applied' });
      expectNoSecrets(again, subject.secrets);
    };
    await step({});
    expect(subject.attach()).toBe(true);
    await step({ downKbps: 20_000 });
    await step({ staticIp: '10.45.9.9' });
    await step({ staticIp: '10.45.9.10' });
    await step({});
    await step({ active: false });
    expect(subject.live()).toBe(false);
    expect(subject.attach()).toBe(false);
    await step({});
    expect(subject.attach()).toBe(true);
    await step({ ki: grant.opc, opc: grant.ki });
    expect(await subject.sims.remove(grant)).toMatchObject({ outcome: 'applied' });
    expect(await subject.sims.remove(grant)).toMatchObject({ outcome: 'already-applied' });
    expect(subject.held()).toEqual([]);
    await subject.stop();
  });

  test('two orders for one SIM at the same time come one after the other', async () => {
    const subject = await start();
    const results = await Promise.all([
      subject.sims.apply(grant),
      subject.sims.apply(grant),
      subject.sims.remove(grant),
      subject.sims.apply(grant),
    ]);
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'applied',
      'already-applied',
      'applied',
      'applied',
    ]);
    await subject.stop();
  });
}

async function writesOf(
  start: () => Promise<MatrixSubject>,
  before: readonly Order[],
  order: Order,
): Promise<number> {
  const subject = await start();
  for (const step of before) await step(subject.sims);
  if (before.length > 0) subject.attach();
  const earlier = subject.lab.requests.filter(isWrite).length;
  expect(await order(subject.sims)).toMatchObject({ outcome: 'applied' });
  const writes = subject.lab.requests.filter(isWrite).length - earlier;
  await subject.stop();
  return writes;
}

export function expectNoSecrets(said: unknown, secrets: readonly string[]): void {
  const text = JSON.stringify(said).toLowerCase();
  for (const secret of secrets) expect(text).not.toContain(secret.toLowerCase());
}
