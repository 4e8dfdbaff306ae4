import type { SessionView } from '../contracts/http/services.ts';
import type { FoundSessionView } from '../contracts/http/sessions.ts';
import { meaningOfEnd } from '../domain/network/session-end.ts';
import type { Session } from '../ports/sessions.ts';
import type { FoundSession } from './find-sessions.ts';

/** A session as the API shows it. */
export function showSession({ serviceId: _, source = 'accounting', ...session }: Session): SessionView {
  const endMeans = meaningOfEnd(session);
  return { ...session, source, ...(endMeans === undefined ? {} : { endMeans }) };
}

/** A session with whose it is. */
export function showFoundSession({ session, subscriberId }: FoundSession): FoundSessionView {
  const { serviceId } = session;
  return {
    ...showSession(session),
    ...(serviceId === undefined ? {} : { serviceId }),
    ...(subscriberId === undefined ? {} : { subscriberId }),
  };
}
