import * as z from 'zod';
import { defineDriver } from '../capabilities/driver.ts';
import { namelessIdentity } from '../capabilities/identity.ts';
import { oltCapabilities } from '../capabilities/olt.ts';
import { cliCredentials, cliSettings, openCli } from '../capabilities/olt-cli.ts';
import type { OnuChange, OnuDialect, OnuLook } from '../capabilities/onu-convergence.ts';
import type { OnuGrant, OnuReading } from '../capabilities/onu-provisioning.ts';
import { lookForUnclaimed, waitingOnu } from '../capabilities/onu-unclaimed.ts';
import {
  inInterface,
  placeName,
  servicePortsInWords,
  type ZteInterface,
  type ZtePlace,
  zteServicePorts,
} from '../capabilities/zte-interface.ts';
import { DeviceError } from '../protocols/device-error.ts';
import type { Cli } from '../protocols/ssh/cli.ts';
import { zxan } from '../protocols/ssh/cli-dialect.ts';

const lastOnuId = 128;
const serialNumber = /\b([A-Z]{4}[0-9A-F]{8})\b/i;

const settings = cliSettings.extend({
  /** How long the OLT may take until it shows what it said yes to. */
  settleMs: z
    .int('must be a whole number of milliseconds')
    .min(0, 'must not be negative')
    .max(60_000, 'must be at most 60000 ms')
    .default(1_000),
  /** ETH port of a bridge ONU whose untagged frames are given the user VLAN; a router ONU needs none. */
  ethPort: z.int('must be a number').min(1, 'must be at least 1').max(24, 'must be at most 24').optional(),
});

/**
 * ZTE C300 and C320 GPON on their command line over SSH, for firmware whose SNMP cannot do it. `grant.lineProfile` is the
 * T-CONT bandwidth profile and `grant.serviceProfile` the ONU type, both by name. What was changed is written to the
 * flash, so that it outlives a restart of the OLT. The grammar is that of what users publish of C300 and C320 consoles
 * (show and configuration listings of firmware 1.2 to 2.1); no such OLT was at hand.
 */
export default defineDriver({
  kind: 'olt',
  settings,
  credentials: cliCredentials,
  open(given, credentials, tools, node) {
    const cli = openCli(given, credentials, zxan, node);
    const dialect = createDialect(cli, given.ethPort);
    const limits = { parallel: given.sessions, settleMs: given.settleMs };
    return oltCapabilities(dialect, limits, tools, [cli], namelessIdentity(dialect.unconfigured));
  },
});

/** `show gpon onu detail-info`. */
interface Detail {
  readonly serial: string | undefined;
  readonly type: string;
  readonly enabled: boolean;
  readonly phase: string;
  readonly distanceMetres: number | undefined;
  readonly lastDownCause: string | undefined;
}

/** `pon-onu-mng`: what the OLT tells the ONU to do with VLANs. */
interface OnuSide {
  /** VLAN that the ONU maps onto GEM port 1. */
  readonly serviceVlan: number | undefined;
  /** VLAN of untagged frames at the bridge port. */
  readonly nativeVlan: number | undefined;
}

interface Held extends ZteInterface, OnuSide, Detail {}

function createDialect(cli: Cli, ethPort: number | undefined): OnuDialect {
  const ports = zteServicePorts(cli);

  async function find(serial: string): Promise<ZtePlace | undefined> {
    const text = await cli.read(`show gpon onu by sn ${serial}`);
    const [, port, onuId] = /^\s*gpon-onu_(\d+\/\d+\/\d+):(\d+)/m.exec(text) ?? [];
    return port === undefined ? undefined : { port, onuId: Number(onuId) };
  }

  /** Ports at which ONUs wait, by serial. */
  async function waiting(): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const rows = (await cli.read('show gpon onu uncfg')).matchAll(
      /^\s*gpon-o[ln][tu]_(\d+\/\d+\/\d+)\S*(.*)$/gm,
    );
    for (const [, port, rest] of rows) {
      const serial = serialNumber.exec(rest ?? '')?.[1]?.toUpperCase();
      if (port !== undefined && serial !== undefined) found.set(serial, port);
    }
    return found;
  }

  /** Serials of the ONUs that are authorised at the port, by their number. */
  async function authorisedAt(port: string): Promise<ReadonlyMap<number, string>> {
    const text = await cli.read(`show running-config interface gpon-olt_${port}`);
    const rows = text.matchAll(/^\s*onu (\d+) type \S+ sn (\S+)/gm);
    return new Map([...rows].map(([, id, serial = '']) => [Number(id), serial.toUpperCase()]));
  }

  async function free(port: string): Promise<number | undefined> {
    const taken = await authorisedAt(port);
    for (let id = 1; id <= lastOnuId; id += 1) if (!taken.has(id)) return id;
    return undefined;
  }

  const serialAt = async (port: string, id: number) => (await authorisedAt(port)).get(id);

  async function read(serial: string, place: ZtePlace): Promise<Held> {
    const where = placeName(place);
    const held = await ports.read(place);
    const onuSide = readOnuSide(await cli.read(`show onu running config gpon-onu_${where}`), ethPort);
    const detail = readDetail(await cli.read(`show gpon onu detail-info gpon-onu_${where}`));
    if (detail.serial !== serial) {
      const words = `the OLT says that ${serial} is at ${where}, and then that ${detail.serial ?? 'nothing'} is`;
      throw new DeviceError('unreadable', words);
    }
    return { ...held, ...onuSide, ...detail };
  }

  /** An ONU that is not what it must be and cannot be changed into it: it goes, service ports first. */
  function takeAway(serial: string, place: ZtePlace, { servicePorts: [first] }: ZteInterface): OnuChange {
    if (first !== undefined) return ports.remove(place, first);
    return {
      words: `remove ONU ${serial} from ${placeName(place)}`,
      make: () =>
        ports.change(['configure terminal', `interface gpon-olt_${place.port}`, `no onu ${place.onuId}`]),
    };
  }

  function authorise({ serial, serviceProfile }: OnuGrant, place: ZtePlace): OnuChange {
    return {
      words: `authorise ONU ${serial} at ${placeName(place)} with type ${serviceProfile}`,
      creates: true,
      make: () =>
        ports.change([
          'configure terminal',
          `interface gpon-olt_${place.port}`,
          `onu ${place.onuId} type ${serviceProfile} sn ${serial}`,
        ]),
    };
  }

  /** The first missing step inside the ONU's interface or on the ONU itself. */
  function firstMissing(grant: OnuGrant, place: ZtePlace, held: Held): OnuChange | undefined {
    const where = placeName(place);
    const { serviceId, lineProfile, serviceVlan, userVlan } = grant;
    const interfaceChange = (words: string, make: string, undo: string): OnuChange => ({
      words,
      make: () => ports.change(inInterface(place, make)),
      undo: () => ports.change(inInterface(place, undo)),
    });
    const onuChange = (words: string, make: string, undo: string): OnuChange => {
      const mode = ['configure terminal', `pon-onu-mng gpon-onu_${where}`];
      return { words, make: () => ports.change([...mode, make]), undo: () => ports.change([...mode, undo]) };
    };

    if (held.tcontProfile !== lineProfile) {
      const undo = held.tcontProfile === undefined ? 'no tcont 1' : `tcont 1 profile ${held.tcontProfile}`;
      return interfaceChange(
        `T-CONT 1 of ${where} with profile ${lineProfile}`,
        `tcont 1 profile ${lineProfile}`,
        undo,
      );
    }
    if (held.description === undefined) {
      return interfaceChange(`description of ${where}`, `description ${serviceId}`, 'no description');
    }
    if (held.gemTcont !== 1) {
      return interfaceChange(`GEM port 1 of ${where}`, 'gemport 1 tcont 1', 'no gemport 1');
    }
    const rival = held.servicePorts.find((one) => one.userVlan === userVlan && one.vlan !== serviceVlan);
    if (rival !== undefined) return ports.remove(place, rival);
    if (!held.servicePorts.some((one) => one.userVlan === userVlan)) {
      return ports.add(place, held.servicePorts, serviceVlan, userVlan);
    }
    if (held.serviceVlan !== userVlan) {
      const undo = held.serviceVlan === undefined ? 'no service 1' : onuService(held.serviceVlan);
      return onuChange(`VLAN ${userVlan} on GEM port 1 in ${where}`, onuService(userVlan), undo);
    }
    if (ethPort !== undefined && held.nativeVlan !== userVlan) {
      const eth = `vlan port eth_0/${ethPort} mode`;
      const undo = held.nativeVlan === undefined ? `no ${eth}` : `${eth} tag vlan ${held.nativeVlan}`;
      return onuChange(`VLAN ${userVlan} at ETH ${ethPort} of ${where}`, `${eth} tag vlan ${userVlan}`, undo);
    }
    if (held.enabled !== grant.active) {
      const [make, undo] = grant.active ? ['no shutdown', 'shutdown'] : ['shutdown', 'no shutdown'];
      return interfaceChange(`${grant.active ? 'enable' : 'disable'} ${where}`, make!, undo!);
    }
    return undefined;
  }

  async function look(grant: OnuGrant): Promise<OnuLook> {
    const { serial, serviceId } = grant;
    const untypable = [grant.lineProfile, grant.serviceProfile].find(
      (name) => !/^[!->@-~]{1,64}$/.test(name),
    );
    if (untypable !== undefined) {
      return { checks: [], obstacle: `the name "${untypable}" cannot be typed on the OLT's command line` };
    }
    const place = await find(serial);
    if (place === undefined) {
      return await lookForUnclaimed({
        noun: 'ONU',
        grant,
        port: (await waiting()).get(serial),
        portName: (port) => port,
        free,
        serialAt,
        authorise: (port, onuId) => authorise(grant, { port, onuId }),
      });
    }
    const held = await read(serial, place);
    const elsewhere = held.phase === 'working' ? undefined : (await waiting()).get(serial);
    const moved = elsewhere !== undefined && elsewhere !== place.port;
    if (moved || held.type !== grant.serviceProfile) {
      // Neither the port nor the type of an ONU can be changed: it is authorised anew.
      const answer = moved
        ? `authorised at ${placeName(place)}, but waits at ${elsewhere}`
        : `${serial} at ${placeName(place)}, type ${held.type}`;
      return {
        onu: readingOf(serial, place, held, {}),
        checks: [{ check: 'ONU authorised', ok: false, answer, desired: `type ${grant.serviceProfile}` }],
        ...(moved ? { movesTo: elsewhere } : {}),
        next: takeAway(serial, place, held),
      };
    }
    const next = firstMissing(grant, place, held);
    // Asking the ONU itself takes long: only an ONU that has all the rest is asked.
    const powers =
      next === undefined && held.phase === 'working'
        ? readPowers(await cli.read(`show pon power attenuation gpon-onu_${placeName(place)}`))
        : {};
    const onu = readingOf(serial, place, held, powers);
    const half =
      held.servicePorts.length === 0 && (held.description === undefined || held.description === serviceId);
    return {
      onu,
      half,
      checks: checksOf(grant, place, held, onu),
      serialAt: (id) => serialAt(place.port, id),
      ...(next === undefined ? {} : { next }),
    };
  }

  function checksOf(grant: OnuGrant, place: ZtePlace, held: Held, onu: OnuReading): OnuLook['checks'] {
    const { userVlan, serviceVlan } = grant;
    const right = held.servicePorts.some((one) => one.userVlan === userVlan && one.vlan === serviceVlan);
    const native = `VLAN ${held.nativeVlan ?? 'none'} at ETH ${ethPort}`;
    return [
      {
        check: 'ONU authorised',
        ok: true,
        answer: `${grant.serial} at ${placeName(place)}, type ${held.type}`,
      },
      {
        check: 'T-CONT 1',
        ok: held.tcontProfile === grant.lineProfile,
        answer: `profile ${held.tcontProfile ?? 'none'}`,
        desired: `profile ${grant.lineProfile}`,
      },
      {
        check: 'GEM port 1',
        ok: held.gemTcont === 1,
        answer: `T-CONT ${held.gemTcont ?? 'none'}`,
        desired: 'T-CONT 1',
      },
      {
        check: 'service port',
        ok: right,
        answer: servicePortsInWords(held.servicePorts),
        desired: `VLAN ${serviceVlan}, user VLAN ${userVlan}`,
      },
      {
        check: 'ONU service',
        ok: held.serviceVlan === userVlan && (ethPort === undefined || held.nativeVlan === userVlan),
        answer: `VLAN ${held.serviceVlan ?? 'none'}${ethPort === undefined ? '' : `, ${native}`}`,
        desired: `VLAN ${userVlan}`,
      },
      {
        check: 'admin state',
        ok: held.enabled === grant.active,
        answer: held.enabled ? 'enabled' : 'disabled',
        desired: grant.active ? 'enabled' : 'disabled',
      },
      { check: 'line', ok: true, answer: lineInWords(held, onu) },
    ];
  }

  return {
    look,
    save: ports.save,

    async lookForRest({ serial }) {
      const place = await find(serial);
      if (place === undefined) {
        return { checks: [{ check: 'ONU removed', ok: true, answer: `${serial} is not authorised` }] };
      }
      const held = await ports.read(place);
      const answer = servicePortsInWords(held.servicePorts);
      return {
        checks: [
          { check: 'ONU removed', ok: false, answer: `${serial} at ${placeName(place)}` },
          { check: 'service ports removed', ok: held.servicePorts.length === 0, answer },
        ],
        next: takeAway(serial, place, held),
      };
    },

    unconfigured: async () => [...(await waiting())].map(([serial, port]) => waitingOnu(serial, port)),
  };
}

const onuService = (vlan: number) => `service 1 gemport 1 vlan ${vlan}`;

function readOnuSide(text: string, ethPort: number | undefined): OnuSide {
  const service = /^\s*service \S+ (?:type \S+ )?gemport 1 (?:.* )?vlan (\d+)/m.exec(text)?.[1];
  const native = new RegExp(`^\\s*vlan port eth_0/${ethPort} mode tag vlan (\\d+)`, 'm').exec(text)?.[1];
  return {
    serviceVlan: service === undefined ? undefined : Number(service),
    nativeVlan: native === undefined ? undefined : Number(native),
  };
}

function readDetail(text: string): Detail {
  const field = (name: string) => new RegExp(`^\\s*${name}:[ \\t]*(\\S.*)$`, 'm').exec(text)?.[1]?.trim();
  const distance = /^(\d+)\s*m$/.exec(field('ONU Distance') ?? '')?.[1];
  // Latest last; a row whose ONU went off line has the instant and most often the cause.
  const downs = [...text.matchAll(/^\s*\d+\s+\S+ \S+\s+(?!0000)\d{4}-\S+ \S+[ \t]+(\S.*)$/gm)];
  return {
    serial: field('Serial number')?.toUpperCase(),
    type: field('Type') ?? '',
    enabled: field('Admin state') !== 'disable',
    phase: field('Phase state') ?? 'unknown',
    distanceMetres: distance === undefined ? undefined : Number(distance),
    lastDownCause: downs.at(-1)?.[1]?.trim(),
  };
}

/** `up Rx :-20.241(dbm) …` is what the OLT receives, `down … Rx:-16.676(dbm)` what the ONU does. */
function readPowers(text: string): Pick<OnuReading, 'receivedDbm' | 'oltReceivedDbm'> {
  const power = (row: string) => new RegExp(`^\\s*${row}\\b.*\\bRx\\s*:\\s*(-?[\\d.]+)`, 'm').exec(text)?.[1];
  const onu = power('down');
  const olt = power('up');
  return {
    ...(onu === undefined ? {} : { receivedDbm: Number(onu) }),
    ...(olt === undefined ? {} : { oltReceivedDbm: Number(olt) }),
  };
}

function readingOf(
  serial: string,
  place: ZtePlace,
  { phase, enabled, distanceMetres, lastDownCause }: Detail,
  powers: Pick<OnuReading, 'receivedDbm' | 'oltReceivedDbm'>,
): OnuReading {
  const isOnline = phase === 'working';
  return {
    serial,
    port: place.port,
    onuId: place.onuId,
    state: isOnline ? 'online' : enabled ? 'offline' : 'disabled',
    ...powers,
    ...(distanceMetres === undefined ? {} : { distanceMetres }),
    ...(isOnline ? {} : { lastDownCause: lastDownCause ?? phase }),
  };
}

function lineInWords({ phase }: Detail, onu: OnuReading): string {
  return [
    onu.state,
    phase,
    ...(onu.receivedDbm === undefined ? [] : [`receives ${onu.receivedDbm.toFixed(2)} dBm`]),
    ...(onu.oltReceivedDbm === undefined ? [] : [`is received at ${onu.oltReceivedDbm.toFixed(2)} dBm`]),
    ...(onu.distanceMetres === undefined ? [] : [`${onu.distanceMetres} m away`]),
    ...(onu.lastDownCause === undefined ? [] : [`last down: ${onu.lastDownCause}`]),
  ].join(', ');
}
