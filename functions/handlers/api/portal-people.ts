import * as contract from '../../contracts/http/portal-people.ts';
import type { BoundRoute } from '../../runtime/bind.ts';
import { readSubscriber } from '../../use-cases/read-subscriber.ts';
import { shareAccount, unshareAccount } from '../../use-cases/share-account.ts';
import { bindPortal } from './bind-portal.ts';
import { showPeople } from './people.ts';

export const routes: readonly BoundRoute[] = [
  bindPortal(
    contract.listMyPeople,
    ({ params }, ports) => readSubscriber(ports, params.accountId),
    showPeople,
  ),
  bindPortal(
    contract.inviteToMyAccount,
    ({ params, body, context }, ports) => shareAccount(ports, params.accountId, body, context),
    showPeople,
  ),
  bindPortal(
    contract.removeFromMyAccount,
    ({ params, context }, ports) => unshareAccount(ports, params.accountId, params.personId, context),
    showPeople,
  ),
];
