import { aaaIdentity } from '../../functions/contracts/access.ts';
import type { DesiredState } from '../../functions/contracts/network-state.ts';
import { type AaaSession, isOnline } from '../aaa/session.ts';
import type { SessionSlot } from '../aaa/session-table.ts';
import type { SessionNote } from '../journal/session-log.ts';
import type { Store } from '../journal/store.ts';

/** How long a NAS may be late with an interim that it promised. */
const graceMs = 60_000;

/**
 * What is desired of the service whose line has this address, if that is beyond doubt. Who gets a neighbour's page sees what
 * the neighbour owes, so the address must have been told of as this line's lately, and as no other's since:
 *
 * - all open sessions at the address are of one service, and nothing was heard there of another one after them;
 * - the NAS told of one of them within the interim that it owes: of a session whose end was lost, it does not;
 * - the service is on no other NAS: who has moved left an address behind that somebody else may have by now;
 * - the NAS says by Class whose it is, or nobody else ever had the name under which it is.
 */
export function lineAt(
  address: string,
  { sessions, replica }: Pick<Store, 'sessions' | 'replica'>,
  now: number,
): DesiredState | undefined {
  const isAlive = ({ session, note }: SessionSlot<SessionNote>) =>
    note?.open === true && isOnline(session, now);
  const known = sessions.table.slotsAt(address);
  const alive = known.filter(isAlive).map(({ session }) => session);
  const latest = alive.toSorted((a, b) => b.heardAt - a.heardAt)[0];
  if (latest?.serviceId === undefined) return undefined;
  const { serviceId, heardAt, nasKey } = latest;
  const isAnothers = (session: AaaSession) => session.serviceId !== serviceId;
  if (alive.some(isAnothers)) return undefined;
  if (known.some(({ session }) => isAnothers(session) && session.heardAt > heardAt)) return undefined;
  // Either way: by a clock that was set back, it was heard of in the future.
  if (Math.abs(now - heardAt) > latest.interimSeconds * 1000 + graceMs) return undefined;
  const own = sessions.table.slotsOf(serviceId);
  if (own.some((slot) => isAlive(slot) && slot.session.nasKey !== nasKey)) return undefined;
  const desired = replica.get(serviceId)?.desired;
  if (desired?.present !== true) return undefined;
  const isVouchedFor =
    latest.grantedRevision !== undefined || replica.formerHolderOf(aaaIdentity(desired.access)) === undefined;
  return isVouchedFor ? desired : undefined;
}
