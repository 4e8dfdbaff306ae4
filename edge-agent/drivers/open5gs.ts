import * as z from 'zod';
import {
  accepted,
  compared,
  httpCredentials,
  httpSettings,
  lteCore,
  within,
} from '../capabilities/lte-core.ts';
import { type Finding, type Inspection, Refused, type SimCore } from '../capabilities/provision-sim.ts';
import type { SimGrant } from '../capabilities/sim-provisioning.ts';
import {
  type HttpAnswer,
  type HttpDevice,
  type HttpMethod,
  NoAnswer,
} from '../protocols/http/http-device.ts';
import { webUiSession } from '../protocols/http/open5gs-session.ts';

/** Of `subscriber_status` (3GPP TS 29.272 §7.3.29), and of the barring that goes with it (§7.3.30). */
const granted = 0;
const barred = 1;
const allPacketServicesBarred = 0;

const rate = z.object({ value: z.number(), unit: z.int().min(0).max(4) });
const ambr = z.object({ downlink: rate, uplink: rate });
const sessionOf = z.looseObject({
  name: z.string(),
  ambr: ambr.optional(),
  ue: z.looseObject({ ipv4: z.string().optional(), ipv6: z.string().optional() }).optional(),
});
const documentOf = z.looseObject({
  imsi: z.string(),
  msisdn: z.array(z.string()).default([]),
  security: z.looseObject({ k: z.string(), opc: z.string().nullish(), op: z.string().nullish() }),
  ambr: ambr.optional(),
  slice: z.array(z.looseObject({ session: z.array(sessionOf).default([]) })).default([]),
  subscriber_status: z.number().default(granted),
});
const uePage = z.object({ items: z.array(z.looseObject({ supi: z.string() })) });

const livesOn =
  'lives on at the MME: the WebUI cannot cancel its location; set request_cancel_location in the database, or detach it there';

interface Held {
  readonly document?: z.output<typeof documentOf>;
  /** Whether the MME has the subscriber; undefined when nobody can see that. */
  readonly attached: boolean | undefined;
}

/**
 * Open5GS through its WebUI. What the WebUI cannot do: it cannot cancel a location, for `request_cancel_location` is no
 * field of its documents. So a suspension bars the subscriber, and whether a live session ends depends on the network:
 * the driver asks the MME and says done only when the subscriber is gone from it. Where the MME cannot be asked, the
 * node's settings must say that a session may remain.
 */
export default lteCore({
  port: 9999,
  settings: z
    .strictObject({
      ...httpSettings,
      tls: httpSettings.tls.default(false),
      parallel: httpSettings.parallel.default(2),
      username: z.string('must be the name of a WebUI account').min(1, 'must not be empty').default('admin'),
      /** Address and port of the MME's `/ue-info` (normally 9090); recent releases have it. */
      infoAddress: z.string('must be the address of the MME').min(1, 'must not be empty').optional(),
      infoPort: z
        .int('must be a TCP port')
        .min(1, 'must be a TCP port')
        .max(65_535, 'must be a TCP port')
        .optional(),
      /**
       * `barring` sets the subscriber's status, which an MME has to heed and not every release does. `removal` takes the
       * subscriber out of the core until it is resumed, which every release heeds at the next attach.
       */
      suspendBy: z.enum(['barring', 'removal'], 'must be barring or removal').default('barring'),
      /** Whether a suspension counts as done while a session that began before may go on. */
      liveSession: z.enum(['must-end', 'may-remain'], 'must be must-end or may-remain').default('must-end'),
      /** Whether the HSS has `use_mongodb_change_stream`, by which a new rate reaches live sessions at once. */
      changeStream: z.boolean('must be true or false').default(false),
    })
    .refine(({ infoPort, liveSession }) => infoPort !== undefined || liveSession === 'may-remain', {
      path: ['infoPort'],
      message:
        'must be the port of the MME’s /ue-info, without which nobody sees whether a session has ended; or set liveSession to may-remain',
    }),
  credentials: z.strictObject({
    ...httpCredentials,
    password: z.string('must be the password of the WebUI account').min(1, 'must not be empty'),
  }),
  secrets: ({ password }) => [password],
  core(webUi, settings, { password }, beside) {
    const { username, infoAddress, infoPort } = settings;
    const mme = infoPort === undefined ? undefined : beside(infoPort, infoAddress);
    return open5Gs(webUiSession(webUi, username, password), mme, settings);
  },
});

interface Ways {
  readonly cutWaitMs: number;
  readonly suspendBy: 'barring' | 'removal';
  readonly liveSession: 'must-end' | 'may-remain';
  readonly changeStream: boolean;
}

function open5Gs(
  session: ReturnType<typeof webUiSession>,
  mme: HttpDevice | undefined,
  ways: Ways,
): SimCore<Held> {
  async function call(method: HttpMethod, path: string, what: string, body?: object): Promise<HttpAnswer> {
    return accepted(await session.request(method, path, body === undefined ? {} : { body }), what);
  }

  async function documentBy(imsi: string): Promise<Held['document']> {
    const answer = await session.request('GET', `/api/db/Subscriber/${imsi}`);
    if (answer.status === 404) return undefined;
    // The document holds the keys: it is never quoted.
    const read = documentOf.safeParse(accepted(answer, 'reading the subscriber').body);
    if (read.success) return read.data;
    const fields = read.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw new Refused(`reading the subscriber: the answer is not one of Open5GS, see ${fields}`);
  }

  let asking: Promise<ReadonlySet<string>> | undefined;
  let next: Promise<ReadonlySet<string>> | undefined;

  /**
   * The MME tells of all or of a page, never of one: who asks while it is being asked shares the next answer. Not the one
   * under way, which may be older than what was just written.
   */
  function attachedNow(device: HttpDevice): Promise<ReadonlySet<string>> {
    const begin = () => {
      asking = askMme(device).finally(() => {
        asking = undefined;
      });
      return asking;
    };
    if (asking === undefined) return begin();
    const then = () => {
      next = undefined;
      return begin();
    };
    next ??= asking.then(then, then);
    return next;
  }

  async function isAttached(imsi: string): Promise<boolean | undefined> {
    return mme === undefined ? undefined : (await attachedNow(mme)).has(imsi);
  }

  async function documentOnly(imsi: string): Promise<{ held: Held; present: boolean }> {
    const document = await documentBy(imsi);
    const held: Held = { attached: undefined, ...(document === undefined ? {} : { document }) };
    return { held, present: document !== undefined };
  }

  async function look(imsi: string): Promise<{ held: Held; present: boolean }> {
    const { held, present } = await documentOnly(imsi);
    return { held: { ...held, attached: await isAttached(imsi) }, present };
  }

  async function settled(imsi: string): Promise<void> {
    await within(ways.cutWaitMs, async () => (await isAttached(imsi)) !== true);
  }

  return {
    look,

    keepsIpv6: true,

    ...(mme === undefined
      ? {}
      : {
          async online() {
            return [...(await attachedNow(mme))].map((imsi) => ({ id: imsi, identity: imsi }));
          },
        }),

    async inspect(grant): Promise<Inspection<Held>> {
      const { held, present } = grant.active ? await documentOnly(grant.imsi) : await look(grant.imsi);
      const removed = !grant.active && ways.suspendBy === 'removal';
      const found = removed ? removalFindings(grant, held) : documentFindings(grant, held, ways);
      return { held, present, findings: grant.active ? found : [...found, sessionFinding(held, ways)] };
    },

    async change(grant, { held }) {
      const path = `/api/db/Subscriber/${grant.imsi}`;
      const { document } = held;
      if (!grant.active && ways.suspendBy === 'removal') {
        if (document !== undefined) await call('DELETE', path, 'taking the subscriber out');
      } else if (document === undefined) {
        const body = { schema_version: 1, imsi: grant.imsi, ...fieldsOf(grant, undefined) };
        await call('POST', '/api/db/Subscriber', 'writing the subscriber', body);
      } else if (documentFindings(grant, held, ways).some(({ ok }) => !ok)) {
        await call('PATCH', path, 'writing the subscriber', fieldsOf(grant, document));
      }
      if (!grant.active) await settled(grant.imsi);
    },

    async clear(imsi, { document, attached }) {
      if (document === undefined) return;
      const path = `/api/db/Subscriber/${imsi}`;
      if (attached && ways.liveSession === 'must-end') {
        // Barred first: once the subscriber is deleted, nothing would tell the MME to let go.
        await call('PATCH', path, 'barring the subscriber', { subscriber_status: barred });
        await settled(imsi);
        if (await isAttached(imsi)) throw new NoAnswer(`The session of IMSI ${imsi} ${livesOn}.`);
      }
      await call('DELETE', path, 'deleting the subscriber');
    },
  };
}

async function askMme(device: HttpDevice): Promise<ReadonlySet<string>> {
  const answer = accepted(await device.request('GET', '/ue-info?page=-1'), 'asking the MME');
  const read = uePage.safeParse(answer.body);
  if (!read.success) {
    throw new Refused('asking the MME: this release has no /ue-info; set liveSession to may-remain.');
  }
  return new Set(read.data.items.map(({ supi }) => supi.replace(/^imsi-/, '')));
}

/** The whole of what the grant decides; sequence number and whatever else staff has set stay. */
function fieldsOf(grant: SimGrant, held: Held['document']): object {
  const rates = {
    downlink: { value: grant.downKbps, unit: 1 },
    uplink: { value: grant.upKbps, unit: 1 },
  };
  const { rand: _, ...security } = { ...held?.security };
  return {
    msisdn: grant.msisdn === undefined ? [] : [grant.msisdn],
    security: { amf: '8000', ...security, k: grant.ki, op: null, opc: grant.opc },
    ambr: rates,
    slice: [
      {
        sst: 1,
        default_indicator: true,
        session: [
          {
            name: grant.apn,
            type: 3,
            qos: {
              index: 9,
              arp: { priority_level: 8, pre_emption_capability: 1, pre_emption_vulnerability: 1 },
            },
            ambr: rates,
            ...addressesOf(grant),
          },
        ],
      },
    ],
    subscriber_status: grant.active ? granted : barred,
    operator_determined_barring: allPacketServicesBarred,
  };
}

function addressesOf(grant: SimGrant): object {
  const [ipv4, ipv6] = [grant.staticIp, ipv6Of(grant)];
  if (ipv4 === undefined && ipv6 === undefined) return {};
  return { ue: { ...(ipv4 === undefined ? {} : { ipv4 }), ...(ipv6 === undefined ? {} : { ipv6 }) } };
}

/** The core names a prefix by an address in it; the gateway announces the /64 around. */
function ipv6Of({ framedIpv6Prefix }: SimGrant): string | undefined {
  return framedIpv6Prefix?.split('/')[0];
}

function documentFindings(grant: SimGrant, { document }: Held, { changeStream }: Ways): Finding[] {
  if (document === undefined) {
    return [{ check: 'subscriber', ok: false, answer: `IMSI ${grant.imsi} is not there` }];
  }
  const { security, slice, msisdn } = document;
  const keysMatch =
    security.k.toLowerCase() === grant.ki.toLowerCase() &&
    (security.opc ?? '').toLowerCase() === grant.opc.toLowerCase();
  const sessions = slice.flatMap(({ session }) => session);
  const [first] = sessions;
  const reach = grant.active && !changeStream ? '; a live session has it after its next attach' : '';
  const rates: Finding[] = [
    compared('downlink bit/s', bps(document.ambr?.downlink), grant.downKbps * 1000),
    compared('uplink bit/s', bps(document.ambr?.uplink), grant.upKbps * 1000),
    compared('APN downlink bit/s', bps(first?.ambr?.downlink), grant.downKbps * 1000),
    compared('APN uplink bit/s', bps(first?.ambr?.uplink), grant.upKbps * 1000),
  ].map((finding) => (finding.ok ? { ...finding, answer: `${finding.answer}${reach}` } : finding));
  return [
    { check: 'keys', ok: keysMatch, answer: keysMatch ? 'as ordered' : 'are not those that were ordered' },
    compared('subscriber status', document.subscriber_status, grant.active ? granted : barred),
    compared('APNs', sessions.map(({ name }) => name).join(', '), grant.apn),
    compared('MSISDN', msisdn.length === 0 ? undefined : msisdn.join(', '), grant.msisdn),
    ...rates,
    compared('static address', first?.ue?.ipv4, grant.staticIp),
    compared('IPv6 address', first?.ue?.ipv6, ipv6Of(grant)),
  ];
}

function removalFindings(grant: SimGrant, { document }: Held): Finding[] {
  const ok = document === undefined;
  const answer = `IMSI ${grant.imsi} is ${ok ? 'taken out of the core until it is resumed' : 'still in the core'}`;
  return [{ check: 'subscriber', ok, answer }];
}

function sessionFinding({ attached }: Held, { liveSession }: Ways): Finding {
  const check = 'live session';
  if (attached === false) return { check, ok: true, answer: 'the MME knows no session' };
  const remains = liveSession === 'may-remain';
  const answer =
    attached === undefined
      ? 'the WebUI can neither cut a session nor tell of one: one that began before lives on until the phone attaches anew'
      : livesOn;
  return { check, ok: remains, answer, passing: true };
}

function bps(given: z.output<typeof rate> | undefined): number | undefined {
  return given === undefined ? undefined : Math.round(given.value * 1000 ** given.unit);
}
