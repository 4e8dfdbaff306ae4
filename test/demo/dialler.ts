import type { Endpoints } from '../client.ts';
import type { DialResult, Login } from '../lab/nas.ts';

/** The subscriber's side of a site: the simulated NAS that the stack runs, told what to do over its control address. */
export interface Dialler {
  dial(login: Login): Promise<DialResult>;
  /** Traffic of the session in octets as the subscriber sees it, told to AAA in an interim record. */
  use(sessionId: string, uploadOctets: number, downloadOctets: number): Promise<void>;
  sessions(): Promise<readonly { sessionId: string; username: string }[]>;
  hangUp(sessionId: string): Promise<void>;
}

export function diallerOf(site: Endpoints['sites'][number]): Dialler {
  const control = site.nas?.control;
  if (control === undefined) {
    throw new Error(
      `site ${site.siteId} has a real NAS: the story needs a site with a simulated one (npm start -- --fresh --data DIR)`,
    );
  }
  const tell = async <T>(path: string, body?: object): Promise<T> => {
    const answer = await fetch(
      `${control}${path}`,
      body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
    );
    if (!answer.ok) throw new Error(`the NAS answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    dial: (login) => tell<DialResult>('/dial', login),
    use: (sessionId, uploadOctets, downloadOctets) =>
      tell('/interim', { sessionId, uploadOctets, downloadOctets }),
    sessions: async () =>
      (await tell<{ sessions: { sessionId: string; username: string }[] }>('/sessions')).sessions,
    hangUp: (sessionId) => tell('/hang-up', { sessionId }),
  };
}
