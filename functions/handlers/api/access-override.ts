import * as contract from '../../contracts/http/access-override.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { overrideAccess } from '../../use-cases/override-access.ts';
import { showService } from '../../use-cases/show-service.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.overrideAccess,
    ({ params, body, context }, ports) => overrideAccess(ports, params.id, body, context),
    versioned(showService),
  ),
  bind(
    contract.endAccessOverride,
    ({ params, context }, ports) => overrideAccess(ports, params.id, undefined, context),
    versioned(showService),
  ),
];
