import type { OrderStep } from '../contracts/workflow.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { runningOrder } from '../domain/service/service.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { accessSecrets, passwordSecret } from './access-secrets.ts';

export type SendStep = Extract<OrderStep, { step: 'send' }>;

/**
 * Hands a revision to the site and leaves the task token waiting for the site's report. The token is stored before the
 * message leaves, because the report may be back before this returns. Each try is a message of its own; the site proves
 * the revision again for each.
 */
export async function sendOrder(
  { store, ids, pendingTasks, edgeLink }: Pick<Ports, 'store' | 'ids' | 'pendingTasks' | 'edgeLink'>,
  { orderId, serviceId, siteId, revision, taskToken, timeoutSeconds, priority }: SendStep,
  context: Context,
): Promise<void> {
  const messageId = ids.next('msg');
  const issuedAt = context.now;
  const expiresAt = new Date(Date.parse(issuedAt) + timeoutSeconds * 1000).toISOString();
  const inForce = store.secret('service', serviceId, passwordSecret);
  const [service] = await Promise.all([
    store.load(serviceAggregate, serviceId),
    inForce,
    pendingTasks.put(messageId, { siteId, taskToken, expiresAt }),
  ]);
  const desired = service?.state.desired;
  if (
    service === undefined ||
    runningOrder(service.state)?.orderId !== orderId ||
    desired?.revision !== revision ||
    desired.siteId !== siteId
  ) {
    throw new Error(`revision ${revision} of ${serviceId} is not what the order ${orderId} has to send`);
  }
  const secrets = await accessSecrets(store, serviceId, service.state, inForce);
  await edgeLink.sendDesired(siteId, {
    messageId,
    siteId,
    issuedAt,
    expiresAt,
    desired,
    ...(priority === undefined ? {} : { priority }),
    ...secrets,
  });
}
