import type { AccessRequest } from '../contracts/access.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Asking } from './ask-site.ts';
import { changeService } from './change-service.ts';
import { loadKnown } from './load.ts';

export interface PasswordChange {
  readonly orderId: string;
  /** The one that was made, where none was given. */
  readonly password?: string;
}

/** Gives the access of a service another password, and leaves all else about it as it is. */
export async function changeAccessPassword(
  ports: Pick<Ports, 'store' | 'ids' | 'passwords'> & Asking,
  serviceId: string,
  given: string | undefined,
  context: Context,
): Promise<Result<PasswordChange>> {
  const service = await loadKnown(ports.store, serviceAggregate, serviceId);
  if (!service.ok) return service;
  const { access: held } = service.value.state;
  if (!('username' in held)) {
    return refuse('portal.no-password', 'This line knows its subscriber without a password.');
  }
  const password = given ?? ports.passwords.next();
  const access: AccessRequest = { ...held, password };
  // The answer that is kept for a repeated key would hold the password: a repeat is a change of its own.
  const { idempotency: _, ...once } = context;
  const ordered = await changeService(ports, serviceId, { access }, once);
  if (!ordered.ok) return ordered;
  const { orderId } = ordered.value;
  return done(given === undefined ? { orderId, password } : { orderId });
}
