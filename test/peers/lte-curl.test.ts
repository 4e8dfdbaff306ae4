import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createAuthority } from '../edge-agent/support/certificates.ts';
import { type MagmaLab, startMagma } from '../lab/lte-magma.ts';
import { type Open5GsLab, startOpen5Gs } from '../lab/lte-open5gs.ts';
import { type PyHssLab, startPyHss } from '../lab/lte-pyhss.ts';

/** The simulated LTE cores as curl sees them: an independent client for each step of their contracts. */

const run = promisify(execFile);
const imsi = '001010000000001';
const ki = '465b5ce8b199b49faa5f0a2ee238a6bc';
const opc = 'e8ed289deba952e4283b54e88e6183ca';

interface Said {
  readonly status: number;
  readonly body: unknown;
}

async function curl(
  url: string,
  method: string,
  body?: unknown,
  more: readonly string[] = [],
): Promise<Said> {
  const { stdout } = await run('curl', [
    ...['--silent', '--show-error', '--max-time', '10', '--request', method, '--write-out', '\n%{http_code}'],
    ...(body === undefined
      ? []
      : ['--header', 'Content-Type: application/json', '--data', JSON.stringify(body)]),
    ...more,
    url,
  ]);
  const end = stdout.lastIndexOf('\n');
  const text = stdout.slice(0, end);
  return { status: Number(stdout.slice(end + 1)), body: text === '' ? undefined : JSON.parse(text) };
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lte-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('PyHSS', () => {
  let lab: PyHssLab;
  beforeAll(async () => {
    lab = await startPyHss({ provisioningKey: 'let-me-in' });
  });
  afterAll(() => lab.close());
  const ask = (method: string, path: string, body?: unknown, key = 'let-me-in') =>
    curl(`http://127.0.0.1:${lab.port}${path}`, method, body, ['--header', `Provisioning-Key: ${key}`]);

  test('a subscriber from its keys to its removal, by numeric ids', async () => {
    const apns = z.tuple([z.looseObject({ apn_id: z.int() })]).rest(z.unknown());
    const [{ apn_id: apn }] = apns.parse((await ask('GET', '/apn/list')).body);
    const auc = await ask('PUT', '/auc/', { ki, opc, amf: '8000', sqn: 0, imsi });
    expect(auc).toMatchObject({ status: 200, body: { auc_id: expect.any(Number) } });
    const { auc_id } = z.looseObject({ auc_id: z.int() }).parse(auc.body);
    const wish = {
      imsi,
      enabled: true,
      auc_id,
      default_apn: apn,
      apn_list: `${apn}`,
      ue_ambr_dl: 1e6,
      ue_ambr_ul: 1e6,
    };
    const kept = z.looseObject({ subscriber_id: z.int() });
    const { subscriber_id } = kept.parse((await ask('PUT', '/subscriber/', wish)).body);
    expect((await ask('GET', `/auc/imsi/${imsi}`)).body).not.toHaveProperty('ki');
    const address = { subscriber_id, apn_id: apn, ip_address: '10.45.1.1' };
    expect(await ask('PUT', '/subscriber/routing/', address)).toMatchObject({ status: 200 });
    expect(await ask('PUT', '/subscriber/routing/', address)).toMatchObject({ status: 400 });
    expect(lab.attach(imsi, { ki, opc })).toBe(true);
    expect(lab.ue(imsi)).toEqual({ downBps: 1e6, upBps: 1e6, ip: '10.45.1.1' });
    expect(await ask('GET', `/pcrf/pcrf_subscriber_imsi/${imsi}`)).toHaveProperty('body.apns.internet');
    await ask('PATCH', `/subscriber/${subscriber_id}`, { enabled: false });
    expect(await ask('PUT', '/pcrf/clr_subscriber', { imsi })).toMatchObject({ status: 200 });
    expect(lab.ue(imsi)).toBeUndefined();
    expect(await ask('DELETE', `/auc/${auc_id}`)).toMatchObject({ status: 400 });
    for (const path of [`/subscriber/${subscriber_id}`, `/auc/${auc_id}`]) {
      expect(await ask('DELETE', path)).toEqual({ status: 200, body: { Result: 'OK' } });
    }
    expect(await ask('GET', `/subscriber/imsi/${imsi}`)).toEqual({ status: 200, body: null });
  });

  test('what it refuses: a wrong key, a column that is not there, a wrong type', async () => {
    expect(await ask('PUT', '/auc/', {}, 'guess')).toMatchObject({ status: 401 });
    expect(await ask('PUT', '/auc/', { ki, opc, amf: '8000', colour: 'red' })).toMatchObject({
      status: 500,
      body: { reason: expect.stringContaining("'colour' is an invalid keyword argument") },
    });
    expect(await ask('PUT', '/auc/', { ki, opc, amf: '8000', sqn: 'none' })).toMatchObject({ status: 400 });
  });
});

describe('Open5GS', () => {
  let lab: Open5GsLab;
  beforeAll(async () => {
    lab = await startOpen5Gs();
  });
  afterAll(() => lab.close());

  test('the log-in of three steps, a document under its schema, and the MME’s list', async () => {
    const at = `http://127.0.0.1:${lab.port}`;
    const jar = ['--cookie-jar', join(folder, 'jar'), '--cookie', join(folder, 'jar')];
    const csrf = await curl(`${at}/api/auth/csrf`, 'GET', undefined, jar);
    const { csrfToken } = z.looseObject({ csrfToken: z.string() }).parse(csrf.body);
    const guarded = [...jar, '--header', `X-CSRF-TOKEN: ${csrfToken}`];
    const account = { username: 'admin', password: '1423' };
    expect(await curl(`${at}/api/auth/login`, 'POST', account, jar)).toMatchObject({ status: 403 });
    expect(await curl(`${at}/api/auth/login`, 'POST', { ...account, password: 'x' }, guarded)).toMatchObject({
      status: 401,
    });
    expect(await curl(`${at}/api/auth/login`, 'POST', account, guarded)).toMatchObject({ status: 302 });
    const session = await curl(`${at}/api/auth/session`, 'GET', undefined, guarded);
    const { authToken } = z.looseObject({ authToken: z.string() }).parse(session.body);
    const inside = [...guarded, '--header', `Authorization: Bearer ${authToken}`];
    const subscribers = `${at}/api/db/Subscriber`;
    expect(await curl(subscribers, 'GET', undefined, guarded)).toMatchObject({ status: 401 });
    const document = { imsi, security: { k: ki, opc, amf: '8000' }, request_cancel_location: true };
    const made = await curl(subscribers, 'POST', document, inside);
    expect(made.status).toBe(201);
    expect(made.body).not.toHaveProperty('request_cancel_location');
    expect(await curl(subscribers, 'POST', document, inside)).toMatchObject({
      status: 400,
      body: { code: 11_000 },
    });
    const one = `${subscribers}/${imsi}`;
    expect(await curl(one, 'PATCH', { subscriber_status: 'barred' }, inside)).toMatchObject({ status: 400 });
    expect(lab.attach(imsi, { ki, opc })).toBe(true);
    const ues = await curl(`http://127.0.0.1:${lab.mme.port}/ue-info?page=-1`, 'GET');
    expect(ues).toMatchObject({ body: { items: [{ supi: imsi }] } });
    expect(await curl(one, 'DELETE', undefined, inside)).toMatchObject({ status: 204 });
    expect(await curl(one, 'GET', undefined, inside)).toMatchObject({ status: 404 });
  });
});

describe('Magma', () => {
  let lab: MagmaLab;
  let certificates: readonly string[];
  beforeAll(async () => {
    const authority = await createAuthority();
    const server = await authority.issue('orc8r', true);
    const client = await authority.issue('operator');
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    };
    const ca = file('ca.pem', authority.ca);
    const cert = file('cert.pem', client.cert);
    certificates = ['--cacert', ca, '--cert', cert, '--key', file('key.pem', client.key)];
    lab = await startMagma({ networkId: 'mill', tls: { ...server, clientCa: authority.ca } });
  });
  afterAll(() => lab.close());
  const ask = (method: string, path: string, body?: unknown) =>
    curl(`https://127.0.0.1:${lab.port}/magma/v1${path}`, method, body, certificates);

  test('a subscriber with a rate of its own, deactivated, and gone in the order that references allow', async () => {
    const key = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
    const lte = {
      state: 'ACTIVE',
      auth_algo: 'MILENAGE',
      auth_key: key(ki),
      auth_opc: key(opc),
      sub_profile: 'default',
    };
    const subscriber = { id: `IMSI${imsi}`, lte, active_apns: ['internet'], active_policies: ['r'] };
    const list = '/lte/mill/subscribers';
    expect(await ask('POST', list, subscriber)).toMatchObject({ status: 400 });
    expect(await ask('POST', list, [subscriber])).toMatchObject({ status: 400 });
    const profile = { id: 'q', class_id: 9, max_req_bw_dl: 1e6, max_req_bw_ul: 1e6 };
    expect(await ask('POST', '/lte/mill/policy_qos_profiles', profile)).toMatchObject({ status: 201 });
    const rule = { id: 'r', priority: 10, flow_list: [], qos_profile: 'q' };
    expect(await ask('POST', '/networks/mill/policies/rules', rule)).toMatchObject({ status: 201 });
    expect(await ask('POST', list, [subscriber])).toMatchObject({ status: 201 });
    expect(await ask('POST', list, [subscriber])).toMatchObject({ status: 400 });
    expect(lab.attach(imsi, { ki, opc })).toBe(true);
    const one = `${list}/IMSI${imsi}`;
    expect(await ask('POST', `${one}/deactivate`)).toMatchObject({ status: 200 });
    expect(await ask('GET', one)).toMatchObject({ body: { config: { lte: { state: 'INACTIVE' } } } });
    expect(lab.live(imsi)).toBe(false);
    expect(await ask('DELETE', '/networks/mill/policies/rules/r')).toMatchObject({ status: 500 });
    for (const path of [one, '/networks/mill/policies/rules/r', '/lte/mill/policy_qos_profiles/q']) {
      expect(await ask('DELETE', path)).toMatchObject({ status: 204 });
    }
    expect(await ask('GET', one)).toMatchObject({ status: 404 });
  });

  test('nobody comes in without a client certificate', async () => {
    const url = `https://127.0.0.1:${lab.port}/magma/v1/lte/mill/subscribers`;
    await expect(curl(url, 'GET', undefined, certificates.slice(0, 2))).rejects.toThrow(/curl: \(\d+\)/);
  });
});
