import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProviderConfiguration } from '../../functions/ports/payment-provider.ts';
import type { Delivery } from './payment-peers.ts';

const webhookSecret = 'webhook secret of the simulated bank';
const accessToken = 'sandbox-access-token';

type DebitAction =
  | 'confirmed'
  | 'failed'
  | 'cancelled'
  | 'customer_approval_denied'
  | 'charged_back'
  | 'chargeback_cancelled';

interface Debit {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly mandate: string;
  amount_refunded: number;
}

/** A part of GoCardless's API that keeps state: mandates, debits and refunds, each once per Idempotency-Key. */
export interface SimulatedGoCardless {
  readonly address: string;
  readonly configuration: ProviderConfiguration;
  readonly debits: readonly Debit[];
  /** The payer goes through the page of the last billing request: what is then sent. */
  fulfil(): Delivery;
  /** What the bank says of a debit. */
  tell(debitId: string, action: DebitAction, description?: string, details?: object): Delivery;
  tellRefund(refundId: string, action?: 'created' | 'failed' | 'bounced'): Delivery;
  cancelMandate(mandateId: string): Delivery;
  deliver(events: readonly object[]): Delivery;
  loseAnswers(count: number): void;
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

export async function startGoCardless(
  at: () => string = () => '2026-01-05T11:00:00.000Z',
): Promise<SimulatedGoCardless> {
  const requests: { id: string; metadata: Record<string, string>; mandate?: string }[] = [];
  const mandates = new Map<string, 'active' | 'cancelled'>();
  const debits: Debit[] = [];
  const refunds: { id: string; amount: number; payment: string }[] = [];
  const confirmed = new Set<string>();
  const keys = new Map<string, string>();
  let lost = 0;
  let eventNumber = 0;

  const no = (status: number, message: string, more: object = {}): Answer => ({
    status,
    body: { error: { message, type: 'invalid_state', errors: [{ message, ...more }] } },
  });

  function post(path: string, body: Record<string, unknown>, key: string): Answer {
    const before = keys.get(key);
    if (before !== undefined) {
      return no(409, 'A resource has already been created with this idempotency key', {
        reason: 'idempotent_creation_conflict',
        links: { conflicting_resource_id: before },
      });
    }
    const made = (id: string, status: number, answer: object): Answer => {
      if (key !== '') keys.set(key, id);
      return { status, body: answer };
    };
    if (path === 'billing_requests') {
      const { metadata } = body['billing_requests'] as { metadata: Record<string, string> };
      const id = `BRQ${requests.length + 1}`;
      requests.push({ id, metadata });
      return made(id, 201, { billing_requests: { id, metadata, mandate_request: { links: {} } } });
    }
    if (path === 'billing_request_flows') {
      const { links } = body['billing_request_flows'] as { links: { billing_request: string } };
      if (!requests.some(({ id }) => id === links.billing_request)) return no(404, 'Resource not found');
      const url = `https://pay.example/flow/${links.billing_request}`;
      return { status: 201, body: { billing_request_flows: { authorisation_url: url } } };
    }
    if (path === 'payments') {
      const { amount, currency, metadata, links } = body['payments'] as Omit<Debit, 'mandate'> & {
        links: { mandate: string };
      };
      if (Object.keys(metadata).length > 3) return no(422, 'metadata has more than three keys');
      if (mandates.get(links.mandate) !== 'active') {
        return no(422, 'Mandate is cancelled', { reason: 'mandate_is_inactive' });
      }
      const debit = {
        id: `PM${debits.length + 1}`,
        amount,
        currency,
        metadata,
        mandate: links.mandate,
        amount_refunded: 0,
      };
      debits.push(debit);
      return made(debit.id, 201, { payments: debit });
    }
    if (path === 'refunds') {
      const {
        amount,
        total_amount_confirmation: total,
        links,
      } = body['refunds'] as {
        amount: number;
        total_amount_confirmation: number;
        links: { payment: string };
      };
      const debit = debits.find(({ id }) => id === links.payment);
      if (debit === undefined || total !== debit.amount_refunded + amount) {
        return no(422, 'Total amount confirmation is wrong', { reason: 'total_amount_confirmation_invalid' });
      }
      debit.amount_refunded += amount;
      const id = `RF${refunds.length + 1}`;
      refunds.push({ id, amount, payment: debit.id });
      return made(id, 201, { refunds: { id, amount, currency: debit.currency, links } });
    }
    const cancelled = /^mandates\/(\w+)\/actions\/cancel$/.exec(path)?.[1];
    if (cancelled !== undefined) {
      if (mandates.get(cancelled) !== 'active') return no(422, 'Mandate is cancelled already');
      mandates.set(cancelled, 'cancelled');
      return { status: 200, body: { mandates: { id: cancelled, status: 'cancelled' } } };
    }
    return no(404, 'Resource not found');
  }

  function get(path: string, query: URLSearchParams): Answer {
    const [collection, id = ''] = path.split('/');
    if (collection === 'events') {
      const isConfirmed = confirmed.has(query.get('payment') ?? '') && query.get('action') === 'confirmed';
      return { status: 200, body: { events: isConfirmed ? [{ id: 'EV0' }] : [] } };
    }
    const request = requests.find((one) => one.id === id);
    if (request !== undefined) {
      const links = request.mandate === undefined ? {} : { mandate: request.mandate };
      return {
        status: 200,
        body: { billing_requests: { id, metadata: request.metadata, mandate_request: { links } } },
      };
    }
    const debit = debits.find((one) => one.id === id);
    if (debit !== undefined) return { status: 200, body: { payments: debit } };
    const refund = refunds.find((one) => one.id === id);
    if (refund !== undefined) {
      const { amount, payment } = refund;
      return { status: 200, body: { refunds: { id, amount, currency: 'USD', links: { payment } } } };
    }
    if (mandates.has(id))
      return { status: 200, body: { mandates: { id, links: { customer_bank_account: 'BA1' } } } };
    if (id === 'BA1') {
      return {
        status: 200,
        body: { customer_bank_accounts: { id, account_number_ending: '11', bank_name: 'BARCLAYS BANK PLC' } },
      };
    }
    return no(404, 'Resource not found');
  }

  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://gocardless');
      const { headers, method } = request;
      const isKnown =
        headers.authorization === `Bearer ${accessToken}` && headers['gocardless-version'] === '2015-07-06';
      const path = url.pathname.slice(1);
      const answer = !isKnown
        ? no(401, 'The access token you have used is not a valid access token')
        : method === 'GET'
          ? get(path, url.searchParams)
          : post(
              path,
              JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>,
              String(headers['idempotency-key'] ?? ''),
            );
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

  const deliver = (events: readonly object[]): Delivery => {
    const body = JSON.stringify({ events });
    const signed = createHmac('sha256', webhookSecret).update(body).digest('hex');
    return { body, headers: { 'webhook-signature': signed } };
  };
  const told = (resource_type: string, action: string, links: object, details: object = {}) => {
    eventNumber += 1;
    return {
      id: `EV${eventNumber}`,
      created_at: at(),
      resource_type,
      action,
      links,
      details,
    };
  };

  return {
    address,
    configuration: { settings: { apiAddress: address }, secrets: { webhookSecret, accessToken } },
    debits,
    fulfil() {
      const request = requests.at(-1);
      if (request === undefined) throw new Error('nobody asked for a mandate');
      request.mandate = `MD${requests.length}`;
      mandates.set(request.mandate, 'active');
      return deliver([told('billing_requests', 'fulfilled', { billing_request: request.id })]);
    },
    tell(debitId, action, description, details = {}) {
      const event = told('payments', action, { payment: debitId }, { description, ...details });
      if (action === 'confirmed') confirmed.add(debitId);
      return deliver([event]);
    },
    tellRefund: (refundId, action = 'created') => deliver([told('refunds', action, { refund: refundId })]),
    cancelMandate(mandateId) {
      mandates.set(mandateId, 'cancelled');
      return deliver([told('mandates', 'cancelled', { mandate: mandateId })]);
    },
    deliver,
    loseAnswers(count) {
      lost = count;
    },
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
}
