import * as contract from '../../contracts/http/webhook-endpoints.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { changeWebhookEndpoint } from '../../use-cases/change-webhook-endpoint.ts';
import { createWebhookEndpoint } from '../../use-cases/create-webhook-endpoint.ts';
import {
  listWebhookDeliveries,
  listWebhookEndpoints,
  readWebhookEndpoint,
} from '../../use-cases/read-webhook-endpoints.ts';
import { removeWebhookEndpoint } from '../../use-cases/remove-webhook-endpoint.ts';
import { replayWebhooks } from '../../use-cases/replay-webhooks.ts';
import { rotateWebhookSecret } from '../../use-cases/rotate-webhook-secret.ts';
import { showWebhookDelivery, showWebhookEndpoint } from '../../use-cases/show-webhook-endpoint.ts';
import type { ShownWebhookSecret } from '../../use-cases/webhook-secrets.ts';
import { versioned } from './versioned.ts';

const withSecret = ({ endpoint, secret }: ShownWebhookSecret) => ({
  body: { ...showWebhookEndpoint(endpoint), secret },
  version: endpoint.version,
});

export const routes: readonly BoundRoute[] = [
  bind(
    contract.createWebhookEndpoint,
    ({ body, context }, ports) => createWebhookEndpoint(ports, body, context),
    withSecret,
  ),
  bind(
    contract.listWebhookEndpoints,
    ({ query }, ports) => listWebhookEndpoints(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showWebhookEndpoint) } }),
  ),
  bind(
    contract.getWebhookEndpoint,
    ({ params }, ports) => readWebhookEndpoint(ports, params.id),
    versioned(showWebhookEndpoint),
  ),
  bind(
    contract.changeWebhookEndpoint,
    ({ params, body, context }, ports) => changeWebhookEndpoint(ports, params.id, body, context),
    versioned(showWebhookEndpoint),
  ),
  bind(
    contract.removeWebhookEndpoint,
    ({ params, context }, ports) => removeWebhookEndpoint(ports, params.id, context),
    () => ({ body: undefined }),
  ),
  bind(
    contract.rotateWebhookSecret,
    ({ params, context }, ports) => rotateWebhookSecret(ports, params.id, context),
    withSecret,
  ),
  bind(
    contract.listWebhookDeliveries,
    ({ params, query }, ports) => listWebhookDeliveries(ports, params.id, query),
    (page) => ({ body: { ...page, items: page.items.map(showWebhookDelivery) } }),
  ),
  bind(
    contract.replayWebhooks,
    ({ params, query, context }, ports) => replayWebhooks(ports, params.id, query.from, context),
    (replayed) => ({ body: replayed }),
  ),
];
