import { afterAll, beforeAll, expect, test } from 'vitest';
import { configurationMessage } from '../../functions/contracts/edge/messages.ts';
import { siteAggregate } from '../../functions/domain/network/site.ts';
import type { Result } from '../../functions/domain/result.ts';
import { changeAccessNode } from '../../functions/use-cases/change-access-node.ts';
import { changeSite } from '../../functions/use-cases/change-site.ts';
import { createAccessNode } from '../../functions/use-cases/create-access-node.ts';
import { createSite } from '../../functions/use-cases/create-site.ts';
import { enrolSite } from '../../functions/use-cases/enrol-site.ts';
import { listSiteCertificates } from '../../functions/use-cases/list-site-certificates.ts';
import { listAccessNodes, readAccessNode } from '../../functions/use-cases/read-sites.ts';
import { recordSiteStatus } from '../../functions/use-cases/record-site-status.ts';
import { removeAccessNode } from '../../functions/use-cases/remove-access-node.ts';
import { revokeSiteCertificate } from '../../functions/use-cases/revoke-site-certificate.ts';
import { sendSiteConfiguration } from '../../functions/use-cases/send-site-configuration.ts';
import { showAccessNode } from '../../functions/use-cases/show-site.ts';
import { certificateIdAt, contextAt, makePorts, type TestPorts } from '../ports.ts';

const at = '2026-03-01T09:00:00.000Z';

let house: TestPorts;
beforeAll(async () => {
  house = await makePorts();
});
afterAll(() => house.stop());

async function must<T>(result: Promise<Result<T>>): Promise<T> {
  const settled = await result;
  if (!settled.ok) throw new Error(`${settled.refusal.code}: ${settled.refusal.message}`);
  return settled.value;
}

const newSite = (code?: string) =>
  must(
    createSite(
      house.ports,
      { name: 'Mill', timeZone: 'Europe/Berlin', ...(code === undefined ? {} : { code }) },
      contextAt(at),
    ),
  );
const nas = (siteId: string, address: string) => ({
  siteId,
  kind: 'nas' as const,
  driver: 'radius-nas',
  address,
  settings: { coaPort: 3799 },
  credentials: { secret: 'hush' },
});
const siteNow = async (id: string) => (await house.ports.store.load(siteAggregate, id))!.state;

test('a site is known to the broker before it is there, and its code is its own', async () => {
  const site = await newSite('MILL');
  expect(house.recorded.registered).toContain(site.id);
  const known = house.recorded.registered.length;
  expect(
    await createSite(house.ports, { name: 'Other', code: 'MILL', timeZone: 'UTC' }, contextAt(at)),
  ).toMatchObject({ refusal: { code: 'site.code-taken', pointer: '/code' } });
  expect(house.recorded.registered).toHaveLength(known);
  const other = await newSite('HILL');
  expect(await changeSite(house.ports, other.id, { code: 'MILL' }, contextAt(at))).toMatchObject({
    refusal: { code: 'site.code-taken' },
  });
  await must(changeSite(house.ports, site.id, { code: null }, contextAt(at)));
  await must(changeSite(house.ports, other.id, { code: 'MILL' }, contextAt(at)));
  expect(await house.ports.store.holder({ kind: 'site-code', value: 'HILL' })).toBeUndefined();
});

test('an enrolment answers the certificate and every topic of the site', async () => {
  const site = await newSite();
  const enrolled = await must(enrolSite(house.ports, site.id, 'a request', contextAt(at)));
  expect(enrolled).toMatchObject({
    siteId: site.id,
    certificate: 'a certificate',
    topics: {
      up: { reports: `throughline/sites/${site.id}/up/reports` },
      down: { desired: `throughline/sites/${site.id}/down/desired` },
    },
  });
  expect((await siteNow(site.id)).enrolledAt).toBe(at);
  const unknown = house.ports.ids.next('sit');
  expect(await enrolSite(house.ports, unknown, 'a request', contextAt(at))).toMatchObject({
    refusal: { code: 'site.unknown' },
  });
  expect(house.recorded.enrolled.some(({ siteId }) => siteId === unknown)).toBe(false);
});

test('a certificate of the site is revoked for good, once, and of no other site', async () => {
  const [site, other] = [await newSite(), await newSite()];
  const first = certificateIdAt(house.recorded.enrolled.length);
  await must(enrolSite(house.ports, site.id, 'a request', contextAt(at)));
  const second = certificateIdAt(house.recorded.enrolled.length);
  await must(enrolSite(house.ports, site.id, 'another request', contextAt(at)));
  await must(
    recordSiteStatus(
      house.ports,
      { siteId: site.id, state: 'online', agentVersion: '1.2.3', at, certificateId: first },
      contextAt(at),
    ),
  );
  expect(await must(listSiteCertificates(house.ports, site.id, contextAt(at)))).toMatchObject([
    { certificateId: second, state: 'valid', isLatest: false },
    { certificateId: first, state: 'valid', isLatest: true },
  ]);
  expect(await revokeSiteCertificate(house.ports, other.id, first, contextAt(at))).toMatchObject({
    refusal: { code: 'site.certificate-unknown' },
  });
  expect(house.recorded.revoked).not.toContain(first);
  const revoked = await must(revokeSiteCertificate(house.ports, site.id, first, contextAt(at)));
  expect(revoked[1]).toMatchObject({ certificateId: first, state: 'revoked', revokedAt: at });
  await must(revokeSiteCertificate(house.ports, site.id, first, contextAt('2026-03-02T09:00:00.000Z')));
  const history = await house.ports.store.history('site', site.id);
  expect(history.filter(({ type }) => type === 'site.certificate-revoked')).toHaveLength(1);
});

test('the agent gets all nodes with their credentials, which nobody else gets', async () => {
  const site = await newSite();
  await must(sendSiteConfiguration(house.ports, site.id, at));
  expect(house.recorded.edge).toEqual([]);
  const one = await must(createAccessNode(house.ports, nas(site.id, '10.0.0.1'), contextAt(at)));
  const two = await must(createAccessNode(house.ports, nas(site.id, '10.0.0.2'), contextAt(at)));
  await must(
    changeAccessNode(
      house.ports,
      two.id,
      { port: 1812, credentials: { secret: 'hush as well', coaSecret: 'hush too' } },
      contextAt(at),
    ),
  );
  await must(sendSiteConfiguration(house.ports, site.id, at));
  const sent = house.recorded.edge.at(-1);
  expect(sent?.call).toBe('sendConfiguration');
  const message = configurationMessage.parse(sent?.args[1]);
  expect(message.revision).toBe(3);
  expect(message.nodes).toEqual([
    expect.objectContaining({ nodeId: one.id, credentials: { secret: 'hush' } }),
    expect.objectContaining({
      nodeId: two.id,
      port: 1812,
      credentials: { secret: 'hush as well', coaSecret: 'hush too' },
    }),
  ]);
  expect(message).not.toHaveProperty('payRedirect');
  await must(changeSite(house.ports, site.id, { payRedirect: { port: 8081 } }, contextAt(at)));
  await must(sendSiteConfiguration(house.ports, site.id, at));
  expect(configurationMessage.parse(house.recorded.edge.at(-1)?.args[1])).toMatchObject({
    revision: 4,
    payRedirect: { port: 8081 },
    nodes: [{ nodeId: one.id }, { nodeId: two.id }],
  });
  const shown = showAccessNode(await must(readAccessNode(house.ports, two.id)));
  expect(shown).toMatchObject({ name: 'nas 10.0.0.2', credentialsSet: ['coaSecret', 'secret'] });
  const told = JSON.stringify([
    shown,
    await house.ports.store.history('access-node', one.id),
    await house.ports.store.history('access-node', two.id),
    await house.ports.store.history('site', site.id),
  ]);
  expect(told).not.toContain('hush');
});

test('two NAS of a site cannot have one address; a free one can be moved to', async () => {
  const site = await newSite();
  const one = await must(createAccessNode(house.ports, nas(site.id, '10.0.0.1'), contextAt(at)));
  const two = await must(createAccessNode(house.ports, nas(site.id, '10.0.0.2'), contextAt(at)));
  const taken = { refusal: { code: 'access-node.address-taken', pointer: '/address' } };
  expect(await createAccessNode(house.ports, nas(site.id, '10.0.0.1'), contextAt(at))).toMatchObject(taken);
  expect(await changeAccessNode(house.ports, two.id, { address: '10.0.0.1' }, contextAt(at))).toMatchObject(
    taken,
  );
  expect((await siteNow(site.id)).configurationRevision).toBe(2);
  await must(changeAccessNode(house.ports, one.id, { address: '10.0.0.3' }, contextAt(at)));
  await must(changeAccessNode(house.ports, two.id, { address: '10.0.0.1' }, contextAt(at)));
  const elsewhere = await newSite();
  await must(createAccessNode(house.ports, nas(elsewhere.id, '10.0.0.1'), contextAt(at)));
});

test('a removed node leaves its site with its credentials, and its address is free again', async () => {
  const site = await newSite();
  const node = await must(createAccessNode(house.ports, nas(site.id, '10.0.0.1'), contextAt(at)));
  await must(removeAccessNode(house.ports, node.id, contextAt(at)));
  expect(await readAccessNode(house.ports, node.id)).toMatchObject({
    refusal: { code: 'access-node.unknown' },
  });
  expect(await removeAccessNode(house.ports, node.id, contextAt(at))).toMatchObject({
    refusal: { code: 'access-node.unknown' },
  });
  expect(await changeAccessNode(house.ports, node.id, { name: 'x' }, contextAt(at))).toMatchObject({
    refusal: { code: 'access-node.unknown' },
  });
  expect(await house.ports.store.secret('access-node', node.id, 'secret')).toBeUndefined();
  expect(await siteNow(site.id)).toMatchObject({ configurationRevision: 2, nodeIds: [] });
  await must(createAccessNode(house.ports, nas(site.id, '10.0.0.1'), contextAt(at)));
  const listed = await must(listAccessNodes(house.ports, { limit: 10, siteId: site.id }));
  expect(listed.items.map(({ id }) => id)).not.toContain(node.id);
});

test('nodes added at once are all in the configuration, each with a revision of its own', async () => {
  const site = await newSite();
  const addresses = Array.from({ length: 5 }, (_, i) => `10.0.1.${i}`);
  await Promise.all(
    addresses.map((address) => must(createAccessNode(house.ports, nas(site.id, address), contextAt(at)))),
  );
  const { configurationRevision, nodeIds } = await siteNow(site.id);
  expect([configurationRevision, nodeIds.length]).toEqual([5, 5]);
});

test('a site is online from its agent’s greeting to the broker’s last will', async () => {
  const site = await newSite();
  const said = (state: 'online' | 'offline') =>
    must(recordSiteStatus(house.ports, { siteId: site.id, state, agentVersion: '1.2.3', at }, contextAt(at)));
  await said('online');
  await said('online');
  expect((await siteNow(site.id)).link).toMatchObject({ state: 'online', agentVersion: '1.2.3' });
  await said('offline');
  expect((await siteNow(site.id)).link.state).toBe('offline');
  const history = await house.ports.store.history('site', site.id);
  expect(history.map(({ type }) => type)).toEqual(['site.created', 'site.connected', 'site.disconnected']);
});
