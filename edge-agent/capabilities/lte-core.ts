import * as z from 'zod';
import {
  createHttpDevice,
  type HttpAnswer,
  type HttpDevice,
  NoAnswer,
} from '../protocols/http/http-device.ts';
import { type Driver, defineDriver } from './driver.ts';
import { simCoreIdentity } from './identity.ts';
import { type Finding, Refused, type SimCore, simProvisioning, simSessionList } from './provision-sim.ts';

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
  ca: pem('a certificate').meta({ secret: false }).optional(),
};

interface HttpSettings {
  readonly tls: boolean;
  readonly serverName?: string | undefined;
  readonly timeoutMs: number;
  readonly parallel: number;
  readonly paceMs: number;
}
interface HttpCredentials {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** What a core adds to what all cores that are managed over HTTP have in common. */
interface LteCore<S extends z.ZodType<HttpSettings>, C extends z.ZodType<HttpCredentials>, T> {
  /** Where it usually listens. */
  readonly port: number;
  readonly settings: S;
  readonly credentials: C;
  /** Which credentials are struck out of everything the core says. */
  secrets(credentials: z.output<C>): readonly (string | undefined)[];
  /** Sent with every request. */
  headers?(credentials: z.output<C>): Readonly<Record<string, string>>;
  /** `beside` opens another part of the core, over plain HTTP: by default at the node's address. */
  core(
    device: HttpDevice,
    settings: z.output<S>,
    credentials: z.output<C>,
    beside: (port: number, host?: string) => HttpDevice,
  ): SimCore<T>;
}

/** The driver of an LTE core. */
export function lteCore<S extends z.ZodType<HttpSettings>, C extends z.ZodType<HttpCredentials>, T>(
  make: LteCore<S, C, T>,
): Driver<S, C> {
  return defineDriver({
    kind: 'lte-core',
    settings: make.settings,
    credentials: make.credentials,
    open(settings, credentials, tools, node) {
      const { timeoutMs, parallel: parallelRequests, paceMs } = settings;
      const secrets = make.secrets(credentials).filter((secret) => secret !== undefined);
      const patience = { timeoutMs, parallel: parallelRequests, paceMs, secrets };
      const device = createHttpDevice({
        ...patience,
        host: node.address,
        port: node.port ?? make.port,
        ...(settings.tls ? { tls: tlsOf(settings, credentials) } : {}),
        headers: make.headers?.(credentials) ?? {},
      });
      const devices = [device];
      const beside = (port: number, host = node.address) => {
        const other = createHttpDevice({ ...patience, host, port });
        devices.push(other);
        return other;
      };
      const core = make.core(device, settings, credentials, beside);
      const sessionList = simSessionList(core);
      return {
        limits: { parallel: parallelRequests },
        simProvisioning: simProvisioning(core, tools.now),
        identity: simCoreIdentity(core),
        ...(sessionList === undefined ? {} : { sessionList }),
        close() {
          for (const one of devices) one.close();
        },
      };
    },
  });
}

function tlsOf({ serverName }: HttpSettings, { ca, cert, key }: HttpCredentials) {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { serverName }),
  };
}

export const clientCertificate = pem('a client certificate').meta({ secret: false });
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
  return { check, ok, answer, desired: shown(shouldBe), observed: shown(is) };
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
