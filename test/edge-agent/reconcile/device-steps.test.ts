import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAaaAccess } from '../../../edge-agent/capabilities/aaa-access.ts';
import type { Store } from '../../../edge-agent/journal/store.ts';
import { newMessageId } from '../../../edge-agent/message-ids.ts';
import { deviceSteps, planDevices, stepKey } from '../../../edge-agent/reconcile/device-steps.ts';
import { createNodeMeter } from '../../../edge-agent/reconcile/node-meters.ts';
import { createReconciler, type Reconciler } from '../../../edge-agent/reconcile/reconciler.ts';
import type { NodeStanding } from '../../../edge-agent/reconcile/run-device-steps.ts';
import type { AccessBinding } from '../../../functions/contracts/access.ts';
import type { DesiredMessage } from '../../../functions/contracts/edge/messages.ts';
import { reportMessage } from '../../../functions/contracts/edge/messages.ts';
import type { DesiredState, ObservedState } from '../../../functions/contracts/network-state.ts';
import { desired, desiredMessage, numberedId, siteId } from '../support/site.ts';
import { createTestStore } from '../support/store.ts';
import { testTurns } from '../support/turns.ts';
import { type Mishap, scriptedDevice } from './scripted-devices.ts';

const serviceId = numberedId('svc', 1);
const [olt, core, router] = [1, 2, 3].map((n) => numberedId('nod', n)) as [string, string, string];
const keys = { ki: 'A'.repeat(32), opc: 'B'.repeat(32) };

function fibre(n = 1, userVlan = n): AccessBinding {
  return {
    technology: 'gpon',
    siteId,
    username: 'ada',
    onuSerial: `HWTC0000000${n}`,
    olt: { nodeId: olt, lineProfile: 'home', serviceProfile: 'internet', serviceVlan: 100, userVlan },
    router: { nodeId: router },
  };
}

const sim: AccessBinding = {
  technology: 'lte',
  siteId,
  imsi: '001010000000001',
  framedIp: '10.0.0.7',
  core: { nodeId: core, apn: 'internet', msisdn: '4930123456' },
};

interface Lab {
  readonly log: string[];
  readonly devices: Record<'olt' | 'core' | 'router', ReturnType<typeof scriptedDevice>>;
  readonly standings: Map<string, NodeStanding>;
  readonly store: () => Store;
  /** Takes a state in and gives what was reported of it. */
  send(state: DesiredState, more?: Partial<DesiredMessage>): Promise<ObservedState>;
  /** What was reported without being asked. */
  retry(): Promise<ObservedState[]>;
  /** A kill and a new start with what is on the disk. */
  restart(): void;
}

function makeLab(): Lab {
  const log: string[] = [];
  const devices = {
    olt: scriptedDevice('olt', log, 'onuProvisioning'),
    core: scriptedDevice('core', log, 'simProvisioning'),
    router: scriptedDevice('router', log, 'routerAccess'),
  };
  const usable = (nodeId: string, name: keyof typeof devices): [string, NodeStanding] => {
    const kind = ({ olt: 'olt', core: 'lte-core', router: 'nas' } as const)[name];
    const configuration = { nodeId, kind, driver: name, address: '10.9.0.1', settings: {}, credentials: {} };
    const { capabilities } = devices[name];
    return [
      nodeId,
      { kind: 'usable', node: { configuration, capabilities, meter: createNodeMeter(() => 0) } },
    ];
  };
  const standings = new Map([usable(olt, 'olt'), usable(core, 'core'), usable(router, 'router')]);
  const disk = createTestStore();
  let { store } = disk;
  let read = 0;
  const start = (): Reconciler =>
    createReconciler({
      siteId,
      store,
      access: createAaaAccess(async () => {
        log.push('aaa proof');
        return { reachable: true, steps: [] };
      }),
      concurrency: 2,
      turns: testTurns(),
      newMessageId,
      log: () => undefined,
      now: () => '2026-11-01T00:00:00.000Z',
      reported: () => undefined,
      openSessions: () => [],
      listedSessions: () => [],
      isListed: async () => ({ listed: false }),
      control: () => undefined,
      placeOf: () => undefined,
      node: (nodeId) => standings.get(nodeId) ?? { kind: 'gone' },
      driftPolicy: () => 'mend',
      heard: () => undefined,
      ended: () => undefined,
      rateChanged: () => undefined,
    });
  let reconciler = start();
  const reports = () => {
    const fresh = store.reports.after(read, 1000);
    read = fresh.at(-1)?.number ?? read;
    return fresh.map(({ payload }) => reportMessage.parse(JSON.parse(payload)));
  };
  return {
    log,
    devices,
    standings,
    store: () => store,
    async send(state, more = {}) {
      const message = { ...desiredMessage(state, state.present ? 'secret' : undefined), ...more };
      reconciler.receive(message);
      await reconciler.idle();
      const answer = reports().find(({ inReplyTo }) => inReplyTo === message.messageId);
      if (answer === undefined) throw new Error('nothing was reported');
      return answer.observed;
    },
    async retry() {
      reconciler.retry();
      await reconciler.idle();
      return reports().map(({ observed }) => observed);
    },
    restart() {
      store = disk.reopen();
      reconciler = start();
    },
  };
}

const state = (revision: number, access: AccessBinding, more: Partial<DesiredState> = {}) =>
  desired(serviceId, revision, { access, ...more });
const absent = (revision: number, access: AccessBinding) =>
  state(revision, access, { present: false, entitlement: 'blocked' });
const heldCount = ({ devices }: Lab) =>
  Object.values(devices).reduce((count, { held }) => count + held.size, 0);

describe('the plan for devices', () => {
  it('goes from the line to the router, and back the other way round', () => {
    const up = planDevices(state(1, fibre()), []);
    expect(up.make.map(({ device }) => device)).toEqual(['onu', 'router']);
    expect(planDevices(state(2, fibre(), { entitlement: 'blocked' }), up.make)).toMatchObject({
      direction: 'down',
      remove: [],
      make: [{ device: 'router' }, { device: 'onu' }],
    });
    const down = planDevices(absent(3, fibre()), up.make);
    expect([down.direction, down.make, down.remove.map(({ device }) => device)]).toEqual([
      'down',
      [],
      ['router', 'onu'],
    ]);
  });

  it('asks nothing of devices for a binding that names none', () => {
    const plain = state(1, { technology: 'pppoe', siteId, username: 'ada' });
    expect(planDevices(plain, [])).toMatchObject({ make: [], remove: [] });
  });

  it.each(['full', 'throttled', 'exhausted', 'walled-garden', 'blocked'] as const)(
    'keeps the line up unless blocked: %s',
    (entitlement) => {
      const active = entitlement !== 'blocked';
      expect(deviceSteps(state(1, fibre(), { entitlement }))).toMatchObject([
        { grant: { active } },
        { grant: { entitlement, kind: 'ppp', identity: 'ada' } },
      ]);
      expect(deviceSteps(state(1, sim, { entitlement }))).toMatchObject([
        { grant: { active, apn: 'internet', staticIp: '10.0.0.7', msisdn: '4930123456' } },
      ]);
    },
  );

  it('removes what a former binding left, and only that', () => {
    const held = deviceSteps(state(1, fibre(1)));
    const { remove, make } = planDevices(state(2, fibre(2)), held);
    expect(remove.map(stepKey)).toEqual([`onu ${olt} HWTC00000001`]);
    expect(make.map(stepKey)).toEqual([`onu ${olt} HWTC00000002`, `router ${router} ppp ada`]);
  });
});

describe('devices of a service', () => {
  it('are brought up in order, suspended and taken away in reverse', async () => {
    const lab = makeLab();
    expect(await lab.send(state(1, fibre()))).toMatchObject({ outcome: 'applied' });
    expect(lab.log.splice(0)).toEqual(['olt apply', 'router apply', 'aaa proof']);
    expect(await lab.send(state(2, fibre(), { entitlement: 'blocked' }))).toMatchObject({
      outcome: 'applied',
    });
    expect(lab.log.splice(0)).toEqual(['aaa proof', 'router read', 'router apply', 'olt read', 'olt apply']);
    expect(lab.devices.olt.held.get('HWTC00000001')).toContain('"active":false');
    const gone = await lab.send(absent(3, fibre()));
    expect(gone).toMatchObject({ outcome: 'applied' });
    expect(gone.steps.map(({ check }) => check)).toEqual([
      'no session is left',
      'router: remove',
      'olt: remove',
    ]);
    expect(lab.log).toEqual(['aaa proof', 'router remove', 'olt remove']);
    expect([heldCount(lab), lab.store().deviceHolds.of(serviceId)]).toEqual([0, []]);
  });

  it('are not tried behind one that refused', async () => {
    const lab = makeLab();
    lab.devices.olt.script.push('refused');
    const refused = await lab.send(state(1, fibre()));
    expect(refused).toMatchObject({
      outcome: 'refused',
      reason: `ONU HWTC00000001 on node ${olt}: olt says no`,
    });
    expect(lab.log).toEqual(['olt apply']);
  });

  it('stop at a refusal in the middle with the device’s words, and its compensation cleans in reverse', async () => {
    const lab = makeLab();
    lab.devices.router.script.push('half');
    const refused = await lab.send(state(1, fibre()));
    expect(refused).toMatchObject({
      outcome: 'refused',
      reason: `subscriber ppp ada on node ${router}: router has no room`,
    });
    expect(lab.log.splice(0)).toEqual(['olt apply', 'router apply']);
    expect(heldCount(lab)).toBe(2);
    expect(await lab.send(absent(2, fibre()))).toMatchObject({ outcome: 'applied' });
    expect(lab.log).toEqual(['aaa proof', 'router remove', 'olt remove']);
    expect(heldCount(lab)).toBe(0);
  });

  it('are taken away as far as they can, whatever one of them refuses', async () => {
    const lab = makeLab();
    await lab.send(state(1, fibre()));
    lab.devices.router.script.push('refused');
    expect(await lab.send(absent(2, fibre()))).toMatchObject({ outcome: 'refused' });
    expect([lab.devices.olt.held.size, lab.devices.router.held.size]).toEqual([0, 1]);
    expect(await lab.retry()).toMatchObject([{ outcome: 'applied', revision: 2 }]);
    expect(heldCount(lab)).toBe(0);
  });

  it('refuse by name a node that is missing, unusable or cannot do it; then there is nothing to clean', async () => {
    const lab = makeLab();
    const usable = lab.standings.get(core);
    if (usable === undefined) throw new Error('no core');
    const words = `Node ${router}: settings.port must be a number. Mend the node's settings.`;
    const cases: [NodeStanding | undefined, string][] = [
      [undefined, `the site has no node ${router}`],
      [{ kind: 'unusable', words }, words],
      [usable, `node ${router} cannot keep subscribers: its driver "core" does not know how`],
    ];
    let revision = 0;
    for (const [standing, expected] of cases) {
      if (standing === undefined) lab.standings.delete(router);
      else lab.standings.set(router, standing);
      const refused = await lab.send(state(++revision, fibre()));
      expect(refused.outcome).toBe('refused');
      expect(refused.reason).toContain(expected);
      expect(await lab.send(absent(++revision, fibre()))).toMatchObject({ outcome: 'applied' });
      expect(heldCount(lab)).toBe(0);
    }
  });

  it('wait for a configuration that is not in use yet', async () => {
    const lab = makeLab();
    const usable = lab.standings.get(olt);
    lab.standings.set(olt, { kind: 'coming' });
    expect(await lab.send(state(1, fibre()))).toMatchObject({ outcome: 'unreachable' });
    if (usable !== undefined) lab.standings.set(olt, usable);
    expect(await lab.retry()).toMatchObject([{ outcome: 'applied', revision: 1 }]);
  });

  it('let go of a node that staff took away from the site', async () => {
    const lab = makeLab();
    await lab.send(state(1, fibre()));
    lab.standings.delete(olt);
    const gone = await lab.send(absent(2, fibre()));
    expect(gone.outcome).toBe('applied');
    expect(gone.steps.at(-1)?.answer).toContain(`the site has no node ${olt} any more`);
    expect(lab.store().deviceHolds.of(serviceId)).toEqual([]);
  });

  it.each([
    ['after', ['olt apply', 'olt read', 'router apply', 'aaa proof']],
    ['before', ['olt apply', 'olt read', 'olt apply', 'router apply', 'aaa proof']],
  ] as const)(
    'are read before they are tried again when the line broke %s they obeyed',
    async (mishap, log) => {
      const lab = makeLab();
      lab.devices.olt.script.push(mishap);
      expect(await lab.send(state(1, fibre()))).toMatchObject({ outcome: 'applied' });
      expect(lab.log).toEqual(log);
    },
  );

  it('are tried again by themselves, and the mending is told once', async () => {
    const lab = makeLab();
    lab.devices.olt.script.push('unreachable', 'unreachable');
    expect(await lab.send(state(1, fibre()))).toMatchObject({ outcome: 'unreachable' });
    expect(await lab.retry()).toEqual([]);
    expect(await lab.retry()).toMatchObject([{ outcome: 'applied', revision: 1 }]);
    expect(await lab.retry()).toEqual([]);
  });

  it('show what was changed by hand before it is overwritten', async () => {
    const lab = makeLab();
    await lab.send(state(1, fibre()));
    expect(await lab.send(state(1, fibre()))).toMatchObject({ outcome: 'already-applied' });
    lab.devices.olt.held.set('HWTC00000001', 'by hand');
    const mended = await lab.send(state(1, fibre()));
    expect(mended.steps.filter(({ ok }) => !ok)).toMatchObject([
      { check: 'olt: holds it', answer: 'differs' },
    ]);
    expect(lab.devices.olt.held.get('HWTC00000001')).toContain('"serial"');
  });

  it('swap an ONU: the old one goes first', async () => {
    const lab = makeLab();
    await lab.send(state(1, fibre(1, 7)));
    lab.log.splice(0);
    expect(await lab.send(state(2, fibre(2, 7)))).toMatchObject({ outcome: 'applied' });
    expect(lab.log).toEqual(['olt remove', 'olt apply', 'router read', 'aaa proof']);
    expect([...lab.devices.olt.held.keys()]).toEqual(['HWTC00000002']);
  });

  it('get the keys of a SIM, after a restart as well, and no report and no hold has them', async () => {
    const lab = makeLab();
    expect(await lab.send(state(1, sim))).toMatchObject({ outcome: 'refused' });
    lab.devices.core.script.push('unreachable');
    const observed = await lab.send(state(2, sim), { keys });
    expect(observed.outcome).toBe('unreachable');
    lab.restart();
    const mended = await lab.retry();
    expect(mended).toMatchObject([{ outcome: 'applied' }]);
    expect(lab.devices.core.held.get(sim.technology === 'lte' ? sim.imsi : '')).toContain(keys.opc);
    const told = JSON.stringify([observed, mended, lab.store().deviceHolds.of(serviceId)]);
    expect(told).not.toContain(keys.opc);
    await lab.send(absent(3, sim));
    expect([heldCount(lab), lab.store().replica.get(serviceId)?.keys]).toEqual([0, undefined]);
  });

  it('are looked at for a service that a lost store has never heard of', async () => {
    const lab = makeLab();
    lab.devices.olt.held.set('HWTC00000001', 'from before');
    expect(await lab.send(absent(9, fibre()))).toMatchObject({ outcome: 'applied' });
    expect(heldCount(lab)).toBe(0);
  });
});

const mishaps = fc.array(
  fc.constantFrom<Mishap | undefined>(undefined, 'refused', 'unreachable', 'before', 'after', 'half'),
  { maxLength: 6 },
);
const revisions = fc.array(
  fc.record({
    access: fc.constantFrom(fibre(1), fibre(2), fibre(1, 9), sim),
    present: fc.boolean(),
    entitlement: fc.constantFrom('full' as const, 'walled-garden' as const, 'blocked' as const),
    restart: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

it('whatever devices do in between, the end is what is desired and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(revisions, mishaps, mishaps, mishaps, async (changes, onOlt, onCore, onRouter) => {
      const lab = makeLab();
      lab.devices.olt.script.push(...onOlt);
      lab.devices.core.script.push(...onCore);
      lab.devices.router.script.push(...onRouter);
      let last: DesiredState | undefined;
      for (const [i, { access, present, entitlement, restart }] of changes.entries()) {
        last = present ? state(i + 1, access, { entitlement }) : absent(i + 1, access);
        await lab.send(last, present ? { keys } : {});
        if (restart) lab.restart();
      }
      if (last === undefined) throw new Error('no revision');
      const scripted = onOlt.length + onCore.length + onRouter.length;
      for (let i = 0; i <= scripted; i++) await lab.retry();
      const wanted = last.present ? deviceSteps(last) : [];
      const found = Object.values(lab.devices).flatMap(({ held }) => [...held.values()]);
      expect(found.map((text) => JSON.parse(text) as object)).toHaveLength(wanted.length);
      for (const { grant } of wanted) {
        expect(found.map((text) => JSON.parse(text) as object)).toContainEqual(
          expect.objectContaining(grant),
        );
      }
      expect(lab.store().deviceHolds.of(serviceId).map(stepKey).toSorted()).toEqual(
        wanted.map(stepKey).toSorted(),
      );
      expect(lab.store().replica.unsettledServices('', 10)).toEqual([]);
    }),
    { numRuns: 40, seed: 20261123 },
  );
}, 60_000);
