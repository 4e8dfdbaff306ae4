import * as contract from '../../contracts/http/sessions.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { countOnline } from '../../use-cases/count-online.ts';
import { findSessions } from '../../use-cases/find-sessions.ts';
import { showFoundSession } from '../../use-cases/show-session.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.findSessions,
    ({ query }, ports) => findSessions(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showFoundSession) } }),
  ),
  bind(
    contract.countOnline,
    ({ params, context }, ports) => countOnline(ports, params.id, context),
    (online) => ({ body: online }),
  ),
];
