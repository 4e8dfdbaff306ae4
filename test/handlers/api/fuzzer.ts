/** As much of JSON Schema as the contracts become. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
}

/** Text that some contract takes, to be chosen by its pattern. */
const texts = [
  'Ada',
  'USD',
  'DE',
  '49.95',
  '19',
  '2026-03-01',
  '2026-03-01T09:30:00.000Z',
  'Europe/Berlin',
  '+49301234567',
  'ada@example.com',
  '10.0.0.7',
  '10.0.0.0/24',
  '00:1A:2B:3C:4D:5E',
  'HWTC1A2B3C4D',
  '262011234567890',
  'mikrotik-routeros',
  'PoP-1',
  'POP-1',
  'en',
];

/** What has broken a program before. */
const nasty: readonly unknown[] = [
  null,
  true,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e',
  '😀'.repeat(300),
  'x'.repeat(10_000),
  '../../etc/passwd',
  '__proto__',
  'constructor',
  '1e999',
  -1,
  -0,
  0.1,
  1e-200,
  1e21,
  1e308,
  Number.MAX_SAFE_INTEGER,
  2 ** 53,
  [],
  {},
  [[[[]]]],
  { toString: 1 },
  { length: -1 },
  { id: { id: { id: {} } } },
  Array.from({ length: 300 }, () => 'x'),
];

const keys = ['id', 'extra', 'constructor', 'toString', '', 'a/b', 'x'.repeat(500), 'length', 'then'];

/** Makes requests that fit, and then makes them not fit; all by one seed. */
export class Fuzzer {
  #state: number;
  #count = 0;
  readonly #ids = new Map<string, string[]>();

  constructor(seed: number) {
    this.#state = seed;
  }

  /** Mulberry32. */
  random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(count: number): number {
    return Math.floor(this.random() * count);
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  pick<T>(things: readonly T[]): T {
    return things[this.below(things.length)] as T;
  }

  /** Remembers what was made below a path, so that later requests can name it. */
  learn(path: string, id: string): void {
    const kind = path.split('/').at(-1) ?? '';
    this.#ids.set(kind, [...(this.#ids.get(kind) ?? []), id]);
  }

  idFor(path: string): string {
    if (this.chance(0.1))
      return this.pick(['x', 'led_', 'sub_01k9xq3v7n5e2r8t4w6y0a1b2c', '%', '\u0000', '😀']);
    return this.#known(path.split('/')[1] ?? '');
  }

  #known(kind: string): string {
    const known = this.#ids.get(kind) ?? [];
    return known.length > 0 && this.chance(0.9)
      ? this.pick(known)
      : `${kind.slice(0, 3).replace(/\W/g, 'x') || 'abc'}_01k9xq3v7n5e2r8t4w6y0a1b2c`;
  }

  query(): string {
    const parameters = new URLSearchParams();
    for (const name of ['limit', 'cursor', 'q', 'after', 'types', 'siteId', 'status', 'consumer']) {
      if (!this.chance(0.25)) continue;
      const value = this.chance(0.5)
        ? this.pick(['3', 'Ada', 'open', 'lead.created'])
        : (JSON.stringify(this.pick(nasty)) ?? '');
      parameters.append(name, value.slice(0, 500));
    }
    return `?${parameters}`;
  }

  headers(): Record<string, string> {
    return {
      ...(this.chance(0.05) ? { 'if-match': this.pick(['"1"', '"2"', '*', 'W/"1"', '']) } : {}),
      ...(this.chance(0.05) ? { 'idempotency-key': this.pick(['a', 'b', 'c', '', 'x'.repeat(300)]) } : {}),
    };
  }

  /** A value that the schema takes, as far as a schema can say. */
  sample(schema: Schema, root: Schema = schema, name = ''): unknown {
    if (schema.$ref !== undefined) {
      const id = schema.$ref.split('/').at(-1) ?? '';
      return this.sample(root.$defs?.[id] ?? {}, root, id === 'Id' ? name : id);
    }
    if ('const' in schema) return schema.const;
    if (schema.enum !== undefined) return this.pick(schema.enum);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) return this.sample(this.pick(choices), root, name);
    switch (schema.type) {
      case 'object':
        return this.#object(schema, root);
      case 'array': {
        const least = schema.minItems ?? 0;
        const length = least + (this.chance(0.3) ? 1 : 0);
        return Array.from({ length }, () => this.sample(schema.items ?? {}, root, name));
      }
      case 'integer':
        return Math.min(schema.maximum ?? 100, (schema.minimum ?? 0) + this.below(30));
      case 'number':
        return Math.min(schema.maximum ?? 100, (schema.minimum ?? 0) + this.random());
      case 'boolean':
        return this.chance(0.5);
      case 'null':
        return null;
      case 'string':
        return this.#text(schema, name);
      default:
        return 'x';
    }
  }

  #object(schema: Schema, root: Schema): Record<string, unknown> {
    const made: Record<string, unknown> = {};
    for (const [name, held] of Object.entries(schema.properties ?? {})) {
      if (schema.required?.includes(name) || this.chance(0.3)) made[name] = this.sample(held, root, name);
    }
    if (typeof schema.additionalProperties === 'object' && this.chance(0.5)) {
      made['secret'] = this.sample(schema.additionalProperties, root);
    }
    return made;
  }

  #text(schema: Schema, name: string): string {
    this.#count += 1;
    const { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
    if (schema.format === 'uri') return 'https://portal.example.net/';
    if (pattern === undefined && schema.format === undefined) {
      const fitting = texts.filter((text) => text.length >= minLength && text.length <= maxLength);
      if (/mac/i.test(name) || /station/i.test(name)) return '00:1A:2B:3C:4D:5E';
      if (/timezone/i.test(name)) return 'Europe/Berlin';
      return `${this.pick(fitting)} ${this.#count}`.slice(0, maxLength);
    }
    const plural: Readonly<Record<string, string>> = {
      planId: 'plans',
      siteId: 'sites',
      wantedPlanId: 'plans',
      addOns: 'add-ons',
      modelId: 'equipment-models',
      parentId: 'subscribers',
      subscriberId: 'subscribers',
      nodeId: 'access-nodes',
    };
    const candidates = [this.#known(plural[name] ?? 'subscribers'), `user${this.#count}`, ...texts];
    const rule = new RegExp(pattern ?? '.', 'u');
    return candidates.find((text) => rule.test(text)) ?? 'x';
  }

  /** The value with up to four things about it changed; now and then left as it is. */
  mutated(value: unknown): unknown {
    let changed = value;
    for (let n = this.below(5); n > 0; n--) changed = this.#changed(changed);
    return changed;
  }

  #changed(value: unknown): unknown {
    if (this.chance(0.15) || typeof value !== 'object' || value === null) return this.pick(nasty);
    if (Array.isArray(value)) {
      const items = [...value];
      const at = this.below(items.length + 1);
      if (this.chance(0.3)) items.splice(at, 1);
      else items[at] = this.#changed(items[at]);
      return items;
    }
    const made: Record<string, unknown> = { ...value };
    const names = Object.keys(made);
    const name = names.length === 0 || this.chance(0.15) ? this.pick(keys) : this.pick(names);
    if (this.chance(0.15)) delete made[name];
    else made[name] = this.#changed(made[name]);
    return made;
  }

  /** The text with some of its bytes lost, doubled or turned. */
  garbled(text: string): Buffer {
    const bytes = [...Buffer.from(text)];
    for (let n = 1 + this.below(4); n > 0; n--) {
      const at = this.below(bytes.length + 1);
      const how = this.below(4);
      if (how === 0) bytes.splice(at, 1 + this.below(8));
      else if (how === 1) bytes.splice(at, 0, ...bytes.slice(at, at + 8));
      else if (how === 2) bytes[at] = this.below(256);
      else bytes.splice(at, 0, this.pick([...Buffer.from('{}[]",:\\0eE-')]));
    }
    return Buffer.from(bytes);
  }
}
