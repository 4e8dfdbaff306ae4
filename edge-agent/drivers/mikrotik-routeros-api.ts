import { isIP } from 'node:net';
import * as z from 'zod';
import { defineDriver } from '../capabilities/driver.ts';
import { routerOsIdentity } from '../capabilities/identity.ts';
import { addressListSettings, controlOf, nasCredentials, nasPolicy, udpPort } from '../capabilities/nas.ts';
import { mikrotikDialect } from '../capabilities/radius-dialect.ts';
import { mikrotikControl, radiusSessionControl } from '../capabilities/radius-session-control.ts';
import { routerOsAccess } from '../capabilities/routeros-access.ts';
import { routerOsSessionControl } from '../capabilities/routeros-session-control.ts';
import { routerOsSessionList } from '../capabilities/routeros-session-list.ts';
import { createRouter } from '../protocols/routeros/router.ts';

const name = z.string('must be a name').min(1, 'must not be empty').max(63, 'must be at most 63 characters');
const whole = (what: string, from: number, to: number) =>
  z
    .int(`must be ${what} from ${from} to ${to}`)
    .min(from, `must be ${what} from ${from} to ${to}`)
    .max(to, `must be ${what} from ${from} to ${to}`);

const settings = addressListSettings
  .extend({
    /**
     * Where the router takes CoA requests (`/radius incoming`), for sessions that came by RADIUS: they then change their
     * rate without being cut. Needs the RADIUS `secret`.
     */
    coaPort: udpPort.optional(),
    /** api-ssl on port 8729. Without it, api on port 8728: name and password in the clear. */
    tls: z.boolean('must be true or false').default(true),
    /** The authority that signed the router's certificate. */
    ca: z
      .string('must be a certificate as PEM text')
      .regex(/^\s*-----BEGIN CERTIFICATE-----/, 'must be a certificate as PEM text')
      .optional(),
    /** The name in the certificate, where it is not the address. */
    serverName: z.string('must be a host name').min(1, 'must not be empty').optional(),
    /** SHA-256 of a certificate that nobody signed. */
    fingerprint: z
      .string('must be the SHA-256 of the certificate, AB:CD:…')
      .transform((text) => text.toUpperCase().replaceAll(':', ''))
      .pipe(z.string().regex(/^[0-9A-F]{64}$/, 'must be the SHA-256 of the certificate, AB:CD:…'))
      .transform((digits) => digits.match(/../g)!.join(':'))
      .optional(),
    /** Until the router has let us in, and until it goes on with an answer. */
    timeoutMs: whole('a number of milliseconds', 50, 60_000).default(10_000),
    /** After a connection that failed, no other is tried for so long. */
    pauseMs: whole('a number of milliseconds', 0, 600_000).default(5000),
    /** An unused line is ended after so long. */
    idleMs: whole('a number of milliseconds', 1000, 3_600_000).default(60_000),
    /** Commands under way at the same time. */
    parallel: whole('a number of commands', 1, 64).default(8),
    requestsPerSecond: whole('a number of commands', 1, 10_000).default(200),
    /** The profiles from which those with a rate are made: their pools and addresses are the provider's. */
    pppProfile: name.default('default'),
    hotspotProfile: name.default('default'),
    pppService: z
      .enum(['any', 'pppoe', 'l2tp', 'pptp', 'sstp', 'ovpn'], 'must be a service of /ppp/secret')
      .default('pppoe'),
    dhcpServer: name.default('all'),
    /** Take over what was made by hand under a subscriber's name. Otherwise such names are refused. */
    adoptUntagged: z.boolean('must be true or false').default(false),
  })
  .refine(({ tls, ca, fingerprint }) => !tls || ca !== undefined || fingerprint !== undefined, {
    path: ['tls'],
    message:
      'needs ca or fingerprint, so that nobody else can pass for the router (or tls false, on a network of its own)',
  });

/**
 * MikroTik RouterOS through its API: subscribers as PPP secrets, hotspot users or DHCP leases on the router itself, with
 * their rates, their walled garden and their sessions. With the RADIUS `secret`, the router may also account here.
 */
export default defineDriver({
  kind: 'nas',
  settings,
  liveRatesNeed: { settings: ['coaPort'], credentials: ['secret'] },
  credentials: nasCredentials.partial({ secret: true }).extend({
    /** A user of the router whose group has the policies api, read, write, test and sensitive. */
    username: z.string('must be a user of the router').min(1, 'must not be empty').meta({ secret: false }),
    password: z.string('must be a password'),
  }),
  open(settings, { username, password, secret, coaSecret }, tools, { address, port }) {
    const host = address.replace(/\/(?:32|128)$/, '');
    if (isIP(host) === 0) {
      throw new RangeError(`address ${address} is not that of one router; each needs a node of its own`);
    }
    const { tls, ca, serverName, fingerprint, timeoutMs, idleMs, pauseMs, parallel, requestsPerSecond } =
      settings;
    const trust =
      fingerprint !== undefined
        ? { fingerprint }
        : { ca: ca ?? '', ...(serverName === undefined ? {} : { serverName }) };
    const router = createRouter(
      { host, port: port ?? (tls ? 8729 : 8728), ...(tls ? { trust } : {}) },
      { username, password },
      {
        connectMs: timeoutMs,
        answerMs: timeoutMs,
        idleMs,
        pauseMs,
        parallelRequests: parallel,
        requestsPerSecond,
      },
    );
    const { pppProfile, hotspotProfile, pppService, dhcpServer, adoptUntagged } = settings;
    const garden = {
      addressList: settings.walledGardenAddressList,
      upKbps: settings.walledGardenUpKbps ?? 1024,
      downKbps: settings.walledGardenDownKbps ?? 1024,
    };
    const { coaPort, walledGardenAddressList } = settings;
    const radius =
      secret === undefined || coaPort === undefined
        ? undefined
        : radiusSessionControl(
            tools.radius,
            controlOf({ ...settings, coaPort }, { secret, coaSecret }),
            mikrotikControl,
            tools.isOpen,
          );
    return {
      limits: { parallel },
      ...(secret === undefined
        ? {}
        : { nas: nasPolicy(settings, { secret }, mikrotikDialect(walledGardenAddressList)) }),
      routerAccess: routerOsAccess(
        router,
        { pppProfile, hotspotProfile, pppService, dhcpServer, garden },
        { now: tools.now, adopts: adoptUntagged },
      ),
      sessionControl: routerOsSessionControl(router, tools.isOpen, radius),
      sessionList: routerOsSessionList(router),
      identity: routerOsIdentity(router),
      close: () => router.close(),
    };
  },
});
