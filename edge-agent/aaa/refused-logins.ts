import type { RefusedLogin } from '../../functions/contracts/edge/messages.ts';

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
