import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProviderConfiguration } from '../../functions/ports/payment-provider.ts';
import type { Delivery } from './payment-peers.ts';

const webhookSecret = 'whsec_of_the_charging_stripe';
const apiKey = 'sk_test_charging';

export interface SimulatedIntent {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly payment_method: string;
  readonly customer: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly status: 'succeeded' | 'processing' | 'requires_payment_method';
  refunded: number;
}

/** How a saved method behaves when it is charged. */
export type Behaviour = 'pays' | 'processes' | { readonly declines: string };

interface Answer {
  readonly status: number;
  readonly body: object;
}

/**
 * A part of Stripe's API that keeps state: saved methods, charges without the payer, and refunds, each once per
 * Idempotency-Key. A parameter that Stripe does not know is refused, and so is a key with other parameters.
 */
export interface ChargingStripe {
  readonly configuration: ProviderConfiguration;
  readonly intents: readonly SimulatedIntent[];
  readonly sessions: readonly URLSearchParams[];
  readonly detached: ReadonlySet<string>;
  /** A payer saves a method on the page: what Stripe then sends. */
  save(token: string, subscriberId: string, expires?: { month: number; year: number }): Delivery;
  behave(token: string, behaviour: Behaviour): void;
  /** Stripe's message about what became of a charge that it had taken on. */
  settle(intentId: string, outcome: 'succeeded' | 'failed'): Delivery;
  message(type: string, object: object): Delivery;
  /** So many requests from now on are carried out and their answers lost. */
  loseAnswers(count: number): void;
  /** Keys are forgotten, as after a day. */
  forgetKeys(): void;
  stop(): Promise<void>;
}

const parametersOf: Readonly<Record<string, RegExp>> = {
  'checkout/sessions':
    /^(mode|success_url|cancel_url|client_reference_id|customer|customer_email|customer_creation|line_items\[0\]\[(quantity|price_data\]\[(currency|unit_amount|product_data\]\[name))\]|(payment_intent_data\[metadata\]|setup_intent_data\[metadata\]|metadata)\[\w+\]|payment_intent_data\[setup_future_usage\])$/,
  payment_intents:
    /^(amount|currency|payment_method|customer|description|off_session|confirm|metadata\[\w+\])$/,
  refunds: /^(payment_intent|charge|amount|expand\[0\]|metadata\[\w+\])$/,
};

export async function startChargingStripe(at: () => string): Promise<ChargingStripe> {
  const methods = new Map<string, { customer: string; month: number; year: number }>();
  const behaviours = new Map<string, Behaviour>();
  const intents: SimulatedIntent[] = [];
  const sessions: URLSearchParams[] = [];
  const detached = new Set<string>();
  const answered = new Map<string, { request: string; answer: Answer }>();
  let lost = 0;

  const no = (status: number, message: string, more: object = {}): Answer => ({
    status,
    body: { error: { message, ...more } },
  });
  const methodBody = (id: string) => {
    const { customer, month, year } = methods.get(id) ?? { customer: null, month: 1, year: 2030 };
    return {
      id,
      type: 'card',
      customer,
      card: { brand: 'visa', last4: '4242', exp_month: month, exp_year: year },
    };
  };
  const metadataOf = (form: URLSearchParams) =>
    Object.fromEntries(
      [...form].flatMap(([name, value]) => {
        const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
        return key === undefined ? [] : [[key, value]];
      }),
    );

  function charge(form: URLSearchParams): Answer {
    const token = form.get('payment_method') ?? '';
    const amount = Number(form.get('amount'));
    const method = methods.get(token);
    if (method === undefined || detached.has(token)) return no(400, `No such PaymentMethod: '${token}'`);
    if (form.get('customer') !== method.customer) return no(400, 'The method belongs to another customer.');
    if (!Number.isSafeInteger(amount) || amount <= 0) return no(400, 'Invalid positive integer');
    if (form.get('off_session') !== 'true' || form.get('confirm') !== 'true') return no(400, 'Not confirmed');
    const behaviour = behaviours.get(token) ?? 'pays';
    const intent: SimulatedIntent = {
      id: `pi_${intents.length + 1}`,
      amount,
      currency: form.get('currency') ?? '',
      payment_method: token,
      customer: method.customer,
      metadata: metadataOf(form),
      status:
        behaviour === 'pays'
          ? 'succeeded'
          : behaviour === 'processes'
            ? 'processing'
            : 'requires_payment_method',
      refunded: 0,
    };
    intents.push(intent);
    if (typeof behaviour === 'string') return { status: 200, body: { object: 'payment_intent', ...intent } };
    return no(402, 'Your card was declined.', {
      code: 'card_declined',
      decline_code: behaviour.declines,
      payment_intent: { id: intent.id },
    });
  }

  function refund(form: URLSearchParams): Answer {
    const intent = intents.find(({ id }) => id === form.get('payment_intent'));
    const amount = Number(form.get('amount'));
    if (intent?.status !== 'succeeded') return no(400, 'No such payment_intent');
    if (amount > intent.amount - intent.refunded)
      return no(400, 'Refund amount is greater than unrefunded amount');
    intent.refunded += amount;
    return {
      status: 200,
      body: {
        id: `re_${intent.id}_${intent.refunded}`,
        status: 'succeeded',
        charge: chargeBody(intent),
      },
    };
  }

  const chargeBody = ({ id, currency, refunded, metadata }: SimulatedIntent) => ({
    id: `ch_${id}`,
    payment_intent: id,
    amount_refunded: refunded,
    currency,
    metadata,
  });

  function serve(method: string, path: string, query: URLSearchParams, body: string): Answer {
    const form = new URLSearchParams(body);
    const known = parametersOf[path];
    const unknown = [...form.keys()].find((name) => known !== undefined && !known.test(name));
    if (unknown !== undefined) return no(400, `Received unknown parameter: ${unknown}`);
    if (method === 'GET' && path === 'payment_intents/search') {
      const key = /^metadata\['chargeKey'\]:'([\w-]+)'$/.exec(query.get('query') ?? '')?.[1];
      const data = intents.filter(({ metadata }) => metadata['chargeKey'] === key);
      return { status: 200, body: { data } };
    }
    if (method === 'GET' && path.startsWith('payment_methods/')) {
      const id = path.slice('payment_methods/'.length);
      return methods.has(id) ? { status: 200, body: methodBody(id) } : no(404, 'No such payment method');
    }
    const detach = /^payment_methods\/(\w+)\/detach$/.exec(path)?.[1];
    if (method === 'POST' && detach !== undefined) {
      if (detached.has(detach)) return no(400, 'The payment method is not attached to a customer');
      detached.add(detach);
      return { status: 200, body: methodBody(detach) };
    }
    if (method !== 'POST') return no(404, 'Unrecognized request URL');
    switch (path) {
      case 'payment_intents':
        return charge(form);
      case 'refunds':
        return refund(form);
      case 'checkout/sessions': {
        sessions.push(form);
        const id = `cs_test_${sessions.length}`;
        return { status: 200, body: { id, url: `https://checkout.example/${id}` } };
      }
      default:
        return no(404, 'Unrecognized request URL');
    }
  }

  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://stripe');
      const body = Buffer.concat(parts).toString();
      const key = request.headers['idempotency-key'];
      const asked = `${request.method} ${url.pathname} ${body}`;
      const before = typeof key === 'string' ? answered.get(key) : undefined;
      const answer =
        request.headers.authorization !== `Bearer ${apiKey}`
          ? no(401, 'Invalid API Key provided')
          : before === undefined
            ? serve(request.method ?? '', url.pathname.replace(/^\/v1\//, ''), url.searchParams, body)
            : before.request === asked
              ? before.answer
              : no(400, 'Keys for idempotent requests can only be used with the same parameters');
      if (typeof key === 'string' && before === undefined) answered.set(key, { request: asked, answer });
      if (lost > 0) {
        lost -= 1;
        response.destroy();
        return;
      }
      response
        .writeHead(answer.status, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  let events = 0;
  const message = (type: string, object: object): Delivery => {
    const created = Math.floor(Date.parse(at()) / 1000);
    events += 1;
    const body = JSON.stringify({ id: `evt_${events}`, type, created, data: { object } });
    const signed = createHmac('sha256', webhookSecret).update(`${created}.${body}`).digest('hex');
    return { body, headers: { 'stripe-signature': `t=${created},v1=${signed}` } };
  };

  return {
    configuration: { settings: { apiAddress: address }, secrets: { webhookSecret, apiKey } },
    intents,
    sessions,
    detached,
    message,
    save(token, subscriberId, { month, year } = { month: 12, year: 2030 }) {
      methods.set(token, { customer: `cus_${token}`, month, year });
      return message('setup_intent.succeeded', {
        id: `seti_${token}`,
        payment_method: token,
        customer: `cus_${token}`,
        metadata: { subscriberId },
      });
    },
    behave(token, behaviour) {
      behaviours.set(token, behaviour);
    },
    settle(intentId, outcome) {
      const intent = intents.find(({ id }) => id === intentId);
      if (intent === undefined) throw new Error(`there is no ${intentId}`);
      const { id, amount, currency, metadata } = intent;
      return message(outcome === 'succeeded' ? 'payment_intent.succeeded' : 'payment_intent.payment_failed', {
        id,
        amount,
        amount_received: outcome === 'succeeded' ? amount : 0,
        currency,
        metadata,
        last_payment_error: outcome === 'succeeded' ? null : { message: 'The account has no funds.' },
      });
    },
    loseAnswers(count) {
      lost = count;
    },
    forgetKeys() {
      answered.clear();
    },
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
}
