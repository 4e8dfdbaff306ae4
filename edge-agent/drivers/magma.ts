import * as z from 'zod';
import {
  accepted,
  clientCertificate,
  clientKey,
  compared,
  httpCredentials,
  httpSettings,
  lteCore,
  within,
} from '../capabilities/lte-core.ts';
import { type Finding, type Inspection, Refused, type SimCore } from '../capabilities/provision-sim.ts';
import type { SimGrant } from '../capabilities/sim-provisioning.ts';
import { type HttpDevice, type HttpMethod, NoAnswer } from '../protocols/http/http-device.ts';

/** Rates are 32-bit numbers of bit/s. */
const mostKbps = Math.floor((2 ** 32 - 1) / 1000);

const subscriberOf = z.object({
  id: z.string(),
  name: z.string().optional(),
  config: z.object({
    lte: z.object({
      state: z.enum(['ACTIVE', 'INACTIVE']),
      auth_key: z.string(),
      auth_opc: z.string().optional(),
      sub_profile: z.string(),
    }),
    static_ips: z.record(z.string(), z.string()).nullish(),
  }),
  active_apns: z.array(z.string()).nullish(),
  active_policies: z.array(z.string()).nullish(),
});
const qosProfileOf = z.object({ id: z.string(), max_req_bw_dl: z.number(), max_req_bw_ul: z.number() });
const ruleOf = z.object({ id: z.string(), qos_profile: z.string().nullish() });
/** The gateways' own words on sessions and addresses; only whether there are any is ours to read. */
const stateOf = z.looseObject({
  mobility: z.array(z.unknown()).nullish(),
  subscriber_state: z.record(z.string(), z.unknown()).nullish(),
});

interface Held {
  readonly subscriber?: z.output<typeof subscriberOf>;
  readonly profile?: z.output<typeof qosProfileOf>;
  readonly rule?: z.output<typeof ruleOf>;
  readonly live: boolean;
}

/**
 * Magma through its orchestrator (Orc8r), which wants a client certificate. Each SIM has a QoS profile and a rule of its
 * own for its rate, so that a new rate is one write and reaches live sessions when the gateways next fetch. The APN is
 * the network's own and must be there. A deactivated subscriber is let go by the gateways within their interval of
 * fetching, about a minute: until they say so the suspension is not done. The telephone number is kept as the name.
 */
export default lteCore({
  port: 9443,
  settings: z.strictObject({
    ...httpSettings,
    tls: httpSettings.tls.default(true),
    parallel: httpSettings.parallel.default(4),
    networkId: z
      .string('must be the id of the LTE network')
      .regex(/^[a-z][\da-z_]{0,62}$/, 'must be the id of the LTE network'),
    subProfile: z
      .string('must be the name of a subscriber profile')
      .min(1, 'must not be empty')
      .default('default'),
  }),
  credentials: z.strictObject({ ...httpCredentials, cert: clientCertificate, key: clientKey }),
  secrets: ({ key }) => [key],
  core: magma,
});

function magma(
  device: HttpDevice,
  settings: { readonly networkId: string; readonly subProfile: string; readonly cutWaitMs: number },
): SimCore<Held> {
  const { networkId, subProfile, cutWaitMs } = settings;
  const lte = `/magma/v1/lte/${networkId}`;
  const rules = `/magma/v1/networks/${networkId}/policies/rules`;
  const profiles = `${lte}/policy_qos_profiles`;

  async function one<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S> | undefined> {
    const answer = await device.request('GET', path);
    if (answer.status === 404) return undefined;
    const read = schema.safeParse(accepted(answer, `reading ${path}`).body);
    if (read.success) return read.data;
    // The subscriber holds the keys: it is never quoted.
    const fields = read.error.issues.map(({ path: at }) => at.join('.')).join(', ');
    throw new Refused(`reading ${path}: the answer is not one of Magma, see ${fields}`);
  }

  async function write(
    method: HttpMethod,
    path: string,
    what: string,
    body?: unknown,
    secrets: string[] = [],
  ) {
    accepted(await device.request(method, path, body === undefined ? {} : { body, secrets }), what);
  }

  async function isLive(imsi: string): Promise<boolean> {
    const state = await one(`${lte}/subscriber_state/IMSI${imsi}`, stateOf);
    return state !== undefined && hasSession(state);
  }

  function hasSession({ mobility, subscriber_state: sessions }: z.output<typeof stateOf>): boolean {
    return (mobility?.length ?? 0) > 0 || Object.keys(sessions ?? {}).length > 0;
  }

  async function online() {
    const states = (await one(`${lte}/subscriber_state`, z.record(z.string(), stateOf))) ?? {};
    return Object.entries(states).flatMap(([id, state]) => {
      const imsi = id.replace(/^IMSI/, '');
      const [address] = state.mobility ?? [];
      const ip = z.looseObject({ ip: z.ipv4() }).safeParse(address);
      return hasSession(state)
        ? [{ id: imsi, identity: imsi, ...(ip.success ? { framedIp: ip.data.ip } : {}) }]
        : [];
    });
  }

  async function look(imsi: string): Promise<{ held: Held; present: boolean }> {
    const name = nameOf(imsi);
    const subscriber = await one(`${lte}/subscribers/IMSI${imsi}`, subscriberOf);
    const profile = await one(`${profiles}/${name}`, qosProfileOf);
    const rule = await one(`${rules}/${name}`, ruleOf);
    const held: Held = {
      live: await isLive(imsi),
      ...(subscriber === undefined ? {} : { subscriber }),
      ...(profile === undefined ? {} : { profile }),
      ...(rule === undefined ? {} : { rule }),
    };
    return { held, present: [subscriber, profile, rule].some((part) => part !== undefined) };
  }

  const gone = (imsi: string) => within(cutWaitMs, async () => !(await isLive(imsi)));

  return {
    online,
    look,

    async inspect(grant): Promise<Inspection<Held>> {
      const { held, present } = await look(grant.imsi);
      return { held, present, findings: findings(grant, subProfile, held) };
    },

    async change(grant, { held }) {
      for (const kbps of [grant.downKbps, grant.upKbps]) {
        if (kbps > mostKbps) throw new Refused(`Magma holds rates up to ${mostKbps} kbit/s, not ${kbps}.`);
      }
      const name = nameOf(grant.imsi);
      const { profile, rule, subscriber } = held;
      const wanted = profileFor(grant);
      const isRate =
        profile?.max_req_bw_dl === wanted.max_req_bw_dl && profile.max_req_bw_ul === wanted.max_req_bw_ul;
      if (profile === undefined) await write('POST', profiles, 'writing the rate', wanted);
      else if (!isRate) await write('PUT', `${profiles}/${name}`, 'writing the rate', wanted);
      if (rule === undefined) await write('POST', rules, 'writing the rule', ruleFor(grant));
      else if (rule.qos_profile !== name)
        await write('PUT', `${rules}/${name}`, 'writing the rule', ruleFor(grant));
      const path = `${lte}/subscribers/IMSI${grant.imsi}`;
      const body = subscriberFor(grant, subProfile);
      const { auth_key, auth_opc } = body.lte;
      const secrets = [grant.ki, grant.opc, auth_key, auth_opc];
      if (subscriber === undefined) {
        await write('POST', `${lte}/subscribers`, 'writing the subscriber', [body], secrets);
      } else {
        const wrong = subscriberFindings(grant, subProfile, subscriber).filter(({ ok }) => !ok);
        if (wrong.length === 1 && wrong[0]?.check === 'state') {
          await write('POST', `${path}/${grant.active ? 'activate' : 'deactivate'}`, 'changing the state');
        } else if (wrong.length > 0) {
          await write('PUT', path, 'writing the subscriber', body, secrets);
        }
      }
      if (!grant.active) await gone(grant.imsi);
    },

    async clear(imsi, { subscriber, rule, profile, live }) {
      const name = nameOf(imsi);
      const path = `${lte}/subscribers/IMSI${imsi}`;
      if (subscriber !== undefined) {
        if (live) {
          await write('POST', `${path}/deactivate`, 'changing the state');
          if (!(await gone(imsi))) throw new NoAnswer(`The gateway still has the session of IMSI ${imsi}.`);
        }
        await write('DELETE', path, 'deleting the subscriber');
      }
      if (rule !== undefined) await write('DELETE', `${rules}/${name}`, 'deleting the rule');
      if (profile !== undefined) await write('DELETE', `${profiles}/${name}`, 'deleting the rate');
    },
  };
}

/** One name for the SIM's QoS profile and its rule, by which both are found again. */
function nameOf(imsi: string): string {
  return `sim-${imsi}`;
}

function profileFor({ imsi, downKbps, upKbps }: SimGrant) {
  return { id: nameOf(imsi), class_id: 9, max_req_bw_dl: downKbps * 1000, max_req_bw_ul: upKbps * 1000 };
}

/** All traffic, both ways. */
function ruleFor({ imsi }: SimGrant) {
  const flow = (direction: 'UPLINK' | 'DOWNLINK') => ({
    action: 'PERMIT',
    match: { direction, ip_proto: 'IPPROTO_IP' },
  });
  return {
    id: nameOf(imsi),
    priority: 10,
    flow_list: [flow('UPLINK'), flow('DOWNLINK')],
    qos_profile: nameOf(imsi),
    tracking_type: 'NO_TRACKING',
  };
}

function subscriberFor(grant: SimGrant, subProfile: string) {
  return {
    id: `IMSI${grant.imsi}`,
    ...(grant.msisdn === undefined ? {} : { name: grant.msisdn }),
    lte: {
      state: grant.active ? 'ACTIVE' : 'INACTIVE',
      auth_algo: 'MILENAGE',
      auth_key: base64(grant.ki),
      auth_opc: base64(grant.opc),
      sub_profile: subProfile,
    },
    active_apns: [grant.apn],
    active_policies: [nameOf(grant.imsi)],
    ...(grant.staticIp === undefined ? {} : { static_ips: { [grant.apn]: grant.staticIp } }),
  };
}

function base64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

function subscriberFindings(
  grant: SimGrant,
  subProfile: string,
  { name, config, active_apns, active_policies }: z.output<typeof subscriberOf>,
): Finding[] {
  const { lte, static_ips } = config;
  const keysMatch = lte.auth_key === base64(grant.ki) && lte.auth_opc === base64(grant.opc);
  const addresses = Object.entries(static_ips ?? {}).map(([apn, ip]) => `${ip} on ${apn}`);
  return [
    { check: 'keys', ok: keysMatch, answer: keysMatch ? 'as ordered' : 'are not those that were ordered' },
    compared('state', lte.state, grant.active ? 'ACTIVE' : 'INACTIVE'),
    compared('subscriber profile', lte.sub_profile, subProfile),
    compared('name', name === '' ? undefined : name, grant.msisdn),
    compared('APNs', (active_apns ?? []).join(', '), grant.apn),
    compared('policies', (active_policies ?? []).join(', '), nameOf(grant.imsi)),
    compared(
      'static address',
      addresses.length === 0 ? undefined : addresses.join(', '),
      grant.staticIp === undefined ? undefined : `${grant.staticIp} on ${grant.apn}`,
    ),
  ];
}

function findings(grant: SimGrant, subProfile: string, { subscriber, profile, rule, live }: Held): Finding[] {
  const found: Finding[] =
    subscriber === undefined
      ? [{ check: 'subscriber', ok: false, answer: `IMSI ${grant.imsi} is not there` }]
      : subscriberFindings(grant, subProfile, subscriber);
  found.push(
    compared('downlink bit/s', profile?.max_req_bw_dl, grant.downKbps * 1000),
    compared('uplink bit/s', profile?.max_req_bw_ul, grant.upKbps * 1000),
    compared('QoS profile of the rule', rule?.qos_profile, nameOf(grant.imsi)),
  );
  if (!grant.active) {
    const answer = live ? 'a gateway still has one; it fetches the new state within about a minute' : 'none';
    found.push({ check: 'live session', ok: !live, answer, passing: true });
  }
  return found;
}
