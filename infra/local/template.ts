import { type StackTemplate, topologicalOrder } from './assembly.ts';
import { StartError } from './start-error.ts';

/** Where everything on one machine is said to be. */
export const region = 'us-east-1';
export const account = '000000000000';

/** What the resources that exist already yield, and what the stacks before exported. */
export interface Known {
  ref(logicalId: string): string | undefined;
  attribute(logicalId: string, attribute: string): string | undefined;
  exported(name: string): string | undefined;
}

const nothing = Symbol('AWS::NoValue');

/** Evaluates a stack's conditions and intrinsic functions. Whatever it does not know stops the start by name. */
export class TemplateResolver {
  readonly #template: StackTemplate;
  readonly #known: Known;

  constructor(template: StackTemplate, known: Known) {
    this.#template = template;
    this.#known = known;
  }

  /** Logical ids of the resources whose condition holds; each comes after all that it refers to. */
  creationOrder(): string[] {
    const { Resources } = this.#template;
    const ids = Object.keys(Resources).filter((id) => this.holds(Resources[id]!.Condition));
    const present = new Set(ids);
    return topologicalOrder(
      ids,
      (id) => {
        const { Properties, DependsOn } = Resources[id]!;
        const found = new Set(typeof DependsOn === 'string' ? [DependsOn] : DependsOn);
        collectReferences(Properties, found);
        return [...found].filter((other) => present.has(other) && other !== id);
      },
      (cycle) => `${this.#template.stackName}: resources refer to each other: ${cycle.join(' → ')}`,
    );
  }

  properties(logicalId: string): unknown {
    const value = this.#resolve(this.#template.Resources[logicalId]?.Properties, logicalId);
    return value === nothing ? {} : value;
  }

  /** The stack's outputs, once all of its resources exist; those that other stacks may import have a name for it. */
  outputs(): { readonly id: string; readonly value: string; readonly exportName: string | undefined }[] {
    return Object.entries(this.#template.Outputs)
      .filter(([, { Condition }]) => this.holds(Condition))
      .map(([id, { Value, Export }]) => ({
        id,
        value: this.#text(Value, id),
        exportName: Export === undefined ? undefined : this.#text(Export.Name, id),
      }));
  }

  holds(condition: string | undefined): boolean {
    return condition === undefined || this.#condition({ Condition: condition }, condition);
  }

  #fail(where: string, what: string): never {
    throw new StartError(`${this.#template.stackName}/${where}: ${what}`);
  }

  #resolve(value: unknown, where: string): unknown {
    if (Array.isArray(value)) {
      return value.map((item) => this.#resolve(item, where)).filter((item) => item !== nothing);
    }
    if (typeof value === 'string') {
      if (value.includes('{{resolve:')) this.#fail(where, `unsupported dynamic reference ${value}`);
      return value;
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [first] = entries;
    if (entries.length === 1 && first !== undefined && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
      return this.#intrinsic(first[0], first[1], where);
    }
    const resolved: Record<string, unknown> = {};
    for (const [key, item] of entries) {
      const inner = this.#resolve(item, where);
      if (inner !== nothing) resolved[key] = inner;
    }
    return resolved;
  }

  #text(value: unknown, where: string): string {
    const resolved = this.#resolve(value, where);
    if (typeof resolved === 'string') return resolved;
    if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
    return this.#fail(where, `expected a text, found ${JSON.stringify(resolved)}`);
  }

  #list(value: unknown, where: string): unknown[] {
    const resolved = this.#resolve(value, where);
    return Array.isArray(resolved) ? resolved : this.#fail(where, 'expected a list');
  }

  #intrinsic(name: string, argument: unknown, where: string): unknown {
    switch (name) {
      case 'Ref':
        return this.#ref(String(argument), where);
      case 'Fn::GetAtt': {
        const [id = '', ...rest] = Array.isArray(argument) ? argument : String(argument).split('.');
        return this.#attribute(String(id), rest.map((part) => this.#text(part, where)).join('.'), where);
      }
      case 'Fn::Join': {
        const [separator, items] = this.#arguments(name, argument, 2, where);
        return this.#list(items, where)
          .map((item) => this.#text(item, where))
          .join(String(separator));
      }
      case 'Fn::Select': {
        const [index, items] = this.#arguments(name, argument, 2, where);
        const list = this.#list(items, where);
        return list[Number(this.#text(index, where))] ?? this.#fail(where, 'Fn::Select: index out of range');
      }
      case 'Fn::Split': {
        const [separator, text] = this.#arguments(name, argument, 2, where);
        return this.#text(text, where).split(String(separator));
      }
      case 'Fn::Sub':
        return this.#substitute(argument, where);
      case 'Fn::Base64':
        return Buffer.from(this.#text(argument, where)).toString('base64');
      case 'Fn::If': {
        const [condition, yes, no] = this.#arguments(name, argument, 3, where);
        return this.#resolve(this.holds(String(condition)) ? yes : no, where);
      }
      case 'Fn::ImportValue': {
        const exported = this.#text(argument, where);
        return this.#known.exported(exported) ?? this.#fail(where, `no stack exports ${exported}`);
      }
      case 'Fn::FindInMap': {
        const [map, top, second] = this.#arguments(name, argument, 3, where).map((key) =>
          this.#text(key, where),
        );
        return (
          this.#template.Mappings[map!]?.[top!]?.[second!] ??
          this.#fail(where, `Fn::FindInMap: nothing at ${map}.${top}.${second}`)
        );
      }
      default:
        return this.#fail(where, `unsupported intrinsic function ${name}`);
    }
  }

  #arguments(name: string, argument: unknown, count: number, where: string): unknown[] {
    if (Array.isArray(argument) && argument.length === count) return argument;
    return this.#fail(where, `${name}: expected ${count} arguments`);
  }

  #ref(id: string, where: string): unknown {
    const pseudo: Readonly<Record<string, unknown>> = {
      'AWS::Region': region,
      'AWS::AccountId': account,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': this.#template.stackName,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${this.#template.stackName}/local`,
      'AWS::NotificationARNs': [],
      'AWS::NoValue': nothing,
    };
    if (id in pseudo) return pseudo[id];
    const parameter = this.#template.Parameters[id];
    if (parameter !== undefined) {
      return parameter.Default ?? this.#fail(where, `parameter ${id} has no default`);
    }
    return this.#known.ref(id) ?? this.#fail(where, `Ref to ${id}, which does not exist`);
  }

  #attribute(id: string, attribute: string, where: string): string {
    return (
      this.#known.attribute(id, attribute) ??
      this.#fail(where, `${this.#template.Resources[id]?.Type ?? id} yields no attribute ${attribute}`)
    );
  }

  #substitute(argument: unknown, where: string): string {
    const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const given = variables as Readonly<Record<string, unknown>>;
    return String(template).replace(/\$\{([^}]*)\}/g, (_, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (name in given) return this.#text(given[name], where);
      const [id = '', ...rest] = name.split('.');
      if (rest.length > 0) return this.#attribute(id, rest.join('.'), where);
      return this.#text({ Ref: name }, where);
    });
  }

  #condition(value: unknown, where: string): boolean {
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    const [entry] = entries;
    if (entries.length !== 1 || entry === undefined) return this.#fail(where, 'not a condition');
    const [name, argument] = entry;
    const each = (): boolean[] =>
      (Array.isArray(argument) ? argument : []).map((item) => this.#condition(item, where));
    switch (name) {
      case 'Condition': {
        const named = this.#template.Conditions[String(argument)];
        return this.#condition(named ?? this.#fail(where, `no condition ${argument}`), String(argument));
      }
      case 'Fn::And':
        return each().every(Boolean);
      case 'Fn::Or':
        return each().some(Boolean);
      case 'Fn::Not':
        return !each()[0];
      case 'Fn::Equals': {
        const [left, right] = this.#arguments(name, argument, 2, where);
        return this.#text(left, where) === this.#text(right, where);
      }
      default:
        return this.#fail(where, `unsupported condition function ${name}`);
    }
  }
}

function collectReferences(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collectReferences(item, found);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (key === 'Ref' && typeof item === 'string') found.add(item);
    else if (key === 'Fn::GetAtt')
      found.add(String(Array.isArray(item) ? item[0] : String(item).split('.')[0]));
    else if (key === 'Fn::Sub') collectSubstitutions(item, found);
    if (key !== 'Ref') collectReferences(item, found);
  }
}

function collectSubstitutions(argument: unknown, found: Set<string>): void {
  const template: unknown = Array.isArray(argument) ? argument[0] : argument;
  for (const [, name = ''] of String(template).matchAll(/\$\{([^!}][^}]*)\}/g))
    found.add(name.split('.')[0]!);
}
