import { createHash } from 'node:crypto';
import { keysFingerprint } from '../capabilities/sim-provisioning.ts';

/** Names of values that nobody may see, in settings, grants and whatever devices say. */
const secretNames =
  /^(?:.*password|.*passwd|.*secret|passphrase|community|ki?|opc?|auth_key|auth_opc|.*token|.*(?<!host|public)key)$/i;
/** The same in lines of a command line, and in words of the RouterOS API. */
const secretWords =
  /(?<=^=(?:password|secret|passphrase|authentication-password|encryption-password)=)(.+)$|(?<=\b(?:password|passwd|community)[ \t]+(?:\d[ \t]+)?)(\S+)/gim;
/** 128 bits: a key of a SIM, whoever's it is. */
const keyLike = /\b[0-9a-f]{32}\b|(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{22}==/gi;

/** Finds secrets, and puts stand-ins of the same form in their place, the same for the same. */
export interface SecretStriker {
  /** Takes this for a secret from now on, wherever it stands. */
  add(secret: string, name?: string): void;
  /** Finds by their names all secrets in data. */
  find(data: unknown): void;
  strike<T>(data: T): T;
  readonly standIns: readonly string[];
  /** Of what is left in data, what looks like a secret. */
  left(data: unknown): readonly string[];
}

/** Shorter ones are struck out only where they are all there is: they are part of everything. */
const leastCharacters = 4;

/** `standIns`: of a recording that is there already. */
export function createSecretStriker(standIns: readonly string[] = []): SecretStriker {
  const table = new Map<string, string>();

  const isStandIn = (text: string) => standIns.includes(text) || [...table.values()].includes(text);

  const long = () => [...table.keys()].filter((secret) => secret.length >= leastCharacters);

  function add(secret: string, name = 'listed'): void {
    if (secret.length < 1 || table.has(secret) || isStandIn(secret)) return;
    if (secret.trimStart().startsWith('-----BEGIN ')) {
      table.set(secret, '-----BEGIN STAND-IN-----');
      return;
    }
    const digits = createHash('sha256').update(`${name} ${table.size}`).digest('hex');
    if (/^[0-9a-f]{32}$/i.test(secret)) {
      const standIn = digits.slice(0, 32);
      table.set(secret.toLowerCase(), standIn);
      table.set(secret.toUpperCase(), standIn.toUpperCase());
      table.set(base64(secret), base64(standIn));
      return;
    }
    if (/^[A-Za-z0-9+/]{22}==$/.test(secret)) table.set(secret, base64(digits.slice(0, 32)));
    else table.set(secret, `stand-in-${name}-${digits.slice(0, 6)}`);
  }

  function find(data: unknown, name = ''): void {
    if (typeof data === 'string') {
      if (secretNames.test(name) && data !== '') add(data, name);
      if (name === 'set-cookie') add(data.slice(data.indexOf('=') + 1).split(';', 1)[0]!, 'cookie');
      for (const [found] of data.matchAll(secretWords)) if (!/^\*+$/.test(found)) add(found, 'word');
      for (const [found] of data.matchAll(keyLike)) add(found, 'key');
    } else if (Array.isArray(data)) for (const one of data) find(one, name);
    else if (typeof data === 'object' && data !== null) {
      const { imsi, ki, opc } = data as Record<string, unknown>;
      for (const [key, value] of Object.entries(data)) find(value, key);
      // What a core keeps beside keys that cannot be read tells nothing of them, but goes with them.
      if (typeof imsi === 'string' && typeof ki === 'string' && typeof opc === 'string') {
        const standIn = { imsi, ki: strikeText(ki), opc: strikeText(opc) };
        table.set(keysFingerprint({ imsi, ki, opc }), keysFingerprint(standIn));
      }
    }
  }

  function strikeText(text: string): string {
    // The longest first: a secret may be part of another. What was put in is not looked at again.
    const whole = table.get(text);
    if (whole !== undefined) return whole;
    const secrets = long().sort((a, b) => b.length - a.length);
    if (secrets.length === 0) return text;
    const pattern = new RegExp(secrets.map((one) => RegExp.escape(one)).join('|'), 'g');
    return text.replaceAll(pattern, (found) => table.get(found) ?? found);
  }

  function strike<T>(data: T): T {
    if (typeof data === 'string') return strikeText(data) as T;
    if (Array.isArray(data)) return data.map((one: unknown) => strike(one)) as T;
    if (typeof data !== 'object' || data === null) return data;
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, strike(value)])) as T;
  }

  function left(data: unknown, name = ''): string[] {
    if (typeof data === 'string') {
      const inside = [...data.matchAll(secretWords), ...data.matchAll(keyLike)].map(([found]) => found);
      const named = secretNames.test(name) && data !== '' ? [data] : [];
      const known = long().filter((secret) => data.includes(secret) && !isStandIn(data));
      return [...inside, ...named].filter((one) => !isStandIn(one) && !/^\*+$/.test(one)).concat(known);
    }
    if (Array.isArray(data)) return data.flatMap((one: unknown) => left(one, name));
    if (typeof data !== 'object' || data === null) return [];
    return Object.entries(data).flatMap(([key, value]) => left(value, key));
  }

  return {
    add,
    find,
    strike,
    left,
    get standIns() {
      return [...new Set(table.values())];
    },
  };
}

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
