import { describe, expect, test } from 'vitest';
import driver from '../../../edge-agent/drivers/open5gs.ts';
import { startOpen5Gs } from '../../lab/lte-open5gs.ts';
import { cellName } from './faults.ts';
import { expectNoSecrets, faultMatrix, grant, type MatrixSubject, openDriver } from './lte-matrix.ts';

const password = 'a-long-webui-password';
const quick = { timeoutMs: 10_000, cutWaitMs: 60 };
const { imsi, ki, opc } = grant;

async function start(settings: object | number = {}) {
  const own = typeof settings === 'number' ? { timeoutMs: settings } : settings;
  const lab = await startOpen5Gs({ password });
  const opened = openDriver(driver, lab, { ...quick, infoPort: lab.mme.port, ...own }, { password });
  return {
    lab,
    sims: opened.simProvisioning,
    held: () => lab.subscribers(),
    attach: () => lab.attach(imsi, { ki, opc }),
    live: () => lab.attached(imsi),
    secrets: [ki, opc, password],
    changeByHand: () =>
      lab.byHand(imsi, { ambr: { downlink: { value: 1, unit: 2 }, uplink: { value: 10, unit: 2 } } }),
    restart: () => lab.restart(),
    async stop() {
      opened.close?.();
      await lab.close();
    },
  } satisfies MatrixSubject & { lab: unknown };
}

const suspended = { ...grant, active: false };

describe('Open5GS', () => {
  faultMatrix(start);

  test('a SIM has its IPv6 prefix by an address in it; one to delegate is refused', async () => {
    const { lab, sims, stop } = await start();
    const six = { ...grant, framedIpv6Prefix: '2001:db8:0:7::/64' };
    expect(await sims.apply(six)).toMatchObject({ outcome: 'applied' });
    expect(lab.subscribers()).toMatchObject([{ slice: [{ session: [{ ue: { ipv6: '2001:db8:0:7::' } }] }] }]);
    expect(await sims.read(grant)).toMatchObject({ outcome: 'refused' });
    expect(await sims.apply(grant)).toMatchObject({ outcome: 'applied' });
    const refused = await sims.apply({ ...grant, delegatedIpv6Prefix: '2001:db8:100::/56' });
    expect(refused).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('2001:db8:100::/56'),
    });
    await stop();
  });

  test('a session that the WebUI cannot cut is told: the suspension is not done until the MME has let it go', async () => {
    const { lab, sims, attach, stop } = await start();
    await sims.apply(grant);
    lab.mmeHeedsStatus = false;
    attach();
    expect(await sims.apply(suspended)).toMatchObject({
      outcome: 'unreachable',
      reason: expect.stringContaining('the WebUI cannot cancel its location'),
    });
    expect(lab.subscribers()).toMatchObject([{ subscriber_status: 1 }]);
    lab.detach(imsi);
    expect(await sims.apply(suspended)).toMatchObject({ outcome: 'already-applied' });
    await stop();
  });

  test('where nobody sees sessions, the operator must say that one may remain', async () => {
    const flaw = driver.settings.safeParse(quick);
    expect(flaw.error?.issues).toMatchObject([{ path: ['infoPort'] }]);
    expect(flaw.error?.message).toContain('set liveSession to may-remain');
    const { sims, stop } = await start({ infoPort: undefined, liveSession: 'may-remain' });
    await sims.apply(grant);
    const done = await sims.apply(suspended);
    expect(done).toMatchObject({ outcome: 'applied' });
    expect(done.steps.find(({ check }) => check === 'live session')?.answer).toContain('lives on until');
    await stop();
  });

  test('a subscriber whose session goes on is barred, and not deleted', async () => {
    const { lab, sims, attach, stop } = await start();
    await sims.apply(grant);
    lab.mmeHeedsStatus = false;
    attach();
    expect(await sims.remove(grant)).toMatchObject({
      outcome: 'unreachable',
      reason: expect.stringContaining('lives on at the MME'),
    });
    expect(lab.subscribers()).toMatchObject([{ subscriber_status: 1 }]);
    lab.detach(imsi);
    expect(await sims.remove(grant)).toMatchObject({ outcome: 'applied' });
    await stop();
  });

  test('a log-in that breaks off is begun anew by the next order', async () => {
    for (const fault of ['cut-before', 'cut-after', 'stall', 'refuse'] as const) {
      const { lab, sims, stop } = await start({ timeoutMs: 1000 });
      lab.fault(fault, ({ path }) => path === '/api/auth/login');
      const result = await sims.apply(grant);
      expect(result.outcome).toBe(fault === 'refuse' ? 'refused' : 'unreachable');
      expect(await sims.apply(grant)).toMatchObject({ outcome: 'applied' });
      await stop();
    }
  });

  test('suspended by removal, the subscriber is out of the core and back with its keys when resumed', async () => {
    const { lab, sims, attach, stop } = await start({ suspendBy: 'removal' });
    await sims.apply(grant);
    expect(await sims.apply(suspended)).toMatchObject({ outcome: 'applied' });
    expect(lab.subscribers()).toEqual([]);
    expect(await sims.apply(suspended)).toMatchObject({ outcome: 'already-applied' });
    expect(await sims.apply(grant)).toMatchObject({ outcome: 'applied' });
    expect(attach()).toBe(true);
    await stop();
  });

  test(`${cellName('wrong credentials')}: a wrong password is refused with what to mend, and is in nobody’s words`, async () => {
    const { lab, stop } = await start();
    const wrong = openDriver(
      driver,
      lab,
      { ...quick, infoPort: lab.mme.port },
      { password: 'not-the-password' },
    );
    const result = await wrong.simProvisioning.apply(grant);
    expect(result).toMatchObject({
      outcome: 'refused',
      reason:
        "reading the subscriber: HTTP 401: Unauthorized. The core does not take the node's credentials; mend them.",
    });
    expectNoSecrets(result, ['not-the-password']);
    wrong.close?.();
    await stop();
  });

  test('one log-in serves many requests, and what staff set beside the grant stays', async () => {
    const { lab, sims, stop } = await start();
    await sims.apply(grant);
    lab.byHand(imsi, { access_restriction_data: 40 });
    await sims.apply({ ...grant, downKbps: 5000 });
    await sims.read(grant);
    expect(lab.subscribers()).toMatchObject([{ access_restriction_data: 40 }]);
    expect(lab.requests.filter(({ path }) => path === '/api/auth/login')).toHaveLength(1);
    await stop();
  });

  test('many suspensions at once share the MME’s answers, each one that is younger than what was written', async () => {
    const { lab, sims, stop } = await start({ parallel: 8 });
    const many = Array.from({ length: 12 }, (_, i) => ({
      ...grant,
      imsi: `0010100000001${String(i).padStart(2, '0')}`,
    }));
    for (const one of many) {
      await sims.apply(one);
      lab.attach(one.imsi, { ki, opc });
    }
    const results = await Promise.all(many.map((one) => sims.apply({ ...one, active: false })));
    expect(results.map(({ outcome }) => outcome)).toEqual(many.map(() => 'applied'));
    expect(lab.mme.requests.length).toBeLessThan(3 * many.length);
    await stop();
  });

  test('units of the WebUI are bit/s at each thousandfold', async () => {
    const { lab, sims, stop } = await start();
    await sims.apply(grant);
    const rates = { downlink: { value: 50, unit: 2 }, uplink: { value: 0.01, unit: 3 } };
    lab.byHand(imsi, { ambr: rates });
    expect(await sims.read(grant)).toMatchObject({ outcome: 'already-applied' });
    await stop();
  });
});
