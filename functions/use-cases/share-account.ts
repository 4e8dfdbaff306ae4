import type { PersonRole } from '../contracts/person.ts';
import { refuseWithoutOwner } from '../domain/person/person.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { invitePerson, removePerson } from './invite-person.ts';

type SharingPorts = Pick<Ports, 'store' | 'ids' | 'people'>;

/** An owner lets somebody use the account, or in another role; the account keeps an owner. */
export const shareAccount = (
  ports: SharingPorts,
  accountId: string,
  wish: { readonly email: string; readonly role: PersonRole },
  context: Context,
) => invitePerson(ports, accountId, wish, context, refuseWithoutOwner);

/** An owner takes the account away from somebody; the account keeps an owner. */
export const unshareAccount = (ports: SharingPorts, accountId: string, personId: string, context: Context) =>
  removePerson(ports, accountId, personId, context, refuseWithoutOwner);
