import { done, type Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { requestMend } from '../domain/service/mend.ts';
import type { Service } from '../domain/service/service.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { resendDesired } from './resend-desired.ts';
import { changeOne } from './write-one.ts';

/**
 * Overwrites what is on the network of a service, whatever the policy. The revision is written before it is sent: if the
 * message is lost, the next comparison sends it again.
 */
export async function mendService(
  ports: Pick<Ports, 'store' | 'ids' | 'edgeLink'>,
  serviceId: string,
  context: Context,
): Promise<Result<Stored<Service>>> {
  const mended = await changeOne(ports.store, serviceAggregate, serviceId, context, ({ state }) => {
    const decided = requestMend(serviceId, state);
    return decided.ok ? done({ events: decided.value }) : decided;
  });
  if (mended.ok) await resendDesired(ports, mended.value.state.access.siteId, [serviceId], context);
  return mended;
}
