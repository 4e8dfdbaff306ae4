import {
  type LabAnswer,
  type LabRequest,
  type LteLab,
  type LteLabOptions,
  startLteLab,
  strangers,
} from './lte-core.ts';

type Json = Record<string, unknown>;

export interface MagmaLab extends LteLab {
  attach(imsi: string, keys: { readonly ki: string; readonly opc: string }): boolean;
  live(imsi: string): boolean;
  byHand(kind: 'subscribers' | 'profiles' | 'rules', id: string, changes: Json | undefined): void;
  held(): readonly Json[];
  /** Gateways take on what the orchestrator holds: they let deactivated subscribers go. */
  gatewaysFetch(): void;
  /** Whether they do so after each request. */
  gatewaysFetchAtOnce: boolean;
}

/**
 * A simulated Orc8r: client certificates, models that refuse strange fields and wrong types, APNs and policies that must
 * be there before they are named, states of the gateways that follow later.
 */
export async function startMagma(
  options: LteLabOptions & { readonly networkId: string; readonly apns?: readonly string[] },
): Promise<MagmaLab> {
  const apns = options.apns ?? ['internet'];
  const subscribers = new Map<string, Json>();
  const profiles = new Map<string, Json>();
  const rules = new Map<string, Json>();
  const sessions = new Map<string, Json>();
  const stores = { subscribers, profiles, rules };
  const all = { ...stores, sessions };
  for (const [name, entry] of options.memory?.recall() ?? []) {
    const [kind, id = ''] = name.split(' ');
    all[kind as keyof typeof all].set(id, entry as Json);
  }
  function* everything(): Iterable<readonly [string, unknown]> {
    for (const [kind, store] of Object.entries(all)) {
      for (const [id, entry] of store) yield [`${kind} ${id}`, entry];
    }
  }
  const keep = () => options.memory?.keep(everything());
  const problem = (status: number, message: string): LabAnswer => ({ status, body: { message } });
  const notFound = problem(404, 'Not Found');

  function wrongSubscriber(body: Json): string | undefined {
    const known = ['id', 'name', 'lte', 'active_apns', 'active_policies', 'active_base_names', 'static_ips'];
    const [stranger] = strangers(body, known);
    if (stranger !== undefined) return `json: unknown field "${stranger}"`;
    if (!/^IMSI\d{10,15}$/.test(String(body['id'])))
      return "validation failure: id should match '^(IMSI\\d{10,15})$'";
    const { name, lte, static_ips: ips } = body;
    if (name !== undefined && typeof name !== 'string') return 'json: cannot unmarshal into field name';
    if (typeof lte !== 'object' || lte === null) return 'validation failure: lte in body is required';
    const { state, auth_algo: algorithm, auth_key: key, auth_opc: opc, sub_profile: profile } = lte as Json;
    if (strangers(lte, ['state', 'auth_algo', 'auth_key', 'auth_opc', 'sub_profile']).length > 0) {
      return 'json: unknown field in lte';
    }
    if (state !== 'ACTIVE' && state !== 'INACTIVE')
      return 'validation failure: lte.state should be one of [INACTIVE ACTIVE]';
    if (algorithm !== 'MILENAGE') return 'validation failure: lte.auth_algo should be one of [MILENAGE]';
    if (!isKey(key)) return `expected lte auth key to be 16 bytes but got ${String(key)}`;
    if (opc !== undefined && !isKey(opc))
      return `expected lte auth opc to be 16 bytes but got ${String(opc)}`;
    if (profile !== 'default') return `subscriber profile ${String(profile)} does not exist for the network`;
    for (const apn of listOf(body['active_apns'])) {
      if (!apns.includes(apn)) return `could not find entities matching [apn ${apn}]`;
    }
    for (const policy of listOf(body['active_policies'])) {
      if (!rules.has(policy)) return `could not find entities matching [policy ${policy}]`;
    }
    for (const apn of Object.keys((ips ?? {}) as object)) {
      if (!listOf(body['active_apns']).includes(apn))
        return `static IP assigned to APN ${apn} which is not active`;
    }
    return undefined;
  }

  function wrongProfile(body: Json): string | undefined {
    const [stranger] = strangers(body, ['id', 'class_id', 'max_req_bw_ul', 'max_req_bw_dl', 'gbr', 'arp']);
    if (stranger !== undefined) return `json: unknown field "${stranger}"`;
    for (const name of ['max_req_bw_ul', 'max_req_bw_dl']) {
      const value = body[name];
      if (!Number.isInteger(value) || (value as number) < 0 || (value as number) >= 2 ** 32) {
        return `json: cannot unmarshal number into Go struct field ${name} of type uint32`;
      }
    }
    return [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].includes(body['class_id'] as number)
      ? undefined
      : 'validation failure: class_id should be one of [0 1 2 3 4 5 6 7 8 9]';
  }

  function wrongRule(body: Json): string | undefined {
    const known = ['id', 'flow_list', 'priority', 'qos_profile', 'tracking_type', 'assigned_subscribers'];
    const [stranger] = strangers(body, known);
    if (stranger !== undefined) return `json: unknown field "${stranger}"`;
    if (!Array.isArray(body['flow_list'])) return 'validation failure: flow_list in body is required';
    if (!Number.isInteger(body['priority'])) return 'validation failure: priority in body is required';
    const { qos_profile: profile } = body;
    return profile === undefined || profiles.has(String(profile))
      ? undefined
      : `could not find entities matching [policy_qos_profile ${String(profile)}]`;
  }

  const shown = (body: Json): Json => {
    const { id, name = '', lte, static_ips, active_apns, active_policies } = body;
    return {
      id,
      name,
      lte,
      config: { lte, ...(static_ips === undefined ? {} : { static_ips }) },
      ...(listOf(active_apns).length === 0 ? {} : { active_apns }),
      ...(listOf(active_policies).length === 0 ? {} : { active_policies }),
    };
  };

  function subscriberRoute({ method, body }: LabRequest, id: string, verb: string | undefined): LabAnswer {
    const held = subscribers.get(id);
    if (method === 'DELETE' && verb === undefined) {
      subscribers.delete(id);
      return { status: 204 };
    }
    if (held === undefined) return notFound;
    if (method === 'GET' && verb === undefined) return { status: 200, body: shown(held) };
    if (method === 'PUT' && verb === undefined) {
      const next = objectOf(body);
      const wrong =
        next['id'] === id
          ? wrongSubscriber(next)
          : `subscriber ID from parameters (${id}) and payload must match`;
      if (wrong !== undefined) return problem(400, wrong);
      subscribers.set(id, next);
      return { status: 204 };
    }
    if (method === 'POST' && (verb === 'activate' || verb === 'deactivate')) {
      const lte = objectOf(held['lte']);
      held['lte'] = { ...lte, state: verb === 'activate' ? 'ACTIVE' : 'INACTIVE' };
      return { status: 200 };
    }
    return problem(405, 'Method Not Allowed');
  }

  function entity(
    { method, body }: LabRequest,
    store: Map<string, Json>,
    id: string | undefined,
    wrongIn: (body: Json) => string | undefined,
    inUse: (id: string) => boolean,
  ): LabAnswer {
    if (id === undefined) {
      if (method === 'GET') return { status: 200, body: Object.fromEntries(store) };
      if (method !== 'POST') return problem(405, 'Method Not Allowed');
      const next = objectOf(body);
      const wrong = wrongIn(next);
      if (wrong !== undefined) return problem(400, wrong);
      if (store.has(String(next['id'])))
        return problem(400, `an entity '${String(next['id'])}' already exists`);
      store.set(String(next['id']), next);
      return { status: 201 };
    }
    const held = store.get(id);
    if (held === undefined) return notFound;
    if (method === 'GET') return { status: 200, body: held };
    if (method === 'PUT') {
      const next = objectOf(body);
      const wrong = next['id'] === id ? wrongIn(next) : 'id in body must match id in path';
      if (wrong !== undefined) return problem(400, wrong);
      store.set(id, next);
      return { status: 204 };
    }
    if (method !== 'DELETE') return problem(405, 'Method Not Allowed');
    if (inUse(id)) return problem(500, `entity ${id} is still referred to`);
    store.delete(id);
    return { status: 204 };
  }

  function route(request: LabRequest): LabAnswer {
    const { method, path, body } = request;
    const lte = `/magma/v1/lte/${options.networkId}`;
    const policies = `/magma/v1/networks/${options.networkId}/policies/rules`;
    if (path === `${lte}/subscribers` && method === 'POST') {
      if (!Array.isArray(body))
        return problem(400, 'json: cannot unmarshal object into Go value of type MutableSubscribers');
      for (const item of body as Json[]) {
        const wrong = wrongSubscriber(item);
        if (wrong !== undefined) return problem(400, wrong);
        if (subscribers.has(String(item['id']))) {
          return problem(
            400,
            `found 1 existing subscribers which would have been overwritten: [${String(item['id'])}]`,
          );
        }
      }
      for (const item of body as Json[]) subscribers.set(String(item['id']), item);
      return { status: 201 };
    }
    const [, subscriber, verb] = new RegExp(`^${lte}/subscribers/(IMSI\\d+)(?:/(\\w+))?$`).exec(path) ?? [];
    if (subscriber !== undefined) return subscriberRoute(request, subscriber, verb);
    if (path === `${lte}/subscriber_state`) return { status: 200, body: Object.fromEntries(sessions) };
    const [, state] = new RegExp(`^${lte}/subscriber_state/(IMSI\\d+)$`).exec(path) ?? [];
    if (state !== undefined) return { status: 200, body: sessions.get(state) ?? {} };
    const profile = new RegExp(`^${lte}/policy_qos_profiles(?:/([\\w-]+))?$`).exec(path);
    if (profile !== null) {
      const used = (id: string) => [...rules.values()].some((rule) => rule['qos_profile'] === id);
      return entity(request, profiles, profile[1], wrongProfile, used);
    }
    const rule = new RegExp(`^${policies}(?:/([\\w-]+))?$`).exec(path);
    if (rule !== null) {
      const used = (id: string) =>
        [...subscribers.values()].some((each) => listOf(each['active_policies']).includes(id));
      return entity(request, rules, rule[1], wrongRule, used);
    }
    return notFound;
  }

  const base = await startLteLab({
    ...options,
    keep,
    handle(request) {
      const answer = route(request);
      if (lab.gatewaysFetchAtOnce) lab.gatewaysFetch();
      return answer;
    },
    refusal: ({ body }) =>
      problem(500, `rpc error: code = Unavailable; entity was ${JSON.stringify(body ?? null)}`),
    lie: ({ method }) => ({ status: method === 'POST' ? 201 : 204 }),
  });
  const lab: MagmaLab = Object.assign(base, {
    gatewaysFetchAtOnce: true,
    attach(imsi: string, { ki, opc }: { ki: string; opc: string }) {
      const subscriber = subscribers.get(`IMSI${imsi}`);
      const lte = subscriber === undefined ? {} : objectOf(subscriber['lte']);
      const hex = (value: unknown) => Buffer.from(String(value), 'base64').toString('hex');
      if (lte['state'] !== 'ACTIVE' || hex(lte['auth_key']) !== ki || hex(lte['auth_opc']) !== opc)
        return false;
      sessions.set(`IMSI${imsi}`, {
        mobility: [{ apn: 'internet', ip: '192.168.128.12' }],
        subscriber_state: { internet: [{ lifecycle_state: 'SESSION_ACTIVE' }] },
      });
      keep();
      return true;
    },
    live: (imsi: string) => sessions.has(`IMSI${imsi}`),
    byHand(kind: keyof typeof stores, id: string, changes: Json | undefined) {
      if (changes === undefined) stores[kind].delete(id);
      else Object.assign(stores[kind].get(id) ?? {}, changes);
      keep();
    },
    held: () => Object.values(stores).flatMap((store) => [...store.values()]),
    gatewaysFetch() {
      for (const id of sessions.keys()) {
        const subscriber = subscribers.get(id);
        // A subscriber that is gone from the orchestrator leaves its session where it is until it ends by itself.
        if (subscriber !== undefined && objectOf(subscriber['lte'])['state'] === 'INACTIVE')
          sessions.delete(id);
      }
    },
  });
  return lab;
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function isKey(value: unknown): boolean {
  return typeof value === 'string' && Buffer.from(value, 'base64').length === 16;
}
