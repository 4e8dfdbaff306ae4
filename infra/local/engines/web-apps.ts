import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Script } from 'node:vm';
import type { LocalStack, RestAnswer, RestHandler } from '../stack.ts';

/** What the distribution does with the paths that fit. */
export interface Behavior {
  /** `*` stands for anything. */
  readonly pathPattern: string;
  /** On every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Code of the CloudFront Function that sees every request first. */
  readonly viewerRequest: string;
}

/** What a viewer-request function answers with: the request as it goes on, or an answer in its place. */
type Routed =
  | { readonly uri: string }
  | {
      readonly statusCode: number;
      readonly headers: Readonly<Record<string, { readonly value: string }>>;
    };

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
};

/** The apps' files as CloudFront serves them: with the template's own header policies and its functions. */
export class WebApps {
  readonly headers = new Map<string, Readonly<Record<string, string>>>();
  readonly functions = new Map<string, string>();
  /** The first whose pattern fits is the one that counts. */
  behaviors: readonly Behavior[] = [];

  /** Serves `<folder>/<app>` with its `config.json` below `/<app>`. */
  serve(app: string, folder: string, config: object): RestHandler {
    const files = new Map<string, string | Buffer>();
    for (const name of readdirSync(join(folder, app), { recursive: true, encoding: 'utf8' })) {
      if (extname(name) in types) files.set(`/${app}/${name}`, readFileSync(join(folder, app, name)));
    }
    files.set(`/${app}/config.json`, JSON.stringify(config));
    const routes = this.behaviors.map(({ pathPattern, headers, viewerRequest }) => ({
      fits: new RegExp(
        `^${pathPattern
          .split('*')
          .map((part) => RegExp.escape(part))
          .join('.*')}$`,
      ),
      headers,
      handler: new Script(`${viewerRequest}\nhandler`).runInNewContext() as (event: object) => Routed,
    }));
    return ({ method, path }): RestAnswer => {
      const uri = `/${app}${path}`;
      const { headers, handler } = routes.find(({ fits }) => fits.test(uri))!;
      if (method !== 'GET' && method !== 'HEAD')
        return { status: 405, headers: { ...headers, allow: 'GET, HEAD' } };
      const routed = handler({ request: { method, uri } });
      if (!('uri' in routed)) {
        const given = Object.entries(routed.headers).map(([name, { value }]) => [name, value]);
        return { status: routed.statusCode, headers: { ...headers, ...Object.fromEntries(given) } };
      }
      const body = files.get(routed.uri);
      return body === undefined
        ? { status: 404, headers }
        : { status: 200, headers: { 'content-type': types[extname(routed.uri)]!, ...headers }, body };
    };
  }
}

const appsOf = new WeakMap<LocalStack, WebApps>();

export function webAppsOf(stack: LocalStack): WebApps {
  let apps = appsOf.get(stack);
  if (apps === undefined) {
    apps = new WebApps();
    appsOf.set(stack, apps);
  }
  return apps;
}
