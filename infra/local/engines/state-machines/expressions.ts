import { createHash, randomUUID } from 'node:crypto';
import jsonata from 'jsonata';
import { StateError } from './state-error.ts';

/** What an expression can see: `$states` and the variables. */
export interface Scope {
  readonly states: Readonly<Record<string, unknown>>;
  readonly variables: Readonly<Record<string, unknown>>;
}

export type Evaluate = (scope: Scope) => Promise<unknown>;

const hashes: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** Compiles JSONata once for each text, with the functions that Step Functions adds and its clock. */
export class Expressions {
  readonly #now: () => number;
  readonly #compiled = new Map<string, jsonata.Expression>();
  readonly #format = jsonata('$fromMillis($at, $picture, $zone)');

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * A template: each string `{% … %}` in it is an expression, all else is itself. `field` names it in errors.
   * Throws a plain Error when an expression cannot be read.
   */
  template(value: unknown, field: string): Evaluate {
    return this.#template(value, field) ?? (() => Promise.resolve(value));
  }

  /** Undefined when there is nothing to evaluate. */
  #template(value: unknown, field: string): Evaluate | undefined {
    if (typeof value === 'string') return this.#string(value, field);
    if (Array.isArray(value)) {
      const parts = value.map((item, index) => this.#template(item, `${field}[${index}]`));
      if (parts.every((part) => part === undefined)) return undefined;
      return (scope) =>
        Promise.all(parts.map((part, index) => (part === undefined ? value[index] : part(scope))));
    }
    if (typeof value !== 'object' || value === null) return undefined;
    const parts = Object.entries(value).map(
      ([key, item]) => [key, this.#template(item, `${field}.${key}`), item] as const,
    );
    if (parts.every(([, part]) => part === undefined)) return undefined;
    return async (scope) => {
      const result: Record<string, unknown> = {};
      for (const [key, part, item] of parts) result[key] = part === undefined ? item : await part(scope);
      return result;
    };
  }

  #string(text: string, field: string): Evaluate | undefined {
    if (!text.startsWith('{%')) return undefined;
    if (!text.endsWith('%}')) throw new Error(`${field}: an expression ends in %}`);
    const source = text.slice(2, -2).trim();
    const expression = this.#compile(source, field);
    return async ({ states, variables }) => {
      let value: unknown;
      try {
        value = await expression.evaluate(undefined, { ...variables, states });
      } catch (cause) {
        throw new StateError('States.QueryEvaluationError', failure(source, field, wordsOf(cause)));
      }
      if (value === undefined) {
        throw new StateError(
          'States.QueryEvaluationError',
          failure(source, field, 'it returned nothing (undefined)'),
        );
      }
      return plain(value, source, field);
    };
  }

  #compile(source: string, field: string): jsonata.Expression {
    const known = this.#compiled.get(source);
    if (known !== undefined) return known;
    let expression: jsonata.Expression;
    try {
      expression = jsonata(source);
    } catch (cause) {
      throw new Error(`${field}: ${wordsOf(cause)}`, { cause });
    }
    this.#addFunctions(expression);
    this.#compiled.set(source, expression);
    return expression;
  }

  /** https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
  #addFunctions(expression: jsonata.Expression): void {
    expression.registerFunction('partition', partition, '<an:a>');
    expression.registerFunction('range', range, '<nnn:a>');
    expression.registerFunction('hash', hash, '<x-s?:s>');
    expression.registerFunction('random', random, '<n?:n>');
    expression.registerFunction('uuid', () => randomUUID(), '<:s>');
    expression.registerFunction('parse', parse, '<s:x>');
    expression.registerFunction('eval', () => {
      throw new Error('$eval is not supported in state machines, use $parse');
    });
    expression.registerFunction('millis', () => this.#now(), '<:n>');
    expression.registerFunction(
      'now',
      (picture?: string, zone?: string) =>
        this.#format.evaluate(undefined, { at: this.#now(), picture, zone }),
      '<s?s?:s>',
    );
  }
}

/** JSON is all that a state hands on. This also makes a value the same before and after a restart. */
function plain(value: unknown, source: string, field: string): unknown {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function') {
      throw new StateError('States.QueryEvaluationError', failure(source, field, 'it returned a function'));
    }
    return value;
  }
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) {
    throw new StateError('States.QueryEvaluationError', failure(source, field, 'it returned no JSON'));
  }
  return JSON.parse(text);
}

function failure(source: string, field: string, words: string): string {
  return `The JSONata expression '${source}' specified for the field '${field}' failed: ${words}`;
}

function wordsOf(cause: unknown): string {
  const message =
    typeof cause === 'object' && cause !== null && 'message' in cause ? cause.message : undefined;
  return typeof message === 'string' ? message : String(cause);
}

function partition(items: readonly unknown[], size: number): unknown[][] {
  const step = Math.trunc(size);
  if (!(step > 0)) throw new Error('$partition: the size has to be above 0');
  const parts: unknown[][] = [];
  for (let start = 0; start < items.length; start += step) parts.push(items.slice(start, start + step));
  return parts;
}

const longestRange = 1000;

function range(first: number, last: number, step: number): number[] {
  if (step === 0) throw new Error('$range: the step is 0');
  const length = Math.max(Math.floor((last - first) / step) + 1, 0);
  if (length > longestRange) throw new Error(`$range: more than ${longestRange} numbers`);
  return Array.from({ length }, (_, index) => first + index * step);
}

function hash(data: unknown, algorithm = 'SHA-256'): string {
  const name = hashes[algorithm];
  if (name === undefined) throw new Error(`$hash: unknown algorithm ${algorithm}`);
  return createHash(name)
    .update(typeof data === 'string' ? data : JSON.stringify(data))
    .digest('hex');
}

/** With a seed always the same number (mulberry32). */
function random(seed?: number): number {
  if (seed === undefined) return Math.random();
  let state = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}

function parse(text: string): unknown {
  return JSON.parse(text);
}
