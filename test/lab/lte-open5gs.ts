import { randomBytes } from 'node:crypto';
import { type LabAnswer, type LabRequest, type LteLab, type LteLabOptions, startLteLab } from './lte-core.ts';

type Json = Record<string, unknown>;

export interface Open5GsLab extends LteLab {
  /** The MME's own interface: `/ue-info`. */
  readonly mme: LteLab;
  attach(imsi: string, keys: { readonly ki: string; readonly opc: string }): boolean;
  attached(imsi: string): boolean;
  detach(imsi: string): void;
  byHand(imsi: string, changes: Json | undefined): void;
  subscribers(): readonly Json[];
  /** Forgets every log-in and every token. */
  restart(): void;
  /** Barring is enforced by cutting: what an MME does that heeds the change of status. */
  mmeHeedsStatus: boolean;
}

/** What the WebUI's schema knows; everything else is dropped without a word. */
const schema: Json = {
  schema_version: 'number',
  imsi: 'string',
  msisdn: ['string'],
  imeisv: ['string'],
  security: { k: 'string', op: 'string', opc: 'string', amf: 'string', sqn: 'number' },
  ambr: { downlink: { value: 'number', unit: 'number' }, uplink: { value: 'number', unit: 'number' } },
  slice: [
    {
      sst: 'number',
      sd: 'string',
      default_indicator: 'boolean',
      session: [
        {
          name: 'string',
          type: 'number',
          qos: {
            index: 'number',
            arp: {
              priority_level: 'number',
              pre_emption_capability: 'number',
              pre_emption_vulnerability: 'number',
            },
          },
          ambr: {
            downlink: { value: 'number', unit: 'number' },
            uplink: { value: 'number', unit: 'number' },
          },
          ue: { ipv4: 'string', ipv6: 'string' },
        },
      ],
    },
  ],
  access_restriction_data: 'number',
  subscriber_status: 'number',
  operator_determined_barring: 'number',
  network_access_mode: 'number',
  subscribed_rau_tau_timer: 'number',
};

class CastError extends Error {}

/** As Mongoose does it: unknown fields vanish, wrong types are an error. */
function cast(value: unknown, type: unknown, path: string): unknown {
  if (value === null || value === undefined) return value;
  if (typeof type === 'string') {
    if (typeof value === type) return value;
    throw new CastError(`Cast to ${type} failed for value "${JSON.stringify(value)}" at path "${path}"`);
  }
  if (Array.isArray(type)) {
    const items = Array.isArray(value) ? value : [value];
    return items.map((item, i) => cast(item, type[0], `${path}.${i}`));
  }
  if (typeof value !== 'object') {
    throw new CastError(`Cast to Object failed for value "${JSON.stringify(value)}" at path "${path}"`);
  }
  const known = type as Json;
  return Object.fromEntries(
    Object.entries(value as Json)
      .filter(([name]) => name in known)
      .map(([name, field]) => [name, cast(field, known[name], path === '' ? name : `${path}.${name}`)]),
  );
}

/**
 * A simulated Open5GS: the WebUI's log-in in three steps, its documents under a Mongoose schema, and the MME's list of
 * attached subscribers. The WebUI cannot cut a session.
 */
export async function startOpen5Gs(
  options: LteLabOptions & {
    readonly username?: string;
    readonly password?: string;
    readonly mmePort?: number;
  } = {},
): Promise<Open5GsLab> {
  const { username = 'admin', password = '1423' } = options;
  const subscribers = new Map<string, Json>();
  const ues = new Set<string>();
  /** Cookie → its token against forgery, and its account's token once it is logged in. */
  const sessions = new Map<string, { csrf: string; token?: string }>();
  const fresh = () => randomBytes(12).toString('hex');

  for (const [name, entry] of options.memory?.recall() ?? []) {
    const [kind, imsi = ''] = name.split(' ');
    if (kind === 'ue') ues.add(imsi);
    else subscribers.set(imsi, entry as Json);
  }
  function* held(): Iterable<readonly [string, unknown]> {
    for (const [imsi, document] of subscribers) yield [`subscriber ${imsi}`, document];
    for (const imsi of ues) yield [`ue ${imsi}`, true];
  }
  const keep = () => options.memory?.keep(held());

  function auth(request: LabRequest): LabAnswer | undefined {
    const { method, path } = request;
    const cookie = /connect\.sid=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
    const session = cookie === undefined ? undefined : sessions.get(cookie);
    if (method === 'GET' && path === '/api/auth/csrf') {
      const sid = fresh();
      const csrf = fresh();
      sessions.set(sid, { csrf });
      return {
        status: 200,
        body: { csrfToken: csrf },
        headers: { 'set-cookie': `connect.sid=${sid}; Path=/; HttpOnly` },
      };
    }
    if (method !== 'GET' && (session === undefined || request.headers['x-csrf-token'] !== session.csrf)) {
      return { status: 403, body: { message: 'CSRF token mismatch' } };
    }
    if (method === 'POST' && path === '/api/auth/login') {
      const { username: who, password: what } = (request.body ?? {}) as Json;
      if (who !== username || what !== password) return { status: 401, body: 'Unauthorized' };
      // A log-in changes the cookie, so that a stolen one is worth nothing.
      const sid = fresh();
      sessions.set(sid, { csrf: session?.csrf ?? fresh(), token: fresh() });
      if (cookie !== undefined) sessions.delete(cookie);
      return {
        status: 302,
        headers: { location: '/', 'set-cookie': `connect.sid=${sid}; Path=/; HttpOnly` },
      };
    }
    if (method === 'GET' && path === '/api/auth/session') {
      return {
        status: 200,
        body: {
          clientMaxAge: 60_000,
          csrfToken: session?.csrf,
          ...(session?.token === undefined ? {} : { authToken: session.token, user: { username } }),
        },
      };
    }
    if (!path.startsWith('/api/db/')) return { status: 404 };
    const bearer = /^Bearer (\w+)$/.exec(request.headers.authorization ?? '')?.[1];
    const known = bearer !== undefined && [...sessions.values()].some(({ token }) => token === bearer);
    return known ? undefined : { status: 401, body: 'Unauthorized' };
  }

  function handle(request: LabRequest): LabAnswer {
    const answer = auth(request);
    if (answer !== undefined) return answer;
    const { method, path } = request;
    try {
      const fields = cast(request.body ?? {}, schema, '') as Json;
      if (path === '/api/db/Subscriber' && method === 'GET') return { status: 200, body: lab.subscribers() };
      if (path === '/api/db/Subscriber' && method === 'POST') return create(fields);
      const imsi = /^\/api\/db\/Subscriber\/(\w+)$/.exec(path)?.[1];
      if (imsi === undefined) return { status: 404 };
      const document = subscribers.get(imsi);
      if (document === undefined) return { status: 404, body: { name: 'HttpError', message: 'Not Found' } };
      if (method === 'GET') return { status: 200, body: document };
      if (method === 'DELETE') {
        subscribers.delete(imsi);
        return { status: 204 };
      }
      if (method !== 'PATCH' && method !== 'PUT') return { status: 405 };
      Object.assign(document, fields);
      if (lab.mmeHeedsStatus && document['subscriber_status'] === 1) ues.delete(imsi);
      return { status: 200, body: document };
    } catch (error) {
      if (!(error instanceof CastError)) throw error;
      return { status: 400, body: { name: 'CastError', message: error.message } };
    }
  }

  function create(fields: Json): LabAnswer {
    const { imsi } = fields;
    if (typeof imsi !== 'string') {
      return { status: 400, body: { name: 'ValidationError', message: 'Path `imsi` is required.' } };
    }
    if (subscribers.has(imsi)) {
      const message = `E11000 duplicate key error collection: open5gs.subscribers index: imsi_1 dup key: { imsi: "${imsi}" }`;
      return { status: 400, body: { name: 'MongoError', code: 11_000, message } };
    }
    const defaults = { subscriber_status: 0, operator_determined_barring: 0, access_restriction_data: 32 };
    const document = { _id: fresh(), ...defaults, ...fields };
    subscribers.set(imsi, document);
    return { status: 201, body: document };
  }

  const base = await startLteLab({
    ...options,
    handle,
    keep,
    refusal: ({ body }) => ({
      status: 400,
      body: { name: 'MongoError', message: `not primary, document was ${JSON.stringify(body)}` },
    }),
    lie: ({ method, body }) => (method === 'DELETE' ? { status: 204 } : { status: 200, body }),
  });
  const mme = await startLteLab({
    host: options.host,
    port: options.mmePort,
    handle: ({ method, path }) =>
      method === 'GET' && path === '/ue-info'
        ? {
            status: 200,
            body: {
              items: [...ues].map((supi) => ({ supi, domain: 'EPS', cm_state: 'connected' })),
              pager: { page: -1, page_size: 100, count: ues.size },
            },
          }
        : { status: 404 },
    refusal: () => ({ status: 503 }),
    lie: () => ({ status: 200, body: { items: [] } }),
  });
  const closeWebUi = base.close;
  const lab: Open5GsLab = Object.assign(base, {
    mme,
    mmeHeedsStatus: true,
    attach(imsi: string, { ki, opc }: { ki: string; opc: string }) {
      const document = subscribers.get(imsi);
      const security = document?.['security'] as Json | undefined;
      if (document?.['subscriber_status'] !== 0 || security?.['k'] !== ki || security['opc'] !== opc)
        return false;
      ues.add(imsi);
      keep();
      return true;
    },
    attached: (imsi: string) => ues.has(imsi),
    detach: (imsi: string) => {
      ues.delete(imsi);
      keep();
    },
    byHand(imsi: string, changes: Json | undefined) {
      if (changes === undefined) subscribers.delete(imsi);
      else Object.assign(subscribers.get(imsi) ?? {}, changes);
      keep();
    },
    subscribers: () => [...subscribers.values()],
    restart() {
      sessions.clear();
      base.dropConnections();
    },
    async close() {
      await Promise.all([closeWebUi(), mme.close()]);
    },
  });
  return lab;
}
