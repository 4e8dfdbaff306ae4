import * as z from 'zod';
import type { NodeConfiguration } from '../../functions/contracts/edge/messages.ts';
import { type HttpAnswer, type HttpDeviceSettings, NoAnswer } from '../protocols/http/http-device.ts';
import { type Finding, Refused } from './provision-sim.ts';

const milliseconds = (from: number, to: number) =>
  z
    .int(`must be a whole number of milliseconds from ${from} to ${to}`)
    .min(from, `must be a whole number of milliseconds from ${from} to ${to}`)
    .max(to, `must be a whole number of milliseconds from ${from} to ${to}`);
const parallel = 'must be a number of requests from 1 to 32';
const pem = (what: string) =>
  z.string(`must be ${what} as PEM text`).regex(/^\s*-----BEGIN /, `must be ${what} as PEM text`);

/** What every LTE core that is managed over HTTP has in common. */
export const httpSettings = {
  /** Plain HTTP is for a management network that nobody else reaches. */
  tls: z.boolean('must be true or false'),
  /** The name in the core's certificate, where it is not the address. */
  serverName: z.string('must be a host name').min(1, 'must not be empty').optional(),
  timeoutMs: milliseconds(100, 60_000).default(10_000),
  /** Requests under way at the same time. */
  parallel: z.int(parallel).min(1, parallel).max(32, parallel),
  /** At least so long between the beginnings of two requests. */
  paceMs: milliseconds(0, 10_000).default(0),
  /** How long a cut session may take to be gone before it is said to live. */
  cutWaitMs: milliseconds(0, 120_000).default(5000),
};

export const httpCredentials = {
  /** The authority that signed the core's certificate; the system's authorities when it is left out. */
  ca: pem('a certificate').optional(),
};

interface Given {
  readonly tls: boolean;
  readonly serverName?: string | undefined;
  readonly timeoutMs: number;
  readonly parallel: number;
  readonly paceMs: number;
}

/** The connection to the core at the node's address; `port` is the core's usual one. */
export function httpDeviceSettings(
  node: Pick<NodeConfiguration, 'address' | 'port'>,
  port: number,
  settings: Given,
  credentials: { readonly ca?: string | undefined; readonly cert?: string; readonly key?: string },
  secrets: readonly string[],
): HttpDeviceSettings {
  const { timeoutMs, parallel: parallelRequests, paceMs, serverName } = settings;
  const { ca, cert, key } = credentials;
  return {
    host: node.address,
    port: node.port ?? port,
    timeoutMs,
    parallel: parallelRequests,
    paceMs,
    secrets,
    ...(settings.tls
      ? {
          tls: {
            ...(ca === undefined ? {} : { ca }),
            ...(cert === undefined ? {} : { cert }),
            ...(key === undefined ? {} : { key }),
            ...(serverName === undefined ? {} : { serverName }),
          },
        }
      : {}),
  };
}

export const clientCertificate = pem('a client certificate');
export const clientKey = pem('the private key of the client certificate');

/** The core's yes, or its no in its own words. A gateway in front that cannot reach the core is no answer of the core. */
export function accepted(answer: HttpAnswer, what: string): HttpAnswer {
  const { status, words } = answer;
  if (status < 400) return answer;
  if (status === 401 || status === 403) {
    throw new Refused(`${what}: ${words}. The core does not take the node's credentials; mend them.`);
  }
  if (status === 429 || (status >= 502 && status <= 504)) throw new NoAnswer(`${what}: ${words}`);
  throw new Refused(`${what}: ${words}`);
}

/** A comparison in words: what is, or what is and what it should be. */
export function compared(check: string, is: unknown, shouldBe: unknown): Finding {
  const ok = is === shouldBe;
  const answer = ok ? shown(is) : `is ${shown(is)}, must be ${shown(shouldBe)}`;
  return { check, ok, answer };
}

function shown(value: unknown): string {
  return value === undefined || value === null ? 'none' : String(value);
}

/** Asks until the answer is yes or the time is over; the last answer. */
export async function within(ms: number, ask: () => Promise<boolean>): Promise<boolean> {
  const end = performance.now() + ms;
  for (let wait = 50; ; wait = Math.min(wait * 2, 1000)) {
    if (await ask()) return true;
    const left = end - performance.now();
    if (left <= 0) return false;
    await new Promise((resolve) => setTimeout(resolve, Math.min(wait, left)));
  }
}
