import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProviderConfiguration } from '../../functions/ports/payment-provider.ts';
import { authorizeNet } from './payment-peers/authorize-net.ts';
import { flutterwave } from './payment-peers/flutterwave.ts';
import { genericHmac } from './payment-peers/generic-hmac.ts';
import { paypal } from './payment-peers/paypal.ts';
import { paystack } from './payment-peers/paystack.ts';
import { razorpay } from './payment-peers/razorpay.ts';
import { square } from './payment-peers/square.ts';
import { standardWebhooks } from './payment-peers/standard-webhooks.ts';
import { stripe } from './payment-peers/stripe.ts';

/** A page that a simulated provider made, as it understood the request. */
export interface PeerPage {
  readonly id: string;
  readonly key: string;
  readonly minor: number;
  readonly currency: string;
  readonly reference: Readonly<Record<string, string>>;
  readonly returnUrl: string;
  /** The request as it came: the same key with another is refused. */
  readonly request: string;
}

export interface Delivery {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the address that it is sent to. */
  readonly query?: string;
}

/** What the payer, or the merchant at the provider's own desk, did. Amounts in minor units of a two-decimal currency. */
export interface Deed {
  readonly kind: 'paid' | 'refunded' | 'disputed' | 'dispute-lost';
  readonly paymentId: string;
  readonly minor: number;
  readonly currency: string;
  /** Of all refunds so far, this one included. */
  readonly refundedSoFar?: number;
  readonly refundId?: string;
  readonly reference?: Readonly<Record<string, string>>;
  readonly at: string;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

interface Told {
  readonly status: number;
  /** Text is published as it is, all else as JSON. */
  readonly body: object | string;
}

/** One make of provider: how it is set up, how its API behaves, and how it tells of what was done. */
export interface PeerMake {
  readonly name: string;
  /** Its signature does not cover the message: what counts is what the provider says when it is asked. */
  readonly confirms?: true;
  /** False where no message tells of disputes. */
  readonly disputes?: false;
  /** How it says that it does not know who asks; 401 where it is left out. */
  readonly refusesWith?: string;
  configuration(address: string): ProviderConfiguration;
  /** Left out where the make has no API that is used. */
  serve?(asked: Asked, pages: Map<string, PeerPage>, address: string): Told;
  deliver(deed: Deed): Delivery;
  /** Messages of other kinds that are told of a payment of so much, by what they are called. */
  readonly others?: Readonly<Record<string, (minor: number) => Delivery>>;
  /** Tells that a refund did not reach the payer. Left out where no message tells that. */
  failRefund?(deed: FailedRefund): Delivery;
}

export type FailedRefund = Pick<Deed, 'paymentId' | 'minor' | 'currency' | 'at'> & {
  readonly refundId: string;
};

export const peerMakes: readonly PeerMake[] = [
  stripe,
  paystack,
  razorpay,
  square,
  paypal,
  flutterwave,
  authorizeNet,
  genericHmac,
  standardWebhooks,
];

export interface PaymentPeer {
  readonly make: PeerMake;
  readonly address: string;
  readonly pages: ReadonlyMap<string, PeerPage>;
  /** From the next request on that many, of such paths, are carried out, but their answer is lost. */
  loseAnswers(count: number, paths?: RegExp): void;
  stop(): Promise<void>;
}

/** Starts a simulated provider of the make on this machine: it takes only what that make's API takes. */
export async function startPaymentPeer(make: PeerMake): Promise<PaymentPeer> {
  const pages = new Map<string, PeerPage>();
  let lost = 0;
  let losing = /./;
  let address = '';
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', address);
      const told = make.serve?.(
        {
          method: request.method ?? '',
          path: url.pathname,
          query: url.searchParams,
          headers: request.headers,
          body: Buffer.concat(parts).toString(),
        },
        pages,
        address,
      ) ?? { status: 404, body: {} };
      // A token that did not arrive says nothing about what is asked with one.
      if (lost > 0 && !url.pathname.endsWith('/token') && losing.test(url.pathname)) {
        lost -= 1;
        response.destroy();
        return;
      }
      const text = typeof told.body === 'string' ? told.body : JSON.stringify(told.body);
      response.writeHead(told.status, { 'content-type': 'application/json' }).end(text);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    make,
    address,
    pages,
    loseAnswers(count, paths = /./) {
      lost = count;
      losing = paths;
    },
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
