import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiRoutes } from '../../../functions/contracts/http/index.ts';
import { isPortal } from '../../../functions/contracts/permissions.ts';
import type { Route } from '../../../functions/contracts/route.ts';
import { notificationIdOf } from '../../../functions/domain/notification/notification.ts';
import {
  paymentMethodsAggregate,
  paymentMethodsIdOf,
  saveMethod,
} from '../../../functions/domain/payment/methods.ts';
import { routes } from '../../../functions/handlers/api/routes.ts';
import { routes as documentRoutes } from '../../../functions/handlers/documents/routes.ts';
import { change } from '../../../functions/ports/change.ts';
import type { Ports } from '../../../functions/ports/ports.ts';
import type { BoundRoute } from '../../../functions/runtime/bind.ts';
import { billSubscriber } from '../../../functions/use-cases/bill-subscriber.ts';
import { changeService } from '../../../functions/use-cases/change-service.ts';
import { invitePerson, removePerson } from '../../../functions/use-cases/invite-person.ts';
import { openTicket } from '../../../functions/use-cases/open-ticket.ts';
import { admin, type Call, type Got, makeApi } from '../../api.ts';
import { contextAt, makePorts, type TestPorts } from '../../ports.ts';
import { activate, must, openShop, subscribe } from '../../use-cases/paying-subscriber.ts';
import { Fuzzer, type Schema } from './fuzzer.ts';

/** All that a path of the portal can name, of one subscriber. */
type Things = Readonly<Record<string, string>>;

const portalRoutes = apiRoutes.filter(({ permission }) => isPortal(permission));
const named = portalRoutes.filter(({ path }) => path.includes('{accountId}'));
const namesIn = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
const keyOf = ({ method, path }: Route) => `${method} ${path}`;
const at = '2026-01-16T12:00:00.000Z';

let test: TestPorts;
let call: Call;
let mine: Things;
let others: Things;
const claimsOf = (email: string) => ({ sub: `subject of ${email}`, username: `subject of ${email}` });
const me = claimsOf('me@example.com');

async function populate(ports: Ports, email: string): Promise<Things> {
  const shop = await openShop(ports);
  const accountId = await subscribe(shop, { billing: { model: 'cycle' }, email });
  const serviceId = await activate(shop, accountId, contextAt(at));
  const [invoice] = must(
    await billSubscriber(ports, { subscriberId: accountId, on: '2026-01-16' }, contextAt(at)),
  );
  const { state } = must(await invitePerson(ports, accountId, { email, role: 'owner' }, contextAt(at)));
  const ticket = must(
    await openTicket(
      ports,
      accountId,
      { topic: 'fault', subject: 'Slow', text: 'Since noon.' },
      contextAt(at),
    ),
  );
  const wish = { planId: shop.planId, when: { on: '2026-02-10' } } as const;
  const waiting = must(await changeService(ports, serviceId, wish, contextAt(at)));
  const methodId = ports.ids.next('mtd');
  const method = {
    provider: 'stripe',
    token: `pm_${methodId}`,
    kind: 'card',
    label: 'visa •••• 4242',
  } as const;
  const saved = saveMethod(undefined, accountId, methodId, method);
  const methods = change(paymentMethodsAggregate, paymentMethodsIdOf(accountId), undefined, saved, at);
  must(await ports.store.commit([methods], contextAt(at)));
  return {
    accountId,
    serviceId,
    invoiceId: invoice!.invoiceId,
    ticketId: ticket.id,
    methodId,
    personId: state.people?.[0]?.personId ?? '',
    actionId: 'scheduled' in waiting ? waiting.scheduled.actionId : '',
  };
}

beforeAll(async () => {
  test = await makePorts();
  const served = [...routes, ...(documentRoutes as unknown as readonly BoundRoute[])];
  call = makeApi(served, test.ports as never);
  mine = await populate(test.ports, 'me@example.com');
  others = await populate(test.ports, 'other@example.com');
});
afterAll(() => test.stop());

/** An id of the same kind that nothing has. */
const absent = (id: string) => `${id.slice(0, id.indexOf('_'))}_01k9xq3v7n5e2r8t4w6y0a1b2c`;
const idOf = (things: Things, name: string) => things[name] ?? `xxx_01k9xq3v7n5e2r8t4w6y0a1b2c`;

const fuzzer = new Fuzzer(20_260_116);
/** A body that the contract takes, so that nothing but the rights is left to refuse it. */
function bodyFor(route: Route): unknown {
  if (route.body === undefined) return undefined;
  const schema = z.toJSONSchema(route.body, { io: 'input', unrepresentable: 'any' }) as Schema;
  for (let i = 0; i < 200; i++) {
    const body = fuzzer.sample(schema);
    if (route.body.safeParse(body).success) return body;
  }
  throw new Error(`no body was found that fits ${keyOf(route)}`);
}

async function ask(route: Route, ids: (name: string) => string, body: unknown, claims: object): Promise<Got> {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids(name)));
  return call(route.method, path, {
    ...(body === undefined ? {} : { body }),
    claims: claims as Readonly<Record<string, unknown>>,
    headers: { 'idempotency-key': randomUUID() },
  });
}

/** An answer without the ids that were asked for. */
const told = ({ status, body }: Got, ...ids: string[]) => {
  const text = ids.reduce((all, id) => all.replaceAll(id, '…'), JSON.stringify(body));
  return { status, text };
};

const everythingOf = async ({ accountId = '', serviceId = '', invoiceId = '', ticketId = '' }: Things) =>
  Promise.all([
    test.ports.store.history('ticket', ticketId),
    test.ports.store.history('payment-methods', paymentMethodsIdOf(accountId)),
    test.ports.store.history('notification', notificationIdOf(accountId)),
    test.ports.store.history('subscriber', accountId),
    test.ports.store.history('service', serviceId),
    test.ports.store.history('invoice', invoiceId),
  ]);

describe.each(named.map((route): [string, Route] => [keyOf(route), route]))('%s', (_, route) => {
  it('answers the account of another exactly as one that does not exist, and leaves it as it is', async () => {
    const body = bodyFor(route);
    const before = await everythingOf(others);
    const foreign = (name: string) => idOf(others, name);
    const nowhere = (name: string) => absent(foreign(name));
    const got = await ask(route, foreign, body, me);
    const none = await ask(route, nowhere, body, me);
    const names = namesIn(route.path);
    expect([got.status, got.body?.code]).toEqual([404, 'portal.account-unknown']);
    expect(told(got, ...names.map(foreign))).toEqual(told(none, ...names.map(nowhere)));
    expect(await everythingOf(others)).toEqual(before);
  });

  it('answers each thing of another, named below the own account, exactly as one that does not exist', async () => {
    const before = await everythingOf(others);
    for (const name of namesIn(route.path).filter((one) => one !== 'accountId')) {
      const body = bodyFor(route);
      const swapped = (one: string) => (one === name ? idOf(others, one) : idOf(mine, one));
      const missing = (one: string) => (one === name ? absent(idOf(others, one)) : idOf(mine, one));
      const got = await ask(route, swapped, body, me);
      const none = await ask(route, missing, body, me);
      expect(got.status, name).toBe(404);
      expect(told(got, swapped(name)), name).toEqual(told(none, missing(name)));
    }
    expect(await everythingOf(others)).toEqual(before);
  });

  it('is not for staff, nor for whoever was not invited', async () => {
    const body = bodyFor(route);
    const own = (name: string) => idOf(mine, name);
    for (const claims of [admin, claimsOf('nobody@example.com')]) {
      const got = await ask(route, own, body, claims);
      expect([got.status, got.body.code]).toEqual([404, 'portal.account-unknown']);
    }
  });
});

const readable = named.filter(({ method, answer }) => method === 'GET' && answer.content === undefined);

it.each(readable.map((route): [string, Route] => [keyOf(route), route]))(
  '%s answers what is mine',
  async (_, route) => {
    expect((await ask(route, (name) => idOf(mine, name), undefined, me)).status).toBe(200);
  },
);

describe('a person', () => {
  it('of the portal opens no route of staff', async () => {
    for (const route of apiRoutes) {
      if (isPortal(route.permission) || ['public', 'signature'].includes(route.permission)) continue;
      const got = await ask(route, (name) => idOf(mine, name), undefined, me);
      expect([keyOf(route), got.status]).toEqual([keyOf(route), 403]);
    }
  });

  it('has the accounts that were given, until they are taken away, and only then is told of none', async () => {
    const accounts = async () => (await call('GET', '/portal/accounts', { claims: me })).body;
    expect(await accounts()).toMatchObject({
      email: 'me@example.com',
      items: [{ accountId: mine['accountId'], role: 'owner', name: 'Ada Lovelace' }],
    });
    const subscriberId = others['accountId']!;
    const invite = (body: object) => call('POST', `/subscribers/${subscriberId}/people`, { body });
    const invited = await invite({ email: 'ME@Example.com', role: 'viewer' });
    expect(invited.status).toBe(201);
    const { personId } = invited.body.items.at(-1)!;
    expect(invited.body.items.map(({ email }) => email)).toEqual(['other@example.com', 'me@example.com']);
    expect((await accounts()).items).toHaveLength(2);
    const balance = `/portal/accounts/${subscriberId}/balance` as const;
    expect((await call('GET', balance, { claims: me })).status).toBe(200);
    const raised = await invite({ email: 'me@example.com', role: 'payer' });
    expect(raised.body.items.at(-1)).toMatchObject({ personId, role: 'payer' });

    const removed = await call('DELETE', `/subscribers/${subscriberId}/people/${personId}`);
    expect(removed.body.items).toHaveLength(1);
    expect((await call('GET', balance, { claims: me })).body.code).toBe('portal.account-unknown');
    expect((await accounts()).items).toHaveLength(1);
    const again = await call('DELETE', `/subscribers/${subscriberId}/people/${personId}`);
    expect([again.status, again.body.code]).toEqual([404, 'person.unknown']);
    const words = (await call('GET', `/subscribers/${subscriberId}/timeline`)).body.items.map(
      ({ words: told }) => told,
    );
    expect(words).toContain('me@example.com may use the account in the portal as payer.');
    expect(words).toContain('me@example.com may use the account in the portal no more.');
  });

  it('is admitted once, however many are asked at once', async () => {
    const subscriberId = await subscribe(await openShop(test.ports));
    const invite = () =>
      invitePerson(test.ports, subscriberId, { email: 'once@example.com', role: 'owner' }, contextAt(at));
    const results = await Promise.all([invite(), invite(), invite()]);
    const ids = results.map((result) => must(result).state.people?.[0]?.personId);
    expect(new Set(ids).size).toBe(1);
    must(await removePerson(test.ports, subscriberId, ids[0]!, contextAt(at)));
  });

  it('who was never invited is told so', async () => {
    const got = await call('GET', '/portal/accounts', { claims: claimsOf('nobody@example.com') });
    expect([got.status, got.body.code]).toEqual([403, 'portal.not-invited']);
  });
});

it('the brand is there for whoever has not signed in', async () => {
  const got = await call('GET', '/portal/brand', { claims: undefined });
  expect(got.status).toBe(200);
  expect(got.body).toMatchObject({ name: 'Internet provider', accent: '#1f4e79' });
  expect(got.body.languages).toHaveLength(5);
});
