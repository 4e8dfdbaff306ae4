import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiRoutes } from '../../../functions/contracts/http/index.ts';
import { isPortal } from '../../../functions/contracts/permissions.ts';
import { invoiceAggregate } from '../../../functions/domain/billing/invoice.ts';
import { unnamedOperator } from '../../../functions/domain/document/operator.ts';
import { paymentLinkAggregate } from '../../../functions/domain/payment/link.ts';
import { paymentMethodsIdOf } from '../../../functions/domain/payment/methods.ts';
import { routes } from '../../../functions/handlers/api/routes.ts';
import { paymentWebhook } from '../../../functions/runtime/payment-webhook.ts';
import { billSubscriber } from '../../../functions/use-cases/bill-subscriber.ts';
import { changeOperator } from '../../../functions/use-cases/change-operator.ts';
import { configurePaymentProvider } from '../../../functions/use-cases/configure-payment-provider.ts';
import { createPlan } from '../../../functions/use-cases/create-plan.ts';
import { everyOne } from '../../../functions/use-cases/every-one.ts';
import { invitePerson } from '../../../functions/use-cases/invite-person.ts';
import { makePaymentLink } from '../../../functions/use-cases/make-payment-link.ts';
import { notifyOnEvent } from '../../../functions/use-cases/notify-on-event.ts';
import { recordAccounting } from '../../../functions/use-cases/record-accounting.ts';
import { type Call, makeApi } from '../../api.ts';
import { type ChargingStripe, startChargingStripe } from '../../lab/charging-stripe.ts';
import { type SimulatedGoCardless, startGoCardless } from '../../lab/gocardless.ts';
import type { Delivery } from '../../lab/payment-peers.ts';
import { contextAt, makePorts, type TestPorts } from '../../ports.ts';
import { activate, must, openShop, type Shop, subscribe } from '../../use-cases/paying-subscriber.ts';

const usd = (amount: string) => ({ amount, currency: 'USD' });
const claimsOf = (email: string) => ({ sub: `subject of ${email}`, username: `subject of ${email}` });
const returnUrl = 'https://portal.example.net/';
/** The API reads the machine's clock. */
const at = new Date().toISOString();
const today = at.slice(0, 10);

let test: TestPorts;
let shop: Shop;
let call: Call;
let bank: SimulatedGoCardless;
let people = 0;

beforeAll(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
  call = makeApi(routes, test.ports);
  bank = await startGoCardless(() => new Date().toISOString());
  must(await configurePaymentProvider(test.ports, 'gocardless', bank.configuration, contextAt(at)));
});
afterAll(async () => {
  await bank.stop();
  await test.stop();
});

async function customer(planId = shop.planId, services = 1) {
  people += 1;
  const email = `person${people}@example.com`;
  const accountId = await subscribe(shop, { billing: { model: 'cycle' }, email });
  const serviceIds: string[] = [];
  for (let i = 0; i < services; i++) {
    serviceIds.push(await activate({ ...shop, planId }, accountId, contextAt(at)));
  }
  must(await billSubscriber(test.ports, { subscriberId: accountId, on: today }, contextAt(at)));
  const invite = (who: string, role: 'owner' | 'payer' | 'viewer') =>
    invitePerson(test.ports, accountId, { email: who, role }, contextAt(at)).then(must);
  await invite(email, 'owner');
  const as =
    (who: string) =>
    <const M extends string, const P extends string>(method: M, path: P, body?: unknown, ifMatch?: string) =>
      call(method, `/portal/accounts/${accountId}${path}` as const, {
        claims: claimsOf(who),
        ...(ifMatch === undefined ? {} : { headers: { 'if-match': ifMatch } }),
        ...(body === undefined ? {} : { body }),
      });
  return { accountId, serviceIds, as, invite, ask: as(email) };
}

async function deliver({ body, headers }: Delivery): Promise<number> {
  const webhook = paymentWebhook(test.ports, () => new Date().toISOString());
  const event = { routeKey: '', pathParameters: { provider: 'gocardless' }, headers, body };
  return (await webhook(event)).statusCode;
}

describe('a mandate', () => {
  it('is given at the bank, charged by itself, and taken back, by its owner or who pays', async () => {
    const { accountId, as, invite, ask } = await customer();
    await invite('payer@family.example', 'payer');
    await invite('viewer@family.example', 'viewer');
    const payer = as('payer@family.example');
    expect((await ask('GET', '/payment-methods')).body).toMatchObject({ autopay: false, items: [] });
    expect((await payer('PUT', '/autopay', { enabled: true })).body.code).toBe('autopay.no-method');
    const wish = { provider: 'gocardless', returnUrl };
    const session = await payer('POST', '/payment-methods/sessions', wish);
    expect(session.status).toBe(201);
    expect(session.body).toMatchObject({ state: 'opened', provider: 'gocardless' });
    expect(session.body.url).toMatch(/^https:/);
    expect(
      (await payer('POST', '/payment-methods/sessions', { ...wish, returnUrl: 'javascript:1' })).status,
    ).toBe(422);

    const given = bank.fulfil();
    for (const _ of [1, 2]) expect(await deliver(given)).toBe(200);
    const { body: kept, headers } = await payer('GET', '/payment-methods');
    expect(kept.items).toMatchObject([{ provider: 'gocardless', kind: 'bank-account', isDefault: true }]);
    const on = await payer('PUT', '/autopay', { enabled: true, includeOpen: true });
    expect([on.status, on.body.autopay]).toEqual([200, true]);
    const late = await ask('PUT', '/autopay', { enabled: false }, headers['etag']);
    expect([late.status, late.body.code]).toEqual([412, 'store.version-conflict']);
    const history = await test.ports.store.history('payment-methods', paymentMethodsIdOf(accountId));
    expect(history.at(-1)?.actor.kind).toBe('subscriber');

    const { id } = kept.items[0]!;
    const viewer = as('viewer@family.example');
    for (const [method, path, body] of [
      ['PUT', '/autopay', { enabled: false }],
      ['DELETE', `/payment-methods/${id}`, undefined],
      ['POST', '/payment-methods/sessions', wish],
    ] as const) {
      expect((await viewer(method, path, body)).body.code).toBe('portal.not-permitted');
    }
    expect((await payer('PUT', '/autopay', { enabled: true, methodId: id })).body.autopay).toBe(true);
    const gone = await payer('DELETE', `/payment-methods/${id}`);
    expect([gone.status, gone.body.items]).toEqual([200, []]);
    expect((await payer('PUT', '/autopay', { enabled: true })).body.code).toBe('autopay.no-method');
    expect((await payer('DELETE', `/payment-methods/${id}`)).body.code).toBe('payment-method.unknown');
  });
});

describe('a quota that a family shares', () => {
  it('is shown to each as all have used it, and what one buys is for all and on the bill', async () => {
    const plan = must(
      await createPlan(
        test.ports,
        {
          name: 'Family',
          technologies: ['pppoe'],
          price: usd('20.00'),
          period: 'month',
          charge: 'in-advance',
          trialDays: 0,
          network: { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300 },
          quota: {
            per: 'month',
            sharedAs: 'family',
            steps: [{ gigabytes: 10, becomes: { downKbps: 2_000, upKbps: 1_000 } }],
          },
          topUps: [{ gigabytes: 20, price: usd('5.00') }],
        },
        contextAt('2025-12-01T12:00:00.000Z'),
      ),
    );
    const { accountId, serviceIds, ask, as, invite } = await customer(plan.id, 2);
    const [first = '', second = ''] = serviceIds;
    for (const [i, serviceId] of serviceIds.entries()) {
      const record = {
        sequence: people * 10 + i,
        kind: 'interim' as const,
        serviceId,
        username: `family${i}`,
        nodeId: 'nod_01k9xq3v7n5e2r8t4w6y000001',
        sessionId: `s${i}`,
        receivedAt: at,
        sessionSeconds: 1,
        uploadOctets: 1e9,
        downloadOctets: 5e9,
      };
      const message = { siteId: shop.siteId, epoch: 'family', records: [record] };
      await recordAccounting(test.ports, shop.siteId, message, contextAt(at));
    }
    const shown = async (id: string) => (await ask('GET', `/services/${id}`)).body;
    for (const id of serviceIds) {
      expect(await shown(id)).toMatchObject({
        condition: 'slow',
        because: 'quota',
        used: { octets: 12e9, includedOctets: 10e9 },
        topUps: [{ gigabytes: 20, price: usd('5.00') }],
      });
    }
    const own = (await ask('GET', `/services/${first}/usage?by=month`)).body.items;
    expect(own).toMatchObject([{ uploadOctets: 1e9, downloadOctets: 5e9 }]);

    await invite('child@family.example', 'viewer');
    const buy = { gigabytes: 20 };
    const child = await as('child@family.example')('POST', `/services/${first}/top-ups`, buy);
    expect(child.body.code).toBe('portal.not-permitted');
    const other = await ask('POST', `/services/${first}/top-ups`, { gigabytes: 7 });
    expect([other.status, other.body.code]).toEqual([422, 'service.top-up-not-offered']);
    const bought = await ask('POST', `/services/${first}/top-ups`, buy);
    expect([bought.status, bought.body.condition]).toEqual([201, 'on']);
    expect((await shown(second)).used).toMatchObject({ octets: 12e9, includedOctets: 30e9 });

    const before = (await ask('GET', '/balance')).body.due.amount;
    must(await billSubscriber(test.ports, { subscriberId: accountId, on: today }, contextAt(at)));
    const after = (await ask('GET', '/balance')).body.due.amount;
    expect((Number(after) - Number(before)).toFixed(2)).toBe('5.00');
    const [last] = (await test.ports.store.history('service', first)).filter(
      ({ type }) => type === 'service.topped-up',
    );
    expect(last?.actor.kind).toBe('subscriber');
  });
});

it('every route by which the portal changes something is asked for in a test of its handlers', async () => {
  const { readdirSync, readFileSync } = await import('node:fs');
  const texts = readdirSync(import.meta.dirname)
    .filter((file) => /^portal-(?!ownership).*\.test\.ts$/.test(file))
    .map((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8'))
    .join('\n');
  const missing = apiRoutes
    .filter(({ permission, method }) => isPortal(permission) && method !== 'GET')
    .filter(({ method, path }) => {
      const last = path.split('/').at(-1) ?? '';
      const ending = last.startsWith('{') ? `${path.split('/').at(-2)}/\\$\\{` : `/${last}\\b`;
      return !new RegExp(`'${method}',\\s*[\`'][^\`']*${ending}`).test(texts);
    })
    .map(({ method, path }) => `${method} ${path}`);
  expect(missing).toEqual([]);
});

describe('a link that staff sends', () => {
  const anybody = <const M extends string, const P extends string>(method: M, path: P, body?: unknown) =>
    call(method, path, { claims: undefined, ...(body === undefined ? {} : { body }) });
  const make = (accountId: string, body: object) =>
    call('POST', `/subscribers/${accountId}/payment-links`, { body });
  const tokenOf = (url: string) => url.split('/').at(-1) ?? '';
  const madeEvents = async (accountId: string) => {
    const links = await everyOne(test.ports.store, paymentLinkAggregate, { by: 'owner', owner: accountId });
    return Promise.all(links.map(({ id }) => test.ports.store.history('payment-link', id)));
  };

  let stripe: ChargingStripe;
  beforeAll(async () => {
    stripe = await startChargingStripe(() => new Date().toISOString());
  });
  afterAll(() => stripe.stop());

  it('needs a portal to lead to, and a provider on whose page one can pay', async () => {
    const { accountId } = await customer();
    const got = await make(accountId, { purpose: 'pay' });
    expect([got.status, got.body.code]).toEqual([409, 'payment-link.portal-unknown']);
    const settings = { ...unnamedOperator, portal: { address: 'https://my.example.net/portal/' } };
    must(await changeOperator(test.ports, settings, contextAt(at)));
    const none = await make(accountId, { purpose: 'pay' });
    expect([none.status, none.body.code]).toEqual([409, 'payment-link.no-provider']);
    must(await configurePaymentProvider(test.ports, 'stripe', stripe.configuration, contextAt(at)));
  });

  it('lets whoever has it pay what is due without signing in, and says so on the timeline', async () => {
    const { accountId } = await customer();
    const made = await make(accountId, { purpose: 'pay' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ isSent: true, amount: usd('31.00') });
    expect(made.body.url).toMatch(/^https:\/\/my\.example\.net\/portal\/link\/\w{16}$/);
    const token = tokenOf(made.body.url);
    const open = await anybody('GET', `/portal/payment-links/${token}`);
    expect(open.body).toEqual({
      purpose: 'pay',
      due: usd('31.00'),
      expiresAt: made.body.expiresAt,
      language: 'en',
      providers: [{ provider: 'stripe', keepsMethods: true, savesAlone: true }],
      transfers: [],
    });
    const page = await anybody('POST', `/portal/payment-links/${token}/sessions`, { provider: 'stripe' });
    expect([page.status, page.body]).toEqual([201, { url: expect.stringMatching(/^https:/) }]);

    const [history] = await madeEvents(accountId);
    expect(history?.map(({ type, actor }) => [type, actor.kind])).toEqual([
      ['payment-link.made', 'staff'],
      ['payment-link.followed', 'subscriber'],
    ]);
    expect(JSON.stringify(history)).not.toContain(token);
    const words = (await call('GET', `/subscribers/${accountId}/timeline`)).body.items.map(
      ({ words: told }) => told,
    );
    expect(words).toContain(`Sent a link to pay, good until ${made.body.expiresAt}.`);
    expect(words).toContain('The link was followed to stripe.');

    await notifyOnEvent(test.ports, history![0]!, contextAt(at));
    const [mail] = test.recorded.mail.slice(-1);
    expect(mail).toMatchObject({
      subject: 'Pay $31.00 online',
      text: expect.stringContaining(made.body.url),
    });
  });

  it('that is handed over is sent to nobody, and saves a method', async () => {
    const { accountId } = await customer();
    const made = await make(accountId, { purpose: 'save-method', isSent: false, days: 1 });
    expect(made.body).not.toHaveProperty('amount');
    const before = test.recorded.mail.length;
    const [history] = await madeEvents(accountId);
    await notifyOnEvent(test.ports, history![0]!, contextAt(at));
    expect(test.recorded.mail).toHaveLength(before);
    const sessions = `/portal/payment-links/${tokenOf(made.body.url)}/sessions` as const;
    expect((await anybody('POST', sessions, { provider: 'gocardless' })).body.url).toMatch(/^https:/);
    expect((await anybody('POST', sessions, { provider: 'paypal' })).body.code).toBe(
      'payment-provider.not-configured',
    );
  });

  it('is good for its days, for its subscriber, and for nobody who guesses', async () => {
    const { accountId } = await customer();
    const other = await customer();
    const [invoice] = await everyOne(test.ports.store, invoiceAggregate, {
      by: 'owner',
      owner: other.accountId,
    });
    const foreign = await make(accountId, { purpose: 'pay', invoiceId: invoice?.id });
    expect([foreign.status, foreign.body.code]).toEqual([422, 'payment.invoice-of-another']);
    const own = await make(other.accountId, { purpose: 'pay', invoiceId: invoice?.id });
    expect((await anybody('GET', `/portal/payment-links/${tokenOf(own.body.url)}`)).body).toMatchObject({
      due: usd('31.00'),
      invoice: invoice?.state.number,
    });
    const past = contextAt(new Date(Date.parse(at) - 2 * 86_400_000).toISOString());
    const wish = { purpose: 'pay', days: 1, isSent: false } as const;
    const { url } = must(await makePaymentLink(test.ports, accountId, wish, past));
    for (const got of [
      await anybody('GET', `/portal/payment-links/${tokenOf(url)}`),
      await anybody('POST', `/portal/payment-links/${tokenOf(url)}/sessions`, { provider: 'gocardless' }),
    ]) {
      expect([got.status, got.body.code]).toEqual([410, 'payment-link.expired']);
    }
    const guessed = await anybody('GET', '/portal/payment-links/aaaaaaaaaaaaaaaa');
    expect([guessed.status, guessed.body.code]).toEqual([404, 'payment-link.unknown']);
  });
});
