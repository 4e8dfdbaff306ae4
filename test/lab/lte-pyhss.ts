import {
  type LabAnswer,
  type LabRequest,
  type LteLab,
  type LteLabOptions,
  startLteLab,
  strangers,
} from './lte-core.ts';

type Value = string | number | boolean | null;
type Row = Record<string, Value>;

/** A phone's session as MME and gateway see it: the rate and address are those of the moment at which it attached. */
export interface LabUe {
  readonly downBps: number;
  readonly upBps: number;
  readonly ip: string;
}

export interface PyHssLab extends LteLab {
  /** A phone asks for a session: no unless the SIM is known, enabled, and its keys are these. */
  attach(imsi: string, keys: { readonly ki: string; readonly opc: string }): boolean;
  ue(imsi: string): LabUe | undefined;
  /** Changes what a table holds, as staff does by hand; `undefined` deletes. */
  byHand(table: Table, where: Row, changes: Row | undefined): void;
  rows(table: Table): readonly Row[];
  /** Whether the Diameter peer of the MME is connected. */
  peerConnected: boolean;
  /** Whether a cancelled phone lets go of its session. */
  phonesObey: boolean;
}

type Table = 'apn' | 'auc' | 'subscriber' | 'subscriber_routing';

interface Column {
  readonly type: 'integer' | 'string' | 'boolean';
  readonly length?: number;
  readonly required?: boolean;
  readonly unique?: boolean;
  readonly refers?: Table;
}

const tables: Readonly<Record<Table, Readonly<Record<string, Column>>>> = {
  apn: {
    apn_id: { type: 'integer' },
    apn: { type: 'string', length: 50, required: true },
    ip_version: { type: 'integer' },
    apn_ambr_dl: { type: 'integer', required: true },
    apn_ambr_ul: { type: 'integer', required: true },
    qci: { type: 'integer' },
    last_modified: { type: 'string' },
  },
  auc: {
    auc_id: { type: 'integer' },
    ki: { type: 'string', length: 32, required: true },
    opc: { type: 'string', length: 32, required: true },
    amf: { type: 'string', length: 4, required: true },
    sqn: { type: 'integer' },
    iccid: { type: 'string', length: 20, unique: true },
    imsi: { type: 'string', length: 18, unique: true },
    misc3: { type: 'string', length: 128 },
    misc4: { type: 'string', length: 128 },
    last_modified: { type: 'string' },
  },
  subscriber: {
    subscriber_id: { type: 'integer' },
    imsi: { type: 'string', length: 18, unique: true },
    enabled: { type: 'boolean' },
    auc_id: { type: 'integer', required: true, refers: 'auc' },
    default_apn: { type: 'integer', required: true, refers: 'apn' },
    apn_list: { type: 'string', length: 64, required: true },
    msisdn: { type: 'string', length: 18 },
    ue_ambr_dl: { type: 'integer' },
    ue_ambr_ul: { type: 'integer' },
    nam: { type: 'integer' },
    serving_mme: { type: 'string', length: 512 },
    serving_mme_realm: { type: 'string', length: 512 },
    serving_mme_peer: { type: 'string', length: 512 },
    last_modified: { type: 'string' },
  },
  subscriber_routing: {
    subscriber_routing_id: { type: 'integer' },
    subscriber_id: { type: 'integer', refers: 'subscriber' },
    apn_id: { type: 'integer', refers: 'apn' },
    ip_version: { type: 'integer' },
    ip_address: { type: 'string', length: 254 },
    last_modified: { type: 'string' },
  },
};

/**
 * A simulated PyHSS: its tables with their columns, types and references, numeric ids, keys that go in and never come
 * out, database errors that repeat what was sent, and absent rows that are answered 404 or 200 with null.
 */
export async function startPyHss(
  options: LteLabOptions & {
    readonly apns?: readonly string[];
    readonly provisioningKey?: string;
    readonly absentRowsAre?: '404' | 'null';
  } = {},
): Promise<PyHssLab> {
  const data: Record<Table, Row[]> = { apn: [], auc: [], subscriber: [], subscriber_routing: [] };
  const ues = new Map<string, LabUe>();
  let lastId = 0;

  for (const [name, entry] of options.memory?.recall() ?? []) {
    const [kind = '', key = ''] = name.split(' ');
    if (kind === 'ue') ues.set(key, entry as LabUe);
    else if (kind === 'last') lastId = Number(entry);
    else data[kind as Table].push(entry as Row);
  }
  for (const apn of lastId > 0 ? [] : (options.apns ?? ['internet'])) {
    data.apn.push({ apn_id: ++lastId, apn, ip_version: 0, apn_ambr_dl: 1e9, apn_ambr_ul: 1e9, qci: 9 });
  }

  function* held(): Iterable<readonly [string, unknown]> {
    yield ['last id', lastId];
    for (const table of Object.keys(data) as Table[]) {
      for (const row of data[table]) yield [`${table} ${row[idOf(table)]}`, row];
    }
    for (const [imsi, ue] of ues) yield [`ue ${imsi}`, ue];
  }
  const keep = () => options.memory?.keep(held());

  const absent: LabAnswer =
    options.absentRowsAre === '404'
      ? { status: 404, body: { result: 'Failed' } }
      : { status: 200, body: null };
  const integrity = (table: Table, what: string, row: object): LabAnswer => ({
    status: 400,
    body: {
      result: 'Failed',
      reason: `A database integrity error occurred: (sqlite3.IntegrityError) ${what} [SQL: INSERT INTO ${table}] [parameters: (${Object.values(row).join(', ')})]`,
    },
  });
  const idOf = (table: Table) => `${table}_id`;
  const shown = (table: Table, row: Row): Row => {
    if (table !== 'auc') return row;
    const { ki: _, opc: __, ...open } = row;
    return open;
  };

  function wrong(table: Table, row: Row, id: Value | undefined): LabAnswer | undefined {
    for (const [name, column] of Object.entries(tables[table])) {
      const value = row[name] ?? null;
      if (value === null) {
        if (column.required) return integrity(table, `NOT NULL constraint failed: ${table}.${name}`, row);
        continue;
      }
      const fits =
        column.type === 'integer'
          ? Number.isInteger(value) && Math.abs(value as number) < 2 ** (name === 'sqn' ? 48 : 31)
          : typeof value === column.type && String(value).length <= (column.length ?? 512);
      if (!fits) return integrity(table, `datatype mismatch: ${table}.${name}`, row);
      const taken = (other: Row) => other[name] === value && other[idOf(table)] !== id;
      if (column.unique && data[table].some(taken)) {
        return integrity(table, `UNIQUE constraint failed: ${table}.${name}`, row);
      }
      const { refers } = column;
      if (refers !== undefined && !data[refers].some((other) => other[idOf(refers)] === value)) {
        return integrity(table, 'FOREIGN KEY constraint failed', row);
      }
    }
    const twice =
      table === 'subscriber_routing' &&
      data[table].some(
        (other) =>
          other['subscriber_id'] === row['subscriber_id'] &&
          other['apn_id'] === row['apn_id'] &&
          other[idOf(table)] !== id,
      );
    return twice ? integrity(table, 'UNIQUE constraint failed: subscriber_id, apn_id', row) : undefined;
  }

  function create(table: Table, body: object): LabAnswer {
    const [stranger] = strangers(body, Object.keys(tables[table]));
    if (stranger !== undefined) {
      const reason = `An internal server error occurred: '${stranger}' is an invalid keyword argument for ${table.toUpperCase()}`;
      return { status: 500, body: { result: 'Failed', reason } };
    }
    const defaults: Row = table === 'subscriber' ? { enabled: true, msisdn: null, serving_mme: null } : {};
    const row: Row = { ...defaults, ...(body as Row), [idOf(table)]: lastId + 1 };
    const no = wrong(table, row, row[idOf(table)]);
    if (no !== undefined) return no;
    lastId++;
    data[table].push(row);
    return { status: 200, body: row };
  }

  function update(table: Table, id: string, body: object): LabAnswer {
    const row = data[table].find((other) => String(other[idOf(table)]) === id);
    if (row === undefined) return absent;
    // Fields that are no columns are passed over without a word.
    const known = Object.entries(body).filter(([name]) => name in tables[table]);
    const next: Row = { ...row, ...Object.fromEntries(known) };
    const no = wrong(table, next, row[idOf(table)] ?? null);
    if (no !== undefined) return no;
    Object.assign(row, next);
    return { status: 200, body: row };
  }

  function remove(table: Table, id: string): LabAnswer {
    const row = data[table].find((other) => String(other[idOf(table)]) === id);
    if (row === undefined) return absent;
    const key = row[idOf(table)];
    const inUse =
      table === 'auc'
        ? data.subscriber.some((other) => other['auc_id'] === key)
        : table === 'apn' && data.subscriber.some((other) => other['default_apn'] === key);
    if (inUse) return integrity(table, 'FOREIGN KEY constraint failed', { id: key ?? null });
    data[table].splice(data[table].indexOf(row), 1);
    if (table === 'subscriber') {
      data.subscriber_routing = data.subscriber_routing.filter((other) => other['subscriber_id'] !== key);
    }
    return { status: 200, body: { Result: 'OK' } };
  }

  const found = (table: Table, where: Row): LabAnswer => {
    const row = data[table].find((other) =>
      Object.entries(where).every(([name, value]) => String(other[name]) === value),
    );
    return row === undefined ? absent : { status: 200, body: shown(table, row) };
  };

  function freeIp(): string {
    const taken = new Set([...ues.values()].map(({ ip }) => ip));
    let n = 2;
    while (taken.has(`10.45.${n >> 8}.${n & 255}`)) n++;
    return `10.45.${n >> 8}.${n & 255}`;
  }

  function session(imsi: string): boolean {
    const subscriber = data.subscriber.find((row) => row['imsi'] === imsi);
    if (subscriber === undefined || subscriber['enabled'] !== true) return false;
    const routing = data.subscriber_routing.find(
      (row) =>
        row['subscriber_id'] === subscriber['subscriber_id'] && row['apn_id'] === subscriber['default_apn'],
    );
    ues.set(imsi, {
      downBps: Number(subscriber['ue_ambr_dl']),
      upBps: Number(subscriber['ue_ambr_ul']),
      ip: String(routing?.['ip_address'] ?? freeIp()),
    });
    subscriber['serving_mme'] = 'mme01.epc';
    subscriber['serving_mme_realm'] = 'epc.mnc001.mcc001.3gppnetwork.org';
    subscriber['serving_mme_peer'] = 'mme01.epc;hss01';
    return true;
  }

  function cancelLocation(imsi: string): LabAnswer {
    const subscriber = data.subscriber.find((row) => row['imsi'] === imsi);
    if (subscriber === undefined)
      return { status: 500, body: { Result: 'Unahndled error: No row was found' } };
    if ((subscriber['serving_mme_peer'] ?? null) === null) {
      return { status: 400, body: { Result: 'Error: Subscriber is not currently served by an MME' } };
    }
    if (!lab.peerConnected) {
      const Result = `Unable to send Cancel Location Request via mme01.epc for IMSI ${imsi} - is the diameter peer connected?`;
      return { status: 400, body: { Result } };
    }
    if (lab.phonesObey) {
      ues.delete(imsi);
      // It comes back at once, if it may.
      session(imsi);
    }
    return {
      status: 200,
      body: { Result: `Successfully sent Cancel Location Request via mme01.epc for IMSI ${imsi}` },
    };
  }

  function handle(request: LabRequest): LabAnswer {
    const { method, path, query } = request;
    const { provisioningKey } = options;
    if (method !== 'GET' && provisioningKey !== undefined) {
      if (request.headers['provisioning-key'] !== provisioningKey) {
        return { status: 401, body: { Result: 'Unauthorized - Provisioning-Key Invalid' } };
      }
    }
    const body = request.body ?? {};
    if (typeof body !== 'object' || Array.isArray(body)) {
      return { status: 400, body: { message: 'Failed to decode JSON object' } };
    }
    const lookup = /^\/(auc|subscriber)\/imsi\/(\w+)$/.exec(path);
    if (method === 'GET' && lookup !== null) return found(lookup[1] as Table, { imsi: lookup[2] ?? '' });
    const serving = /^\/pcrf\/pcrf_subscriber_imsi\/(\w+)$/.exec(path);
    if (method === 'GET' && serving !== null) return servingApns(serving[1] ?? '');
    if (method === 'GET' && path === '/oam/serving_subs') {
      const attached = data.subscriber.filter((one) => (one['serving_mme'] ?? null) !== null);
      return {
        status: 200,
        body: Object.fromEntries(attached.map((one) => [String(one['imsi']), shown('subscriber', one)])),
      };
    }
    if (method === 'GET' && path === '/oam/serving_subs_pcrf') {
      const connected = [...ues].map(([imsi, { ip }]) => [imsi, { subscriber_routing: ip }]);
      return { status: 200, body: Object.fromEntries(connected) };
    }
    if (method === 'PUT' && path === '/pcrf/clr_subscriber') {
      return cancelLocation(String((body as Row)['imsi']));
    }
    const list = /^\/(apn|subscriber|auc)\/list$/.exec(path);
    if (method === 'GET' && list !== null) {
      const table = list[1] as Table;
      const size = Number(query.get('page_size') ?? 100);
      const from = Number(query.get('page') ?? 0) * size;
      return { status: 200, body: data[table].slice(from, from + size).map((row) => shown(table, row)) };
    }
    const routing = /^\/subscriber\/routing\/(\d+)\/(\d+)$/.exec(path);
    if (routing !== null) {
      const answer = found('subscriber_routing', {
        subscriber_id: routing[1] ?? '',
        apn_id: routing[2] ?? '',
      });
      if (method === 'GET' || answer === absent) return answer;
      if (method === 'DELETE') {
        return remove('subscriber_routing', String((answer.body as Row)['subscriber_routing_id']));
      }
    }
    const one = /^\/(apn|auc|subscriber|subscriber\/routing)\/(\d*)$/.exec(path);
    if (one !== null) {
      const table = (one[1] ?? '').replace('/', '_') as Table;
      const id = one[2] ?? '';
      if (method === 'PUT' && id === '') return create(table, body);
      if (method === 'PATCH' && id !== '') return update(table, id, body);
      if (method === 'DELETE' && id !== '') return remove(table, id);
      if (method === 'GET' && id !== '') return found(table, { [idOf(table)]: id });
      return { status: 405, body: { message: 'The method is not allowed for the requested URL.' } };
    }
    return { status: 404, body: { Result: 'Not Found' } };
  }

  function servingApns(imsi: string): LabAnswer {
    const ue = ues.get(imsi);
    if (ue === undefined) return data.subscriber.some((row) => row['imsi'] === imsi) ? none : absent;
    return {
      status: 200,
      body: { apns: { internet: { pcrf_session_id: 'pgw;1', subscriber_routing: ue.ip } } },
    };
  }
  const none: LabAnswer = { status: 200, body: { apns: {} } };

  const base = await startLteLab({
    ...options,
    handle,
    keep,
    refusal: (request) => integrity('auc', 'disk I/O error', (request.body as object | undefined) ?? {}),
    lie: ({ method, path, body }) => {
      if (method === 'DELETE') return { status: 200, body: { Result: 'OK' } };
      const table = path.startsWith('/auc') ? 'auc' : 'subscriber';
      return {
        status: 200,
        body: { ...data[table].at(-1), ...(body as object), auc_id: 1, subscriber_id: 1 },
      };
    },
  });
  const lab: PyHssLab = Object.assign(base, {
    peerConnected: true,
    phonesObey: true,
    attach(imsi: string, { ki, opc }: { ki: string; opc: string }) {
      const auc = data.auc.find((row) => row['imsi'] === imsi);
      const letIn = auc !== undefined && auc['ki'] === ki && auc['opc'] === opc && session(imsi);
      keep();
      return letIn;
    },
    ue: (imsi: string) => ues.get(imsi),
    byHand(table: Table, where: Row, changes: Row | undefined) {
      const fits = (row: Row) => Object.entries(where).every(([name, value]) => row[name] === value);
      if (changes === undefined) data[table] = data[table].filter((row) => !fits(row));
      else for (const row of data[table].filter(fits)) Object.assign(row, changes);
      keep();
    },
    rows: (table: Table) => data[table],
  });
  return lab;
}
