import { type MatchesTopic, topicFilter } from './topic-filter.ts';

export interface IncomingMessage {
  readonly topic: string;
  readonly clientId: string | undefined;
  /** The fingerprint with which the client got in; nothing for a message of the cloud. */
  readonly certificateId: string | undefined;
  readonly payload: Buffer;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface TopicRule {
  readonly matches: MatchesTopic;
  /**
   * What the rule's actions get, or nothing when WHERE does not hold. Throws when the payload is not a JSON object.
   */
  select(message: IncomingMessage): Record<string, unknown> | undefined;
}

type Payload = Readonly<Record<string, unknown>>;
type Term = (message: IncomingMessage, payload: Payload) => unknown;

/**
 * A small part of AWS IoT SQL:
 * `SELECT *, topic(3) AS x, timestamp() AS y, clientid() AS z, principal() AS p, a.b AS c FROM 'filter' WHERE a.b = 'text' AND …`.
 * Throws a plain Error that names what is not supported.
 */
export function readTopicSql(sql: string): TopicRule {
  const match = /^\s*SELECT\s+(.+?)\s+FROM\s+'([^']+)'(?:\s+WHERE\s+(.+?))?\s*$/is.exec(sql);
  if (match === null) throw new Error(`not supported: ${sql}`);
  const [, fields = '', filter = '', where] = match;
  const columns = fields.split(',').map((field) => column(field.trim()));
  const conditions =
    where === undefined ? [] : where.split(/\s+AND\s+/i).map((text) => condition(text.trim()));
  return {
    matches: topicFilter(filter),
    select(message) {
      const payload = objectOf(message.payload);
      if (!conditions.every((holds) => holds(message, payload))) return undefined;
      const selected: Record<string, unknown> = {};
      for (const { name, term } of columns) {
        const value = term(message, payload);
        if (name === undefined) Object.assign(selected, value);
        else if (value !== undefined) selected[name] = value;
      }
      return selected;
    },
  };
}

function column(text: string): { readonly name: string | undefined; readonly term: Term } {
  if (text === '*') return { name: undefined, term: (_message, payload) => payload };
  const match = /^(.+?)(?:\s+AS\s+([A-Za-z_][A-Za-z0-9_]*))?$/is.exec(text);
  const [, expression = '', alias] = match ?? [];
  const name =
    alias ?? (/^[A-Za-z_][A-Za-z0-9_.]*$/.test(expression) ? expression.split('.').at(-1) : undefined);
  if (name === undefined) throw new Error(`not supported: ${text} without AS`);
  return { name, term: readTerm(expression) };
}

function readTerm(text: string): Term {
  const level = /^topic\(\s*(\d*)\s*\)$/i.exec(text);
  if (level !== null) {
    const index = Number(level[1]) - 1;
    return level[1] === '' ? ({ topic }) => topic : ({ topic }) => topic.split('/')[index];
  }
  if (/^timestamp\(\s*\)$/i.test(text)) return ({ at }) => at;
  if (/^clientid\(\s*\)$/i.test(text)) return ({ clientId }) => clientId ?? 'N/A';
  if (/^principal\(\s*\)$/i.test(text)) return ({ certificateId }) => certificateId ?? 'N/A';
  if (!/^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/.test(text))
    throw new Error(`not supported: ${text}`);
  const path = text.split('.');
  return (_message, payload) => {
    let value: unknown = payload;
    for (const key of path) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
      value = (value as Payload)[key];
    }
    return value;
  };
}

function condition(text: string): (message: IncomingMessage, payload: Payload) => boolean {
  const match = /^(.+?)\s*=\s*('(?:[^']*)'|-?\d+(?:\.\d+)?|true|false)$/is.exec(text);
  if (match === null) throw new Error(`not supported: ${text}`);
  const [, left = '', right = ''] = match;
  const term = readTerm(left.trim());
  const literal: unknown = right.startsWith("'") ? right.slice(1, -1) : JSON.parse(right.toLowerCase());
  return (message, payload) => term(message, payload) === literal;
}

function objectOf(payload: Buffer): Payload {
  const value: unknown = JSON.parse(payload.toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('the payload is not a JSON object');
  }
  return value as Payload;
}
