import type { RefusalReason, RefusedLogin } from '../../functions/contracts/edge/messages.ts';
import { attribute } from '../protocols/radius/codes.ts';
import type { RequestReader } from '../protocols/radius/request-reader.ts';
import type { AaaEntry } from './aaa-entry.ts';
import { replyMessages } from './authenticate.ts';
import type { NasClient } from './nas.ts';

/** The last log-in of each service that was refused and is yet to be told. Never a password, right or wrong. */
export interface RefusedLogins {
  add(login: Omit<RefusedLogin, 'count'>): void;
  /** Takes out the longest waiting. */
  take(most: number): RefusedLogin[];
  /** What was taken could not be told. */
  putBack(logins: readonly RefusedLogin[]): void;
}

/** A flood of log-ins for services that are there must not eat the memory. */
const mostRemembered = 10_000;

export function createRefusedLogins(): RefusedLogins {
  const waiting = new Map<string, RefusedLogin>();
  return {
    add(login) {
      const former = waiting.get(login.serviceId);
      if (former === undefined && waiting.size >= mostRemembered) return;
      waiting.set(login.serviceId, { ...login, count: (former?.count ?? 0) + 1 });
    },
    take(most) {
      const taken = [...waiting.values()].slice(0, most);
      for (const { serviceId } of taken) waiting.delete(serviceId);
      return taken;
    },
    putBack(logins) {
      for (const login of logins) {
        const newer = waiting.get(login.serviceId);
        if (newer === undefined) waiting.set(login.serviceId, login);
        else waiting.set(login.serviceId, { ...newer, count: newer.count + login.count });
      }
    },
  };
}

/** What is told of a log-in that was refused: who tried when, from where, and why it was no. */
export function refusalOf(
  request: RequestReader,
  { serviceId }: AaaEntry,
  reason: RefusalReason,
  { nodeId }: NasClient,
  nasAddress: string,
  now: number,
): Omit<RefusedLogin, 'count'> {
  const callingStationId = request.text(attribute.callingStationId);
  return {
    serviceId,
    at: new Date(now).toISOString(),
    reason,
    username: request.text(attribute.userName) ?? '',
    nasAddress,
    replyMessage: replyMessages[reason],
    ...(nodeId === undefined ? {} : { nodeId }),
    ...(callingStationId === undefined ? {} : { callingStationId }),
  };
}
