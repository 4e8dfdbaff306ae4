import type { Output, Route } from '../contracts/route.ts';
import type { Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';

/** What the API may use: it publishes and mails nothing itself, that follows from the events. */
export type ApiPorts = Omit<
  Ports,
  'bus' | 'mail' | 'sms' | 'pendingTasks' | 'printing' | 'eInvoices' | 'webhookSender'
>;

export interface ApiRequest<R extends Route> {
  readonly params: Output<R['params']>;
  readonly query: Output<R['query']>;
  readonly body: Output<R['body']>;
  readonly context: Context;
}

export interface ApiAnswer<R extends Route> {
  readonly body: Output<R['answer']['body']>;
  /** Version of the aggregate, for the ETag of a versioned route. */
  readonly version?: number;
}

/** A route with the one use case behind it, which needs the ports `P`. */
export interface BoundRoute<P = ApiPorts> {
  readonly route: Route;
  run(request: ApiRequest<Route>, ports: P): Promise<Result<unknown>>;
  present(value: unknown): ApiAnswer<Route>;
}

/**
 * Binds a route to its use case. `run` returns what the use case returned, which is also what that use case gave to
 * `store.commit` as its answer: a repeated Idempotency-Key presents the stored value through `present` again.
 * `present` is pure.
 */
export function bind<const R extends Route, V, P = ApiPorts>(
  route: R,
  run: (request: ApiRequest<R>, ports: P) => Promise<Result<V>>,
  present: (value: V) => ApiAnswer<R>,
): BoundRoute<P> {
  return { route, run: run as BoundRoute<P>['run'], present: present as BoundRoute<P>['present'] };
}
