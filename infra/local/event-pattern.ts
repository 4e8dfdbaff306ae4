import { BlockList, isIP } from 'node:net';

/**
 * Event patterns as EventBridge rules and the filters of event source mappings use them: every key of the pattern must
 * be in the event, and one of the values listed under it must fit. An array in the event fits when one of its members
 * does. Matchers: exact value, null, prefix, suffix, equals-ignore-case, wildcard, numeric, cidr, exists,
 * anything-but, $or.
 */
export type Matches = (event: unknown) => boolean;

/** Throws a plain Error that names the part of the pattern which is not understood. */
export function compilePattern(pattern: unknown): Matches {
  return branch(pattern, '');
}

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function branch(pattern: unknown, path: string): Matches {
  if (!isFields(pattern) || Object.keys(pattern).length === 0) {
    throw new Error(`${path || 'the pattern'}: expected an object with fields`);
  }
  const tests = Object.entries(pattern).map(([key, below]): ((event: Fields) => boolean) => {
    const where = path === '' ? key : `${path}.${key}`;
    if (key === '$or') {
      if (!Array.isArray(below) || below.length < 2)
        throw new Error(`${where}: expected two patterns or more`);
      const choices = below.map((choice) => branch(choice, path));
      return (event) => choices.some((matches) => matches(event));
    }
    if (Array.isArray(below)) {
      const fits = leaf(below, where);
      return (event) => fits(event[key]);
    }
    const matches = branch(below, where);
    return (event) => matches(event[key]);
  });
  const all: Matches = (event) => {
    // A field that is not there still has to be asked about, because `exists: false` accepts it.
    if (event === undefined) return tests.every((test) => test({}));
    if (Array.isArray(event)) return event.some(all);
    return isFields(event) && tests.every((test) => test(event));
  };
  return all;
}

/** Fits one value of the event, `undefined` for a missing field. */
type Fits = (value: unknown) => boolean;

function leaf(alternatives: readonly unknown[], path: string): Fits {
  if (alternatives.length === 0) throw new Error(`${path}: an empty list never fits`);
  const matchers = alternatives.map((alternative) => matcher(alternative, path));
  return (value) => matchers.some((fits) => fits(value));
}

function member(test: (value: unknown) => boolean): Fits {
  return (value) => (Array.isArray(value) ? value.some(test) : value !== undefined && test(value));
}

const text = (test: (value: string) => boolean): Fits =>
  member((value) => typeof value === 'string' && test(value));

function matcher(alternative: unknown, path: string): Fits {
  if (!isFields(alternative)) {
    if (Array.isArray(alternative)) throw new Error(`${path}: a list within a list`);
    return member((value) => value === alternative);
  }
  const entries = Object.entries(alternative);
  const [entry] = entries;
  if (entries.length !== 1 || entry === undefined) throw new Error(`${path}: expected one matcher`);
  const [name, argument] = entry;
  const make = matchers[name];
  if (make === undefined) throw new Error(`${path}: unknown matcher ${name}`);
  return make(argument, `${path}.${name}`);
}

const matchers: Readonly<Record<string, (argument: unknown, path: string) => Fits>> = {
  prefix: affix((value, affixed) => value.startsWith(affixed)),
  suffix: affix((value, affixed) => value.endsWith(affixed)),
  'equals-ignore-case': (argument, path) => {
    const wanted = string(argument, path).toLowerCase();
    return text((value) => value.toLowerCase() === wanted);
  },
  wildcard: (argument, path) => {
    const expression = wildcard(string(argument, path));
    return text((value) => expression.test(value));
  },
  numeric: (argument, path) => {
    const test = numeric(argument, path);
    return member((value) => typeof value === 'number' && test(value));
  },
  cidr: (argument, path) => {
    const test = cidr(string(argument, path), path);
    return text(test);
  },
  exists: (argument, path) => {
    if (typeof argument !== 'boolean') throw new Error(`${path}: expected true or false`);
    return (value) => (value !== undefined) === argument;
  },
  'anything-but': (argument, path) => {
    const excluded = isFields(argument)
      ? excludedBy(argument, path)
      : leaf(Array.isArray(argument) ? argument : [argument], path);
    // Of an array, one member that is not excluded is enough.
    return member((value) => !excluded(value));
  },
};

/** `anything-but` over prefix, suffix, wildcard or equals-ignore-case, each with one text or several. */
function excludedBy(argument: Fields, path: string): Fits {
  const entries = Object.entries(argument);
  const [entry] = entries;
  if (entries.length !== 1 || entry === undefined) throw new Error(`${path}: expected one matcher`);
  const [name, texts] = entry;
  const make = ['prefix', 'suffix', 'wildcard', 'equals-ignore-case'].includes(name)
    ? matchers[name]
    : undefined;
  if (make === undefined) throw new Error(`${path}: ${name} cannot be negated`);
  const fits = (Array.isArray(texts) ? texts : [texts]).map((one) => make(one, `${path}.${name}`));
  return (value) => fits.some((test) => test(value));
}

/** `prefix` and `suffix`, also in the form `{ "equals-ignore-case": text }`. */
function affix(test: (value: string, affixed: string) => boolean) {
  return (argument: unknown, path: string): Fits => {
    if (isFields(argument)) {
      const folded = string(argument['equals-ignore-case'], path).toLowerCase();
      return text((value) => test(value.toLowerCase(), folded));
    }
    const affixed = string(argument, path);
    return text((value) => test(value, affixed));
  };
}

function string(argument: unknown, path: string): string {
  if (typeof argument !== 'string') throw new Error(`${path}: expected a text`);
  return argument;
}

/** `*` stands for any run of characters, `\*` and `\\` for themselves. */
function wildcard(pattern: string): RegExp {
  const parts = pattern.match(/\\[*\\]|\*|[^*\\]+|\\/g) ?? [];
  const source = parts
    .map((part) =>
      part === '*'
        ? '.*'
        : (/^\\[*\\]$/.test(part) ? part.slice(1) : part).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${source}$`, 's');
}

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function numeric(argument: unknown, path: string): (value: number) => boolean {
  if (!Array.isArray(argument) || (argument.length !== 2 && argument.length !== 4)) {
    throw new Error(`${path}: expected one or two comparisons`);
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let i = 0; i < argument.length; i += 2) {
    const compare = comparisons[String(argument[i])];
    const bound: unknown = argument[i + 1];
    if (compare === undefined || typeof bound !== 'number') {
      throw new Error(`${path}: expected a comparison and a number`);
    }
    tests.push((value) => compare(value, bound));
  }
  return (value) => tests.every((test) => test(value));
}

function cidr(range: string, path: string): (value: string) => boolean {
  const [network = '', bits = ''] = range.split('/');
  const family = isIP(network);
  if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) {
    throw new Error(`${path}: ${range} is no address range`);
  }
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), kind);
  return (value) => isIP(value) === family && list.check(value, kind);
}
