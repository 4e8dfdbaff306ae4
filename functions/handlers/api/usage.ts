import * as contract from '../../contracts/http/usage.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { readUsage } from '../../use-cases/read-usage.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.readUsage,
    ({ params, query, context }, ports) => readUsage(ports, params.id, query, context),
    ({ timeZone, spans }) => ({ body: { timeZone, items: [...spans] } }),
  ),
];
