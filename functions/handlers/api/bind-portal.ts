import { isPortal } from '../../contracts/permissions.ts';
import type { Output, Route } from '../../contracts/route.ts';
import type { Result } from '../../domain/result.ts';
import type { Ports } from '../../ports/ports.ts';
import { type ApiAnswer, type ApiPorts, type ApiRequest, type BoundRoute, bind } from '../../runtime/bind.ts';
import { type Caller, isJudged, judgeCaller } from '../../use-cases/portal-caller.ts';

export type PortalRequest<R extends Route> = ApiRequest<R> & { readonly caller: Caller };

/**
 * Binds a route of the portal: before its use case runs, it is found out who asks, and all that the path names is theirs.
 * What is then done is done by that person.
 */
export function bindPortal<const R extends Route, V, P extends Pick<Ports, 'store'> = ApiPorts>(
  route: R,
  run: (request: PortalRequest<R>, ports: P) => Promise<Result<V>>,
  present: (value: V) => ApiAnswer<R>,
): BoundRoute<P> {
  const { permission, path } = route;
  if (!isPortal(permission) || !isJudged(path))
    throw new Error(`nothing judges who may use ${route.method} ${path}`);
  return bind<R, V, P>(
    route,
    async (request, ports) => {
      const params = (request.params ?? {}) as Output<R['params']> & Record<string, string>;
      const judged = await judgeCaller(ports, permission, params, request.context);
      if (!judged.ok) return judged;
      const { person } = judged.value;
      const context = { ...request.context, actor: { kind: 'subscriber' as const, id: person.id } };
      return run({ ...request, context, caller: judged.value }, ports);
    },
    present,
  );
}
