import * as contract from '../../contracts/http/tickets.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { byWhom } from '../../use-cases/by-whom.ts';
import { closeTicket } from '../../use-cases/close-ticket.ts';
import { openTicket } from '../../use-cases/open-ticket.ts';
import { listTickets, readTicket, showTicket } from '../../use-cases/read-tickets.ts';
import { replyToTicket } from '../../use-cases/reply-to-ticket.ts';
import { shownByWhom } from './by-whom.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.listTickets,
    ({ query }, ports) => byWhom(ports, listTickets(ports, query), ({ state }) => state.subscriberId),
    shownByWhom(showTicket),
  ),
  bind(contract.getTicket, ({ params }, ports) => readTicket(ports, params.id), versioned(showTicket)),
  bind(
    contract.openTicket,
    ({ params, body, context }, ports) => openTicket(ports, params.id, body, context),
    versioned(showTicket),
  ),
  bind(
    contract.replyToTicket,
    ({ params, body, context }, ports) => replyToTicket(ports, params.id, body.text, context),
    versioned(showTicket),
  ),
  bind(
    contract.closeTicket,
    ({ params, context }, ports) => closeTicket(ports, params.id, context),
    versioned(showTicket),
  ),
];
