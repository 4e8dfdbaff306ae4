import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountIdOf, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { isDisputed } from '../../functions/domain/payment/dispute.ts';
import { paymentAggregate } from '../../functions/domain/payment/payment.ts';
import { paymentSessionAggregate } from '../../functions/domain/payment/session.ts';
import { paymentWebhook } from '../../functions/runtime/payment-webhook.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { configurePaymentProvider } from '../../functions/use-cases/configure-payment-provider.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { openPaymentSession } from '../../functions/use-cases/open-payment-session.ts';
import { readPaymentProviders } from '../../functions/use-cases/payment-providers.ts';
import { removePaymentProvider } from '../../functions/use-cases/remove-payment-provider.ts';
import { hostileOf, randomOf } from '../lab/hostile-deliveries.ts';
import { type Delivery, type PaymentPeer, peerMakes, startPaymentPeer } from '../lab/payment-peers.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { activate, must, openShop, type Shop, subscribe } from '../use-cases/paying-subscriber.ts';

const now = '2026-01-05T12:00:00.000Z';
const returnUrl = 'https://portal.example/paid';
let test: TestPorts;
let shop: Shop;
beforeAll(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
});
afterAll(() => test.stop());

const keyed = (key: string) =>
  contextAt(now, { idempotency: { scope: 'tester', key, bodyHash: 'a'.repeat(64) } });

async function billed(): Promise<{ subscriberId: string; invoiceId: string }> {
  const subscriberId = await subscribe(shop);
  const first = contextAt('2026-01-01T12:00:00.000Z');
  await activate(shop, subscriberId, first);
  const [bill] = must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-01' }, first));
  return { subscriberId, invoiceId: bill?.invoiceId ?? '' };
}

describe.each(peerMakes.map((make) => [make.name, make] as const))('%s', (provider, make) => {
  let peer: PaymentPeer;
  beforeAll(async () => {
    peer = await startPaymentPeer(make);
    must(
      await configurePaymentProvider(test.ports, provider, make.configuration(peer.address), contextAt(now)),
    );
  });
  afterAll(() => peer.stop());

  const deliver = async ({ body, headers }: Delivery, changed = body) => {
    const webhook = paymentWebhook(test.ports, () => now);
    const event = { routeKey: '', pathParameters: { provider }, headers, body: changed };
    return (await webhook(event)).statusCode;
  };
  const invoice = async (id: string) => (await test.ports.store.load(invoiceAggregate, id))?.state;
  const account = async (subscriberId: string) =>
    (await test.ports.store.load(billingAccountAggregate, accountIdOf(subscriberId)))?.state;

  const tellsEach =
    ['paystack', 'paypal', 'flutterwave', 'authorize-net'].includes(provider) || make.serve === undefined;

  it('has its payment settle the invoice once, and its refunds open it again', async () => {
    const { subscriberId, invoiceId } = await billed();
    let reference: Readonly<Record<string, string>> = { invoiceId };
    if (make.serve !== undefined) {
      const wish = { provider, returnUrl, invoiceId };
      const session = must(await openPaymentSession(test.ports, subscriberId, wish, contextAt(now)));
      expect(session.state).toMatchObject({ state: 'opened', money: { minor: 3_100, currency: 'USD' } });
      const page = [...peer.pages.values()].find(({ id, key }) =>
        [id, key].includes(session.state.providerSessionId ?? ''),
      );
      expect(page).toMatchObject({ minor: 3_100, currency: 'USD', returnUrl });
      expect(session.state.url).toContain(peer.address);
      reference = page?.reference ?? {};
    }

    const payment = { paymentId: `${provider}-${invoiceId}`, currency: 'USD', at: now };
    const paid = make.deliver({ ...payment, kind: 'paid', minor: 3_100, reference });
    const forged = make.confirms === true ? { ...paid, headers: {} } : paid;
    expect(await deliver(forged, paid.body.replace(/31(\.)?00/, '31$101'))).toBe(400);
    expect(await invoice(invoiceId)).toMatchObject({ state: 'issued', due: 3_100 });
    expect(await Promise.all([deliver(paid), deliver(paid)])).toEqual([200, 200]);
    expect(await deliver(paid)).toBe(200);
    expect(await invoice(invoiceId)).toMatchObject({ state: 'paid', due: 0 });
    expect(await account(subscriberId)).toMatchObject({ credit: 0, openInvoices: [] });
    const payments = await everyOne(test.ports.store, paymentAggregate, { by: 'owner', owner: subscriberId });
    expect(payments).toHaveLength(1);

    const refund = (minor: number, refundedSoFar: number, refundId: string) =>
      make.deliver({
        ...payment,
        kind: 'refunded',
        // A provider that tells the sum tells the whole payment beside it.
        minor: tellsEach ? minor : 3_100,
        refundedSoFar,
        refundId,
        reference,
      });
    for (const message of [
      refund(1_000, 1_000, 'r1'),
      refund(1_000, 1_000, 'r1'),
      refund(100, 1_100, 'r2'),
    ]) {
      expect(await deliver(message)).toBe(200);
    }
    expect(await invoice(invoiceId)).toMatchObject({ state: 'partially-paid', due: 1_100 });
    expect(await deliver(refund(1_000, 1_000, 'r1'))).toBe(200);
    expect(await deliver(paid)).toBe(200);
    expect(await invoice(invoiceId)).toMatchObject({ due: 1_100 });
  });

  it('counts a refund that comes before its payment', async () => {
    const { invoiceId } = await billed();
    const common = { paymentId: `early-${provider}`, currency: 'USD', at: now, reference: { invoiceId } };
    const refunded = make.deliver({
      ...common,
      kind: 'refunded',
      minor: tellsEach ? 500 : 3_100,
      refundedSoFar: 500,
      refundId: `early-${provider}`,
    });
    expect(await deliver(refunded)).toBe(200);
    expect(await deliver(make.deliver({ ...common, kind: 'paid', minor: 3_100 }))).toBe(200);
    expect(await invoice(invoiceId)).toMatchObject({ due: 500 });
  });

  if (make.failRefund !== undefined) {
    const fail = make.failRefund;
    const orders: readonly (readonly ('paid' | 'refund' | 'fail')[])[] = [
      ['paid', 'refund', 'fail', 'fail', 'refund'],
      ['paid', 'fail', 'refund', 'fail'],
      ['fail', 'refund', 'paid', 'refund'],
      ['refund', 'fail', 'paid', 'fail'],
    ];
    const named = orders.map((order) => [order.join(', '), order] as const);
    it.each(named)('has the money of a refund that failed back, once: %s', async (_, order) => {
      const { subscriberId, invoiceId } = await billed();
      const at = (minutes: number) => new Date(Date.parse(now) - minutes * 60_000).toISOString();
      const common = { paymentId: `${order.join('-')}-${provider}`, currency: 'USD' };
      const reference = { invoiceId };
      const refund = (refundId: string, minor: number, sum: number, minutes: number) =>
        make.deliver({
          ...common,
          kind: 'refunded',
          minor: tellsEach ? minor : 3_100,
          refundedSoFar: sum,
          refundId: `${refundId}-${common.paymentId}`,
          reference,
          at: at(minutes),
        });
      const told = {
        paid: () => make.deliver({ ...common, kind: 'paid', minor: 3_100, reference, at: at(4) }),
        refund: () => refund('one', 1_000, 1_000, 3),
        fail: () => fail({ ...common, refundId: `one-${common.paymentId}`, minor: 1_000, at: at(2) }),
      };
      for (const what of order) expect(await deliver(told[what]())).toBe(200);
      expect(await invoice(invoiceId)).toMatchObject({ state: 'paid', due: 0 });
      expect(await account(subscriberId)).toMatchObject({ credit: 0, openInvoices: [] });
      const payment = async () =>
        (await everyOne(test.ports.store, paymentAggregate, { by: 'owner', owner: subscriberId }))[0]?.state;
      expect(await payment()).toMatchObject({
        state: 'received',
        refunded: 0,
        refundFailed: { money: { minor: 1_000 } },
      });

      // The next refund is one of its own, and the provider's sum leaves out the one that failed.
      expect(await deliver(refund('two', 500, 500, 1))).toBe(200);
      for (const what of order) expect(await deliver(told[what]())).toBe(200);
      expect(await invoice(invoiceId)).toMatchObject({ due: 500 });
      const after = await payment();
      expect(after).toMatchObject({ state: 'partially-refunded', refunded: 500 });
      expect(after).not.toHaveProperty('refundFailed');
    });
  }

  it('answers what is hostile with a refusal, and writes nothing', async () => {
    const { invoiceId } = await billed();
    const common = { currency: 'USD', at: now, reference: { invoiceId } };
    const genuine = make.deliver({
      ...common,
      kind: 'paid',
      paymentId: `attacked-${provider}`,
      minor: 100,
    });
    const other = make.deliver({
      ...common,
      kind: 'refunded',
      paymentId: `attacked-${provider}`,
      minor: tellsEach ? 50 : 100,
      refundedSoFar: 50,
      refundId: `attack-${provider}`,
    });
    const webhook = paymentWebhook(test.ports, () => now);
    const answers = new Map<number, number>();
    const written = async () => {
      const held = await test.ports.store.holder({
        kind: 'payment',
        value: `${provider}:attacked-${provider}`,
      });
      return [
        await test.ports.store.count('payment', { by: 'type' }),
        await test.ports.store.load(paymentAggregate, held ?? ''),
        await invoice(invoiceId),
      ];
    };
    expect(await deliver(genuine)).toBe(200);
    const before = await written();
    const random = randomOf(20_261_127);
    for (let i = 0; i < 500; i++) {
      const { body, headers } = hostileOf(genuine, { ...other, headers: genuine.headers }, random);
      const { statusCode } = await webhook({
        routeKey: '',
        pathParameters: { provider },
        headers: { ...headers },
        body: Buffer.from(body).toString('base64'),
        isBase64Encoded: true,
      });
      answers.set(statusCode, (answers.get(statusCode) ?? 0) + 1);
    }
    expect(await written()).toEqual(before);
    expect([...answers.keys()].filter((status) => status !== 200 && (status < 400 || status > 499))).toEqual(
      [],
    );
    if (make.confirms !== true) expect(answers.get(400)).toBeGreaterThan(300);
  });

  it('keeps money of nobody for people to look at', async () => {
    const paymentId = `nobody-${provider}`;
    const paid = make.deliver({ kind: 'paid', paymentId, minor: 100, currency: 'USD', at: now });
    expect(await deliver(paid)).toBe(200);
    const held = await test.ports.store.holder({ kind: 'payment', value: `${provider}:${paymentId}` });
    const kept = await test.ports.store.load(paymentAggregate, held ?? '');
    expect(kept?.state).toMatchObject({ state: 'unmatched', money: { minor: 100 } });
  });

  if (make.serve === undefined) return;

  if (make.disputes !== false) {
    it('tells of disputes: open until decided, and a lost one is money gone, once', async () => {
      const { subscriberId, invoiceId } = await billed();
      const deed = { paymentId: `disputed-${invoiceId}`, currency: 'USD', at: now, minor: 3_100 };
      const reference = { invoiceId };
      const disputed = make.deliver({ ...deed, kind: 'disputed' });
      const lost = make.deliver({ ...deed, kind: 'dispute-lost' });
      expect(await deliver(disputed)).toBe(200);
      expect(await deliver(make.deliver({ ...deed, kind: 'paid', reference }))).toBe(200);
      const payment = async () =>
        (await everyOne(test.ports.store, paymentAggregate, { by: 'owner', owner: subscriberId }))[0]?.state;
      const open = await payment();
      expect(open).toMatchObject({
        state: 'received',
        disputes: [{ state: 'open', money: { minor: 3_100 } }],
      });
      expect(open && isDisputed(open)).toBe(true);
      expect(await invoice(invoiceId)).toMatchObject({ state: 'paid' });
      for (const message of [lost, disputed, lost]) expect(await deliver(message)).toBe(200);
      const decided = await payment();
      expect(decided).toMatchObject({ state: 'refunded', refunded: 3_100, disputes: [{ state: 'lost' }] });
      expect(decided && isDisputed(decided)).toBe(false);
      expect(await invoice(invoiceId)).toMatchObject({ state: 'issued', due: 3_100 });
    });
  }

  it('has one page when the answer is lost and the request comes again', async () => {
    const { subscriberId, invoiceId } = await billed();
    const ask = () =>
      openPaymentSession(
        test.ports,
        subscriberId,
        { provider, returnUrl, invoiceId },
        keyed(`${provider}-1`),
      );
    const before = peer.pages.size;
    peer.loseAnswers(1);
    expect(await ask()).toMatchObject({ refusal: { code: 'payment-provider.not-answering' } });
    const sessions = () =>
      everyOne(test.ports.store, paymentSessionAggregate, { by: 'owner', owner: subscriberId });
    expect((await sessions()).map(({ state }) => state.state)).toEqual(['requested']);
    expect(must(await ask()).state.state).toBe('opened');
    expect((await sessions()).map(({ state }) => state.state)).toEqual(['opened']);
    // Paystack does not show a page again: that which nobody was given stays unknown.
    expect(peer.pages.size - before).toBe(provider === 'paystack' ? 2 : 1);
  });

  it('writes down what it refuses', async () => {
    const { subscriberId, invoiceId } = await billed();
    const { settings, secrets } = make.configuration(peer.address);
    const wrong = Object.fromEntries(Object.keys(secrets).map((name) => [name, 'a wrong secret']));
    must(await configurePaymentProvider(test.ports, provider, { settings, secrets: wrong }, contextAt(now)));
    const wish = { provider, returnUrl, invoiceId };
    expect(await openPaymentSession(test.ports, subscriberId, wish, contextAt(now))).toMatchObject({
      refusal: { code: 'payment-provider.refused' },
    });
    const [session] = await everyOne(test.ports.store, paymentSessionAggregate, {
      by: 'owner',
      owner: subscriberId,
    });
    expect(session?.state).toMatchObject({ state: 'refused' });
    expect(session?.state.reason).toContain(make.refusesWith ?? '401');
    must(await configurePaymentProvider(test.ports, provider, { settings, secrets }, contextAt(now)));
  });
});

describe('payment providers', () => {
  const set = (provider: string, settings: Record<string, string>, secrets: Record<string, string>) =>
    configurePaymentProvider(test.ports, provider, { settings, secrets }, contextAt(now));

  it('are refused where they are unknown or do not take the fields, each by its pointer', async () => {
    expect(await set('nonesuch', {}, {})).toMatchObject({ refusal: { code: 'payment-provider.unknown' } });
    expect(await set('square', { apiAddress: 'http://square.example', colour: 'red' }, {})).toMatchObject({
      refusal: {
        code: 'payment-provider.settings-unfit',
        flaws: expect.arrayContaining([
          expect.objectContaining({ pointer: '/settings/apiAddress' }),
          expect.objectContaining({ pointer: '/settings/notificationUrl' }),
          expect.objectContaining({ pointer: '/settings/colour' }),
        ]),
      },
    });
  });

  it('keep secrets that are left out, never tell one, and forget all when they are removed', async () => {
    must(await set('stripe', {}, { webhookSecret: 'whsec_first', apiKey: 'sk_test_first' }));
    const again = must(await set('stripe', {}, { webhookSecret: 'whsec_second' }));
    expect(again.state.providers['stripe']?.secretNames).toEqual(['apiKey', 'webhookSecret']);
    const same = must(await set('stripe', {}, { webhookSecret: 'whsec_second' }));
    expect(same.version).toBe(again.version);
    const history = await test.ports.store.history('payment-providers', again.id);
    expect(JSON.stringify([history, again])).not.toMatch(/whsec_|sk_test_/);
    must(await removePaymentProvider(test.ports, 'stripe', contextAt(now)));
    expect((await readPaymentProviders(test.ports)).state.providers['stripe']).toBeUndefined();
    expect(await test.ports.store.secret('payment-providers', again.id, 'stripe.apiKey')).toBeUndefined();
    expect(await removePaymentProvider(test.ports, 'stripe', contextAt(now))).toMatchObject({
      refusal: { code: 'payment-provider.not-configured' },
    });
  });

  it('make no page for what is not owed, in another currency, or of another', async () => {
    const { subscriberId, invoiceId } = await billed();
    const other = await billed();
    const ask = async (more: object) => {
      const answer = await openPaymentSession(
        test.ports,
        subscriberId,
        { provider: 'razorpay', returnUrl, ...more },
        contextAt(now),
      );
      return answer.ok ? 'opened' : answer.refusal.code;
    };
    expect(await ask({ invoiceId: other.invoiceId })).toBe('payment.invoice-of-another');
    expect(await ask({ money: { minor: 5, currency: 'EUR' } })).toBe('payment.wrong-currency');
    expect(await ask({ money: { minor: 0, currency: 'USD' } })).toBe('payment.not-positive');
    expect(await ask({ invoiceId, provider: 'stripe' })).toBe('payment-provider.not-configured');
    must(await set('stripe', {}, { webhookSecret: 'whsec_only' }));
    expect(await ask({ invoiceId, provider: 'stripe' })).toBe('payment-provider.no-hosted-page');
  });
});
