import * as z from 'zod';
import { personEmail, personRole } from '../person.ts';
import { defineRoute } from '../route.ts';
import { email, id, instant } from '../scalars.ts';

const tag = 'Subscribers';
const params = z.object({ id });

/** Somebody who may use an account in the portal, as the API shows it. */
export const accountPersonView = z
  .object({ personId: id, email, role: personRole, since: instant })
  .meta({ id: 'AccountPerson' });

export const accountPeople = z.object({ items: z.array(accountPersonView) }).meta({ id: 'AccountPeople' });

export const listPeople = defineRoute({
  method: 'GET',
  path: '/subscribers/{id}/people',
  permission: 'subscribers:read',
  summary: 'Who may use the account of a subscriber in the portal',
  tag,
  params,
  answer: { status: 200, body: accountPeople },
  refusals: ['subscriber.unknown'],
});

export const invitePerson = defineRoute({
  method: 'POST',
  path: '/subscribers/{id}/people',
  permission: 'subscribers:write',
  summary:
    'Let somebody use the account in the portal, or in another role; codes to sign in are mailed there',
  tag,
  params,
  body: z
    .strictObject({ email: personEmail, role: personRole.default('owner') })
    .meta({ id: 'PersonInvitation' }),
  answer: { status: 201, body: accountPeople },
  refusals: ['person.too-many', 'person.too-many-accounts', 'subscriber.unknown'],
});

export const removePerson = defineRoute({
  method: 'DELETE',
  path: '/subscribers/{id}/people/{personId}',
  permission: 'subscribers:write',
  summary: 'Take the account away from a person, from the next request on',
  tag,
  params: z.object({ id, personId: id }),
  answer: { status: 200, body: accountPeople },
  refusals: ['person.unknown', 'subscriber.unknown'],
});
