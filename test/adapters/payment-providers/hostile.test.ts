import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isHmac } from '../../../functions/adapters/payment-messages/signature.ts';
import { paymentProviderKinds } from '../../../functions/adapters/payment-provider-kinds.ts';
import type { Result } from '../../../functions/domain/result.ts';
import type { PaymentNotice, ProviderNotice } from '../../../functions/ports/payment-provider.ts';
import { type Hostile, hostileOf, randomOf } from '../../lab/hostile-deliveries.ts';
import { mpesa } from '../../lab/payment-peers/mpesa.ts';
import { type Delivery, type PeerMake, peerMakes, startPaymentPeer } from '../../lab/payment-peers.ts';

const now = '2026-01-05T12:00:00.000Z';
const deliveries = 20_000;
/** Where the address of a message is mutated among its headers. */
const place = ':query';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const makes = [...peerMakes, mpesa];
const messages = makes.flatMap((make) =>
  ['paid', ...Object.keys(make.others ?? {})].map((told) => [make.name, told, make] as const),
);

describe.each(messages)('hostile deliveries to %s, of what is %s', (name, message, make) => {
  it(`are refused in each of ${deliveries}`, async () => {
    const kind = await paymentProviderKinds.find(name);
    const peer = await startPaymentPeer(make);
    stops.push(() => peer.stop());
    const provider = kind?.make(make.configuration(peer.address));
    const genuine = deliveryOf(make, message, 3_100);
    const raw = Buffer.from(genuine.body);
    const read = ({ body, headers: { [place]: query, ...headers } }: Hostile) =>
      provider?.read(body, headers, now, new URLSearchParams(query ?? ''));
    const told = await read({ ...genuine, body: raw });
    if (message === 'paid') {
      expect(told).toMatchObject({ ok: true, value: [{ kind: 'succeeded', money: { minor: 3_100 } }] });
    } else
      expect(told).toMatchObject({
        ok: true,
        value: [expect.objectContaining({ kind: expect.any(String) })],
      });
    const random = randomOf(20_261_126);
    const accepted: Hostile[] = [];
    const codes = new Set<string>();
    for (let i = 0; i < deliveries; i++) {
      const hostile = hostileOf(genuine, deliveryOf(make, message, 999), random);
      const answer = await read(hostile);
      if (answer?.ok === false) codes.add(answer.refusal.code);
      // A genuine body under a signature that still holds is the genuine message, whatever else the header says.
      else if (make.confirms === true && isTrue(answer, told)) continue;
      else if (!hostile.body.equals(raw) || JSON.stringify(answer) !== JSON.stringify(told)) {
        accepted.push(hostile);
      }
    }
    expect(accepted).toEqual([]);
    for (const code of codes)
      expect(code).toMatch(/^webhook\.(signature-invalid|signature-expired|malformed)$/);
    expect(codes).toContain('webhook.signature-invalid');
  });
});

it('hostile deliveries are sent to every make there is', async () => {
  const here = import.meta.dirname;
  const folder = join(here, '../../../functions/adapters/payment-providers');
  const names = readdirSync(folder).flatMap((file) => /^(.+)\.ts$/.exec(file)?.[1] ?? []);
  const sent = new Set(makes.map((make) => make.name));
  // A make that is asked what happened sends its own, to a peer that keeps state.
  const missing = names.filter((name) => {
    const own = join(here, `${name}.test.ts`);
    return !sent.has(name) && !(existsSync(own) && readFileSync(own, 'utf8').includes('hostileOf('));
  });
  expect(names.length).toBeGreaterThan(10);
  expect(missing).toEqual([]);
});

/** As M-Pesa writes a receipt number, which no query answers: it is believed by the address that it comes to. */
const believed = /^[A-Z0-9]{6,20}$/;

/** What moves no money by itself: before it counts, its provider is asked. */
const moveless: readonly string[] = [
  'announced',
  'unconfirmed',
  'enquiry',
] satisfies ProviderNotice['kind'][];

/** Whatever a message says that is confirmed: nothing is told but what is so. */
function isTrue(answer: Result<readonly ProviderNotice[]> | undefined, told: unknown): boolean {
  if (answer?.ok === true && answer.value.every(({ kind }) => moveless.includes(kind))) return true;
  const [said, so] = [answer, told].map((one) =>
    JSON.stringify(one, (name, value) =>
      (name === 'receipt' && believed.test(String(value))) ||
      (name === 'booked' && believed.test(String((value as PaymentNotice['booked'])?.reference)))
        ? undefined
        : value,
    ),
  );
  return said === so || said === JSON.stringify({ ok: true, value: [] });
}

function deliveryOf(make: PeerMake, message: string, minor: number): Delivery {
  const reference = { invoiceId: 'inv_01k9xq3v7n5e2r8t4w6y0a1b2c' };
  const paid = { kind: 'paid', paymentId: 'p-1', minor, currency: 'USD', at: now, reference } as const;
  const { query, ...delivery } = make.others?.[message]?.(minor) ?? make.deliver(paid);
  return query === undefined ? delivery : { ...delivery, headers: { ...delivery.headers, [place]: query } };
}

describe('Standard Webhooks', () => {
  it('holds for the example that the specification gives, and for one of several signatures', async () => {
    const kind = await paymentProviderKinds.find('standard-webhooks');
    const provider = kind?.make({
      settings: { paymentIdPath: 'id', statusPath: 'event_type', amountPath: 'amount', amountUnit: 'minor' },
      secrets: { signingSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
    });
    const read = (signature: string, at = '2021-02-25T04:54:14.000Z') =>
      provider?.read(
        Buffer.from('{"test": 2432232314}'),
        {
          'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
          'webhook-timestamp': '1614265330',
          'webhook-signature': signature,
        },
        at,
      );
    const genuine = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
    const at = '2021-02-25T15:02:10.000Z';
    // It holds, and tells of no payment.
    expect(await read(genuine, at)).toMatchObject({ refusal: { code: 'webhook.malformed' } });
    expect(await read(`v1a,other v1,AAAA ${genuine}`, at)).toMatchObject({
      refusal: { code: 'webhook.malformed' },
    });
    expect(await read(genuine.replace('v1', 'v2'), at)).toMatchObject({
      refusal: { code: 'webhook.signature-invalid' },
    });
    expect(await read(genuine)).toMatchObject({ refusal: { code: 'webhook.signature-expired' } });
  });
});

describe('an HMAC', () => {
  it('is that of RFC 4231 (test case 2), as text and nothing like it', () => {
    const parts = ['what do ya want ', Buffer.from('for nothing?')];
    const sha256 = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    const sha512 =
      '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737';
    expect(isHmac(sha256, 'sha256', 'Jefe', parts, 'hex')).toBe(true);
    expect(isHmac(sha512, 'sha512', 'Jefe', parts, 'hex')).toBe(true);
    expect(isHmac(Buffer.from(sha256, 'hex').toString('base64'), 'sha256', 'Jefe', parts, 'base64')).toBe(
      true,
    );
    for (const other of [undefined, '', sha256.toUpperCase(), `${sha256} `, sha256.slice(2), sha512]) {
      expect(isHmac(other, 'sha256', 'Jefe', parts, 'hex')).toBe(false);
    }
  });
});
