import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subscriberAggregate } from '../../../functions/domain/subscriber/subscriber.ts';
import { routes } from '../../../functions/handlers/api/routes.ts';
import { billSubscriber } from '../../../functions/use-cases/bill-subscriber.ts';
import { createAddOn } from '../../../functions/use-cases/create-add-on.ts';
import { createPlan } from '../../../functions/use-cases/create-plan.ts';
import { invitePerson } from '../../../functions/use-cases/invite-person.ts';
import { orderService } from '../../../functions/use-cases/order-service.ts';
import { overrideAccess } from '../../../functions/use-cases/override-access.ts';
import { type AnswerTo, type Call, type Got, makeApi } from '../../api.ts';
import { contextAt, makePorts, type TestPorts } from '../../ports.ts';
import { prove } from '../../stories/network.ts';
import { activate, must, openShop, type Shop, subscribe } from '../../use-cases/paying-subscriber.ts';

const usd = (amount: string) => ({ amount, currency: 'USD' });
const claimsOf = (email: string) => ({ sub: `subject of ${email}`, username: `subject of ${email}` });

let test: TestPorts;
let shop: Shop;
let call: Call;
let fasterId: string;
let addOnId: string;
/** Today, at which services begin; the API reads the machine's clock. */
const now = new Date();
const at = now.toISOString();
const today = at.slice(0, 10);
const dayAfter = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);

beforeAll(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
  call = makeApi(routes, test.ports);
  const faster = await createPlan(
    test.ports,
    {
      name: 'Faster',
      technologies: ['pppoe'],
      price: usd('62.00'),
      period: 'month',
      charge: 'in-advance',
      trialDays: 0,
      network: { downKbps: 200_000, upKbps: 50_000, interimSeconds: 300 },
    },
    contextAt('2025-12-01T12:00:00.000Z'),
  );
  fasterId = must(faster).id;
  const addOn = await createAddOn(
    test.ports,
    {
      name: 'Fixed address',
      price: usd('5.00'),
      period: 'month',
      charge: 'in-advance',
      trialDays: 0,
      accounting: 'recurring',
      onTermination: 'forgive',
    },
    contextAt('2025-12-01T12:00:00.000Z'),
  );
  addOnId = must(addOn).id;
});
afterAll(() => test.stop());

let people = 0;

/** A subscriber with one service that is active and billed, and a person who owns the account. */
async function customer(billing: object = { model: 'cycle' }) {
  people += 1;
  const email = `person${people}@example.com`;
  const accountId = await subscribe(shop, { billing, email });
  const serviceId = await activate(shop, accountId, contextAt(at));
  must(await billSubscriber(test.ports, { subscriberId: accountId, on: today }, contextAt(at)));
  const invite = (who: string, role: 'owner' | 'payer' | 'viewer') =>
    invitePerson(test.ports, accountId, { email: who, role }, contextAt(at)).then(must);
  await invite(email, 'owner');
  const account = `/portal/accounts/${accountId}` as const;
  const service = `${account}/services/${serviceId}` as const;
  const as =
    (who: string) =>
    <const M extends string, const P extends string>(method: M, path: P, body?: unknown) =>
      call(method, path, { claims: claimsOf(who), ...(body === undefined ? {} : { body }) });
  return { accountId, serviceId, account, service, ask: as(email), as, invite };
}

describe('a change', () => {
  it('is previewed to the cent: what is then billed is what was shown', async () => {
    const { accountId, serviceId, account, service, ask } = await customer();
    const offers = (await ask('GET', `${service}/offers`)).body;
    expect(offers.plans.map(({ name }) => name)).toEqual(['Faster']);
    expect(offers.addOns).toMatchObject([
      { addOnId, name: 'Fixed address', price: usd('5.00'), period: 'month' },
    ]);
    const wish = { planId: fasterId, addOns: [addOnId] };
    const { status, body: preview } = await ask('POST', `${service}/change-preview`, wish);
    expect(status).toBe(200);
    expect(preview).toMatchObject({
      on: today,
      recurring: { before: usd('31.00'), after: usd('67.00'), period: 'month' },
      due: usd('36.00'),
    });
    const before = (await ask('GET', `${account}/balance`)).body.due.amount;
    expect((await ask('GET', `${account}/invoices`)).body.items).toHaveLength(1);

    const taken = await ask('POST', `${service}/change`, wish);
    expect([taken.status, taken.body]).toEqual([202, {}]);
    const order = (await test.ports.store.history('service', serviceId)).at(-1);
    const ordered = { ok: true as const, value: { orderId: String(order?.data['orderId']) } };
    must(await prove(test.ports, serviceId, ordered, contextAt(at)));
    must(await billSubscriber(test.ports, { subscriberId: accountId, on: today }, contextAt(at)));
    const after = (await ask('GET', `${account}/balance`)).body.due.amount;
    expect((Number(after) - Number(before)).toFixed(2)).toBe(preview.due.amount);
    const invoices = (await ask('GET', `${account}/invoices`)).body.items;
    const lines = invoices.at(-1)!.lines.map(({ item, amount }) => ({ item, amount }));
    expect(lines).toEqual(preview.lines.map(({ item, amount }) => ({ item, amount })));
    const shown = (await ask('GET', service)).body;
    expect(shown).toMatchObject({
      condition: 'on',
      plan: { name: 'Faster', downKbps: 200_000 },
      isOnline: false,
    });
    expect(shown.extras).toMatchObject([{ kind: 'add-on', name: 'Fixed address', period: 'month' }]);
  });

  it('of what is paid in instalments says in how many', async () => {
    const { serviceId, service, ask } = await customer();
    const bought = await createAddOn(
      test.ports,
      {
        name: 'Antenna',
        price: usd('90.00'),
        period: 'month',
        charge: 'in-advance',
        trialDays: 0,
        accounting: { instalments: 3 },
        onTermination: 'bill-rest',
      },
      contextAt('2025-12-01T12:00:00.000Z'),
    );
    expect((await ask('POST', `${service}/change`, { addOns: [must(bought).id] })).status).toBe(202);
    const order = (await test.ports.store.history('service', serviceId)).at(-1);
    const ordered = { ok: true as const, value: { orderId: String(order?.data['orderId']) } };
    must(await prove(test.ports, serviceId, ordered, contextAt(at)));
    const [antenna] = (await ask('GET', service)).body.extras;
    expect(antenna).toMatchObject({ name: 'Antenna', price: usd('90.00'), instalments: 3 });
    expect(antenna).not.toHaveProperty('period');
  });

  it('of the next period costs nothing today, waits, and is cancelled by who asked for it', async () => {
    const { service, ask } = await customer();
    const wish = { planId: fasterId, when: 'next-period' };
    const preview = (await ask('POST', `${service}/change-preview`, wish)).body;
    expect(preview.due).toEqual(usd('31.00'));
    expect(preview.on > today).toBe(true);
    const taken = await ask('POST', `${service}/change`, wish);
    expect(taken.body.on).toBe(preview.on);
    const pending = (await ask('GET', service)).body.pending[0]!;
    expect(pending).toMatchObject({ kind: 'change', on: preview.on, isMine: true, plan: 'Faster' });
    const cancelled = await ask('DELETE', `${service}/pending/${pending.actionId}`);
    expect(cancelled.body.pending).toEqual([]);
  });

  it('that cannot be had is refused in the preview as in the change', async () => {
    const { service, ask } = await customer();
    for (const path of ['change-preview', 'change'] as const) {
      expect((await ask('POST', `${service}/${path}`, {})).body.code).toBe('service.change-empty');
      const unknown = await ask('POST', `${service}/${path}`, { planId: 'pln_01k9xq3v7n5e2r8t4w6y0a1b2c' });
      expect([unknown.status, unknown.body.code]).toEqual([422, 'reference.plan-unknown']);
    }
  });
});

describe('a pause', () => {
  it('is offered only where the provider has a rule for it', async () => {
    const { service, ask } = await customer();
    expect((await ask('GET', service)).body.pause).toBeUndefined();
    const refused = await ask('POST', `${service}/pause`, { until: dayAfter(10) });
    expect([refused.status, refused.body.code]).toEqual([409, 'portal.pause-not-offered']);
  });

  it('stays within the rule, and ends when it is asked to', async () => {
    const rule = { minimumDays: 7, maximumDays: 30 };
    const suspension = { requested: 20 };
    const { serviceId, service, ask } = await customer({ model: 'cycle', vacation: rule, suspension });
    expect((await ask('GET', service)).body.pause).toEqual({ ...rule, percent: 20 });
    const pause = async (days: number) =>
      (await ask('POST', `${service}/pause`, { until: dayAfter(days) })).body;
    expect((await pause(6)).code).toBe('portal.pause-too-short');
    expect((await pause(31)).code).toBe('portal.pause-too-long');
    expect((await pause(-1)).code).toBe('service.until-not-after');
    expect(await pause(7)).toEqual({});
    expect((await ask('GET', service)).body.isChanging).toBe(true);
    const requested = (await test.ports.store.history('service', serviceId)).find(
      ({ type }) => type === 'service.suspension-requested',
    );
    expect(requested?.actor).toMatchObject({ kind: 'subscriber', id: expect.stringMatching(/^per_/) });
    const order = { ok: true as const, value: { orderId: String(requested?.data['orderId']) } };
    must(await prove(test.ports, serviceId, order, contextAt(at)));
    expect((await ask('GET', service)).body).toMatchObject({
      condition: 'paused',
      because: 'requested',
      until: dayAfter(7),
    });
    expect((await ask('POST', `${service}/resume`)).status).toBe(202);
  });

  it('is not what the provider did: that is not undone by the subscriber', async () => {
    const { serviceId, service, ask } = await customer();
    const context = contextAt(at);
    const order = await orderService(test.ports, serviceId, { kind: 'suspend', reason: 'overdue' }, context);
    must(await prove(test.ports, serviceId, order, context));
    expect((await ask('GET', service)).body).toMatchObject({ condition: 'pay-only', because: 'overdue' });
    const refused = await ask('POST', `${service}/resume`);
    expect([refused.status, refused.body.code]).toEqual([409, 'portal.not-paused-by-me']);
  });
});

it('a service that staff throttle is slow, and nothing of the network is told', async () => {
  const { serviceId, account, ask } = await customer();
  const override = { entitlement: 'throttled', rate: { downKbps: 1000, upKbps: 500 } } as const;
  must(await overrideAccess(test.ports, serviceId, override, contextAt(at)));
  const [shown] = (await ask('GET', `${account}/services`)).body.items;
  expect(shown).toMatchObject({ condition: 'slow', because: 'provider' });
  expect(JSON.stringify(shown)).not.toContain(shop.siteId);
});

it('the password of the line is changed; one that is made is shown once', async () => {
  const { serviceId, service, ask } = await customer();
  const made = await ask('PUT', `${service}/access-password`, {});
  expect(made.status).toBe(202);
  expect(made.body.password).toMatch(/^\S{8,}$/);
  const [order] = (await test.ports.store.history('service', serviceId)).slice(-1);
  expect(JSON.stringify(order)).not.toContain(made.body.password);
  const again = await ask('PUT', `${service}/access-password`, { password: 'my-own-password' });
  expect(again.body.code).toBe('service.order-in-progress');
  expect((await ask('PUT', `${service}/access-password`, { password: 'short' })).status).toBe(422);
});

describe('roles', () => {
  it('a viewer sees and reports, a payer pays besides, an owner does all', async () => {
    const { account, service, as, invite } = await customer();
    await invite('viewer@example.com', 'viewer');
    await invite('payer@example.com', 'payer');
    const code = async (who: string, method: string, path: string, body: unknown) =>
      (await as(who)(method, path, body)).body.code;
    const pay = { provider: 'stripe', returnUrl: 'https://portal.example.net/' };
    const none = 'payment-provider.not-configured';
    for (const [who, may] of [
      ['viewer@example.com', { pays: 'portal.not-permitted', manages: 'portal.not-permitted' }],
      ['payer@example.com', { pays: none, manages: 'portal.not-permitted' }],
    ] as const) {
      expect((await as(who)('GET', `${account}/dues`)).status).toBe(200);
      expect(await code(who, 'POST', `${account}/payment-sessions`, pay)).toBe(may.pays);
      expect(await code(who, 'POST', `${service}/change`, { planId: fasterId })).toBe(may.manages);
      expect(await code(who, 'PATCH', `${account}/contacts`, { phones: [] })).toBe(may.manages);
      const ticket = await as(who)('POST', `${service}/tickets`, {
        topic: 'fault',
        subject: 'Slow',
        text: 'Slow.',
      });
      expect(ticket.status).toBe(201);
    }
  });
});

it('what is open is told with its invoices and the ways to pay', async () => {
  const { account, ask } = await customer();
  const secrets = { apiKey: 'sk_test_key', webhookSecret: 'whsec_test' };
  const configured = await call('PUT', '/payment-providers/stripe', { body: { secrets } });
  expect(configured.body.detail ?? 'ok').toBe('ok');
  const dues = (await ask('GET', `${account}/dues`)).body;
  expect(dues).toMatchObject({
    due: usd('31.00'),
    overdue: usd('0.00'),
    invoices: [{ amountDue: usd('31.00'), isOverdue: false }],
    providers: [{ provider: 'stripe', keepsMethods: true, savesAlone: true }],
  });
  const wrong = {
    provider: 'stripe',
    returnUrl: 'https://portal.example.net/',
    amount: { amount: '1', currency: 'EUR' },
  };
  expect((await ask('POST', `${account}/payment-sessions`, wrong)).body.code).toBe('payment.wrong-currency');
});

it('contacts are changed by their people, and by nothing else of the account', async () => {
  const { accountId, account, ask } = await customer();
  const changed = await ask('PATCH', `${account}/contacts`, { phones: ['+4930123456'], language: 'pt-BR' });
  expect(changed.body).toMatchObject({ name: 'Ada Lovelace', phones: ['+4930123456'], language: 'pt-BR' });
  for (const body of [
    { name: 'Eve' },
    { currency: 'EUR' },
    { taxId: 'x' },
    { emails: [] },
    { tags: ['vip'] },
  ]) {
    expect((await ask('PATCH', `${account}/contacts`, body)).status).toBe(422);
  }
  const [last] = (await test.ports.store.history('subscriber', accountId)).slice(-1);
  expect(last?.actor.kind).toBe('subscriber');
  const notices = await ask('PUT', `${account}/notification-preferences`, {
    preferences: { outage: { email: false } },
  });
  expect(notices.body.ways).toContainEqual({ kind: 'outage', email: false, sms: false, isLegal: false });
});

it('a ticket goes back and forth between a subscriber and staff', async () => {
  const { accountId, serviceId, account, service, ask } = await customer();
  const opened = await ask('POST', `${service}/tickets`, {
    topic: 'fault',
    subject: 'Slow',
    text: 'Since noon.',
  });
  expect(opened.body).toMatchObject({ state: 'waiting', topic: 'fault', serviceId, subscriberId: accountId });
  const { id } = opened.body;
  const waiting = async () =>
    (await call('GET', '/tickets?state=waiting')).body.items.map((ticket) => ticket.id);
  expect(await waiting()).toContain(id);
  const answered = await call('POST', `/tickets/${id}/replies`, { body: { text: 'We look at it.' } });
  expect(answered.body.state).toBe('answered');
  expect(await waiting()).not.toContain(id);
  expect((await call('POST', `/tickets/${id}/close`)).body.state).toBe('closed');
  const again = await ask('POST', `${account}/tickets/${id}/replies`, { text: 'It is still slow.' });
  expect(again.body).toMatchObject({
    state: 'waiting',
    replies: [
      { by: 'subscriber', text: 'Since noon.' },
      { by: 'provider', text: 'We look at it.' },
      { by: 'subscriber', text: 'It is still slow.' },
    ],
  });
  expect(JSON.stringify(again.body)).not.toContain('admin');
  expect(await waiting()).toContain(id);
  const move = { address: { line1: 'New Street 2', city: 'Springfield', country: 'US' }, on: dayAfter(20) };
  const moving = await ask('POST', `${service}/move-requests`, move);
  expect(moving.body).toMatchObject({ topic: 'move', move, subject: 'New Street 2, Springfield' });
  const mine = (await ask('GET', `${account}/tickets`)).body.items;
  expect(mine.map(({ topic }) => topic)).toEqual(['fault', 'move']);
  const words = (await call('GET', `/subscribers/${accountId}/timeline`)).body.items.map(
    ({ words: told }) => told,
  );
  expect(words).toContain('Staff wrote: We look at it.');
});

describe('the people of an account', () => {
  const listOf = ({ body }: Got<AnswerTo<'GET', `/portal/accounts/${string}/people`>>) =>
    body.items.map(({ email, role }) => `${email} ${role}`);

  it('are let in, given another role and sent away by an owner, and the timeline says by whom', async () => {
    const { accountId, account, ask, as } = await customer();
    const friend = `friend-of-${accountId}@example.com`;
    const asFriend = as(friend);
    const invited = await ask('POST', `${account}/people`, { email: friend.toUpperCase(), role: 'viewer' });
    expect(invited.status).toBe(201);
    expect(listOf(invited)).toContain(`${friend} viewer`);
    expect((await asFriend('GET', `${account}/balance`)).status).toBe(200);
    const raised = await ask('POST', `${account}/people`, { email: friend, role: 'payer' });
    expect(listOf(raised)).toContain(`${friend} payer`);
    expect((await asFriend('GET', '/portal/accounts')).body.items).toMatchObject([{ role: 'payer' }]);

    const { personId } = raised.body.items.find(({ email }) => email === friend)!;
    const removed = await ask('DELETE', `${account}/people/${personId}`);
    expect(listOf(removed)).not.toContain(`${friend} payer`);
    expect((await asFriend('GET', `${account}/balance`)).body.code).toBe('portal.account-unknown');
    const history = await test.ports.store.history('subscriber', accountId);
    expect(history.slice(-3).map(({ type, actor }) => [type, actor.kind])).toEqual([
      ['subscriber.person-invited', 'subscriber'],
      ['subscriber.person-invited', 'subscriber'],
      ['subscriber.person-removed', 'subscriber'],
    ]);
  });

  it.each(['payer', 'viewer'] as const)('are nothing that a %s sees or changes', async (role) => {
    const { accountId, account, as, invite } = await customer();
    const email = `${role}-of-${accountId}@example.com`;
    const { state } = await invite(email, role);
    const asOther = as(email);
    const wish = { email, role: 'owner' };
    for (const got of [
      await asOther('GET', `${account}/people`),
      await asOther('POST', `${account}/people`, wish),
      await asOther('DELETE', `${account}/people/${state.people?.[0]?.personId}`),
    ]) {
      expect([got.status, got.body.code]).toEqual([403, 'portal.not-permitted']);
    }
    expect(state.people).toEqual((await test.ports.store.load(subscriberAggregate, accountId))?.state.people);
  });

  it('always have an owner among them: the last one neither leaves nor becomes less', async () => {
    const { accountId, account, ask, as } = await customer();
    const me = (await ask('GET', `${account}/people`)).body.items[0]!;
    const leave = () => ask('DELETE', `${account}/people/${me.personId}`);
    const lessen = () => ask('POST', `${account}/people`, { email: me.email, role: 'payer' });
    for (const got of [await leave(), await lessen()]) {
      expect([got.status, got.body.code]).toEqual([409, 'person.last-owner']);
    }
    const second = `second-of-${accountId}@example.com`;
    await ask('POST', `${account}/people`, { email: second, role: 'owner' });
    // Both send each other away at once: one of them stays.
    const asSecond = as(second);
    const { items } = (await ask('GET', `${account}/people`)).body;
    const { personId } = items.find(({ email }) => email === second)!;
    await Promise.all([
      ask('DELETE', `${account}/people/${personId}`),
      asSecond('DELETE', `${account}/people/${me.personId}`),
    ]);
    const left = (await test.ports.store.load(subscriberAggregate, accountId))?.state.people;
    expect(left?.map(({ role }) => role)).toEqual(['owner']);
  });
});
