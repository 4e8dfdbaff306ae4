import { runningOrder, type Service } from '../domain/service/service.ts';
import type { Store } from '../ports/store.ts';

/** The sealed value of the password in force, and of the one that a change order brings. */
export const passwordSecret = 'access-password';
export const nextPasswordSecret = 'access-password-next';

/**
 * The password that belongs to the service's latest desired state: for one revision always the same, because a site
 * takes a revision with another content for a mistake. `inForce` saves a read when the caller has it already.
 */
export async function accessPassword(
  store: Store,
  serviceId: string,
  service: Service,
  inForce: () => Promise<string | undefined> = () => store.secret('service', serviceId, passwordSecret),
): Promise<string | undefined> {
  const { desired } = service;
  if (desired === undefined || !desired.present || !('username' in desired.access)) return undefined;
  const order = runningOrder(service);
  if (order?.command.kind === 'change' && order.progress === 'issued') {
    const next = await store.secret('service', serviceId, nextPasswordSecret);
    if (next !== undefined) return next;
  }
  return inForce();
}
