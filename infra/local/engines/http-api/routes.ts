export interface RouteMatch<T> {
  readonly route: T;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Entry<T> {
  readonly method: string;
  readonly pattern: RegExp | undefined;
  readonly names: readonly string[];
  /** Orders routes from the most to the least specific. */
  readonly rank: string;
  readonly route: T;
}

/**
 * Route keys of an HTTP API: `GET /a/{b}`, `ANY /a/{rest+}`, `$default`. In each segment a literal beats a parameter and
 * a parameter a greedy one; then a method beats ANY.
 */
export class RouteTable<T> {
  readonly #entries: Entry<T>[] = [];

  /** Throws for a key that API Gateway would refuse. */
  add(routeKey: string, route: T): void {
    this.#entries.push({ ...parse(routeKey), route });
    this.#entries.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  }

  /** `path` still percent-encoded; parameters come decoded. */
  find(method: string, path: string): RouteMatch<T> | undefined {
    for (const entry of this.#entries) {
      if (entry.method !== 'ANY' && entry.method !== method) continue;
      if (entry.pattern === undefined) return { route: entry.route, parameters: {} };
      const found = entry.pattern.exec(path);
      if (found === null) continue;
      const parameters = Object.fromEntries(entry.names.map((name, i) => [name, decode(found[i + 1] ?? '')]));
      return { route: entry.route, parameters };
    }
    return undefined;
  }
}

function parse(routeKey: string): Omit<Entry<never>, 'route'> {
  if (routeKey === '$default') return { method: 'ANY', pattern: undefined, names: [], rank: '~' };
  const found = /^(ANY|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (\/.*)$/.exec(routeKey);
  if (found === null) throw new Error(`unsupported route key ${routeKey}`);
  const [, method = '', path = ''] = found;
  const names: string[] = [];
  const segments = path.split('/').slice(1);
  const sources = segments.map((segment, i) => {
    const parameter = /^\{(\w+)(\+?)\}$/.exec(segment);
    if (parameter === null) return segment.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    const [, name = '', greedy] = parameter;
    if (greedy !== '' && i < segments.length - 1) throw new Error(`unsupported route key ${routeKey}`);
    names.push(name);
    return greedy === '' ? '([^/]+)' : '(.+)';
  });
  const rank = segments
    .map((segment) => (segment.endsWith('+}') ? '3' : segment.startsWith('{') ? '2' : `1${segment}`))
    .join('/');
  return {
    method,
    pattern: new RegExp(`^/${sources.join('/')}$`),
    names,
    rank: `${rank} ${method === 'ANY' ? 'b' : 'a'}`,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
