import type { Api } from '../shared/api.ts';

/** JSON Schema (2020-12) as far as forms are made of it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly default?: unknown;
  readonly example?: unknown;
  readonly format?: string;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly writeOnly?: boolean;
}

interface Document {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          { readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> } }
        >
      >
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** The API's own description of what it takes: forms ask for exactly that, and cannot fall behind it. */
export class Schemas {
  readonly #document: Document;
  constructor(document: Document) {
    this.#document = document;
  }

  static async load(api: Api): Promise<Schemas> {
    return new Schemas((await api.call('GET /openapi.json')) as unknown as Document);
  }

  bodyOf(route: string): Schema {
    const [method, path] = route.split(' ') as [string, string];
    return this.#document.paths[path]![method.toLowerCase()]!.requestBody!.content['application/json']!
      .schema;
  }

  /** What a reference stands for, with the words that stand beside the reference. */
  resolve(schema: Schema): Schema {
    if (schema.$ref === undefined) return schema;
    const { $ref, ...beside } = schema;
    return this.resolve({ ...this.#document.components.schemas[nameOf($ref)]!, ...beside });
  }
}

export const nameOf = (ref: string): string => ref.split('/').at(-1)!;

/** `sharedAs` as people read it: `Shared as`. */
export function wordsOf(name: string): string {
  const spaced = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_.]/g, ' ')
    .replaceAll(/\b(line)(\d)/g, '$1 $2')
    .toLowerCase()
    .replace(/ id$/, '')
    .replace(
      /\b(ip|ipv4|ipv6|vlan|onu|ont|olt|sim|imsi|iccid|msisdn|mac|url|html|mjml|apn|nas|csv|pdf|cidr|dns|id|sms|ppp|pppoe|ipoe|gpon|lte|sku|vat|coa|api|tls|nat|ssh|snmp)(s?)\b/g,
      (_, term: string, s: string) =>
        term
          .toUpperCase()
          .replace('PPPOE', 'PPPoE')
          .replace('IPOE', 'IPoE')
          .replace('COA', 'CoA')
          .replace('IPV', 'IPv') + s,
    )
    .replaceAll(/\bkbps\b/g, '(kbit/s)');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
