import type { PayPageAnswer, PayPageQuestion } from '../contracts/edge/pay-page.ts';
import type { Instant } from '../contracts/scalars.ts';
import { linkAddress } from '../domain/payment/link.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { entitlementOf } from '../domain/service/observe-service.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { portalAddress } from './payment-link.ts';
import { readPaymentProviders } from './payment-providers.ts';
import { dueNow } from './read-my-dues.ts';
import { standingLink } from './standing-link.ts';

type Telling = Pick<Ports, 'store' | 'ids' | 'passwords'>;

/** A line has one link for so long; who comes last still has the hour to pay in. */
const hours = 3;
const hoursBeyond = 1;
const millisecondsPerHour = 3_600_000;

/**
 * Answers a site where somebody is led who came to its pay redirect. A page of their own only where nothing is in doubt: the
 * service is this site's and in the walled garden, whoever has it pays for it, and something is due.
 */
export async function tellWhereToPay(
  ports: Telling & Pick<Ports, 'edgeLink'>,
  { siteId, messageId, serviceId }: PayPageQuestion,
  context: Context,
): Promise<void> {
  const portal = await portalAddress(ports.store);
  const page =
    portal.ok && serviceId !== undefined
      ? await pageOf(ports, { siteId, serviceId, portal: portal.value }, context)
      : undefined;
  await ports.edgeLink.sendPayPage(siteId, {
    siteId,
    inReplyTo: messageId,
    ...(portal.ok ? { portal: portal.value } : {}),
    ...(page === undefined ? {} : { page }),
  });
}

async function pageOf(
  ports: Telling,
  {
    siteId,
    serviceId,
    portal,
  }: { readonly siteId: string; readonly serviceId: string; readonly portal: string },
  context: Context,
): Promise<PayPageAnswer['page']> {
  const { store } = ports;
  const service = await store.load(serviceAggregate, serviceId);
  if (service?.state.access.siteId !== siteId || entitlementOf(service.state) !== 'walled-garden') {
    return undefined;
  }
  const { subscriberId } = service.state;
  const [subscriber, { state }, due] = await Promise.all([
    store.load(subscriberAggregate, subscriberId),
    readPaymentProviders({ store }),
    dueNow({ store }, subscriberId, context),
  ]);
  // What somebody else owes is not to be seen on this line.
  if (subscriber === undefined || subscriber.state.payerId !== undefined) return undefined;
  if (!due.ok || due.value.minor <= 0 || Object.keys(state.providers).length === 0) return undefined;
  const turn = Math.floor(Date.parse(context.now) / (hours * millisecondsPerHour));
  const expiresAt = atHour((turn + 1) * hours + hoursBeyond);
  const token = await standingLink(
    ports,
    { kind: 'payment-link-of-line', value: `${serviceId}:${turn}` },
    { subscriberId, serviceId, expiresAt },
    context,
  );
  return linkAddress(portal, token);
}

function atHour(hour: number): Instant {
  return new Date(hour * millisecondsPerHour).toISOString();
}
