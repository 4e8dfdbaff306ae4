import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { paymentProviderKinds } from '../../../functions/adapters/payment-provider-kinds.ts';
import type { ProviderConfiguration } from '../../../functions/ports/payment-provider.ts';
import { must } from '../../use-cases/paying-subscriber.ts';

interface Refunded {
  readonly key: string;
  readonly paymentId: string;
  readonly amount: number;
}

interface Make {
  configuration(address: string): ProviderConfiguration;
  /** What the request asks for; undefined where it is no such request as the provider takes. */
  read(request: IncomingMessage, url: URL, body: Record<string, unknown>): Refunded | undefined;
  answer(made: Refunded): object;
  /** Where the provider lists what it refunded, instead of a key of the call. */
  list?(all: readonly Refunded[]): object;
  readonly no: object;
}

const basic = `Basic ${Buffer.from('rzp_test_key:secret-of-the-key').toString('base64')}`;

const makes: Readonly<Record<string, Make>> = {
  razorpay: {
    configuration: (apiAddress) => ({
      settings: { apiAddress, keyId: 'rzp_test_key' },
      secrets: { webhookSecret: 'webhook-secret', keySecret: 'secret-of-the-key' },
    }),
    read({ method, headers }, { pathname }, body) {
      const paymentId = /^\/v1\/payments\/(pay_\w+)\/refund$/.exec(pathname)?.[1];
      const key = String(headers['x-refund-idempotency'] ?? '');
      const isAsked = method === 'POST' && headers.authorization === basic && /^[\w-]{10,}$/.test(key);
      if (!isAsked || paymentId === undefined) return undefined;
      if (Object.keys(body).some((name) => !['amount', 'notes'].includes(name))) return undefined;
      return { key, paymentId, amount: Number(body['amount']) };
    },
    answer: ({ key }) => ({ id: `rfnd_${key}`, status: 'processed' }),
    no: { error: { description: 'The total refund amount is greater than the refund payment amount' } },
  },
  square: {
    configuration: (apiAddress) => ({
      settings: { apiAddress, notificationUrl: 'https://isp.example/square' },
      secrets: { signatureKey: 'signature-key', accessToken: 'access-token' },
    }),
    read({ method, headers }, { pathname }, body) {
      if (method !== 'POST' || pathname !== '/v2/refunds') return undefined;
      if (headers.authorization !== 'Bearer access-token') return undefined;
      const { idempotency_key: key, payment_id: paymentId, amount_money: money } = body;
      const { amount, currency } = money as { amount: number; currency: string };
      return currency === 'USD' ? { key: String(key), paymentId: String(paymentId), amount } : undefined;
    },
    answer: ({ key }) => ({ refund: { id: key, status: 'PENDING' } }),
    no: { errors: [{ detail: 'The requested refund amount exceeds the amount available to refund.' }] },
  },
  paystack: {
    configuration: (apiAddress) => ({ settings: { apiAddress }, secrets: { secretKey: 'sk_test_paystack' } }),
    read({ method, headers }, { pathname }, body) {
      if (method !== 'POST' || pathname !== '/refund') return undefined;
      if (headers.authorization !== 'Bearer sk_test_paystack') return undefined;
      const { merchant_note: key, transaction: paymentId, amount } = body;
      return { key: String(key), paymentId: String(paymentId), amount: Number(amount) };
    },
    answer: () => ({ status: true, data: { id: 1 } }),
    list: (all) => ({ status: true, data: all.map(({ key }) => ({ id: 1, merchant_note: key })) }),
    no: { status: false, message: 'Refund amount cannot be more than transaction amount' },
  },
};

const paid = 3_100;
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function start(make: Make) {
  const refunds: Refunded[] = [];
  let lost = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://peer');
      const text = Buffer.concat(parts).toString();
      const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
      const tell = (status: number, told: object) => {
        if (lost > 0) {
          lost -= 1;
          response.destroy();
        } else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(told));
      };
      if (request.method === 'GET' && make.list !== undefined) return tell(200, make.list(refunds));
      const asked = make.read(request, url, body);
      if (asked === undefined) return tell(404, make.no);
      const before = refunds.find(({ key }) => key === asked.key);
      if (before !== undefined && make.list === undefined) return tell(200, make.answer(before));
      const sum = refunds.reduce((all, { amount }) => all + amount, asked.amount);
      if (sum > paid) return tell(400, make.no);
      refunds.push(asked);
      return tell(200, make.answer(asked));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  stops.push(() => new Promise((stopped) => server.close(() => stopped())));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    refunds,
    loseAnswers(count: number) {
      lost = count;
    },
  };
}

describe.each(Object.entries(makes))('%s', (name, make) => {
  it('sends money back once per key, however often the answer is lost, and says its no in its words', async () => {
    const peer = await start(make);
    const kind = (await paymentProviderKinds.find(name))!;
    const provider = kind.make(must(kind.check(make.configuration(peer.address))));
    const refund = (key: string, minor: number) =>
      provider.refund!(
        {
          key,
          providerPaymentId: 'pay_one',
          paid: { minor: paid, currency: 'USD' },
          money: { minor, currency: 'USD' },
        },
        '2026-01-05T12:00:00.000Z',
      );
    const key = 'rfd_01k9xq3v7n5e2r8t4w6y0a1b2c';
    peer.loseAnswers(1);
    expect(await refund(key, 1_000)).toMatchObject({ refusal: { code: 'payment-provider.not-answering' } });
    peer.loseAnswers(make.list === undefined ? 1 : 0);
    await refund(key, 1_000);
    for (const _ of [1, 2]) expect(must(await refund(key, 1_000))).toEqual([]);
    expect(peer.refunds).toEqual([{ key, paymentId: 'pay_one', amount: 1_000 }]);
    const no = await refund('rfd_01k9xq3v7n5e2r8t4w6y0a1b2d', 2_101);
    expect(no).toMatchObject({
      refusal: { code: 'payment-provider.refused', message: expect.stringMatching(/refund amount/i) },
    });
    must(await refund('rfd_01k9xq3v7n5e2r8t4w6y0a1b2e', 2_100));
    expect(peer.refunds).toHaveLength(2);
  });
});
