import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '../../../functions/domain/aggregate.ts';
import {
  accessNodeAggregate,
  addressClaim,
  changeAccessNode,
  createAccessNode,
  removeAccessNode,
} from '../../../functions/domain/network/access-node.ts';
import {
  changeSiteConfiguration,
  changeSiteDetails,
  createSite,
  recordStatus,
  type Site,
  type SiteEvent,
  siteAggregate,
} from '../../../functions/domain/network/site.ts';

const at = '2026-03-01T09:00:00.000Z';
const later = '2026-03-01T10:00:00.000Z';
const begun = createSite({ name: 'Mill', timeZone: 'Europe/Berlin' });
const fresh = () => fold(siteAggregate, undefined, begun, at)!;

test('every change of a node takes the next revision, and the site knows exactly its present nodes', () => {
  const nodes = ['nod_a', 'nod_b', 'nod_c'];
  const step = fc.record({ nodeId: fc.constantFrom(...nodes), present: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let site = fresh();
      const present = new Set<string>();
      for (const [i, wish] of steps.entries()) {
        site = fold(siteAggregate, site, changeSiteConfiguration(site, wish), at)!;
        if (wish.present) present.add(wish.nodeId);
        else present.delete(wish.nodeId);
        expect(site.configurationRevision).toBe(i + 1);
      }
      expect([...site.nodeIds].sort()).toEqual([...present].sort());
    }),
    { seed: 20_261_123, numRuns: 500 },
  );
});

test('the pay redirect reaches the agent by a revision, with nodes or without, and no revision is for nothing', () => {
  const details = { name: 'Mill', timeZone: 'Europe/Berlin', payRedirect: { port: 8081 } };
  const site = fold(siteAggregate, undefined, createSite(details), at)!;
  expect(site).toMatchObject({ details, configurationRevision: 1, nodeIds: [] });
  const changed = (from: Site, changes: Parameters<typeof changeSiteDetails>[1]) =>
    fold(siteAggregate, from, changeSiteDetails(from, changes), at)!;
  expect(changed(site, { payRedirect: { port: 8081 } })).toBe(site);
  const moved = changed(site, { payRedirect: { port: 8082, address: '10.0.0.5' } });
  expect(moved.configurationRevision).toBe(2);
  expect(changed(moved, { name: 'Hill' }).configurationRevision).toBe(2);
  const off = changed(moved, { payRedirect: null });
  expect([off.configurationRevision, off.details]).toEqual([3, { name: 'Mill', timeZone: 'Europe/Berlin' }]);
});

test('the last will of a lost connection does not put a site offline that is connected again', () => {
  const heard = (site: Site, events: readonly SiteEvent[], now: string) =>
    fold(siteAggregate, site, events, now)!;
  const greeting = (connectedAt: string) =>
    ({ state: 'online', agentVersion: '1.0', at: connectedAt }) as const;
  const will = (connectedAt: string) => ({ state: 'offline', agentVersion: '1.0', at: connectedAt }) as const;
  const first = heard(fresh(), recordStatus(fresh(), greeting(at), at), at);
  expect(first.link).toEqual({ state: 'online', agentVersion: '1.0', connectedAt: at, lastSeenAt: at });
  expect(recordStatus(first, greeting(at), later)).toEqual([]);
  const second = heard(first, recordStatus(first, greeting(later), later), later);
  expect(recordStatus(second, will(at), later)).toEqual([]);
  expect(recordStatus(second, greeting(at), later)).toEqual([]);
  const gone = heard(second, recordStatus(second, will(later), later), later);
  expect(gone.link.state).toBe('offline');
  expect(recordStatus(gone, will(later), later)).toEqual([]);
  expect(heard(gone, recordStatus(gone, greeting(later), later), later).link.state).toBe('online');
});

test('a site whose agent names no instant goes offline by any will', () => {
  const site = fold(
    siteAggregate,
    fresh(),
    recordStatus(fresh(), { state: 'online', agentVersion: '1' }, at),
    at,
  )!;
  expect(recordStatus(site, { state: 'offline', agentVersion: '1' }, later)).toHaveLength(1);
});

const details = {
  siteId: 'sit_1',
  kind: 'nas',
  driver: 'radius-nas',
  name: 'nas 10.0.0.1',
  address: '10.0.0.1',
  port: 3799,
  settings: {},
} as const;
const node = () =>
  fold(accessNodeAggregate, undefined, createAccessNode(details, { secret: 'x', apiPassword: 'y' }), at)!;

test('events of a node name its credentials and never hold them', () => {
  const created = createAccessNode(details, { secret: 'hush-1' });
  const changed = changeAccessNode(node(), {}, { secret: 'hush-2', apiPassword: null });
  expect(JSON.stringify([created, changed])).not.toContain('hush');
  expect(changed).toMatchObject([
    { data: { credentialNames: ['secret'], credentialsChanged: ['apiPassword', 'secret'] } },
  ]);
  expect(node().credentialNames).toEqual(['apiPassword', 'secret']);
});

test('a change of nothing is no event; port null means the driver’s own', () => {
  expect(changeAccessNode(node(), { port: 3799, settings: {} }, {})).toEqual([]);
  const changed = fold(accessNodeAggregate, node(), changeAccessNode(node(), { port: null }, {}), at)!;
  expect('port' in changed.details).toBe(false);
});

test('a removed node is at no site and stays removed', () => {
  const decided = removeAccessNode(node(), 0);
  if (!decided.ok) throw new Error(decided.refusal.message);
  const removed = fold(accessNodeAggregate, node(), decided.value, at)!;
  expect(accessNodeAggregate.links?.(node())).toEqual({ place: 'sit_1' });
  expect(accessNodeAggregate.links?.(removed)).toEqual({});
  expect(removeAccessNode(removed, 0)).toMatchObject({ refusal: { code: 'access-node.unknown' } });
});

test('a node that services need stays, and says how many and what to do', () => {
  const refused = (bound: number) => {
    const decided = removeAccessNode(node(), bound);
    return decided.ok ? undefined : decided.refusal;
  };
  expect(refused(1)).toMatchObject({
    code: 'access-node.in-use',
    message: `1 service is bound to ${details.name}; move them to another node or terminate them first.`,
  });
  expect(refused(212)?.message).toContain('212 services are bound');
});

test('an address is one node’s of a kind at a site, however it is written', () => {
  const six = addressClaim({ ...details, address: 'FD00::1' });
  expect(six).toEqual(addressClaim({ ...details, address: 'fd00:0:0:0::1/128' }));
  expect(six).not.toEqual(addressClaim({ ...details, siteId: 'sit_2', address: 'fd00::1' }));
});
