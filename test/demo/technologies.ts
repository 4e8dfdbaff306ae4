import { randomBytes, randomInt } from 'node:crypto';
import type { ApiClient } from '../client.ts';
import { askHuawei, askPyHss, askRouter, type Row } from './ask-devices.ts';
import { diallerOf } from './dialler.ts';
import { gearOf, type SiteEndpoint, tell } from './gear.ts';

/** What the devices of one subscriber say, asked in their own protocol. */
export interface Seen {
  /** In the devices' words. */
  readonly words: readonly string[];
  /** Something of the subscriber is there. */
  readonly known: boolean;
  /** He would be let in. */
  readonly served: boolean;
  /** He is on. */
  readonly online: boolean;
}

/** One subscriber's way onto the network. */
export interface Technology {
  readonly name: string;
  /** As `POST /subscribers/{id}/services` takes it, without the site. */
  readonly access: object;
  /** What stands ready before somebody orders: an ONU on the fibre, a SIM in the stock. */
  prepare(): Promise<void>;
  /** The subscriber tries; whether he was let in, in words. */
  tryIt(): Promise<{ readonly letIn: boolean; readonly words: string }>;
  ask(): Promise<Seen>;
  /** Afterwards. */
  leave(): Promise<void>;
}

type Make = (api: ApiClient, site: SiteEndpoint, mark: string) => Technology;

const nothing = () => Promise.resolve();
const shown = (row: Row, ...names: string[]) =>
  names
    .filter((name) => row[name] !== undefined && row[name] !== '')
    .map((name) => `${name}=${row[name]}`)
    .join(' ');

/** PPP secrets or hotspot users that a MikroTik router keeps itself. */
function onRouter(
  name: string,
  access: { readonly technology: 'pppoe' | 'hotspot'; readonly domain: string },
  menus: {
    readonly kind: 'ppp' | 'hotspot';
    readonly users: string;
    readonly active: string;
    readonly user: string;
  },
): Make {
  return (_, site, mark) => {
    const router = gearOf(site, 'mikrotik-routeros-api');
    const username = `harbour-${mark}@${access.domain}`;
    const password = randomBytes(9).toString('base64url');
    return {
      name,
      access: { technology: access.technology, username, password, router: { nodeId: router.nodeId } },
      prepare: nothing,
      leave: nothing,
      async tryIt() {
        const { kind } = menus;
        const { accepted } = await tell<{ accepted: boolean }>(router, 'dial', {
          kind,
          name: username,
          password,
        });
        return { letIn: accepted, words: accepted ? 'logs in' : 'is not let in' };
      },
      async ask() {
        const [user] = await askRouter(router, menus.users, 'name', username);
        const [session] = await askRouter(router, menus.active, menus.user, username);
        return {
          words: [
            `${menus.users} ${user === undefined ? 'no such user' : shown(user, 'name', 'profile', 'disabled')}`,
            `${menus.active} ${session === undefined ? 'none' : shown(session, '.id', 'address')}`,
          ],
          known: user !== undefined,
          served: user?.['disabled'] === 'false',
          online: session !== undefined,
        };
      },
    };
  };
}

const pppoe = onRouter(
  'PPPoE, MikroTik',
  { technology: 'pppoe', domain: 'air' },
  { kind: 'ppp', users: '/ppp/secret', active: '/ppp/active', user: 'name' },
);

const hotspot = onRouter(
  'Hotspot, MikroTik',
  { technology: 'hotspot', domain: 'square' },
  { kind: 'hotspot', users: '/ip/hotspot/user', active: '/ip/hotspot/active', user: 'user' },
);

const ipoe: Make = (_, site) => {
  const router = gearOf(site, 'mikrotik-routeros-api');
  const mac = ['02', ...[...randomBytes(5)].map((octet) => octet.toString(16).padStart(2, '0'))]
    .join(':')
    .toUpperCase();
  return {
    name: 'IPoE, MikroTik',
    access: { technology: 'ipoe', mac, router: { nodeId: router.nodeId } },
    prepare: nothing,
    leave: nothing,
    async tryIt() {
      const { accepted } = await tell<{ accepted: boolean }>(router, 'ask-address', { mac });
      return { letIn: accepted, words: accepted ? 'gets an address' : 'gets no address' };
    },
    async ask() {
      const [lease] = await askRouter(router, '/ip/dhcp-server/lease', 'mac-address', mac);
      const words =
        lease === undefined
          ? 'no such lease'
          : shown(lease, 'mac-address', 'status', 'active-address', 'rate-limit', 'block-access');
      const served = lease?.['disabled'] === 'false' && lease['block-access'] === 'false';
      return {
        words: [`/ip/dhcp-server/lease ${words}`],
        known: lease !== undefined,
        served,
        // A router drops the packets of a lease that is blocked, bound or not.
        online: served && lease['status'] === 'bound',
      };
    },
  };
};

const gpon: Make = (_, site, mark) => {
  const olt = gearOf(site, 'huawei-ma5800');
  const nas = diallerOf(site);
  const username = `harbour-${mark}@fibre`;
  const password = randomBytes(9).toString('base64url');
  const serial = `HWTC${randomBytes(4).toString('hex').toUpperCase()}`;
  const at = { slot: randomInt(1, 17), port: randomInt(0, 16) };
  const [serviceVlan, userVlan] = [randomInt(2, 4094), randomInt(2, 4094)];
  return {
    name: 'GPON, Huawei OLT',
    access: {
      technology: 'gpon',
      username,
      password,
      onuSerial: serial,
      olt: { nodeId: olt.nodeId, lineProfile: 'home', serviceProfile: 'router', serviceVlan, userVlan },
    },
    prepare: () => tell(olt, 'plug-in', { serial, at }).then(() => undefined),
    leave: () => tell(olt, 'unplug', { serial }).then(() => undefined),
    async tryIt() {
      // Without light nothing that is dialled gets as far as the NAS.
      const line = await askHuawei(olt, serial);
      if (line?.runStatus !== 1) return { letIn: false, words: 'has no light' };
      const { accepted, attributes } = await nas.dial({ username, password, method: 'mschapv2' });
      const rate = attributes['Mikrotik-Rate-Limit'];
      return {
        letIn: accepted,
        words: `dials: ${accepted ? `Access-Accept Mikrotik-Rate-Limit=${rate}` : 'Access-Reject'}`,
      };
    },
    async ask() {
      const line = await askHuawei(olt, serial);
      const session = (await nas.sessions()).find((one) => one.username === username);
      return {
        words: [
          line === undefined
            ? `ONT ${serial} not known to the OLT`
            : `hwGponDeviceOntControlActive ${line.controlActive}, RunStatus ${line.runStatus}, RxPower ${powerOf(line.rxPower)}, LastDownCause ${line.lastDownCause}, service port ${line.servicePorts.join(', ')}`,
          `NAS ${session === undefined ? 'no session' : `session ${session.sessionId} with ${session.framedIp}`}`,
        ],
        known: line !== undefined,
        served: line?.controlActive === 1 && line.servicePorts.length === 1,
        online: line?.runStatus === 1 && session !== undefined,
      };
    },
  };
};

/** Hundredths of a dBm; 2147483647 stands for none. */
function powerOf(value: number | string): string {
  return value === 2_147_483_647 ? 'none' : `${(Number(value) / 100).toFixed(1)} dBm`;
}

const lte: Make = (api, site) => {
  const core = gearOf(site, 'pyhss');
  const digits = () => String(randomInt(0, 10 ** 10)).padStart(10, '0');
  const imsi = `00101${digits()}`;
  const keys = { ki: randomBytes(16).toString('hex'), opc: randomBytes(16).toString('hex') };
  return {
    name: 'LTE, PyHSS',
    access: { technology: 'lte', imsi, core: { nodeId: core.nodeId, apn: 'internet' } },
    prepare: () => api.post('/sims', { iccid: `8949000${digits()}000`, imsi, ...keys }).then(() => undefined),
    leave: nothing,
    async tryIt() {
      const { accepted } = await tell<{ accepted: boolean }>(core, 'attach', { imsi, ...keys });
      return { letIn: accepted, words: accepted ? 'attaches' : 'cannot attach' };
    },
    async ask() {
      const subscriber = await askPyHss(core, `/subscriber/imsi/${imsi}`);
      const serving = await askPyHss(core, `/pcrf/pcrf_subscriber_imsi/${imsi}`);
      const apns = Object.keys((serving?.['apns'] as object | undefined) ?? {});
      return {
        words: [
          subscriber === undefined
            ? `IMSI ${imsi} not known to the HSS`
            : `subscriber ${imsi} enabled=${subscriber['enabled']} ue_ambr_dl=${subscriber['ue_ambr_dl']} ue_ambr_ul=${subscriber['ue_ambr_ul']}`,
          `gateway: ${apns.length === 0 ? 'no session' : `session on ${apns.join(', ')}`}`,
        ],
        known: subscriber !== undefined,
        served: subscriber?.['enabled'] === true,
        online: apns.length > 0,
      };
    },
  };
};

export const technologies: readonly Make[] = [pppoe, ipoe, hotspot, gpon, lte];
