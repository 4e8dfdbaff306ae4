import * as z from 'zod';

type Json = Record<string, unknown>;
type Direction = 'input' | 'output';

const direct = '#/$defs/';
const marks: Readonly<Record<Direction, string>> = { input: '#input/', output: '#output/' };

/**
 * The named schemas of an OpenAPI document. One that reads differently as it may be sent and as it is answered, because
 * defaults fill it, is there twice: under its name as it is answered, and as `<name>Input` as it may be sent. Which
 * ones do is known only when all were seen: until `resolve`, references carry a mark.
 */
export class NamedSchemas {
  readonly #found = new Map<string, { input?: Json; output?: Json }>();

  of(schema: z.ZodType, direction: Direction): Json {
    const {
      $schema: _,
      $defs = {},
      ...root
    } = z.toJSONSchema(schema, {
      io: direction,
      unrepresentable: 'any',
    }) as Json;
    for (const [name, definition] of Object.entries($defs as Record<string, Json>)) {
      const known = this.#found.get(name) ?? {};
      known[direction] = marked(definition, direction) as Json;
      this.#found.set(name, known);
    }
    return marked(root, direction) as Json;
  }

  /** The document with its named schemas added to `components` and every reference in its final form. */
  resolve(document: Json & { components: Json }): Json {
    const twofold = this.#twofold();
    const nameOf = (name: string, direction: Direction) =>
      direction === 'input' && twofold.has(name) ? `${name}Input` : name;
    const final = (ref: string) => {
      for (const direction of ['input', 'output'] as const) {
        const mark = marks[direction];
        if (ref.startsWith(mark)) return `#/components/schemas/${nameOf(ref.slice(mark.length), direction)}`;
      }
      return ref;
    };
    const schemas: Json = {};
    for (const [name, { input, output }] of [...this.#found].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      schemas[name] = output ?? input;
      if (twofold.has(name)) schemas[`${name}Input`] = input;
    }
    return mapRefs({ ...document, components: { ...document.components, schemas } }, final) as Json;
  }

  /** Names whose two readings differ, in themselves or in what they refer to. */
  #twofold(): Set<string> {
    const twofold = new Set<string>();
    const reading = (schema: Json) =>
      JSON.stringify(
        mapRefs(schema, (ref) => {
          const name = ref.replace(/^#(in|out)put\//, '');
          return ref.startsWith(marks.input) && twofold.has(name) ? `${name}Input` : name;
        }),
      );
    for (let before = -1; before < twofold.size; ) {
      before = twofold.size;
      for (const [name, { input, output }] of this.#found) {
        if (input !== undefined && output !== undefined && reading(input) !== reading(output))
          twofold.add(name);
      }
    }
    return twofold;
  }
}

function marked(schema: unknown, direction: Direction): unknown {
  return mapRefs(schema, (ref) =>
    ref.startsWith(direct) ? marks[direction] + ref.slice(direct.length) : ref,
  );
}

function mapRefs(value: unknown, map: (ref: string) => string): unknown {
  if (Array.isArray(value)) return value.map((held) => mapRefs(held, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [
      name,
      name === '$ref' && typeof held === 'string' ? map(held) : mapRefs(held, map),
    ]),
  );
}
