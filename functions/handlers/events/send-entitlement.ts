import { serviceEntitlementChanged } from '../../contracts/events/service-entitlement-changed.ts';
import { subscriptions } from '../../contracts/subscriptions.ts';
import { checkpoints, edgeLink, ids, lazily, store } from '../../runtime/composition.ts';
import { consumer } from '../../runtime/consume.ts';
import { environment } from '../../runtime/environment.ts';
import { sendEntitlementEnvironment } from '../../runtime/environments/send-entitlement.ts';
import { resendDesired } from '../../use-cases/resend-desired.ts';

const env = environment(sendEntitlementEnvironment);

/** Hands an entitlement that changed without an order to the site. A message that is lost is sent again by comparison. */
export const handler = consumer({
  name: 'send-entitlement',
  types: subscriptions['send-entitlement'],
  ports: lazily({
    store: () => store(env),
    checkpoints: () => checkpoints(env),
    ids: () => ids(),
    edgeLink: () => edgeLink(),
  }),
  handle: ({ aggregateId, data }, ports, context) => {
    const { desired } = serviceEntitlementChanged.data.parse(data);
    return resendDesired(ports, desired.siteId, [aggregateId], context);
  },
});
