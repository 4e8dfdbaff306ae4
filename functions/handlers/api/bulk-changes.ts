import * as contract from '../../contracts/http/bulk-changes.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { cancelBulkChange } from '../../use-cases/cancel-bulk-change.ts';
import { pauseBulkChange } from '../../use-cases/pause-bulk-change.ts';
import { listBulkChanges, readBulkChange } from '../../use-cases/read-bulk-changes.ts';
import { requestBulkChange } from '../../use-cases/request-bulk-change.ts';
import { resumeBulkChange } from '../../use-cases/resume-bulk-change.ts';
import { retryBulkChange } from '../../use-cases/retry-bulk-change.ts';
import { showBulkChange } from '../../use-cases/show-bulk-change.ts';
import { startSurveyed } from '../../use-cases/start-surveyed.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.requestBulkChange,
    ({ body, context }, ports) => requestBulkChange(ports, body, context),
    versioned(showBulkChange),
  ),
  bind(
    contract.listBulkChanges,
    ({ query }, ports) => listBulkChanges(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showBulkChange) } }),
  ),
  bind(
    contract.getBulkChange,
    ({ params }, ports) => readBulkChange(ports, params.id),
    ({ bulk, services }) => ({
      body: { ...showBulkChange(bulk), services: [...services] },
      version: bulk.version,
    }),
  ),
  bind(
    contract.startBulkChange,
    ({ params, context }, ports) => startSurveyed(ports, params.id, context),
    versioned(showBulkChange),
  ),
  bind(
    contract.pauseBulkChange,
    ({ params, context }, ports) => pauseBulkChange(ports, params.id, context),
    versioned(showBulkChange),
  ),
  bind(
    contract.resumeBulkChange,
    ({ params, context }, ports) => resumeBulkChange(ports, params.id, context),
    versioned(showBulkChange),
  ),
  bind(
    contract.cancelBulkChange,
    ({ params, context }, ports) => cancelBulkChange(ports, params.id, context),
    versioned(showBulkChange),
  ),
  bind(
    contract.retryBulkChange,
    ({ params, context }, ports) => retryBulkChange(ports, params.id, context),
    versioned(showBulkChange),
  ),
];
