import type { AccessOverride } from '../contracts/access-override.ts';
import { done, type Result } from '../domain/result.ts';
import { overrideAccess as decide, endOverride } from '../domain/service/entitlement.ts';
import type { Service } from '../domain/service/service.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { adjustEntitlement } from './adjust-entitlement.ts';

/** Gives an active service another entitlement than plan and usage do; nothing ends the override that is in force. */
export function overrideAccess(
  ports: Pick<Ports, 'store'>,
  serviceId: string,
  override: AccessOverride | undefined,
  context: Context,
): Promise<Result<Stored<Service>>> {
  return adjustEntitlement(ports, serviceId, context, (service) =>
    override === undefined ? done(endOverride(service)) : decide(service, override, context.now),
  );
}
