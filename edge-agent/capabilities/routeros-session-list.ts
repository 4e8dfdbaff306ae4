import type { Row } from '../protocols/routeros/connection.ts';
import { LineFault, LoginRefused, RouterRefusal } from '../protocols/routeros/faults.ts';
import type { Router } from '../protocols/routeros/router.ts';
import { subscriberMenus } from './routeros-items.ts';
import { print } from './routeros-look.ts';
import type { ListedSession, SessionList } from './session-list.ts';

const { ppp, hotspot, 'dhcp-lease': lease } = subscriberMenus;

/** Who is online on a router: PPP and hotspot sessions, and leases that are bound and not blocked. */
export function routerOsSessionList(router: Router): SessionList {
  /** A router without the package of a menu has nobody online there. */
  async function rows(menu: string, ...queries: string[]): Promise<readonly Row[]> {
    try {
      return await print(router, menu, ...queries);
    } catch (error) {
      if (error instanceof RouterRefusal && error.category === 0) return [];
      throw error;
    }
  }

  return {
    async list() {
      try {
        const [inPpp, inHotspot, leases] = await Promise.all([
          rows(ppp.active?.menu ?? ''),
          rows(hotspot.active?.menu ?? ''),
          rows(lease.users, '?status=bound'),
        ]);
        return {
          outcome: 'listed',
          sessions: [
            ...inPpp.flatMap((row) => listed('ppp', row, row['name'], row['address'], row['caller-id'])),
            ...inHotspot.flatMap((row) =>
              listed('hotspot', row, row['user'], row['address'], row['mac-address']),
            ),
            ...leases
              .filter(
                (row) => !isYes(row['block-access']) && !isYes(row['disabled']) && !isYes(row['blocked']),
              )
              .flatMap((row) => {
                const mac = row['active-mac-address'] ?? row['mac-address'];
                return listed('lease', row, mac, row['active-address'] ?? row['address'], mac);
              }),
          ],
        };
      } catch (error) {
        if (error instanceof LineFault) return { outcome: 'unreachable', words: error.message };
        if (error instanceof RouterRefusal || error instanceof LoginRefused) {
          return { outcome: 'refused', words: error.message };
        }
        throw error;
      }
    },
  };
}

function isYes(value: string | undefined): boolean {
  return value === 'true' || value === 'yes';
}

function listed(
  kind: string,
  row: Row,
  identity: string | undefined,
  framedIp: string | undefined,
  callingStationId: string | undefined,
): ListedSession[] {
  if (identity === undefined || identity === '') return [];
  const seconds = secondsOf(row['uptime']);
  const upload = Number(row['bytes-in']);
  const download = Number(row['bytes-out']);
  return [
    {
      id: `${kind} ${row['.id']}`,
      identity,
      ...(framedIp === undefined ? {} : { framedIp }),
      ...(callingStationId === undefined ? {} : { callingStationId }),
      ...(seconds === undefined ? {} : { seconds }),
      ...(Number.isSafeInteger(upload) ? { uploadOctets: upload } : {}),
      ...(Number.isSafeInteger(download) ? { downloadOctets: download } : {}),
    },
  ];
}

const units: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 };

/** A RouterOS duration: `1w2d3h4m5s`, or `02:03:04` behind the days. */
export function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const clock = /(\d+):(\d+):(\d+)$/.exec(text);
  const parts = [...text.matchAll(/(\d+)([wdhms])(?!s)/g)];
  if (clock === null && parts.length === 0) return undefined;
  const [, hours = 0, minutes = 0, seconds = 0] = clock ?? [];
  const ofClock = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0), ofClock);
}
