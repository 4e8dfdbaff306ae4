import * as contract from '../../contracts/http/portal-contacts.ts';
import type { Subscriber } from '../../domain/subscriber/subscriber.ts';
import type { Stored } from '../../ports/store.ts';
import type { BoundRoute } from '../../runtime/bind.ts';
import { changeContacts } from '../../use-cases/change-contacts.ts';
import { closeTicket } from '../../use-cases/close-ticket.ts';
import { openTicket } from '../../use-cases/open-ticket.ts';
import { readSubscriber } from '../../use-cases/read-subscriber.ts';
import { listTickets, readTicket, showTicket } from '../../use-cases/read-tickets.ts';
import { replyToTicket } from '../../use-cases/reply-to-ticket.ts';
import { readNoticePreferences, setNoticePreferences } from '../../use-cases/set-notice-preferences.ts';
import { showNoticePreferences } from '../../use-cases/show-notifications.ts';
import { bindPortal } from './bind-portal.ts';
import { versioned } from './versioned.ts';

const contacts = versioned(({ state }: Stored<Subscriber>) => {
  const { name, emails, phones, addresses, language } = state.details;
  return { name, emails, phones, addresses, language };
});

const reached: readonly BoundRoute[] = [
  bindPortal(
    contract.readMyContacts,
    ({ params }, ports) => readSubscriber(ports, params.accountId),
    contacts,
  ),
  bindPortal(
    contract.changeMyContacts,
    ({ params, body, context }, ports) => changeContacts(ports, params.accountId, body, context),
    contacts,
  ),
  bindPortal(
    contract.readMyNotices,
    ({ params }, ports) => readNoticePreferences(ports, params.accountId),
    versioned(showNoticePreferences),
  ),
  bindPortal(
    contract.setMyNotices,
    ({ params, body, context }, ports) =>
      setNoticePreferences(ports, params.accountId, body.preferences, context),
    versioned(showNoticePreferences),
  ),
];

const tickets: readonly BoundRoute[] = [
  bindPortal(
    contract.listMyTickets,
    ({ params, query }, ports) => listTickets(ports, { ...query, subscriberId: params.accountId }),
    (page) => ({ body: { ...page, items: page.items.map(showTicket) } }),
  ),
  bindPortal(
    contract.readMyTicket,
    ({ params }, ports) => readTicket(ports, params.ticketId),
    (ticket) => ({ body: showTicket(ticket) }),
  ),
  bindPortal(
    contract.openMyTicket,
    ({ params, body, context }, ports) => openTicket(ports, params.accountId, body, context),
    (ticket) => ({ body: showTicket(ticket) }),
  ),
  bindPortal(
    contract.reportMyFault,
    ({ params: { accountId, serviceId }, body, context }, ports) =>
      openTicket(ports, accountId, { ...body, serviceId }, context),
    (ticket) => ({ body: showTicket(ticket) }),
  ),
  bindPortal(
    contract.replyToMyTicket,
    ({ params, body, context }, ports) => replyToTicket(ports, params.ticketId, body.text, context),
    (ticket) => ({ body: showTicket(ticket) }),
  ),
  bindPortal(
    contract.closeMyTicket,
    ({ params, context }, ports) => closeTicket(ports, params.ticketId, context),
    (ticket) => ({ body: showTicket(ticket) }),
  ),
];

export const routes: readonly BoundRoute[] = [...reached, ...tickets];
