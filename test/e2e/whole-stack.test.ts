import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PositionedEvent } from '../../functions/contracts/event.ts';
import type { BalanceView } from '../../functions/contracts/http/balance.ts';
import type { InvoiceView } from '../../functions/contracts/http/invoices.ts';
import type { OrderView } from '../../functions/contracts/http/orders.ts';
import type { PaymentView } from '../../functions/contracts/http/payments.ts';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import type { ApiClient, Endpoints } from '../client.ts';
import { type Dialler, diallerOf } from '../demo/dialler.ts';
import {
  type Created,
  createPlan,
  createSubscriber,
  deliverStripePayment,
  ended,
  firstInvoice,
  homeAddress,
  type Order,
  order,
  type StripePayment,
  selectService,
  webhookSecret,
} from '../lifecycle.ts';
import { freePort, type RunningStack, startStack } from '../stack.ts';
import { StaffSignIn } from './staff-sign-in.ts';
import { announceSession } from './stray-session.ts';

const root = join(import.meta.dirname, '..', '..');
const username = 'harbour12@whole';
const password = 'the-password-of-harbour12';

let stack: RunningStack;
let port: number;
let printed: string[];
let api: ApiClient;
let endpoints: Endpoints;
let siteId: string;
let nas: Dialler;
let plan: Created;

beforeAll(async () => {
  printed = [];
  port = await freePort();
  stack = await startStack({ port, flags: ['--json'], onLine: (line) => printed.push(line) });
  api = stack.api;
  endpoints = api.endpoints;
  siteId = endpoints.sites[0]!.siteId;
  nas = diallerOf(endpoints.sites[0]!);
  // A morning, so that no test runs over midnight.
  const { now } = await api.get<{ now: string }>('/clock');
  const tomorrow = new Date(Date.parse(now) + 86_400_000).toISOString().slice(0, 10);
  await api.put('/clock', { now: `${tomorrow}T09:00:00Z` });
  plan = await createPlan(api, 'Whole 100');
  // A checkout that was never started synthesizes first.
}, 120_000);

afterAll(() => stack.stop());

const today = async (): Promise<string> => (await api.get<{ now: string }>('/clock')).now.slice(0, 10);
const advance = (duration: string) => api.put<{ now: string }>('/clock', { advance: duration });
const serviceOf = (id: string) => api.get<ServiceView>(`/services/${id}`);
const invoicesOf = async (subscriberId: string) =>
  (await api.get<{ items: InvoiceView[] }>(`/invoices?subscriberId=${subscriberId}`)).items;

function agentPid(): number {
  const file = join(stack.dataDir, 'sites', siteId, 'agent.pid');
  return (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid;
}

async function carriedOut(serviceId: string, what: Order, body?: object): Promise<OrderView> {
  const done = await ended(api, await order(api, serviceId, what, body));
  expect({ what, state: done.state, reason: done.reason }).toMatchObject({ what, state: 'succeeded' });
  return done;
}

async function sell(name: string, login: string): Promise<{ subscriberId: string; serviceId: string }> {
  const subscriber = await createSubscriber(api, name);
  const service = await selectService(api, subscriber.id, plan.id, { siteId, username: login, password });
  return { subscriberId: subscriber.id, serviceId: service.id };
}

describe('who may do what', () => {
  const call = (method: string, path: string, token?: string, body?: object) =>
    fetch(`${endpoints.api}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  async function tokenFor(scope: string): Promise<string> {
    const { tokenEndpoint, clientId, clientSecret } = endpoints;
    const answer = await fetch(tokenEndpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope,
      }),
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  }

  it('nobody without a token, with a broken one, or with one of somebody else', async () => {
    const whole = await tokenFor('throughline/admin');
    const [head, claims, signature] = whole.split('.');
    const forged = Buffer.from(JSON.stringify({ ...decodeJwt(whole), scope: 'throughline/admin' }));
    for (const token of [
      undefined,
      'nonsense',
      `${head}.${claims}.${signature?.slice(0, -6)}AAAAAA`,
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${forged.toString('base64url')}.`,
    ]) {
      expect((await call('GET', '/subscribers', token)).status).toBe(401);
      expect((await call('POST', '/leads', token, { name: 'Nobody' })).status).toBe(401);
      expect((await call('GET', '/clock', token)).status).toBe(401);
    }
    expect((await call('GET', '/openapi.json')).status).toBe(200);
  });

  it('a role reads and writes what is its own', async () => {
    const reader = await tokenFor('throughline/read-only');
    expect((await call('GET', '/subscribers', reader)).status).toBe(200);
    const refused = await call('POST', '/leads', reader, { name: 'Nobody' });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(await refused.json()).toMatchObject({
      status: 403,
      code: 'request.not-permitted',
      detail: expect.any(String),
    });
    expect((await call('PUT', '/clock', reader, { advance: 'P1D' })).status).toBe(403);
    const sales = await tokenFor('throughline/sales');
    expect((await call('POST', '/leads', sales, { name: 'Somebody' })).status).toBe(201);
    expect((await call('POST', '/billing-runs', sales, { on: await today() })).status).toBe(403);
  });

  it('staff signs in at the issuer’s page and works under its groups', async () => {
    const { staff } = endpoints;
    const signIn = await StaffSignIn.begin(endpoints);
    expect(await signIn.fillIn({ ...staff, password: 'a wrong one' })).toEqual({
      refused: expect.stringMatching(/\w/),
    });
    for (const wrong of [
      { redirect_uri: 'https://elsewhere.example/' },
      { client_id: endpoints.clientId },
      { code_challenge_method: 'plain' },
    ]) {
      expect((await fetch(signIn.address(wrong), { redirect: 'manual' })).status).toBe(400);
    }
    const stolen = await signIn.fillIn(staff);
    expect(await signIn.redeem('code' in stolen ? stolen.code : '', 'x'.repeat(43))).toBeUndefined();
    const granted = await signIn.fillIn(staff);
    const code = 'code' in granted ? granted.code : '';
    const tokens = await signIn.redeem(code);
    expect(await signIn.redeem(code)).toBeUndefined();
    expect(decodeJwt(tokens!.access_token)).toMatchObject({ 'cognito:groups': ['admin'] });
    expect((await call('POST', '/leads', tokens!.access_token, { name: 'By staff' })).status).toBe(201);
    const fresh = await signIn.refresh(tokens!.refresh_token);
    expect((await call('GET', '/clock', fresh)).status).toBe(200);
  });
});

describe('a subscriber’s life', () => {
  let subscriber: Created & { number: string };
  let service: ServiceView;

  it('begins as a lead and is on the network when it was proven', async () => {
    const lead = await api.post<Created>('/leads', {
      name: 'Household at the harbour',
      email: 'harbour12@example.net',
      address: homeAddress,
      wantedPlanId: plan.id,
    });
    for (const status of ['contacted', 'qualified']) await api.patch(`/leads/${lead.id}`, { status });
    await api.patch(`/leads/${lead.id}`, { status: 'quoted', quote: { planId: plan.id } });
    subscriber = await api.post(`/leads/${lead.id}/convert`);
    service = await selectService(api, subscriber.id, plan.id, { siteId, username, password });
    expect(service.state).toBe('selected');
    expect((await nas.dial({ username, password })).accepted).toBe(false);
    await carriedOut(service.id, 'activate');
    expect(await serviceOf(service.id)).toMatchObject({
      state: 'active',
      network: { status: 'in-sync', revision: 1, observedRevision: 1 },
    });
    const login = await nas.dial({ username, password, method: 'mschapv2' });
    expect(login).toMatchObject({
      accepted: true,
      attributes: { 'Mikrotik-Rate-Limit': expect.stringContaining('20M/100M') },
    });
    await nas.use(login.session!.sessionId, 5_000_000_000, 70_000_000_000);
    const { session } = await api.until<ServiceView>(
      `/services/${service.id}`,
      (seen) => (seen.session?.downloadOctets ?? 0) > 0,
    );
    expect(session).toMatchObject({ uploadOctets: 5_000_000_000, downloadOctets: 70_000_000_000 });
  });

  it('is billed from that day on, once, and paid by a webhook that comes twice', async () => {
    const invoice = await firstInvoice(api, subscriber.id);
    expect(invoice).toMatchObject({
      state: 'issued',
      total: { amount: '49.90', currency: 'USD' },
      issuedOn: await today(),
      lines: [{ kind: 'recurring', serviceId: service.id, from: await today() }],
    });
    const pay = await payerOf(invoice);
    expect(await pay({ eventId: 'evt_first', paymentId: 'pi_first' })).toMatchObject({ status: 200 });
    expect(await pay({ eventId: 'evt_first', paymentId: 'pi_first' })).toMatchObject({ status: 200 });
    expect(await pay({ eventId: 'evt_other', paymentId: 'pi_first' })).toMatchObject({ status: 200 });
    expect(await api.get(`/invoices/${invoice.id}`)).toMatchObject({
      state: 'paid',
      paid: { amount: '49.90' },
    });
    expect(await api.get(`/subscribers/${subscriber.id}/balance`)).toMatchObject({
      balance: { amount: '0.00' },
      credit: { amount: '0.00' },
    });
    expect(await invoicesOf(subscriber.id)).toHaveLength(1);
  });

  it('knows suspension and return, and ends with the username free', async () => {
    await carriedOut(service.id, 'suspend');
    expect((await nas.sessions()).filter((session) => session.username === username)).toEqual([]);
    const methods = ['pap', 'chap', 'mschapv2'] as const;
    const refusals = await Promise.all(methods.map((method) => nas.dial({ username, password, method })));
    expect(refusals).toMatchObject(methods.map(() => ({ accepted: false, silent: false })));
    const again = await api.request('POST', `/services/${service.id}/suspend`, {});
    expect([again.status, again.body['code']]).toEqual([409, 'service.already-suspended']);
    await carriedOut(service.id, 'resume');
    expect((await nas.dial({ username, password, method: 'chap' })).accepted).toBe(true);

    const taken = await api.request('POST', `/subscribers/${subscriber.id}/services`, {
      planId: plan.id,
      access: { technology: 'pppoe', siteId, username, password },
    });
    expect([taken.status, taken.body['code']]).toEqual([409, 'store.claim-taken']);
    await carriedOut(service.id, 'terminate');
    expect((await nas.sessions()).filter((session) => session.username === username)).toEqual([]);
    expect((await nas.dial({ username, password })).accepted).toBe(false);
    expect(await serviceOf(service.id)).toMatchObject({ state: 'terminated', entitlement: 'blocked' });
    const revived = await api.request('POST', `/services/${service.id}/activate`);
    expect([revived.status, revived.body['code']]).toEqual([409, 'service.terminated']);
  });
});

async function payerOf(invoice: InvoiceView) {
  const secret = await webhookSecret(endpoints, 'stripe');
  return async (
    notice: Pick<StripePayment, 'eventId' | 'paymentId'> & Partial<StripePayment>,
    key = secret,
  ) => {
    const answer = await deliverStripePayment(api, key, {
      minor: Math.round(Number(invoice.amountDue.amount) * 100),
      currency: invoice.currency,
      invoiceId: invoice.id,
      subscriberId: invoice.subscriberId,
      ...notice,
    });
    return { status: answer.status, body: (await answer.json()) as { code?: string } };
  };
}

describe('money from the provider', () => {
  let subscriberId: string;

  it('counts only when it is signed, fresh and of the right currency; a part is a part, too much is credit', async () => {
    // The username is the one that the former subscriber gave up.
    const sold = await sell('Second at the harbour', username);
    ({ subscriberId } = sold);
    await carriedOut(sold.serviceId, 'activate');
    expect((await nas.dial({ username, password })).accepted).toBe(true);
    const invoice = await firstInvoice(api, subscriberId);
    const pay = await payerOf(invoice);
    const state = async () => {
      const { state, amountDue } = await api.get<InvoiceView>(`/invoices/${invoice.id}`);
      const { credit } = await api.get<BalanceView>(`/subscribers/${subscriberId}/balance`);
      return `${state}, due ${amountDue.amount}, credit ${credit.amount}`;
    };
    const untouched = await state();

    expect(await pay({ eventId: 'evt_a', paymentId: 'pi_a' }, 'a forged secret')).toMatchObject({
      status: 400,
      body: { code: 'webhook.signature-invalid' },
    });
    for (const signedAgo of [301, 86_400, -301]) {
      expect(await pay({ eventId: 'evt_b', paymentId: 'pi_b', signedAgo })).toMatchObject({
        status: 400,
        body: { code: 'webhook.signature-expired' },
      });
    }
    expect(await pay({ eventId: 'evt_c', paymentId: 'pi_c', currency: 'EUR' })).toMatchObject({
      status: 200,
    });
    expect(await state()).toBe(untouched);
    const { items } = await api.get<{ items: PaymentView[] }>('/payments?state=unmatched');
    expect(items).toMatchObject([
      {
        providerPaymentId: 'pi_c',
        unmatched: { reason: 'wrong-currency', detail: expect.stringMatching(/\w/) },
      },
    ]);

    await pay({ eventId: 'evt_d', paymentId: 'pi_d', minor: 2_000 });
    expect(await state()).toBe('partially-paid, due 29.90, credit 0.00');
    await pay({ eventId: 'evt_e', paymentId: 'pi_e', minor: 4_000 });
    expect(await state()).toBe('paid, due 0.00, credit 10.10');
    await pay({ eventId: 'evt_d', paymentId: 'pi_d', minor: 2_000 });
    expect(await state()).toBe('paid, due 0.00, credit 10.10');
  });

  it('of which what was too much settles the next month, which the daily schedule bills exactly once', async () => {
    await advance('P1M');
    const on = await today();
    const invoices = await invoicesOf(subscriberId);
    expect(invoices).toHaveLength(2);
    expect(invoices[1]).toMatchObject({
      state: 'partially-paid',
      issuedOn: on,
      total: { amount: '49.90' },
      creditApplied: { amount: '10.10' },
      amountDue: { amount: '39.80' },
      lines: [{ from: on }],
    });
    expect(invoices[1]?.lines[0]?.from).toBe(invoices[0]?.lines[0]?.to);
    const run = await api.post<Created>('/billing-runs', { on, dryRun: false });
    await api.until<{ state: string }>(`/billing-runs/${run.id}`, ({ state }) => state === 'completed');
    await advance('PT1H');
    expect(await invoicesOf(subscriberId)).toHaveLength(2);
  });
});

describe('a site that does not do as it is told', () => {
  it('refuses an activation: it fails in the words of the device, and can be tried again', async () => {
    const { serviceId } = await sell('Stray session', 'stray@whole');
    const control = endpoints.sites[0]?.nas?.control ?? '';
    const mode = (coa: string) => fetch(`${control}/mode`, { method: 'POST', body: JSON.stringify({ coa }) });
    // A session of the service that nobody granted, on a NAS that will not cut it.
    await announceSession(endpoints.sites[0]!, { serviceId, username: 'stray@whole' });
    await mode('refuse');
    const refused = await ended(api, await order(api, serviceId, 'activate'));
    await mode('obey');
    expect(refused).toMatchObject({ state: 'failed', reason: expect.stringMatching(/refused.*prohibited/i) });
    expect(refused.compensation).toMatchObject({ confirmed: false });
    expect(await serviceOf(serviceId)).toMatchObject({
      state: 'failed',
      failure: { orderId: refused.id, reason: refused.reason },
    });
    expect((await nas.dial({ username: 'stray@whole', password })).accepted).toBe(false);
    await carriedOut(serviceId, 'activate');
    expect((await nas.dial({ username: 'stray@whole', password })).accepted).toBe(true);
  });

  it('is silent: the order fails in time and is taken back when the site speaks again', async () => {
    const { subscriberId, serviceId } = await sell('Silent site', 'silent@whole');
    const pid = agentPid();
    process.kill(pid, 'SIGSTOP');
    const orderId = await order(api, serviceId, 'activate');
    const path = `/orders/${orderId}`;
    try {
      let seen = await api.until<OrderView>(path, ({ revision }) => revision === 1);
      for (let tries = 0; seen.compensation === undefined && tries < 5; tries++) {
        await advance('PT31S');
        seen = await api.get<OrderView>(path);
      }
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    const failed = await ended(api, orderId);
    expect(failed).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('did not answer in time'),
      compensation: { confirmed: true },
    });
    expect(await serviceOf(serviceId)).toMatchObject({
      state: 'failed',
      failure: { reason: failed.reason },
      network: { status: 'in-sync', revision: 2, observedRevision: 2 },
    });
    expect((await nas.dial({ username: 'silent@whole', password })).accepted).toBe(false);
    expect(await invoicesOf(subscriberId)).toEqual([]);
    await carriedOut(serviceId, 'activate');
    expect((await nas.dial({ username: 'silent@whole', password })).accepted).toBe(true);
    expect(await firstInvoice(api, subscriberId)).toMatchObject({ issuedOn: await today() });
  });
});

it('shows staff what a consumer could not handle, and gives it to the consumer again', async () => {
  const sqs = new SQSClient({
    endpoint: `${endpoints.aws}/sqs`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const QueueUrl = QueueUrls.find((url) => /indexsearch/i.test(url) && !/DeadLetter/i.test(url));
  const letters = async () =>
    (await api.get<{ items: { attempts: number; body: unknown }[] }>('/dead-letters?consumer=index-search'))
      .items;
  // One message that will never be understood, and one that comes long before what it tells of.
  const subscriber = await createSubscriber(api, 'Early bird');
  const { items } = await api.until<{ items: PositionedEvent[] }>(
    '/events?types=subscriber.created&limit=200',
    (page) => page.items.some(({ aggregateId }) => aggregateId === subscriber.id),
  );
  const created = items.find(({ aggregateId }) => aggregateId === subscriber.id)!;
  const early = {
    detail: { ...created, version: created.version + 1, position: created.position + 1_000_000 },
  };
  for (const MessageBody of ['not a message', JSON.stringify(early)]) {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  }
  sqs.destroy();
  await advance('PT10M');
  expect(await letters()).toEqual([]);
  await advance('PT6M');
  const seen = await letters();
  expect(seen.map(({ body }) => body)).toEqual(expect.arrayContaining(['not a message', early]));
  expect(seen).toHaveLength(2);
  for (const { attempts } of seen) expect(attempts).toBeGreaterThanOrEqual(5);

  await api.patch(`/subscribers/${subscriber.id}`, { name: 'Early bird with a worm' });
  expect(await api.post('/dead-letters/index-search/replay')).toEqual({ replayed: 2 });
  expect(await letters()).toEqual([]);
  await advance('PT16M');
  expect((await letters()).map(({ body }) => body)).toEqual(['not a message']);
  const nobody = await api.request('POST', '/dead-letters/nobody/replay');
  expect([nobody.status, nobody.body['code']]).toEqual([404, 'dead-letters.consumer-unknown']);
});

it('has told subscribers by mail, and told nobody a secret', async () => {
  const files = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  const mails = files(endpoints.mail).map((file) => readFileSync(file, 'utf8'));
  const to = (address: string) => mails.filter((mail) => mail.includes(`To: ${address}`)).join('\n');
  expect(to('harbour12@example.net')).toMatch(/Subject: Invoice \S+: 49\.90 USD/);
  expect(to('harbour12@example.net').match(/Subject: Payment of 49\.90 USD received/g)).toHaveLength(1);
  expect(to('second.at.the.harbour@example.net')).toMatch(/Subject: Payment of 20\.00 USD received/);

  const secrets = [
    password,
    endpoints.clientSecret,
    endpoints.staff.password,
    endpoints.sites[0]!.radius.secret,
    await webhookSecret(endpoints, 'stripe'),
  ];
  const logs = files(stack.dataDir).filter((file) => file.endsWith('.log'));
  expect(logs.length).toBeGreaterThanOrEqual(2);
  const told = [
    ...mails,
    ...logs.map((file) => readFileSync(file, 'utf8')),
    JSON.stringify(await everyEvent()),
  ];
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(10);
    expect(told.filter((text) => text.includes(secret))).toEqual([]);
  }
});

async function everyEvent(): Promise<PositionedEvent[]> {
  const events: PositionedEvent[] = [];
  for (let after = 0; ; ) {
    const page = await api.get<{ items: PositionedEvent[]; nextAfter: number }>(
      `/events?after=${after}&limit=50`,
    );
    if (page.nextAfter === after) return events;
    events.push(...page.items);
    after = page.nextAfter;
  }
}

it('has one feed of all events, without a gap and in order', async () => {
  const events = await everyEvent();
  expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
  const versions = new Map<string, number>();
  for (const { aggregateId, version } of events) {
    expect(version, aggregateId).toBe((versions.get(aggregateId) ?? 0) + 1);
    versions.set(aggregateId, version);
  }
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
  const of = (prefix: string) =>
    new Set(events.map(({ type }) => type).filter((type) => type.startsWith(prefix)));
  for (const type of ['lead.converted', 'subscriber.created', 'site.connected']) {
    expect(of(type), type).toContain(type);
  }
  expect([...of('service.')]).toEqual(
    expect.arrayContaining([
      'service.activated',
      'service.suspended',
      'service.resumed',
      'service.terminated',
    ]),
  );
});

describe('the command', () => {
  it('prints the endpoints as one line of JSON, then that it is ready', () => {
    expect(printed).toHaveLength(2);
    expect(JSON.parse(printed[0]!)).toEqual(
      JSON.parse(readFileSync(join(stack.dataDir, 'endpoints.json'), 'utf8')),
    );
    expect(printed[1]).toBe(`ready ${endpoints.admin}`);
  });

  it('says in one line that the port, or the data folder, is another stack’s', async () => {
    const other = mkdtempSync(join(tmpdir(), 'throughline-other-'));
    const [onPort, onData] = await Promise.all([
      refusal('--data', other, '--port', String(port)),
      refusal('--data', stack.dataDir, '--port', String(await freePort())),
    ]);
    rmSync(other, { recursive: true });
    expect(onPort).toMatchObject({ code: 1, out: '' });
    expect(onPort.err).toMatch(new RegExp(`^throughline: port ${port} .*in use.*--port.*\\n$`));
    expect(onData).toMatchObject({ code: 1, out: '' });
    expect(onData.err).toMatch(/^throughline: a stack \(process \d+\) is running on .*--data.*\n$/);
    expect((await fetch(`${endpoints.api}/openapi.json`)).status).toBe(200);
  });

  it('ends on SIGTERM within five seconds, with all that it had started', async () => {
    const pid = agentPid();
    const before = performance.now();
    stack.process.kill('SIGTERM');
    const [code] = (await once(stack.process, 'exit')) as [number | null];
    expect(performance.now() - before).toBeLessThan(5000);
    expect(code).toBe(0);
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    await expect(fetch(endpoints.api)).rejects.toThrow('fetch failed');
  });

  async function refusal(...flags: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const child: ChildProcess = spawn(process.execPath, [join(root, 'infra/local/main.ts'), ...flags], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, out, err };
  }
});
