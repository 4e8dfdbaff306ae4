import * as contract from '../../contracts/http/people.ts';
import type { Subscriber } from '../../domain/subscriber/subscriber.ts';
import type { Stored } from '../../ports/store.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { invitePerson, removePerson } from '../../use-cases/invite-person.ts';
import { readSubscriber } from '../../use-cases/read-subscriber.ts';

export const showPeople = ({ state }: Stored<Subscriber>) => ({ body: { items: [...(state.people ?? [])] } });

export const routes: readonly BoundRoute[] = [
  bind(contract.listPeople, ({ params }, ports) => readSubscriber(ports, params.id), showPeople),
  bind(
    contract.invitePerson,
    ({ params, body, context }, ports) => invitePerson(ports, params.id, body, context),
    showPeople,
  ),
  bind(
    contract.removePerson,
    ({ params, context }, ports) => removePerson(ports, params.id, params.personId, context),
    showPeople,
  ),
];
