import { isGrantedTo, type PortalPermission } from '../contracts/permissions.ts';
import type { PersonRole } from '../contracts/person.ts';
import { invoiceAggregate } from '../domain/billing/invoice.ts';
import { type Person, roleIn } from '../domain/person/person.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { ticketAggregate } from '../domain/ticket/ticket.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { personOf, subjectClaim } from './invite-person.ts';
import { refuseUnknown } from './load.ts';

/** Whoever asks in the portal. */
export interface Caller {
  readonly person: Stored<Person>;
  /** In the account that the path names, if it names one. */
  readonly role?: PersonRole;
}

type Belonging = (store: Store, accountId: string, id: string) => Promise<Result<void>>;

/**
 * What a name in the path of a portal route stands for, and whether it belongs to the account there. `within`: the use
 * case looks it up in what is checked already. A route with another name is not served.
 */
const belongings: Readonly<Record<string, Belonging | 'within'>> = {
  serviceId: async (store, accountId, id) => {
    const service = await store.load(serviceAggregate, id);
    return service?.state.subscriberId === accountId ? done(undefined) : refuseUnknown('service', id);
  },
  invoiceId: async (store, accountId, id) => {
    const invoice = await store.load(invoiceAggregate, id);
    return invoice?.state.subscriberId === accountId ? done(undefined) : refuseUnknown('invoice', id);
  },
  ticketId: async (store, accountId, id) => {
    const ticket = await store.load(ticketAggregate, id);
    return ticket?.state.subscriberId === accountId ? done(undefined) : refuseUnknown('ticket', id);
  },
  methodId: 'within',
  personId: 'within',
  actionId: 'within',
};

/** Whether the rights to all that a path of the portal names can be judged. */
export function isJudged(path: string): boolean {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const [account, ...rest] = names;
  return (
    account === undefined ||
    (account === 'accountId' && rest.every((name) => Object.hasOwn(belongings, name)))
  );
}

/**
 * Finds out who asks, and refuses what is not theirs exactly as what is not there: an account of others, and what does
 * not belong to the account that the path names. Judged anew with every request, so that what was taken away is gone.
 */
export async function judgeCaller(
  { store }: Pick<Ports, 'store'>,
  permission: PortalPermission,
  params: Readonly<Record<string, string>>,
  context: Context,
): Promise<Result<Caller>> {
  const person = await personOf(store, subjectClaim(context.actor.id));
  const { accountId, ...named } = params;
  if (accountId === undefined) {
    return person === undefined
      ? refuse('portal.not-invited', 'Nobody has let this person use an account yet; ask the provider to.')
      : done({ person });
  }
  const role = person && roleIn(person.state, accountId);
  if (person === undefined || role === undefined) {
    return refuse('portal.account-unknown', `There is no account ${accountId}.`);
  }
  for (const [name, id] of Object.entries(named)) {
    const belonging = belongings[name];
    if (belonging === undefined) throw new Error(`nobody knows to whom a ${name} belongs`);
    const belongs = belonging === 'within' ? done(undefined) : await belonging(store, accountId, id);
    if (!belongs.ok) return belongs;
  }
  if (!isGrantedTo(permission, role)) {
    return refuse('portal.not-permitted', `A ${role} may not do this; ask an owner of the account.`);
  }
  return done({ person, role });
}
