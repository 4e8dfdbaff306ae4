import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { accessSecrets } from './access-secrets.ts';

const messagesAtOnce = 16;
/** A comparison's message is waited for by nobody; it is worth delivering for as long as a site may be away. */
const worthMs = 24 * 60 * 60 * 1000;

type Sending = Pick<Ports, 'store' | 'ids' | 'edgeLink'>;

/** Sends what these services must hold to their site again. Each is read now: what is sent must be the latest. */
export async function resendDesired(
  ports: Sending,
  siteId: string,
  serviceIds: readonly string[],
  context: Context,
): Promise<void> {
  for (let i = 0; i < serviceIds.length; i += messagesAtOnce) {
    const some = serviceIds.slice(i, i + messagesAtOnce);
    await Promise.all(some.map((serviceId) => resend(ports, siteId, serviceId, context)));
  }
}

async function resend(
  { store, ids, edgeLink }: Sending,
  siteId: string,
  serviceId: string,
  context: Context,
): Promise<void> {
  const service = await store.load(serviceAggregate, serviceId);
  const desired = service?.state.desired;
  if (service === undefined || desired?.siteId !== siteId) return;
  const secrets = await accessSecrets(store, serviceId, service.state);
  await edgeLink.sendDesired(siteId, {
    messageId: ids.next('msg'),
    siteId,
    issuedAt: context.now,
    expiresAt: new Date(Date.parse(context.now) + worthMs).toISOString(),
    desired,
    ...secrets,
  });
}
