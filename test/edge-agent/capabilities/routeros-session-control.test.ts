import { afterEach, expect, test } from 'vitest';
import { routerOsSessionControl } from '../../../edge-agent/capabilities/routeros-session-control.ts';
import type { DeviceAnswer, SessionControl } from '../../../edge-agent/capabilities/session-control.ts';
import { createRouter } from '../../../edge-agent/protocols/routeros/router.ts';
import { startRouterLab } from '../../lab/routeros.ts';

const session = { key: 'k', sessionId: 's', username: 'alice', nasAddress: '127.0.0.1' };
const next = { downKbps: 20_000, upKbps: 5500 };
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A router with a session of Alice's, its API, and a CoA that answers as it is told. */
async function site(answer: DeviceAnswer) {
  const lab = await startRouterLab({});
  closers.push(() => lab.close());
  lab.state.make('/ppp/secret', { name: 'alice', password: 'wonder' });
  lab.dial('ppp', 'alice', 'wonder');
  const router = createRouter(
    { host: lab.host, port: lab.port },
    { username: 'throughline', password: 'let-me-in' },
    {
      connectMs: 5000,
      answerMs: 5000,
      idleMs: 5000,
      pauseMs: 0,
      parallelRequests: 1,
      requestsPerSecond: 1000,
    },
  );
  closers.push(() => router.close());
  const asked: string[] = [];
  const asking = (request: string) => {
    asked.push(request);
    return Promise.resolve(answer);
  };
  const radius: SessionControl = {
    changesRates: true,
    apply: () => asking('CoA'),
    remove: () => asking('Disconnect'),
    read: () => 'open',
  };
  const active = () => lab.state.items('/ppp/active').length;
  return { lab, asked, active, control: routerOsSessionControl(router, () => true, radius) };
}

test('another rate by CoA: the session goes on', async () => {
  const { control, asked, active } = await site({ outcome: 'done', words: 'CoA-ACK' });
  expect(await control.apply(session, next)).toEqual({ outcome: 'done', words: 'CoA-ACK' });
  expect(asked).toEqual(['CoA']);
  expect(active()).toBe(1);
});

test('no answer to CoA: not on a live session, and the API ends it', async () => {
  const { control, asked, active } = await site({ outcome: 'unreachable', words: 'no answer to CoA' });
  expect(await control.apply(session, next)).toEqual({ outcome: 'unsupported', words: 'no answer to CoA' });
  expect(await control.remove(session)).toMatchObject({ outcome: 'done' });
  expect(asked).toEqual(['CoA']);
  expect(active()).toBe(0);
});

test('no API: a Disconnect, and both are told', async () => {
  const { lab, control, asked } = await site({ outcome: 'done', words: 'Disconnect-ACK' });
  await lab.close();
  closers.shift();
  const answer = await control.remove(session);
  expect(answer.outcome).toBe('done');
  expect(answer.words).toMatch(/ECONNREFUSED.*; Disconnect-ACK$/);
  expect(asked).toEqual(['Disconnect']);
});

test('neither: unreachable, with both reasons', async () => {
  const { lab, control } = await site({ outcome: 'unreachable', words: 'no answer to Disconnect' });
  await lab.close();
  closers.shift();
  const answer = await control.remove(session);
  expect(answer.outcome).toBe('unreachable');
  expect(answer.words).toMatch(/ECONNREFUSED.*; no answer to Disconnect$/);
});
