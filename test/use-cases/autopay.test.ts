import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dunningRuleWire } from '../../functions/contracts/dunning.ts';
import { subscriptions } from '../../functions/contracts/subscriptions.ts';
import { accountIdOf, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { nextStep } from '../../functions/domain/dunning/next-step.ts';
import { paymentMethodsIdOf } from '../../functions/domain/payment/methods.ts';
import { paymentAggregate } from '../../functions/domain/payment/payment.ts';
import { paymentWebhook } from '../../functions/runtime/payment-webhook.ts';
import { agreePaymentPlan, cancelPaymentPlan } from '../../functions/use-cases/agree-payment-plan.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { collectOnEvent } from '../../functions/use-cases/collect-on-event.ts';
import { configurePaymentProvider } from '../../functions/use-cases/configure-payment-provider.ts';
import { loadDunningGround, loadStanding } from '../../functions/use-cases/dunning-standing.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { openPaymentSession } from '../../functions/use-cases/open-payment-session.ts';
import { readCollection } from '../../functions/use-cases/read-autopay.ts';
import { readPaymentMethods } from '../../functions/use-cases/read-payment-methods.ts';
import { readTimeline } from '../../functions/use-cases/read-timeline.ts';
import { recordPayment } from '../../functions/use-cases/record-payment.ts';
import { refundPayment } from '../../functions/use-cases/refund-payment.ts';
import { removePaymentMethod } from '../../functions/use-cases/remove-payment-method.ts';
import { setAutopay } from '../../functions/use-cases/set-autopay.ts';
import { setAutopayPolicy } from '../../functions/use-cases/set-autopay-policy.ts';
import { setDunningPolicy } from '../../functions/use-cases/set-dunning-policy.ts';
import { sweepReceivables } from '../../functions/use-cases/sweep-receivables.ts';
import { type ChargingStripe, startChargingStripe } from '../lab/charging-stripe.ts';
import type { Delivery } from '../lab/payment-peers.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { everyEvent } from '../relayed.ts';
import { activate, must, openShop, type Shop, subscribe } from './paying-subscriber.ts';

let test: TestPorts;
let shop: Shop;
let stripe: ChargingStripe;
let subscriberId: string;
let today: string;
let heard: Set<string>;

const at = () => `${today}T12:00:00.000Z`;
const now = () => contextAt(at());
const heardOf: readonly string[] = subscriptions['collect-payments'];

/** Every event is heard of twice, as a bus may have it, until there are no more. */
async function pump(): Promise<void> {
  for (;;) {
    const fresh = (await everyEvent(test)).filter(
      ({ eventId, type }) => heardOf.includes(type) && !heard.has(eventId),
    );
    if (fresh.length === 0) return;
    for (const event of fresh) {
      for (const _ of [1, 2]) await collectOnEvent(test.ports, event, now());
      heard.add(event.eventId);
    }
  }
}

async function deliver({ body, headers }: Delivery): Promise<number> {
  const webhook = paymentWebhook(test.ports, at);
  const event = { routeKey: '', pathParameters: { provider: 'stripe' }, headers, body };
  const { statusCode } = await webhook(event);
  await pump();
  return statusCode;
}

const invoiceOf = async (id: string) => (await test.ports.store.load(invoiceAggregate, id))!.state;
const account = async () =>
  (await test.ports.store.load(billingAccountAggregate, accountIdOf(subscriberId)))!.state;
const collection = async (invoiceId: string) => must(await readCollection(test.ports, invoiceId)).state;
const payments = () => everyOne(test.ports.store, paymentAggregate, { by: 'owner', owner: subscriberId });
const methods = async () => must(await readPaymentMethods(test.ports, subscriberId)).state;

async function sweep(day: string): Promise<void> {
  today = day;
  expect(await sweepReceivables(test.ports, { cursor: null }, now())).toEqual({
    nextCursor: null,
    failures: [],
  });
  await pump();
}

async function save(token = 'pm_card', expires?: { month: number; year: number }): Promise<void> {
  expect(await deliver(stripe.save(token, subscriberId, expires))).toBe(200);
}

async function enable(more: { includeOpen?: boolean } = {}): Promise<void> {
  must(await setAutopay(test.ports, subscriberId, { enabled: true, includeOpen: false, ...more }, now()));
  await pump();
}

/** The first invoice, of 31.00. */
async function bill(): Promise<string> {
  const [made] = must(await billSubscriber(test.ports, { subscriberId, on: today }, now()));
  await pump();
  return made!.invoiceId;
}

beforeEach(async () => {
  today = '2026-01-01';
  heard = new Set();
  test = await makePorts();
  shop = await openShop(test.ports);
  subscriberId = await subscribe(shop, { email: 'payer@isp.example' });
  await activate(shop, subscriberId, now());
  stripe = await startChargingStripe(at);
  must(await configurePaymentProvider(test.ports, 'stripe', stripe.configuration, now()));
});
afterEach(async () => {
  await stripe.stop();
  await test.stop();
});

describe('a saved payment method', () => {
  it('is saved on the provider’s page, known by its brand and last digits, and never by a number', async () => {
    const session = must(
      await openPaymentSession(
        test.ports,
        subscriberId,
        { provider: 'stripe', returnUrl: 'https://portal.example/saved' },
        now(),
      ),
    );
    expect(session.state).toMatchObject({ state: 'opened', savesMethod: true });
    expect(Object.fromEntries(stripe.sessions[0]!)).toMatchObject({
      mode: 'setup',
      customer_creation: 'always',
      customer_email: 'payer@isp.example',
      'setup_intent_data[metadata][subscriberId]': subscriberId,
    });
    for (const _ of [1, 2]) await save();
    expect((await methods()).methods).toMatchObject([
      {
        label: 'visa •••• 4242',
        kind: 'card',
        expires: '2030-12',
        token: 'pm_card',
        customer: 'cus_pm_card',
      },
    ]);
    // A bank renewed the card, and the next page is for the payer that is known.
    const renewed = {
      id: 'pm_card',
      type: 'card',
      customer: 'cus_pm_card',
      card: { brand: 'visa', last4: '1881', exp_month: 3, exp_year: 2031 },
    };
    expect(await deliver(stripe.message('payment_method.automatically_updated', renewed))).toBe(200);
    expect((await methods()).methods).toMatchObject([{ label: 'visa •••• 1881', expires: '2031-03' }]);
    const invoiceId = await bill();
    const paying = { provider: 'stripe', returnUrl: 'https://portal.example', invoiceId, saveMethod: true };
    must(await openPaymentSession(test.ports, subscriberId, paying, now()));
    expect(Object.fromEntries(stripe.sessions[1]!)).toMatchObject({
      customer: 'cus_pm_card',
      'payment_intent_data[setup_future_usage]': 'off_session',
    });
  });

  it('belongs to whom it was saved for, whoever is named later, and to nobody who does not exist', async () => {
    await save();
    const other = await subscribe(shop);
    expect(await deliver(stripe.save('pm_card', other))).toBe(200);
    expect(await deliver(stripe.save('pm_ghost', 'sub_00000000000000000000000000'))).toBe(200);
    expect((await methods()).methods).toHaveLength(1);
    expect(must(await readPaymentMethods(test.ports, other)).state.methods).toEqual([]);
  });

  it('is forgotten at the provider when it is removed, and removed when the provider has forgotten it', async () => {
    await save('pm_first');
    await save('pm_second');
    const [first, second] = (await methods()).methods;
    expect((await methods()).defaultId).toBe(second!.methodId);
    must(await removePaymentMethod(test.ports, subscriberId, second!.methodId, now()));
    await pump();
    expect([...stripe.detached]).toEqual(['pm_second']);
    expect((await methods()).defaultId).toBe(first!.methodId);
    const gone = { id: 'pm_first', type: 'card', customer: null, card: null };
    expect(await deliver(stripe.message('payment_method.detached', gone))).toBe(200);
    expect((await methods()).methods).toEqual([]);
    expect(
      await setAutopay(test.ports, subscriberId, { enabled: true, includeOpen: false }, now()),
    ).toMatchObject({ refusal: { code: 'autopay.no-method', pointer: '/enabled' } });
    // It can be saved again.
    await save('pm_second');
    expect((await methods()).methods).toHaveLength(1);
  });

  it('has its end announced thirty and seven days before, once each', async () => {
    await save('pm_card', { month: 3, year: 2026 });
    const announced = async () =>
      (await test.ports.store.history('payment-methods', paymentMethodsIdOf(subscriberId))).flatMap(
        ({ type, data }) => (type === 'payment-methods.expiring' ? [data['on']] : []),
      );
    await sweep('2026-02-28');
    expect(await announced()).toEqual([]);
    for (const day of ['2026-03-01', '2026-03-02', '2026-03-23', '2026-03-24', '2026-03-30']) {
      await sweep(day);
    }
    expect(await announced()).toEqual(['2026-03-01', '2026-03-24']);
  });
});

describe('autopay', () => {
  it('charges an invoice on its due day, once, however often anything is heard of', async () => {
    await save();
    await enable();
    const invoiceId = await bill();
    const { dueOn } = await invoiceOf(invoiceId);
    expect(await collection(invoiceId)).toMatchObject({ state: 'scheduled', nextOn: dueOn });
    await sweep('2026-01-02');
    expect(stripe.intents).toEqual([]);
    for (const _ of [1, 2]) await sweep(dueOn);
    expect(stripe.intents).toMatchObject([{ amount: 3_100, currency: 'usd', customer: 'cus_pm_card' }]);
    expect(await collection(invoiceId)).toMatchObject({ state: 'paid' });
    expect(await invoiceOf(invoiceId)).toMatchObject({ state: 'paid', due: 0 });
    // Stripe's own message about the same payment tells nothing new.
    expect(await deliver(stripe.settle('pi_1', 'succeeded'))).toBe(200);
    expect(await payments()).toHaveLength(1);
    expect(await account()).toMatchObject({ credit: 0, openInvoices: [] });
    const told = must(await readTimeline(test.ports, subscriberId, { limit: 200 })).items.map(
      ({ words }) => words,
    );
    expect(told).toEqual(
      expect.arrayContaining([
        'Payment method saved: visa •••• 4242.',
        'Autopay was turned on.',
        '31.00 USD is charged to visa •••• 4242.',
      ]),
    );
  });

  it('charges at once where the policy says so, and what is open already where it is asked to', async () => {
    must(await setAutopayPolicy(test.ports, { rules: [{ chargeOn: 'issue', retryAfterDays: [] }] }, now()));
    const invoiceId = await bill();
    await save();
    await enable();
    expect(stripe.intents).toEqual([]);
    await enable({ includeOpen: true });
    expect(await invoiceOf(invoiceId)).toMatchObject({ state: 'paid' });
    today = '2026-02-01';
    const second = await bill();
    expect(await invoiceOf(second)).toMatchObject({ state: 'paid' });
    expect(stripe.intents).toHaveLength(2);
  });

  it('charges nothing that is paid in instalments, and what is left once they are not paid', async () => {
    const rule = { steps: [], plans: { mostInstalments: 3 } };
    const wanted = dunningRuleWire.parse(rule);
    must(await setDunningPolicy(test.ports, { rules: [wanted], unmatchedLimit: 10 }, now()));
    await save();
    await enable();
    const invoiceId = await bill();
    const { dueOn } = await invoiceOf(invoiceId);
    const plan = { instalments: 2, firstOn: dueOn, every: 'month' } as const;
    must(await agreePaymentPlan(test.ports, subscriberId, plan, now()));
    for (const _ of [1, 2]) await sweep(dueOn);
    expect(stripe.intents).toEqual([]);
    must(await cancelPaymentPlan(test.ports, subscriberId, now()));
    await sweep(dueOn);
    expect(stripe.intents).toMatchObject([{ amount: 3_100 }]);
  });

  it('tries a declined charge again on the days of the calendar, and leaves it to dunning then', async () => {
    await save();
    await enable();
    const invoiceId = await bill();
    const { dueOn } = await invoiceOf(invoiceId);
    stripe.behave('pm_card', { declines: 'insufficient_funds' });
    const tries: string[] = [];
    for (let day = dueOn, n = 0; n < 30; n += 1) {
      const before = stripe.intents.length;
      await sweep(day);
      if (stripe.intents.length > before) tries.push(day);
      day = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
    }
    const later = (days: number) =>
      new Date(Date.parse(dueOn) + days * 86_400_000).toISOString().slice(0, 10);
    expect(tries).toEqual([dueOn, later(3), later(8), later(15)]);
    expect(await collection(invoiceId)).toMatchObject({ state: 'stopped', stopped: 'exhausted' });
    expect((await collection(invoiceId)).attempts.map(({ outcome }) => outcome)).toEqual(
      Array(4).fill('declined'),
    );
    expect(await invoiceOf(invoiceId)).toMatchObject({ due: 3_100 });
    // A method that is saved then is charged the same day.
    await save('pm_new');
    expect(await invoiceOf(invoiceId)).toMatchObject({ state: 'paid' });
  });

  it('never tries a method again of which the bank says so', async () => {
    await save();
    await enable();
    const invoiceId = await bill();
    stripe.behave('pm_card', { declines: 'stolen_card' });
    await sweep((await invoiceOf(invoiceId)).dueOn);
    for (let day = 10; day < 30; day += 1) await sweep(`2026-03-${day}`);
    expect(stripe.intents).toHaveLength(1);
    expect(await collection(invoiceId)).toMatchObject({ state: 'stopped', stopped: 'declined' });
  });

  it('charges nothing that was paid otherwise, is off, or has no method any more', async () => {
    await save();
    await enable();
    const paid = await bill();
    const { dueOn } = await invoiceOf(paid);
    const money = { minor: 3_100, currency: 'USD' };
    must(await recordPayment(test.ports, { subscriberId, money, method: 'cash' }, now()));
    await pump();
    expect(await collection(paid)).toMatchObject({ state: 'stopped', stopped: 'settled' });
    today = '2026-02-01';
    const off = await bill();
    must(await setAutopay(test.ports, subscriberId, { enabled: false, includeOpen: false }, now()));
    await pump();
    expect(await collection(off)).toMatchObject({ state: 'stopped', stopped: 'autopay-off' });
    await enable({ includeOpen: true });
    const [method] = (await methods()).methods;
    must(await removePaymentMethod(test.ports, subscriberId, method!.methodId, now()));
    await pump();
    await sweep(dueOn.replace('2026-01', '2026-02'));
    await sweep('2026-03-01');
    expect(await collection(off)).toMatchObject({ state: 'stopped', stopped: 'no-method' });
    expect(stripe.intents).toEqual([]);
  });

  it('is charged once where answers are lost, and asks again when the provider was long away', async () => {
    await save();
    await enable();
    const invoiceId = await bill();
    stripe.loseAnswers(3);
    await expect(sweep((await invoiceOf(invoiceId)).dueOn)).rejects.toThrow('is not known');
    expect(await collection(invoiceId)).toMatchObject({ state: 'charging' });
    await expect(pump()).rejects.toThrow('is not known');
    await expect(pump()).rejects.toThrow('is not known');
    await pump();
    expect(await collection(invoiceId)).toMatchObject({ state: 'paid' });
    expect(stripe.intents).toHaveLength(1);
  });

  it('looks for a charge whose key may be forgotten before it asks anew', async () => {
    await save();
    await enable();
    const invoiceId = await bill();
    const { dueOn } = await invoiceOf(invoiceId);
    stripe.loseAnswers(1);
    await expect(sweep(dueOn)).rejects.toThrow('is not known');
    // The queue has given up on it, and so has Stripe on the key.
    for (const { eventId } of await everyEvent(test)) heard.add(eventId);
    stripe.forgetKeys();
    await sweep(new Date(Date.parse(dueOn) + 2 * 86_400_000).toISOString().slice(0, 10));
    expect(stripe.intents).toHaveLength(1);
    expect(await collection(invoiceId)).toMatchObject({ state: 'paid' });
    expect(await invoiceOf(invoiceId)).toMatchObject({ state: 'paid' });
  });

  it('has dunning wait for a debit that is under way, and for a retry where the policy says so', async () => {
    const step = { stepId: 'cut', kind: 'suspension', day: 1 } as const;
    const policy = (more: object) =>
      setDunningPolicy(test.ports, { rules: [{ steps: [step], ...more }], unmatchedLimit: 5 }, now());
    must(await policy({ waitsForAutopay: true }));
    const next = async () => {
      const ground = await loadDunningGround(test.ports.store, now());
      const { facts, rule } = await loadStanding(test.ports.store, subscriberId, ground, now());
      return nextStep(facts, rule);
    };
    await save();
    await enable();
    stripe.behave('pm_card', 'processes');
    const invoiceId = await bill();
    const { dueOn } = await invoiceOf(invoiceId);
    await sweep(dueOn);
    expect(await collection(invoiceId)).toMatchObject({ state: 'pending' });
    today = new Date(Date.parse(dueOn) + 86_400_000).toISOString().slice(0, 10);
    expect(await next()).toEqual({ spared: 'charge-under-way' });
    // Nobody hears of it for three weeks: it does not hold everything up for ever.
    const usual = today;
    today = new Date(Date.parse(dueOn) + 21 * 86_400_000).toISOString().slice(0, 10);
    expect(await next()).toMatchObject({ step: { kind: 'suspension' } });
    today = usual;
    expect(await deliver(stripe.settle('pi_1', 'failed'))).toBe(200);
    expect(await collection(invoiceId)).toMatchObject({
      state: 'scheduled',
      attempts: [{ outcome: 'declined', reason: 'The account has no funds.' }],
    });
    expect(await next()).toEqual({ spared: 'charge-to-come' });
    must(await policy({}));
    expect(await next()).toMatchObject({ step: { kind: 'suspension' } });
  });
});

describe('a refund at the provider', () => {
  const paid = async () => {
    await save();
    await enable();
    const invoiceId = await bill();
    await sweep((await invoiceOf(invoiceId)).dueOn);
    const [payment] = await payments();
    return { invoiceId, paymentId: payment!.id };
  };
  const refund = (paymentId: string, minor: number) =>
    refundPayment(test.ports, paymentId, { amount: { minor, currency: 'USD' }, reason: 'Moved away' }, now());

  it('goes back at once, in parts, never more than was paid, and its message tells nothing new', async () => {
    const { invoiceId, paymentId } = await paid();
    expect(must(await refund(paymentId, 1_000)).state).toMatchObject({
      state: 'partially-refunded',
      refunded: 1_000,
    });
    const charge = { id: 'ch_pi_1', payment_intent: 'pi_1', amount_refunded: 1_000, currency: 'usd' };
    expect(await deliver(stripe.message('charge.refunded', charge))).toBe(200);
    expect(await invoiceOf(invoiceId)).toMatchObject({ due: 1_000 });
    expect(await refund(paymentId, 2_101)).toMatchObject({ refusal: { code: 'payment.refund-too-large' } });
    expect(must(await refund(paymentId, 2_100)).state).toMatchObject({ state: 'refunded' });
    expect(stripe.intents[0]).toMatchObject({ refunded: 3_100 });
    expect(await invoiceOf(invoiceId)).toMatchObject({ due: 3_100 });
  });

  it('is under way while the answer is lost, is asked for again, and goes back once', async () => {
    const { paymentId } = await paid();
    stripe.loseAnswers(1);
    const asked = must(await refund(paymentId, 500)).state;
    expect(asked).toMatchObject({ refunded: 0, refunding: { money: { minor: 500 } } });
    expect(await refund(paymentId, 500)).toMatchObject({ refusal: { code: 'payment.refund-under-way' } });
    await pump();
    const [payment] = await payments();
    expect(payment!.state).toMatchObject({ refunded: 500 });
    expect(payment!.state.refunding).toBeUndefined();
    expect(stripe.intents[0]).toMatchObject({ refunded: 500 });
  });

  it('that the provider refuses leaves the payment as it was, with its words', async () => {
    const { paymentId } = await paid();
    // Somebody has refunded at the provider's own desk, and its message is still on the way.
    stripe.intents[0]!.refunded = 3_000;
    expect(await refund(paymentId, 500)).toMatchObject({ refusal: { code: 'payment-provider.refused' } });
    const [payment] = await payments();
    expect(payment!.state).toMatchObject({
      refunded: 0,
      refundRefused: expect.stringContaining('greater than unrefunded'),
    });
    expect(payment!.state.refunding).toBeUndefined();
  });
});
