import * as contract from '../../contracts/http/outages.ts';
import type { Outage } from '../../domain/network/outage.ts';
import type { Stored } from '../../ports/store.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { previewOutage } from '../../use-cases/preview-outage.ts';
import { listOutages } from '../../use-cases/read-outages.ts';
import { recordOutage } from '../../use-cases/record-outage.ts';

const show = ({ id, state }: Stored<Outage>): contract.OutageView => ({ id, ...state });

export const routes: readonly BoundRoute[] = [
  bind(
    contract.recordOutage,
    ({ body, context }, ports) => recordOutage(ports, body, context),
    (outage) => ({ body: show(outage) }),
  ),
  bind(
    contract.previewOutage,
    ({ body, context }, ports) => previewOutage(ports, body, context),
    (reach) => ({ body: reach }),
  ),
  bind(
    contract.listOutages,
    ({ query }, ports) => listOutages(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(show) } }),
  ),
];
