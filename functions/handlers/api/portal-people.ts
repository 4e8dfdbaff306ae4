import * as contract from '../../contracts/http/portal-people.ts';
import { refuseWithoutOwner } from '../../domain/person/person.ts';
import type { BoundRoute } from '../../runtime/bind.ts';
import { invitePerson, removePerson } from '../../use-cases/invite-person.ts';
import { readSubscriber } from '../../use-cases/read-subscriber.ts';
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
    ({ params, body, context }, ports) =>
      invitePerson(ports, params.accountId, body, context, refuseWithoutOwner),
    showPeople,
  ),
  bindPortal(
    contract.removeFromMyAccount,
    ({ params, context }, ports) =>
      removePerson(ports, params.accountId, params.personId, context, refuseWithoutOwner),
    showPeople,
  ),
];
