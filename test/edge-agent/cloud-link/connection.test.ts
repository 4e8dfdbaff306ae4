import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backoffMs } from '../../../edge-agent/cloud-link/backoff.ts';
import { type Connection, createConnection } from '../../../edge-agent/cloud-link/connection.ts';
import { type Authority, createAuthority } from '../support/certificates.ts';
import { createFakeCloud, type FakeCloud } from '../support/fake-cloud.ts';
import { siteId } from '../support/site.ts';

let authority: Authority;
let cloud: FakeCloud;
let connection: Connection | undefined;
let happened: EventEmitter;
let received: string[];
let failNext: boolean;

beforeEach(async () => {
  authority = await createAuthority();
  cloud = await createFakeCloud(authority, siteId);
  happened = new EventEmitter();
  received = [];
  failNext = false;
});

afterEach(async () => {
  await connection?.stop();
  await cloud.close();
});

async function connect(identity: { cert: string; key: string }, ca = authority.ca): Promise<string[]> {
  const log: string[] = [];
  connection = createConnection(
    { siteId, clientId: siteId, agentVersion: '0', url: cloud.url, ca, ...identity, maximumBackoffMs: 250 },
    {
      connected: () => happened.emit('connected'),
      disconnected: () => happened.emit('disconnected'),
      received(_topic, payload) {
        if (failNext) {
          failNext = false;
          throw new Error('the disk is full');
        }
        received.push(Buffer.from(payload).toString());
        happened.emit('received');
      },
    },
    (_level, message, fields) => {
      log.push(`${message} ${String(fields?.['error'] ?? '')}`);
      happened.emit('logged');
    },
  );
  connection.start();
  return log;
}

describe('connection', () => {
  it('leaves a message with the broker when it could not be taken in, and gets it again', async () => {
    await connect(await authority.issue(siteId));
    await once(happened, 'connected');
    failNext = true;
    cloud.sendRaw('desired', 'first');
    await once(happened, 'received');
    expect(received).toEqual(['first']);
    expect(cloud.clients.length).toBe(2);
  });

  it('gets what was sent while it was away', async () => {
    await connect(await authority.issue(siteId));
    await once(happened, 'connected');
    const gone = once(happened, 'disconnected');
    await cloud.down();
    await gone;
    cloud.sendRaw('desired', 'sent meanwhile');
    const back = once(happened, 'received');
    await cloud.up();
    await back;
    expect(received).toEqual(['sent meanwhile']);
  });

  it('does not talk to a broker of another authority, nor with a certificate of another', async () => {
    const stranger = await createAuthority();
    const log = await connect(await authority.issue(siteId), stranger.ca);
    await once(happened, 'logged');
    expect(log[0]).toMatch(/^the connection to the cloud failed/);
    await connection?.stop();
    const second = await connect(await stranger.issue(siteId));
    await once(happened, 'logged');
    expect(second[0]).toMatch(/^the broker closed the connection/);
    expect(cloud.clients).toEqual([]);
  });
});

describe('backoff', () => {
  it('doubles up to its maximum and stays in the upper half', () => {
    expect([0, 1, 2, 3, 50].map((attempt) => backoffMs(attempt, 15_000, 0))).toEqual([
      125, 250, 500, 1000, 7500,
    ]);
    expect([0, 1, 2, 3, 50].map((attempt) => backoffMs(attempt, 15_000, 0.999_999))).toEqual([
      250, 500, 1000, 2000, 15_000,
    ]);
  });
});
