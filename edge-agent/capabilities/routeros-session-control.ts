import { LineFault, LoginRefused, RouterRefusal } from '../protocols/routeros/faults.ts';
import type { Router } from '../protocols/routeros/router.ts';
import { subscriberMenus } from './routeros-items.ts';
import { print } from './routeros-look.ts';
import type { DeviceAnswer, NasSession, SessionControl } from './session-control.ts';

/**
 * Live sessions of a router through its API, for routers that account over RADIUS and take no Disconnect. The queue of a
 * live session is the router's own and cannot be edited.
 */
export function routerOsSessionControl(
  router: Router,
  isOpen: (session: NasSession) => boolean,
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

  return {
    apply: () =>
      Promise.resolve({
        outcome: 'unsupported',
        words: 'RouterOS gives a live session another rate by RADIUS only, not through its API',
      }),
    read: (session) => (isOpen(session) ? 'open' : 'closed'),
    async remove(session) {
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
    },
  };
}
