import type { DialResult, LabSession, Login } from '../lab/nas.ts';
import { type SiteEndpoint, tell, view } from './gear.ts';

/** The subscriber's side of a site: the simulated NAS that the stack runs, told what to do over its control address. */
export interface Dialler {
  dial(login: Login): Promise<DialResult>;
  /** Traffic of the session in octets as the subscriber sees it, told to AAA in an interim record. */
  use(sessionId: string, uploadOctets: number, downloadOctets: number): Promise<void>;
  sessions(): Promise<readonly LabSession[]>;
  hangUp(sessionId: string): Promise<void>;
}

export function diallerOf({ siteId, nas }: SiteEndpoint): Dialler {
  if (nas === undefined) {
    throw new Error(
      `site ${siteId} has a real NAS: the story needs a site with a simulated one (npm start -- --fresh --data DIR)`,
    );
  }
  return {
    dial: (login) => tell<DialResult>(nas, 'dial', login),
    use: (sessionId, uploadOctets, downloadOctets) =>
      tell(nas, 'interim', { sessionId, uploadOctets, downloadOctets }).then(() => undefined),
    sessions: async () => (await view<{ sessions: LabSession[] }>(nas, 'sessions')).sessions,
    hangUp: (sessionId) => tell(nas, 'hang-up', { sessionId }).then(() => undefined),
  };
}
