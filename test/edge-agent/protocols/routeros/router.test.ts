import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { LineFault, LoginRefused, RouterRefusal } from '../../../../edge-agent/protocols/routeros/faults.ts';
import {
  createRouter,
  type Router,
  type RouterLimits,
} from '../../../../edge-agent/protocols/routeros/router.ts';
import { type RouterLab, type RouterLabOptions, startRouterLab } from '../../../lab/routeros.ts';
import { type Authority, createAuthority } from '../../support/certificates.ts';

const limits: RouterLimits = {
  connectMs: 2000,
  answerMs: 2000,
  idleMs: 60_000,
  parallelRequests: 8,
  requestsPerSecond: 10_000,
  pauseMs: 0,
};
const login = { username: 'throughline', password: 'let-me-in' };
const opened: { close(): unknown }[] = [];

async function lab(options: RouterLabOptions = {}): Promise<RouterLab> {
  const started = await startRouterLab(options);
  opened.push(started);
  return started;
}

function routerAt(
  { host, port }: { host: string; port: number },
  changes: Partial<RouterLimits> = {},
  as = login,
): Router {
  const router = createRouter({ host, port }, as, { ...limits, ...changes });
  opened.push(router);
  return router;
}

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

const cases: RouterLabOptions[] = (['7.18', '6.49', '6.42'] as const).flatMap((version) => [
  { version },
  { version, pieceSize: 1 },
  { version, pieceSize: 3 },
]);

describe.each(cases)('RouterOS %o', (options) => {
  test('log in, print nothing, add, print, be refused', async () => {
    const there = await lab(options);
    const router = routerAt(there);
    expect(await router.ask(['/ppp/secret/print', '?name=nobody'])).toEqual({ rows: [] });
    const { ret } = await router.ask(['/ppp/secret/add', '=name=žofie', '=password=p', '=comment=日本 = ¥']);
    const { rows } = await router.ask(['/ppp/secret/print', '?name=žofie']);
    expect(rows).toMatchObject([{ '.id': ret, name: 'žofie', comment: '日本 = ¥', disabled: 'false' }]);
    const again = router.ask(['/ppp/secret/add', '=name=žofie']);
    await expect(again).rejects.toThrow(
      new RouterRefusal('failure: secret with the same name already exists', 4),
    );
    expect(there.logins).toBe(1);
  });

  test('a wrong password is refused with the words of the router, and is not in them', async () => {
    const there = await lab(options);
    const router = routerAt(there, {}, { username: 'throughline', password: 'wrong-one' });
    const failure = await router.ask(['/system/resource/print']).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(LoginRefused);
    expect((failure as Error).message).toMatch(/throughline: (cannot log in|invalid user name or password)/);
    expect((failure as Error).stack).not.toContain('wrong-one');
  });
});

test('a password beyond ASCII logs in with a challenge, too', async () => {
  const there = await lab({ version: '6.42', password: 'heslo-žluťoučké' });
  const router = routerAt(there, {}, { username: 'throughline', password: 'heslo-žluťoučké' });
  expect((await router.ask(['/system/resource/print'])).rows).toMatchObject([{ version: '6.42' }]);
});

test('two hundred commands at once, never more under way than allowed', async () => {
  const there = await lab();
  const router = routerAt(there, { parallelRequests: 5 });
  const names = Array.from({ length: 200 }, (_, i) => `user-${i}`);
  await Promise.all(names.map((name) => router.ask(['/ppp/secret/add', `=name=${name}`])));
  expect(
    there.state
      .items('/ppp/secret')
      .map(({ name }) => name)
      .sort(),
  ).toEqual(names.sort());
  expect(there.mostAtOnce).toBeLessThanOrEqual(5);
  expect(there.mostAtOnce).toBeGreaterThan(1);
});

test('the pace is kept', async () => {
  const router = routerAt(await lab(), { requestsPerSecond: 100 });
  const begin = performance.now();
  await Promise.all(Array.from({ length: 21 }, () => router.ask(['/system/resource/print'])));
  expect(performance.now() - begin).toBeGreaterThanOrEqual(195);
});

describe('lines', () => {
  const add = ['/ppp/secret/add', '=name=alice', '=password=wonder'];

  test.each(['cut-before', 'cut-after'] as const)('%s: the command is known to have left', async (kind) => {
    const there = await lab();
    const router = routerAt(there);
    there.fault = { kind, on: /add$/, times: 1 };
    const failure = await router.ask(add).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(LineFault);
    expect((failure as LineFault).sent).toBe(true);
    expect((failure as LineFault).stack).not.toContain('wonder');
    expect(there.state.items('/ppp/secret')).toHaveLength(kind === 'cut-after' ? 1 : 0);
    expect((await router.ask(['/system/resource/print'])).rows).toHaveLength(1);
    expect(there.logins).toBe(2);
  });

  test('a silent router is given up, and all that wait with it', async () => {
    const there = await lab();
    const router = routerAt(there, { answerMs: 150 });
    there.fault = { kind: 'stall', on: /add$|print$/, times: 2 };
    const failures = await Promise.allSettled([router.ask(add), router.ask(['/system/resource/print'])]);
    for (const failure of failures)
      expect(failure).toMatchObject({ status: 'rejected', reason: { sent: true } });
    expect((await router.ask(['/system/resource/print'])).rows).toHaveLength(1);
  });

  test('an answer that comes twice, or to nobody, is ignored', async () => {
    const there = await lab();
    const router = routerAt(there);
    there.fault = { kind: 'twice', on: /./ };
    expect(await router.ask(add)).toMatchObject({ rows: [] });
    expect((await router.ask(['/ppp/secret/print'])).rows).toHaveLength(1);
  });

  test('a restart is survived', async () => {
    const there = await lab();
    const router = routerAt(there);
    await router.ask(add);
    await there.restart();
    const ask = () => router.ask(['/ppp/secret/print']);
    expect((await ask().catch(ask)).rows).toHaveLength(1);
  });

  test('nobody there: nothing was sent, and the next ones need not wait', async () => {
    const there = await startRouterLab();
    await there.close();
    const router = routerAt(there, { pauseMs: 60_000 });
    const first = await router.ask(add).catch((error: unknown) => error);
    expect(first).toMatchObject({ name: 'LineFault', sent: false });
    expect((first as Error).message).toContain('ECONNREFUSED');
    await expect(router.ask(add)).rejects.toBe(first);
  });

  test('a port that takes connections and says nothing', async () => {
    const mute = createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    opened.push({ close: () => mute.close() });
    const { port } = mute.address() as AddressInfo;
    const router = routerAt({ host: '127.0.0.1', port }, { connectMs: 150 });
    await expect(router.ask(add)).rejects.toMatchObject({ name: 'LineFault', sent: false });
  });

  test('something else on the port', async () => {
    const web = createServer((socket) => socket.end('\xff\xffHTTP/1.1 400 Bad Request\r\n\r\n', 'latin1'));
    await once(web.listen(0, '127.0.0.1'), 'listening');
    opened.push({ close: () => web.close() });
    const { port } = web.address() as AddressInfo;
    await expect(routerAt({ host: '127.0.0.1', port }).ask(add)).rejects.toThrow(/not the RouterOS API/);
  });

  test('an unused line is ended, and opened again when needed', async () => {
    const there = await lab();
    const router = routerAt(there, { idleMs: 30 });
    await router.ask(add);
    await expect.poll(() => there.lines).toBe(0);
    expect((await router.ask(['/ppp/secret/print'])).rows).toHaveLength(1);
    expect(there.logins).toBe(2);
  });

  test('secrets that the router says after us are struck out', async () => {
    const there = await lab();
    there.fault = { kind: 'refuse', on: /add$/, words: 'failure: password wonder is in the dictionary' };
    await expect(routerAt(there).ask(add)).rejects.toThrow('failure: password [hidden] is in the dictionary');
  });
});

describe('TLS', () => {
  let authority: Authority;
  let other: Authority;
  let tls: { readonly cert: string; readonly key: string };
  beforeAll(async () => {
    authority = await createAuthority();
    other = await createAuthority();
    tls = await authority.issue('router', true);
  });

  async function ask(there: RouterLab, trust: { ca: string } | { fingerprint: string }) {
    const router = createRouter({ host: there.host, port: there.port, trust }, login, limits);
    opened.push(router);
    return await router.ask(['/system/resource/print']);
  }

  test('by authority', async () => {
    const there = await lab({ tls, pieceSize: 1 });
    expect((await ask(there, { ca: authority.ca })).rows).toHaveLength(1);
    await expect(ask(there, { ca: other.ca })).rejects.toThrow(
      /no line to the router: .*(CERT|SIGNATURE|ISSUER)/,
    );
    expect(there.logins).toBe(1);
  });

  test('by fingerprint', async () => {
    const there = await lab({ tls });
    const fingerprint = new X509Certificate(tls.cert).fingerprint256;
    expect((await ask(there, { fingerprint })).rows).toHaveLength(1);
    const wrong = fingerprint.replace(/^../, fingerprint.startsWith('00') ? '01' : '00');
    await expect(ask(there, { fingerprint: wrong })).rejects.toThrow(/another certificate \(SHA-256 /);
    // Nothing was said to the stranger, least of all the password.
    expect(there.commands.filter((command) => command === '/login')).toHaveLength(1);
  });

  test('a certificate for another address is not taken', async () => {
    const stranger = await authority.issue('elsewhere');
    const there = await lab({ tls: stranger });
    await expect(ask(there, { ca: authority.ca })).rejects.toThrow(/ERR_TLS_CERT_ALTNAME_INVALID/);
  });
});
