import * as contract from '../../contracts/http/sessions.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { byWhom } from '../../use-cases/by-whom.ts';
import { countOnline } from '../../use-cases/count-online.ts';
import { findSessions } from '../../use-cases/find-sessions.ts';
import { showFoundSession } from '../../use-cases/show-session.ts';
import { shownByWhom } from './by-whom.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.findSessions,
    ({ query }, ports) => byWhom(ports, findSessions(ports, query), ({ subscriberId }) => subscriberId),
    shownByWhom(showFoundSession),
  ),
  bind(
    contract.countOnline,
    ({ params, context }, ports) => countOnline(ports, params.id, context),
    (online) => ({ body: online }),
  ),
];
