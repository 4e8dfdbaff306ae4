import * as z from 'zod';
import { pageOf, pageQuery } from '../page.ts';
import { defineRoute } from '../route.ts';
import { id } from '../scalars.ts';
import { subscriberDetails } from '../subscriber.ts';
import { noticePreferencesView, setNoticePreferences } from './notifications.ts';
import { accountParams, accountRefusals, portalTag as tag } from './portal.ts';
import { newTicket, ticketAnswer, ticketView } from './tickets.ts';

const { name, emails, phones, addresses, language } = subscriberDetails.shape;

/** How an account is reached. */
export const portalContactsView = z
  .object({ name, emails, phones, addresses, language })
  .meta({ id: 'PortalContacts' });

export const readMyContacts = defineRoute({
  method: 'GET',
  path: '/portal/accounts/{accountId}/contacts',
  permission: 'portal:read',
  summary: 'How I am reached',
  tag,
  params: accountParams,
  answer: { status: 200, body: portalContactsView },
  refusals: accountRefusals,
  versioned: true,
});

export const changeMyContacts = defineRoute({
  method: 'PATCH',
  path: '/portal/accounts/{accountId}/contacts',
  permission: 'portal:manage',
  summary: 'Say how I am reached; what is left out stays, lists are replaced whole',
  tag,
  params: accountParams,
  body: z
    .strictObject({
      emails: emails.min(1).optional(),
      phones: phones.optional(),
      billingAddress: addresses.shape.billing,
      language: language.optional(),
    })
    .meta({ id: 'MyContacts' }),
  answer: { status: 200, body: portalContactsView },
  refusals: accountRefusals,
  versioned: true,
});

export const readMyNotices = defineRoute({
  method: 'GET',
  path: '/portal/accounts/{accountId}/notification-preferences',
  permission: 'portal:read',
  summary: 'By which ways I am told of what',
  tag,
  params: accountParams,
  answer: { status: 200, body: noticePreferencesView },
  refusals: accountRefusals,
  versioned: true,
});

export const setMyNotices = defineRoute({
  method: 'PUT',
  path: '/portal/accounts/{accountId}/notification-preferences',
  permission: 'portal:manage',
  summary: 'Set by which ways I am told of what',
  tag,
  params: accountParams,
  body: setNoticePreferences.body,
  answer: { status: 200, body: noticePreferencesView },
  refusals: [...accountRefusals, 'notification.must-be-told'],
  versioned: true,
});

const ticketParams = accountParams.extend({ ticketId: id });

export const listMyTickets = defineRoute({
  method: 'GET',
  path: '/portal/accounts/{accountId}/tickets',
  permission: 'portal:read',
  summary: 'What I reported or asked, oldest first',
  tag,
  params: accountParams,
  query: pageQuery,
  answer: { status: 200, body: pageOf(ticketView) },
  refusals: accountRefusals,
});

export const readMyTicket = defineRoute({
  method: 'GET',
  path: '/portal/accounts/{accountId}/tickets/{ticketId}',
  permission: 'portal:read',
  summary: 'One of my tickets, with what both sides wrote',
  tag,
  params: ticketParams,
  answer: { status: 200, body: ticketView },
  refusals: [...accountRefusals, 'ticket.unknown'],
});

export const openMyTicket = defineRoute({
  method: 'POST',
  path: '/portal/accounts/{accountId}/tickets',
  permission: 'portal:read',
  summary: 'Ask the provider something',
  tag,
  params: accountParams,
  body: newTicket,
  answer: { status: 201, body: ticketView },
  refusals: [...accountRefusals, 'ticket.too-many-open'],
});

export const reportMyFault = defineRoute({
  method: 'POST',
  path: '/portal/accounts/{accountId}/services/{serviceId}/tickets',
  permission: 'portal:read',
  summary: 'Report a fault of one of my services, or ask about it',
  tag,
  params: accountParams.extend({ serviceId: id }),
  body: newTicket,
  answer: { status: 201, body: ticketView },
  refusals: [...accountRefusals, 'service.unknown', 'ticket.too-many-open'],
});

export const replyToMyTicket = defineRoute({
  method: 'POST',
  path: '/portal/accounts/{accountId}/tickets/{ticketId}/replies',
  permission: 'portal:read',
  summary: 'Write to one of my tickets; a closed one is opened again',
  tag,
  params: ticketParams,
  body: ticketAnswer,
  answer: { status: 201, body: ticketView },
  refusals: [...accountRefusals, 'ticket.full', 'ticket.unknown'],
});

export const closeMyTicket = defineRoute({
  method: 'POST',
  path: '/portal/accounts/{accountId}/tickets/{ticketId}/close',
  permission: 'portal:read',
  summary: 'Say that one of my tickets is settled',
  tag,
  params: ticketParams,
  answer: { status: 200, body: ticketView },
  refusals: [...accountRefusals, 'ticket.unknown'],
});
