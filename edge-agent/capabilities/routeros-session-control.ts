import { LineFault, LoginRefused, RouterRefusal } from '../protocols/routeros/faults.ts';
import type { Router } from '../protocols/routeros/router.ts';
import { subscriberMenus } from './routeros-items.ts';
import { print } from './routeros-look.ts';
import type { DeviceAnswer, NasSession, SessionControl } from './session-control.ts';

/**
 * Live sessions of a router through its API. The queue of a live session is the router's own and cannot be edited there:
 * another rate is given by `radius`, where the router takes CoA. A session is cut through the API, which shows that it is
 * gone, and by a Disconnect where the API cannot.
 */
export function routerOsSessionControl(
  router: Router,
  isOpen: (session: NasSession) => boolean,
  radius?: SessionControl,
): SessionControl {
  async function remove({ username, framedIp }: NasSession): Promise<DeviceAnswer> {
    let ended = 0;
    for (const { active } of [subscriberMenus.ppp, subscriberMenus.hotspot]) {
      if (active === undefined) continue;
      const named = await print(router, active.menu, `?${active.user}=${username}`);
      // With an address it is one session among several of the same name.
      const rows = named.filter((row) => framedIp === undefined || row['address'] === framedIp);
      for (const row of rows) await router.ask([`${active.menu}/remove`, `=.id=${row['.id']}`]);
      if (rows.length === 0) continue;
      const ids = new Set(rows.map((row) => row['.id']));
      const left = await print(router, active.menu, `?${active.user}=${username}`);
      if (left.some((row) => ids.has(row['.id']))) {
        return {
          outcome: 'refused',
          words: `the router says that ${username} is cut, and still shows the session`,
        };
      }
      ended += rows.length;
    }
    return ended > 0
      ? { outcome: 'done', words: `the router ended the session of ${username}` }
      : { outcome: 'gone', words: `the router has no session of ${username}` };
  }

  async function removeThroughApi(session: NasSession): Promise<DeviceAnswer> {
    try {
      return await remove(session);
    } catch (error) {
      if (error instanceof LineFault) return { outcome: 'unreachable', words: error.message };
      if (error instanceof RouterRefusal && error.category === 0)
        return { outcome: 'gone', words: error.message };
      if (error instanceof RouterRefusal || error instanceof LoginRefused) {
        return { outcome: 'refused', words: error.message };
      }
      throw error;
    }
  }

  return {
    changesRates: radius?.changesRates === true,
    async apply(session, to, from) {
      if (radius === undefined) {
        return {
          outcome: 'unsupported',
          words: 'RouterOS gives a live session another rate by RADIUS only, not through its API',
        };
      }
      const answer = await radius.apply(session, to, from);
      // The API can still end the session, whatever has become of CoA.
      return answer.outcome === 'unreachable' ? { ...answer, outcome: 'unsupported' } : answer;
    },
    read: (session) => (isOpen(session) ? 'open' : 'closed'),
    async remove(session) {
      const answer = await removeThroughApi(session);
      if (radius === undefined || answer.outcome === 'done' || answer.outcome === 'gone') return answer;
      const other = await radius.remove(session);
      return { outcome: other.outcome, words: `${answer.words}; ${other.words}` };
    },
  };
}
