import { describe, expect, test } from 'vitest';
import driver from '../../../edge-agent/drivers/pyhss.ts';
import { isWrite } from '../../lab/lte-core.ts';
import { startPyHss } from '../../lab/lte-pyhss.ts';
import { cellName } from './faults.ts';
import { expectNoSecrets, faultMatrix, grant, type MatrixSubject, openDriver } from './lte-matrix.ts';

const provisioningKey = 'let-me-in';
const quick = { timeoutMs: 10_000, cutWaitMs: 60 };

async function start(timeoutMs = quick.timeoutMs, absentRowsAre: '404' | 'null' = 'null') {
  const lab = await startPyHss({ provisioningKey, absentRowsAre });
  const opened = openDriver(driver, lab, { ...quick, timeoutMs }, { provisioningKey });
  const { imsi, ki, opc } = grant;
  return {
    lab,
    sims: opened.simProvisioning,
    held: () => [...lab.rows('auc'), ...lab.rows('subscriber'), ...lab.rows('subscriber_routing')],
    attach: () => lab.attach(imsi, { ki, opc }),
    live: () => lab.ue(imsi) !== undefined,
    secrets: [ki, opc, provisioningKey],
    changeByHand: () => lab.byHand('subscriber', { imsi }, { ue_ambr_dl: 1_000_000 }),
    restart: () => lab.dropConnections(),
    async stop() {
      opened.close?.();
      await lab.close();
    },
  } satisfies MatrixSubject & { lab: unknown };
}

describe('PyHSS', () => {
  faultMatrix(start);

  test('releases that answer absent rows with 404 are served as well', async () => {
    const subject = await start(undefined, '404');
    expect(await subject.sims.apply(grant)).toMatchObject({ outcome: 'applied' });
    expect(await subject.sims.remove(grant)).toMatchObject({ outcome: 'applied' });
    expect(subject.held()).toEqual([]);
    await subject.stop();
  });

  test('a live session gets the new rate by coming back, or keeps the old one where that is wanted', async () => {
    const { lab, sims, attach, stop } = await start();
    await sims.apply(grant);
    attach();
    await sims.apply({ ...grant, downKbps: 80_000, staticIp: '10.45.7.7' });
    expect(lab.ue(grant.imsi)).toEqual({ downBps: 80_000_000, upBps: 10_000_000, ip: '10.45.7.7' });
    const patient = openDriver(driver, lab, { ...quick, onChange: 'next-attach' }, { provisioningKey });
    expect(await patient.simProvisioning.apply(grant)).toMatchObject({ outcome: 'applied' });
    expect(lab.ue(grant.imsi)?.downBps).toBe(80_000_000);
    patient.close?.();
    await stop();
  });

  test('a session that goes on after the cut makes the suspension unreachable, not done', async () => {
    const { lab, sims, attach, stop } = await start();
    await sims.apply(grant);
    attach();
    lab.phonesObey = false;
    const suspended = { ...grant, active: false };
    expect(await sims.apply(suspended)).toMatchObject({
      outcome: 'unreachable',
      reason: 'live session: the core still knows a session',
    });
    expect(lab.rows('subscriber')).toMatchObject([{ enabled: false }]);
    lab.phonesObey = true;
    expect(await sims.apply(suspended)).toMatchObject({ outcome: 'applied' });
    await stop();
  });

  test('an MME that cannot be reached is named in the core’s words', async () => {
    const { lab, sims, attach, stop } = await start();
    await sims.apply(grant);
    attach();
    lab.peerConnected = false;
    expect(await sims.apply({ ...grant, active: false })).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('is the diameter peer connected?'),
    });
    await stop();
  });

  test(`${cellName('wrong credentials')}: a wrong provisioning key is refused with what to mend, and nothing is begun`, async () => {
    const lab = await startPyHss({ provisioningKey });
    const opened = openDriver(driver, lab, quick, { provisioningKey: 'guess' });
    const result = await opened.simProvisioning.apply(grant);
    expect(result).toMatchObject({
      outcome: 'refused',
      reason:
        "writing the keys: HTTP 401: Unauthorized - Provisioning-Key Invalid. The core does not take the node's credentials; mend them.",
    });
    expectNoSecrets(result, ['guess', grant.ki, grant.opc]);
    expect(lab.rows('auc')).toEqual([]);
    opened.close?.();
    await lab.close();
  });

  test('an APN that is not there, and a rate beyond its columns, are refused before anything is written', async () => {
    const { lab, sims, stop } = await start();
    expect(await sims.apply({ ...grant, apn: 'iot' })).toMatchObject({
      outcome: 'refused',
      reason: 'The core has no APN iot; create it there, or choose another.',
    });
    expect(await sims.apply({ ...grant, downKbps: 3_000_000 })).toMatchObject({
      outcome: 'refused',
      reason: 'PyHSS holds rates up to 2147483 kbit/s, not 3000000.',
    });
    expect(lab.requests.filter(isWrite)).toEqual([]);
    await stop();
  });

  test('keys that somebody left behind are taken over, not doubled', async () => {
    const { lab, sims, held, stop } = await start();
    lab.fault('refuse', ({ path }) => path === '/subscriber/');
    lab.fault('refuse', ({ method }) => method === 'DELETE');
    expect(await sims.apply(grant)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('could not be taken back'),
    });
    expect(held()).toHaveLength(1);
    expect(await sims.apply(grant)).toMatchObject({ outcome: 'applied' });
    expect(held()).toHaveLength(2);
    await stop();
  });
});
