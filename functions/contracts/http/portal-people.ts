import * as z from 'zod';
import { personEmail, personRole } from '../person.ts';
import { defineRoute } from '../route.ts';
import { id } from '../scalars.ts';
import { accountPeople, invitePerson } from './people.ts';
import { accountParams, accountRefusals, portalTag as tag } from './portal.ts';

export const listMyPeople = defineRoute({
  method: 'GET',
  path: '/portal/accounts/{accountId}/people',
  permission: 'portal:manage',
  summary: 'Who may use my account, and in which role',
  tag,
  params: accountParams,
  answer: { status: 200, body: accountPeople },
  refusals: accountRefusals,
});

export const inviteToMyAccount = defineRoute({
  method: 'POST',
  path: '/portal/accounts/{accountId}/people',
  permission: 'portal:manage',
  summary: 'Let somebody use my account, or in another role; they are told by mail',
  tag,
  params: accountParams,
  body: z.strictObject({ email: personEmail, role: personRole }).meta({ id: 'MyInvitation' }),
  answer: { status: 201, body: accountPeople },
  refusals: [
    ...accountRefusals,
    ...invitePerson.refusals.filter((code) => code !== 'subscriber.unknown'),
    'person.last-owner',
  ],
});

export const removeFromMyAccount = defineRoute({
  method: 'DELETE',
  path: '/portal/accounts/{accountId}/people/{personId}',
  permission: 'portal:manage',
  summary: 'Take my account away from somebody, from the next request on',
  tag,
  params: accountParams.extend({ personId: id }),
  answer: { status: 200, body: accountPeople },
  refusals: [...accountRefusals, 'person.last-owner', 'person.unknown'],
});
