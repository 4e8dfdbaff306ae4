import * as contract from '../../contracts/http/bulk-actions.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { cancelBulkAction } from '../../use-cases/cancel-bulk-action.ts';
import { pauseBulkAction } from '../../use-cases/pause-bulk-action.ts';
import {
  listBulkActions,
  listBulkResults,
  previewMessage,
  readBulkAction,
} from '../../use-cases/read-bulk-actions.ts';
import { requestBulkAction } from '../../use-cases/request-bulk-action.ts';
import { resumeBulkAction } from '../../use-cases/resume-bulk-action.ts';
import { retryBulkAction } from '../../use-cases/retry-bulk-action.ts';
import { showBulkAction } from '../../use-cases/show-bulk-action.ts';
import { startBulkAction } from '../../use-cases/start-bulk-action.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.requestBulkAction,
    ({ body, context }, ports) => requestBulkAction(ports, body, context),
    versioned(showBulkAction),
  ),
  bind(
    contract.listBulkActions,
    ({ query }, ports) => listBulkActions(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showBulkAction) } }),
  ),
  bind(
    contract.getBulkAction,
    ({ params }, ports) => readBulkAction(ports, params.id),
    ({ bulk, found }) => ({
      body: { ...showBulkAction(bulk), found: [...found] },
      version: bulk.version,
    }),
  ),
  bind(
    contract.listBulkResults,
    ({ params, query }, ports) => listBulkResults(ports, params.id, query),
    (page) => ({ body: { ...page, items: [...page.items] } }),
  ),
  bind(
    contract.previewMessage,
    ({ params, query }, ports) => previewMessage(ports, params.id, query.subscriberId),
    (body) => ({ body }),
  ),
  bind(
    contract.startBulkAction,
    ({ params, context }, ports) => startBulkAction(ports, params.id, context),
    versioned(showBulkAction),
  ),
  bind(
    contract.pauseBulkAction,
    ({ params, context }, ports) => pauseBulkAction(ports, params.id, context),
    versioned(showBulkAction),
  ),
  bind(
    contract.resumeBulkAction,
    ({ params, context }, ports) => resumeBulkAction(ports, params.id, context),
    versioned(showBulkAction),
  ),
  bind(
    contract.cancelBulkAction,
    ({ params, context }, ports) => cancelBulkAction(ports, params.id, context),
    versioned(showBulkAction),
  ),
  bind(
    contract.retryBulkAction,
    ({ params, context }, ports) => retryBulkAction(ports, params.id, context),
    versioned(showBulkAction),
  ),
];
