import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PayPageAnswer, payPageAnswer } from '../../functions/contracts/edge/pay-page.ts';
import { unnamedOperator } from '../../functions/domain/document/operator.ts';
import { paymentLinkAggregate } from '../../functions/domain/payment/link.ts';
import { routes } from '../../functions/handlers/api/routes.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { changeOperator } from '../../functions/use-cases/change-operator.ts';
import { changeSubscriber } from '../../functions/use-cases/change-subscriber.ts';
import { configurePaymentProvider } from '../../functions/use-cases/configure-payment-provider.ts';
import { createSite } from '../../functions/use-cases/create-site.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { overrideAccess } from '../../functions/use-cases/override-access.ts';
import { readPaymentLink } from '../../functions/use-cases/read-payment-link.ts';
import { recordPayment } from '../../functions/use-cases/record-payment.ts';
import { tellWhereToPay } from '../../functions/use-cases/tell-where-to-pay.ts';
import { type Call, makeApi } from '../api.ts';
import { type ChargingStripe, startChargingStripe } from '../lab/charging-stripe.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { activate, must, openShop, type Shop, subscribe } from './paying-subscriber.ts';

/** The API reads the machine's clock. */
const at = new Date().toISOString();
const portal = 'https://my.example.net/portal';
const hoursLater = (hours: number) => new Date(Date.parse(at) + hours * 3_600_000).toISOString();

let test: TestPorts;
let shop: Shop;
let stripe: ChargingStripe;
let call: Call;

beforeAll(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
  call = makeApi(routes, test.ports);
  stripe = await startChargingStripe(() => new Date().toISOString());
});
afterAll(async () => {
  await stripe.stop();
  await test.stop();
});

async function ask(serviceId?: string, siteId = shop.siteId, now = at): Promise<PayPageAnswer> {
  const messageId = test.ports.ids.next('msg');
  const question = { messageId, siteId, ...(serviceId === undefined ? {} : { serviceId }) };
  await tellWhereToPay(test.ports, question, contextAt(now, { actor: { kind: 'agent', id: siteId } }));
  const answers = test.recorded.edge.flatMap(({ call, args }) =>
    call === 'sendPayPage' && args[1].inReplyTo === messageId ? [args] : [],
  );
  expect(answers).toHaveLength(1);
  const [to, answer] = answers[0]!;
  expect([to, answer.siteId]).toEqual([siteId, siteId]);
  return payPageAnswer.parse(answer);
}

/** A subscriber who owes 31.00, with a service that may do what is said. */
async function line(entitlement: 'walled-garden' | 'blocked' | 'full' = 'walled-garden') {
  const subscriberId = await subscribe(shop, { billing: { model: 'cycle' } });
  const serviceId = await activate(shop, subscriberId, contextAt(at));
  must(await billSubscriber(test.ports, { subscriberId, on: at.slice(0, 10) }, contextAt(at)));
  must(await overrideAccess(test.ports, serviceId, { entitlement }, contextAt(at)));
  return { subscriberId, serviceId };
}

const tokenOf = ({ page = '' }: PayPageAnswer) => page.split('/').at(-1) ?? '';
const read = (answer: PayPageAnswer, now = at) =>
  readPaymentLink(test.ports, tokenOf(answer), contextAt(now));

it('names nothing where nothing is known, and no page where one cannot pay', async () => {
  const { serviceId } = await line();
  expect(await ask(serviceId)).not.toHaveProperty('portal');
  must(await changeOperator(test.ports, { ...unnamedOperator, portal: { address: portal } }, contextAt(at)));
  expect(await ask(serviceId)).toMatchObject({ portal });
  expect(await ask(serviceId)).not.toHaveProperty('page');
  must(await configurePaymentProvider(test.ports, 'stripe', stripe.configuration, contextAt(at)));
  expect((await ask(serviceId)).page).toMatch(/^https:\/\/my\.example\.net\/portal\/link\/\w{16}$/);
  expect(await ask()).not.toHaveProperty('page');
});

it('lets whoever is on the line pay all that is due, and neither see who that is nor leave a card', async () => {
  const { subscriberId, serviceId } = await line();
  const answer = await ask(serviceId);
  const path = `/portal/payment-links/${tokenOf(answer)}` as const;
  const open = await call('GET', path, { claims: undefined });
  expect(open.status).toBe(200);
  expect(open.body).toMatchObject({
    purpose: 'pay',
    due: { amount: '31.00', currency: 'USD' },
    providers: [{ provider: 'stripe', keepsMethods: false, savesAlone: false }],
  });
  expect(JSON.stringify(open.body)).not.toMatch(/ada|lovelace/i);
  const body = { provider: 'stripe', saveMethod: true };
  const page = await call('POST', `${path}/sessions`, { claims: undefined, body });
  expect([page.status, page.body.url]).toEqual([201, expect.stringMatching(/^https:/)]);
  const session = stripe.sessions.at(-1);
  expect(session?.get('line_items[0][price_data][unit_amount]')).toBe('3100');
  const told = [...(session?.keys() ?? [])];
  expect(told.filter((name) => /customer|email|setup_future_usage/.test(name))).toEqual([]);

  const links = await everyOne(test.ports.store, paymentLinkAggregate, { by: 'owner', owner: subscriberId });
  const [history] = await Promise.all(links.map(({ id }) => test.ports.store.history('payment-link', id)));
  expect(history?.map(({ type, actor }) => [type, actor.kind])).toEqual([
    ['payment-link.made', 'agent'],
    ['payment-link.followed', 'subscriber'],
  ]);
  expect(JSON.stringify(history)).not.toContain(tokenOf(answer));
  const { items } = (await call('GET', `/subscribers/${subscriberId}/timeline`)).body;
  expect(items.map(({ words }) => words)).toContainEqual(
    expect.stringMatching(/^Somebody on the line in the walled garden was led to the page/),
  );
  expect(JSON.stringify(items)).not.toContain(tokenOf(answer));

  const amount = { minor: 3_100, currency: 'USD' };
  must(await recordPayment(test.ports, { subscriberId, money: amount, method: 'cash' }, contextAt(at)));
  expect(await ask(serviceId)).not.toHaveProperty('page');
  expect(must(await read(answer))).toMatchObject({ due: { amount: '0.00' } });
});

it('is one page for some hours, however often and at once it is asked for, and then another', async () => {
  const { subscriberId, serviceId } = await line();
  const answers = await Promise.all([ask(serviceId), ask(serviceId), ask(serviceId)]);
  answers.push(await ask(serviceId));
  expect(new Set(answers.map(tokenOf)).size).toBe(1);
  const links = await everyOne(test.ports.store, paymentLinkAggregate, { by: 'owner', owner: subscriberId });
  expect(links).toHaveLength(1);
  const later = await ask(serviceId, shop.siteId, hoursLater(3));
  expect(tokenOf(later)).not.toBe(tokenOf(answers[0]!));
  // Whoever came last has an hour to pay, and nobody a day.
  for (const hours of [0, 1]) expect((await read(answers[0]!, hoursLater(hours))).ok).toBe(true);
  expect(await read(answers[0]!, hoursLater(4.1))).toMatchObject({
    refusal: { code: 'payment-link.expired' },
  });
});

it('is named to the site of the service alone, for a line that may only pay and pays for itself', async () => {
  const { serviceId } = await line();
  const elsewhere = must(await createSite(test.ports, { name: 'Elsewhere', timeZone: 'UTC' }, contextAt(at)));
  expect(await ask(serviceId, elsewhere.id)).not.toHaveProperty('page');
  expect(await ask(test.ports.ids.next('svc'))).not.toHaveProperty('page');
  for (const entitlement of ['full', 'blocked'] as const) {
    expect(await ask((await line(entitlement)).serviceId)).not.toHaveProperty('page');
  }
  const ended = await line();
  must(await overrideAccess(test.ports, ended.serviceId, undefined, contextAt(at)));
  expect(await ask(ended.serviceId)).not.toHaveProperty('page');

  const parentId = await subscribe(shop);
  const child = await line();
  expect(await ask(child.serviceId)).toHaveProperty('page');
  must(await changeSubscriber(test.ports, child.subscriberId, { parentId, payer: 'parent' }, contextAt(at)));
  expect(await ask(child.serviceId)).not.toHaveProperty('page');
});
