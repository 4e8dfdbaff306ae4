/** The event as EventBridge hands it to targets. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

export interface InputSettings {
  readonly input?: string | undefined;
  readonly inputPath?: string | undefined;
  readonly transformer?:
    | { readonly paths: Readonly<Record<string, string>>; readonly template: string }
    | undefined;
}

export interface RuleNames {
  readonly arn: string;
  readonly name: string;
}

export type MakeInput = (event: BusEvent, text: string) => string;

/** What a target gets for an event; `text` is the event's JSON, made once for all targets. Throws on what is unknown. */
export function inputMaker(settings: InputSettings, rule: RuleNames): MakeInput {
  const { input, inputPath, transformer } = settings;
  if (input !== undefined) return () => input;
  if (inputPath !== undefined) {
    const read = pathReader(inputPath);
    return (event) => JSON.stringify(read(event) ?? null);
  }
  if (transformer === undefined) return (_event, text) => text;
  const readers = Object.entries(transformer.paths).map(([key, path]) => [key, pathReader(path)] as const);
  const parts = templateParts(transformer.template, new Set(Object.keys(transformer.paths)));
  return (event, text) => {
    const values = new Map<string, unknown>(readers.map(([key, read]) => [key, read(event)]));
    const { detail: _detail, ...withoutDetail } = event;
    values.set('aws.events.rule-arn', rule.arn);
    values.set('aws.events.rule-name', rule.name);
    values.set('aws.events.event.ingestion-time', event.time);
    values.set('aws.events.event', withoutDetail);
    values.set('aws.events.event.json', JSON.parse(text));
    return parts
      .map((part) => (typeof part === 'string' ? part : rendered(values.get(part.key), part.quoted)))
      .join('');
  };
}

/** `$`, `$.a.b`, `$.a[0]`, `$.detail-type`. */
function pathReader(path: string): (event: BusEvent) => unknown {
  if (!/^\$(\.[A-Za-z0-9_-]+|\[\d+\])*$/.test(path)) throw new Error(`unsupported path ${path}`);
  const steps = [...path.matchAll(/\.([A-Za-z0-9_-]+)|\[(\d+)\]/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  return (event) => {
    let value: unknown = event;
    for (const step of steps) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
      value = (value as Record<string, unknown>)[step];
    }
    return value;
  };
}

type Part = string | { readonly key: string; readonly quoted: boolean };

const reserved = new Set([
  'aws.events.rule-arn',
  'aws.events.rule-name',
  'aws.events.event.ingestion-time',
  'aws.events.event',
  'aws.events.event.json',
]);

function templateParts(template: string, keys: ReadonlySet<string>): Part[] {
  const parts: Part[] = [];
  let end = 0;
  let quoted = false;
  for (const match of template.matchAll(/\\.|"|<([A-Za-z0-9_.-]+)>/g)) {
    if (match[0] === '"') quoted = !quoted;
    const key = match[1];
    if (key === undefined) continue;
    if (!keys.has(key) && !reserved.has(key))
      throw new Error(`the input template speaks of <${key}>, which no path gives`);
    parts.push(template.slice(end, match.index), { key, quoted });
    end = match.index + match[0].length;
  }
  return [...parts, template.slice(end)];
}

/** Inside quotes the bare text of a value, elsewhere its JSON. What is missing is null, in text nothing. */
function rendered(value: unknown, quoted: boolean): string {
  if (!quoted) return JSON.stringify(value ?? null);
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}
