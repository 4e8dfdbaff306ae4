import { type HttpService, serveHttp } from './http-service.ts';
import { problem } from './problem.ts';
import type { Front, RestAnswer, RestHandler, RestRequest } from './stack.ts';

export interface OpenFront extends Front {
  readonly port: number;
  /** Until then every request is answered 503. */
  open(): void;
  close(): Promise<void>;
}

/** API Gateway takes 10 MB. */
const bodyLimit = 10 * 1024 * 1024;

/** The public port. It listens before anything else exists, so that its URL can stand in resources. */
export async function openFront(
  host: string,
  port: number,
  fault: (error: unknown) => void,
): Promise<OpenFront> {
  const mounts: { readonly prefix: string; readonly handler: RestHandler }[] = [];
  let ready = false;

  const handle = (request: RestRequest): Promise<RestAnswer> | RestAnswer => {
    if (!ready) {
      return problem(503, { 'retry-after': '1' });
    }
    for (const { prefix, handler } of mounts) {
      if (request.path === prefix || request.path.startsWith(`${prefix}/`)) {
        return handler({ ...request, path: request.path.slice(prefix.length) || '/' });
      }
    }
    return problem(404);
  };

  const service: HttpService = await serveHttp({
    host,
    port,
    bodyLimit,
    handle,
    fault(error) {
      fault(error);
      return problem(500);
    },
  });

  return {
    port: service.port,
    url: `http://${reachable(host)}:${service.port}`,
    mount(prefix, handler) {
      const trimmed = prefix === '/' ? '' : prefix;
      mounts.push({ prefix: trimmed, handler });
      mounts.sort((a, b) => b.prefix.length - a.prefix.length);
    },
    open() {
      ready = true;
    },
    close: () => service.close(),
  };
}

/** An address that listens on everything is reached through this machine's own name. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
