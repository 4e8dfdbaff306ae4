import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessRequest } from '../../functions/contracts/access.ts';
import type { LookFinding, LookMessage } from '../../functions/contracts/edge/look.ts';
import { accessNodeAggregate } from '../../functions/domain/network/access-node.ts';
import type { Ports } from '../../functions/ports/ports.ts';
import { askSite, takeLookAnswer } from '../../functions/use-cases/ask-site.ts';
import { createAccessNode } from '../../functions/use-cases/create-access-node.ts';
import { createAddressPool } from '../../functions/use-cases/create-address-pool.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { lookAtService, lookForOnus } from '../../functions/use-cases/look-at-devices.ts';
import { recordSiteStatus } from '../../functions/use-cases/record-site-status.ts';
import { selectService } from '../../functions/use-cases/select-service.ts';
import { tryAccessNode } from '../../functions/use-cases/try-access-node.ts';
import { code, createFibrePlan, makeWorld, today, value, type World } from './service-world.ts';

let world: World;
let olt: string;
beforeAll(async () => {
  world = await makeWorld();
  const wish = {
    siteId: world.siteId,
    kind: 'olt' as const,
    driver: 'huawei-ma5800',
    address: '10.9.0.1',
    settings: {},
    credentials: { community: 'sesame' },
  };
  olt = value(await createAccessNode(world.ports, wish, world.at(today))).id;
});
afterAll(() => world.stop());

const asked: LookMessage[] = [];
/** The world with a site that answers in this way; undefined: not at all. */
function answering(finding: (message: LookMessage) => LookFinding | undefined, from = world.siteId): Ports {
  return {
    ...world.ports,
    edgeLink: {
      ...world.ports.edgeLink,
      async sendLook(_siteId, message) {
        asked.push(message);
        const found = finding(message);
        if (found === undefined) return;
        const answer = { siteId: from, inReplyTo: message.messageId, at: today, finding: found };
        await takeLookAnswer(world.ports, answer);
      },
    },
  };
}
const onu = { serial: 'HWTC00000001', port: '0/1/3', state: 'unconfigured' as const };
const seesOnu = (): LookFinding => ({ of: 'unconfigured-onus', onus: [onu] });

describe('a site', () => {
  it('that is offline is not asked', async () => {
    const refused = await lookForOnus(answering(seesOnu), olt, world.at(today));
    expect(refused).toMatchObject({
      refusal: { code: 'site.not-answering', message: expect.stringContaining('was never online') },
    });
    expect(asked).toEqual([]);
    const status = { siteId: world.siteId, state: 'online' as const, agentVersion: '1', at: today };
    value(await recordSiteStatus(world.ports, status, world.at(today)));
  });

  it('answers what it sees, when it sees it', async () => {
    const seen = value(await lookForOnus(answering(seesOnu), olt, world.at(today)));
    expect(seen).toEqual({ at: today, finding: { of: 'unconfigured-onus', onus: [onu] } });
    expect(asked.at(-1)).toMatchObject({
      siteId: world.siteId,
      subject: { of: 'unconfigured-onus', nodeId: olt },
      expiresAt: '2026-03-01T09:30:12.000Z',
    });
    const { id } = value(await world.select({ access: world.access('looked-at') })).service;
    const nothing: LookFinding = { of: 'service', devices: [], sessions: [] };
    expect(
      value(
        await lookAtService(
          answering(() => nothing),
          id,
          world.at(today),
        ),
      ).finding,
    ).toEqual(nothing);
  });

  it.each([
    ['unable', 'access-node.cannot-look'],
    ['unreachable', 'access-node.not-answering'],
    ['late', 'site.not-answering'],
  ] as const)('that is %s says why', async (why, expected) => {
    const refused = await lookForOnus(
      answering(() => ({ of: 'nothing', why, words: 'the words of the site' })),
      olt,
      world.at(today),
    );
    expect(refused).toMatchObject({
      refusal: { code: expected, message: expect.stringContaining('the words of the site') },
    });
  });

  it('that does not answer is not waited for longer than is said, and another does not answer for it', async () => {
    const subject = { of: 'unconfigured-onus', nodeId: olt } as const;
    const silent = askSite(
      answering(() => undefined),
      world.siteId,
      subject,
      world.at(today),
      1,
    );
    expect(code(await silent)).toBe('site.not-answering');
    const foreign = answering(seesOnu, `sit_${'0'.repeat(26)}`);
    expect(code(await askSite(foreign, world.siteId, subject, world.at(today)))).toBe('site.not-answering');
  });

  it('is asked about nodes that have ONUs only', async () => {
    const ports = answering(seesOnu);
    expect(code(await lookForOnus(ports, `nod_${'0'.repeat(26)}`, world.at(today)))).toBe(
      'access-node.unknown',
    );
    const nas = {
      siteId: world.siteId,
      kind: 'nas' as const,
      driver: 'radius-nas',
      address: '10.9.0.2',
      settings: {},
      credentials: { secret: 'sesame' },
    };
    const { id } = value(await createAccessNode(world.ports, nas, world.at(today)));
    expect(code(await lookForOnus(ports, id, world.at(today)))).toBe('access-node.wrong-kind');
  });
});

describe('a device that is not saved', () => {
  const wish = {
    kind: 'olt' as const,
    driver: 'huawei-ma5800',
    address: '10.9.0.77',
    settings: {},
  };
  const answers = (): LookFinding => ({ of: 'trial-node', answered: 'yes', identity: 'olt-1, MA5800-X7' });

  it('is asked by the agent with what is typed, and nothing of it is written', async () => {
    const trial = { ...wish, siteId: world.siteId, credentials: { community: 'typed' } };
    const nodes = () => everyOne(world.ports.store, accessNodeAggregate, { by: 'type' });
    const before = await nodes();
    expect(value(await tryAccessNode(answering(answers), trial, world.at(today)))).toEqual({
      at: today,
      answered: 'yes',
      identity: 'olt-1, MA5800-X7',
    });
    expect(asked.at(-1)?.subject).toEqual({
      of: 'trial-node',
      node: { ...wish, nodeId: expect.stringMatching(/^nod_/), credentials: { community: 'typed' } },
    });
    expect(await nodes()).toEqual(before);
  });

  it('that is there is tried with the credentials that it has, but for those that are typed', async () => {
    const trial = (credentials: Record<string, string | null>) => ({
      ...wish,
      siteId: world.siteId,
      nodeId: olt,
      credentials,
    });
    for (const [credentials, used] of [
      [{}, 'sesame'],
      [{ community: 'other' }, 'other'],
    ] as const) {
      value(await tryAccessNode(answering(answers), trial(credentials), world.at(today)));
      expect(asked.at(-1)?.subject).toMatchObject({ node: { credentials: { community: used } } });
    }
    const forgotten = await tryAccessNode(answering(answers), trial({ community: null }), world.at(today));
    expect(code(forgotten)).toBe('access-node.driver-misfit');
  });

  it('is not tried with what its driver cannot work with, nor at a site or for a node that is not there', async () => {
    const trial = { ...wish, siteId: world.siteId, credentials: { community: 'typed' } };
    const count = asked.length;
    for (const [change, expected] of [
      [{ driver: 'no-such' }, 'access-node.driver-unknown'],
      [{ settings: { parallel: 0 } }, 'access-node.driver-misfit'],
      [{ siteId: `sit_${'0'.repeat(26)}` }, 'reference.site-unknown'],
      [{ nodeId: `nod_${'0'.repeat(26)}` }, 'access-node.unknown'],
    ] as const) {
      const refused = await tryAccessNode(answering(answers), { ...trial, ...change }, world.at(today));
      expect(code(refused)).toBe(expected);
    }
    expect(asked).toHaveLength(count);
  });
});

describe('the port of an ONU', () => {
  let planId: string;
  let onus = 0;
  const sell = async (ports: Ports, serial: string) => {
    onus += 1;
    const access: AccessRequest = {
      technology: 'gpon',
      siteId: world.siteId,
      username: `port-${onus}`,
      onuSerial: serial,
      olt: { nodeId: olt, lineProfile: 'home', serviceProfile: 'internet', serviceVlan: 9, userVlan: onus },
    };
    const wish = { planId, addOns: [], equipment: [], access };
    return value(await selectService(ports, world.subscriberId, wish, world.at(today))).service.state.access;
  };

  it('is asked of the OLT when a pool of ids needs it; the sale goes on without an answer', async () => {
    planId = await createFibrePlan(world);
    const ports = answering(seesOnu);
    const before = asked.length;
    expect(await sell(ports, 'HWTC0000000A')).not.toMatchObject({ olt: { port: expect.anything() } });
    expect(asked.length).toBe(before);
    const pool = {
      kind: 'onu-id' as const,
      siteId: world.siteId,
      name: 'ids',
      nodeId: olt,
      ports: ['0/1/3'],
      ids: [{ first: 1, last: 9 }],
      exclude: [],
    };
    value(await createAddressPool(world.ports, pool, world.at(today)));
    expect(await sell(ports, onu.serial)).toMatchObject({ olt: { port: '0/1/3', onuId: 1 } });
    const elsewhere = await sell(ports, 'HWTC0000000B');
    expect(elsewhere).not.toHaveProperty('olt.port');
    const unable = answering(() => ({ of: 'nothing', why: 'unreachable', words: 'no answer' }));
    expect(await sell(unable, 'HWTC0000000C')).not.toHaveProperty('olt.port');
  });
});
