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
import { keysFingerprint, type SimGrant } from '../capabilities/sim-provisioning.ts';
import { type HttpDevice, type HttpMethod, NoAnswer } from '../protocols/http/http-device.ts';

/** Written into a free field of the keys while a live session has yet to take on what was changed. */
const reattachDue = 'reattach-due';

/** Columns of a database: 32 bits with a sign, and bit/s. */
const mostKbps = Math.floor((2 ** 31 - 1) / 1000);

const numericId = z.int();
const subscriberRow = z.object({
  subscriber_id: numericId,
  imsi: z.string(),
  enabled: z.union([z.boolean(), z.literal([0, 1]).transform((value) => value === 1)]),
  auc_id: numericId,
  default_apn: numericId,
  apn_list: z.string(),
  msisdn: z.string().nullish(),
  ue_ambr_dl: z.int().nullish(),
  ue_ambr_ul: z.int().nullish(),
  serving_mme: z.string().nullish(),
});
const aucRow = z.object({
  auc_id: numericId,
  imsi: z.string().nullish(),
  misc3: z.string().nullish(),
  misc4: z.string().nullish(),
});
const apnRow = z.object({ apn_id: numericId, apn: z.string() });
const routingRow = z.object({
  subscriber_routing_id: numericId,
  apn_id: numericId,
  ip_address: z.string().nullish(),
});
const servedRows = z.record(z.string(), z.looseObject({ subscriber_routing: z.string().nullish() }));
const servingApns = z.object({ apns: z.record(z.string(), z.unknown()) });

interface Held {
  readonly subscriber?: z.output<typeof subscriberRow>;
  readonly auc?: z.output<typeof aucRow>;
  /** Static addresses on the APNs that the subscriber may use. */
  readonly routings: readonly z.output<typeof routingRow>[];
  /** Whether an MME or a packet gateway has a session. */
  readonly live: boolean;
}

/**
 * PyHSS, over its provisioning interface. The rate is the subscriber's UE-AMBR; an APN is the network's own and must be
 * there. Its keys cannot be read, so a fingerprint is kept beside them. A row that is not there is answered 404 by some
 * releases and 200 with `null` by others, and a write that failed likewise.
 */
export default lteCore({
  port: 8080,
  settings: z.strictObject({
    ...httpSettings,
    tls: httpSettings.tls.default(false),
    parallel: httpSettings.parallel.default(4),
    /**
     * PyHSS tells nobody that a rate or an address changed. `reattach` cancels the location, after which the phone
     * comes back by itself within seconds; `next-attach` leaves the session as it is until then.
     */
    onChange: z.enum(['reattach', 'next-attach'], 'must be reattach or next-attach').default('reattach'),
  }),
  credentials: z.strictObject({
    ...httpCredentials,
    /** Where `lock_provisioning` is set. */
    provisioningKey: z.string('must be the provisioning key').min(1, 'must not be empty').optional(),
  }),
  secrets: ({ provisioningKey }) => [provisioningKey],
  headers: ({ provisioningKey }) =>
    provisioningKey === undefined ? {} : { 'provisioning-key': provisioningKey },
  core: pyHss,
});

function pyHss(
  device: HttpDevice,
  { cutWaitMs, onChange }: { readonly cutWaitMs: number; readonly onChange: 'reattach' | 'next-attach' },
): SimCore<Held> {
  /** A row by its path, or undefined. */
  async function row<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S> | undefined> {
    const answer = await device.request('GET', path);
    if (answer.status === 404 || (answer.status === 200 && (answer.body ?? null) === null)) return undefined;
    const read = schema.safeParse(accepted(answer, `reading ${path}`).body);
    if (!read.success) throw new Refused(`reading ${path}: the answer is not one of PyHSS: ${answer.words}`);
    return read.data;
  }

  async function write<S extends z.ZodType>(
    method: HttpMethod,
    path: string,
    what: string,
    schema: S,
    call: { readonly body?: object; readonly secrets?: readonly string[] } = {},
  ): Promise<z.output<S>> {
    const answer = accepted(await device.request(method, path, call), what);
    const read = schema.safeParse(answer.body);
    if (!read.success) throw new Refused(`${what}: the core did not say that it did it (${answer.words}).`);
    return read.data;
  }

  async function apnId(name: string): Promise<number> {
    for (let page = 0; ; page++) {
      const path = `/apn/list?page=${page}&page_size=100`;
      const apns = (await row(path, z.array(apnRow))) ?? [];
      const found = apns.find(({ apn }) => apn === name);
      if (found !== undefined) return found.apn_id;
      if (apns.length < 100)
        throw new Refused(`The core has no APN ${name}; create it there, or choose another.`);
    }
  }

  async function look(imsi: string): Promise<{ held: Held; present: boolean }> {
    const subscriber = await row(`/subscriber/imsi/${imsi}`, subscriberRow);
    const auc = await row(`/auc/imsi/${imsi}`, aucRow);
    const routings: z.output<typeof routingRow>[] = [];
    for (const apn of subscriber === undefined ? [] : subscriber.apn_list.split(',')) {
      const routing = await row(`/subscriber/routing/${subscriber?.subscriber_id}/${apn.trim()}`, routingRow);
      if (routing !== undefined) routings.push(routing);
    }
    const live = (subscriber?.serving_mme ?? null) !== null || (await hasPacketSession(imsi));
    const held: Held = {
      routings,
      live,
      ...(subscriber === undefined ? {} : { subscriber }),
      ...(auc === undefined ? {} : { auc }),
    };
    return { held, present: subscriber !== undefined || auc !== undefined };
  }

  async function hasPacketSession(imsi: string): Promise<boolean> {
    const serving = await row(`/pcrf/pcrf_subscriber_imsi/${imsi}`, servingApns);
    return serving !== undefined && Object.keys(serving.apns).length > 0;
  }

  /** At an MME, with a gateway, or both: PyHSS keeps two lists by IMSI. */
  async function online() {
    const attached = (await row('/oam/serving_subs', servedRows)) ?? {};
    const connected = (await row('/oam/serving_subs_pcrf', servedRows)) ?? {};
    const imsis = new Set([...Object.keys(attached), ...Object.keys(connected)]);
    return [...imsis].map((imsi) => {
      const ip = z.ipv4().safeParse(connected[imsi]?.subscriber_routing);
      return { id: imsi, identity: imsi, ...(ip.success ? { framedIp: ip.data } : {}) };
    });
  }

  /** Cancels the location. The MME drops the session; a phone that may come back does so at once. */
  async function cancelLocation(imsi: string): Promise<void> {
    const answer = await device.request('PUT', '/pcrf/clr_subscriber', { body: { imsi } });
    if (answer.status === 400 && answer.words.includes('not currently served')) return;
    accepted(answer, 'cutting the session');
  }

  /** Whether the session is gone within the time that is given to it. */
  async function cut(imsi: string, subscriberId: number): Promise<boolean> {
    await cancelLocation(imsi);
    if (!(await within(cutWaitMs, async () => !(await hasPacketSession(imsi))))) return false;
    // PyHSS keeps the MME's name after a cancelled location; nobody would know that the session is gone.
    const body = { serving_mme: null, serving_mme_realm: null, serving_mme_peer: null };
    await write('PATCH', `/subscriber/${subscriberId}`, 'forgetting the MME', subscriberRow, { body });
    return true;
  }

  function markReattach(aucId: number, misc3: string): Promise<unknown> {
    return write('PATCH', `/auc/${aucId}`, 'noting that the session must come back', aucRow, {
      body: { misc3 },
    });
  }

  return {
    look,
    online,

    async inspect(grant): Promise<Inspection<Held>> {
      const apn = await apnId(grant.apn);
      const { held, present } = await look(grant.imsi);
      return { held, present, findings: findings(grant, apn, held) };
    },

    async change(grant, { held }) {
      for (const kbps of [grant.downKbps, grant.upKbps]) {
        if (kbps > mostKbps) throw new Refused(`PyHSS holds rates up to ${mostKbps} kbit/s, not ${kbps}.`);
      }
      const apn = await apnId(grant.apn);
      const auc = await changeKeys(grant, held);
      const body = subscriberOf(grant, apn, auc);
      const { subscriber } = held;
      const right = subscriber !== undefined && unlike(subscriber, body).length === 0;
      const mustReattach = grant.active && held.live && onChange === 'reattach';
      // Noted first: whatever breaks from here on, the next comparison knows that the session has the old rate.
      if (mustReattach && held.auc?.misc3 !== reattachDue) await markReattach(auc, reattachDue);
      const path = subscriber === undefined ? '/subscriber/' : `/subscriber/${subscriber.subscriber_id}`;
      const written = right
        ? subscriber
        : await write(
            subscriber === undefined ? 'PUT' : 'PATCH',
            path,
            'writing the subscriber',
            subscriberRow,
            {
              body,
            },
          );
      await changeAddress(grant, apn, written.subscriber_id, held);
      if (!grant.active && held.live) await cut(grant.imsi, written.subscriber_id);
      if (mustReattach) await cancelLocation(grant.imsi);
      if (mustReattach || held.auc?.misc3 === reattachDue) await markReattach(auc, '');
    },

    async clear(imsi, { subscriber, auc, routings, live }) {
      const ok = z.object({ Result: z.literal('OK') });
      if (subscriber !== undefined) {
        const { subscriber_id: id } = subscriber;
        if (live) {
          const what = 'shutting the subscriber out';
          await write('PATCH', `/subscriber/${id}`, what, subscriberRow, { body: { enabled: false } });
          if (!(await cut(imsi, id))) {
            throw new NoAnswer(`The session of IMSI ${imsi} goes on although its location was cancelled.`);
          }
        }
        for (const { apn_id } of routings) {
          await write('DELETE', `/subscriber/routing/${id}/${apn_id}`, 'deleting the address', ok);
        }
        await write('DELETE', `/subscriber/${id}`, 'deleting the subscriber', ok);
      }
      if (auc !== undefined) await write('DELETE', `/auc/${auc.auc_id}`, 'deleting the keys', ok);
    },
  };

  async function changeKeys(grant: SimGrant, { auc }: Held): Promise<number> {
    const fingerprint = keysFingerprint(grant);
    if (auc !== undefined && auc.misc4 === fingerprint) return auc.auc_id;
    const { ki, opc, imsi } = grant;
    const secrets = [ki, opc];
    if (auc === undefined) {
      const body = { ki, opc, amf: '8000', sqn: 0, imsi, misc4: fingerprint };
      return (await write('PUT', '/auc/', 'writing the keys', aucRow, { body, secrets })).auc_id;
    }
    // The sequence number stays: the card would refuse one that it has seen.
    const body = { ki, opc, amf: '8000', misc4: fingerprint };
    return (await write('PATCH', `/auc/${auc.auc_id}`, 'writing the keys', aucRow, { body, secrets })).auc_id;
  }

  async function changeAddress(grant: SimGrant, apn: number, id: number, { routings }: Held): Promise<void> {
    for (const { apn_id } of routings) {
      if (apn_id === apn && grant.staticIp !== undefined) continue;
      const ok = z.object({ Result: z.literal('OK') });
      await write('DELETE', `/subscriber/routing/${id}/${apn_id}`, 'deleting the address', ok);
    }
    const { staticIp } = grant;
    const routing = routings.find(({ apn_id }) => apn_id === apn);
    if (staticIp === undefined || routing?.ip_address === staticIp) return;
    const body = { subscriber_id: id, apn_id: apn, ip_version: 0, ip_address: staticIp };
    const [method, path] =
      routing === undefined
        ? (['PUT', '/subscriber/routing/'] as const)
        : (['PATCH', `/subscriber/routing/${routing.subscriber_routing_id}`] as const);
    await write(method, path, 'writing the address', routingRow, { body });
  }
}

function subscriberOf(grant: SimGrant, apn: number, auc: number) {
  return {
    imsi: grant.imsi,
    enabled: grant.active,
    auc_id: auc,
    default_apn: apn,
    apn_list: String(apn),
    msisdn: grant.msisdn ?? null,
    ue_ambr_dl: grant.downKbps * 1000,
    ue_ambr_ul: grant.upKbps * 1000,
  };
}

function unlike(is: z.output<typeof subscriberRow>, shouldBe: ReturnType<typeof subscriberOf>): string[] {
  const held: Readonly<Record<string, unknown>> = is;
  return Object.entries(shouldBe)
    .filter(([name, value]) => (held[name] ?? null) !== value)
    .map(([name]) => name);
}

function findings(grant: SimGrant, apn: number, { subscriber, auc, routings, live }: Held): Finding[] {
  if (subscriber === undefined) {
    return [{ check: 'subscriber', ok: false, answer: `IMSI ${grant.imsi} is not there` }];
  }
  const keysMatch = auc?.misc4 === keysFingerprint(grant) && auc.auc_id === subscriber.auc_id;
  const apns = routings.map(({ apn_id }) => apn_id);
  const address = routings.find(({ apn_id }) => apn_id === apn)?.ip_address;
  const foundFor: Finding[] = [
    { check: 'keys', ok: keysMatch, answer: keysMatch ? 'as ordered' : 'are not those that were ordered' },
    compared('enabled', subscriber.enabled, grant.active),
    compared('APN ids', subscriber.apn_list, String(apn)),
    compared('default APN id', subscriber.default_apn, apn),
    compared('MSISDN', subscriber.msisdn ?? undefined, grant.msisdn),
    compared('downlink bit/s', subscriber.ue_ambr_dl, grant.downKbps * 1000),
    compared('uplink bit/s', subscriber.ue_ambr_ul, grant.upKbps * 1000),
    compared('static address', address ?? undefined, grant.staticIp),
    compared('addresses on other APNs', apns.filter((id) => id !== apn).length, 0),
  ];
  if (grant.active) {
    const due = auc?.misc3 === reattachDue;
    foundFor.push({
      check: 'live session',
      ok: !due,
      answer: due ? 'has yet to come back with what was changed' : 'nothing is due',
    });
  } else {
    foundFor.push({
      check: 'live session',
      ok: !live,
      answer: live ? 'the core still knows a session' : 'none at any MME or gateway',
      passing: true,
    });
  }
  return foundFor;
}
