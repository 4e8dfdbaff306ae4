import { describe, expect, test } from 'vitest';
import driver from '../../../edge-agent/drivers/magma.ts';
import { isWrite } from '../../lab/lte-core.ts';
import { startMagma } from '../../lab/lte-magma.ts';
import { createAuthority } from '../support/certificates.ts';
import { cellName } from './faults.ts';
import { expectNoSecrets, faultMatrix, grant, type MatrixSubject, openDriver } from './lte-matrix.ts';

const authority = await createAuthority();
const server = await authority.issue('orc8r', true);
const client = await authority.issue('agent');
const credentials = { ca: authority.ca, cert: client.cert, key: client.key };
const quick = { timeoutMs: 10_000, cutWaitMs: 60, networkId: 'mill' };
const { imsi, ki, opc } = grant;
const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');

const startLab = () =>
  startMagma({
    networkId: 'mill',
    tls: { cert: server.cert, key: server.key, clientCa: authority.ca },
  });

async function start(timeoutMs = quick.timeoutMs) {
  const lab = await startLab();
  const opened = openDriver(driver, lab, { ...quick, timeoutMs }, credentials);
  return {
    lab,
    sims: opened.simProvisioning,
    held: () => lab.held(),
    attach: () => lab.attach(imsi, { ki, opc }),
    live: () => lab.live(imsi),
    secrets: [ki, opc, base64(ki), base64(opc)],
    changeByHand: () => lab.byHand('profiles', `sim-${imsi}`, { max_req_bw_dl: 1_000_000 }),
    restart: () => lab.dropConnections(),
    async stop() {
      opened.close?.();
      await lab.close();
    },
  } satisfies MatrixSubject & { lab: unknown };
}

describe('Magma', () => {
  faultMatrix(start);

  test('a suspension is done when the gateways have let the session go, and not before', async () => {
    const { lab, sims, attach, stop } = await start();
    await sims.apply(grant);
    attach();
    lab.gatewaysFetchAtOnce = false;
    const suspended = { ...grant, active: false };
    expect(await sims.apply(suspended)).toMatchObject({
      outcome: 'unreachable',
      reason: expect.stringContaining('a gateway still has one'),
    });
    expect(await sims.remove(grant)).toMatchObject({ outcome: 'unreachable' });
    lab.gatewaysFetch();
    expect(await sims.apply(suspended)).toMatchObject({ outcome: 'already-applied' });
    await stop();
  });

  test('a new rate is one write, which leaves the session as it is', async () => {
    const { lab, sims, attach, live, stop } = await start();
    await sims.apply(grant);
    attach();
    const before = lab.requests.filter(isWrite).length;
    await sims.apply({ ...grant, downKbps: 90_000 });
    expect(lab.requests.filter(isWrite)).toHaveLength(before + 1);
    expect(live()).toBe(true);
    await stop();
  });

  test('an APN that the network does not have is refused in its words, and nothing stays behind', async () => {
    const { lab, sims, stop } = await start();
    expect(await sims.apply({ ...grant, apn: 'iot' })).toMatchObject({
      outcome: 'refused',
      reason: 'writing the subscriber: HTTP 400: could not find entities matching [apn iot]',
    });
    expect(lab.held()).toEqual([]);
    await stop();
  });

  test(`${cellName('wrong credentials')}: a server that the authority did not sign, and a client certificate that it did not, get nowhere`, async () => {
    const lab = await startLab();
    const stranger = await createAuthority();
    const fake = await stranger.issue('agent');
    for (const wrong of [
      { ...credentials, ca: stranger.ca },
      { ...credentials, cert: fake.cert, key: fake.key },
    ]) {
      const opened = openDriver(driver, lab, quick, wrong);
      const result = await opened.simProvisioning.apply(grant);
      expect(result.outcome).toBe('unreachable');
      expect(result.reason).toMatch(
        /^GET https:\/\/127\.0\.0\.1:\d+\/magma\/v1\/lte\/mill\/subscribers\/IMSI\d+: ./,
      );
      expectNoSecrets(result, [wrong.key]);
      opened.close?.();
    }
    expect(lab.requests).toEqual([]);
    await lab.close();
  });

  test('without a client certificate the node is not opened', () => {
    const flaw = driver.credentials.safeParse({ ca: authority.ca, cert: 'agent.pem' });
    expect(flaw.error?.issues).toMatchObject([
      { path: ['cert'], message: 'must be a client certificate as PEM text' },
      { path: ['key'], message: 'must be the private key of the client certificate as PEM text' },
    ]);
  });
});
