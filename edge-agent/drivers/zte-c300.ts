import * as z from 'zod';
import { oltSettings, snmpOlt } from '../capabilities/olt.ts';
import type { OnuChange, OnuDialect, OnuLook } from '../capabilities/onu-convergence.ts';
import { onuPlaces } from '../capabilities/onu-places.ts';
import type { OnuGrant, OnuReading } from '../capabilities/onu-provisioning.ts';
import { serialOctets } from '../capabilities/onu-serial.ts';
import { lookForUnclaimed, waitingOnu } from '../capabilities/onu-unclaimed.ts';
import {
  cell,
  type MibObject,
  number,
  rowStatus,
  text,
  type Write,
  write,
} from '../protocols/snmp/mib-object.ts';
import type { SnmpClient } from '../protocols/snmp/snmp-client.ts';
import { SnmpError } from '../protocols/snmp/snmp-error.ts';

const gpon = '1.3.6.1.4.1.3902.1012.3';
const servicePort = '1.3.6.1.4.1.3902.1015.8.1.1.1';

/**
 * ZXGPON-SERVICE-MIB of firmware 1.x, index oltId.onuId, T-CONT and GEM port with their own number behind it, and
 * ZTE-AN-SERVICEPORT, index bridge port.service port.
 */
const mib = {
  foundSerial: { name: 'zxGponUnCfgSnOntSN', oid: `${gpon}.13.3.1.2` },
  profileName: { name: 'zxGponBWProfileName', oid: `${gpon}.26.1.1` },
  type: { name: 'zxGponOntDevMgmtTypeName', oid: `${gpon}.28.1.1.1` },
  description: { name: 'zxGponOntDevMgmtDescription', oid: `${gpon}.28.1.1.3` },
  serial: { name: 'zxGponOntDevMgmtProvisionSn', oid: `${gpon}.28.1.1.5` },
  /** Column 11 by the MIB, 12 in what works on most releases. */
  registration11: { name: 'zxGponOntRegMode (11)', oid: `${gpon}.28.1.1.11` },
  registration12: { name: 'zxGponOntRegMode (12)', oid: `${gpon}.28.1.1.12` },
  entryStatus: { name: 'zxGponOntDevMgmtEntryStatus', oid: `${gpon}.28.1.1.9` },
  admin: { name: 'zxGponOntAdminState', oid: `${gpon}.28.2.1.1` },
  phase: { name: 'zxGponOntPhaseState', oid: `${gpon}.28.2.1.4` },
  tcontName: { name: 'zxGponTcontName', oid: `${gpon}.30.1.1.2` },
  tcontProfile: { name: 'zxGponTcontBWProfileIndex', oid: `${gpon}.30.1.1.3` },
  tcontStatus: { name: 'zxGponTcontEntryStatus', oid: `${gpon}.30.1.1.8` },
  gemName: { name: 'zxGponGemPortName', oid: `${gpon}.30.2.1.2` },
  gemType: { name: 'zxGponGemPortType', oid: `${gpon}.30.2.1.3` },
  gemTcont: { name: 'zxGponGemPortTcont', oid: `${gpon}.30.2.1.4` },
  gemStatus: { name: 'zxGponGemPortEntryStatus', oid: `${gpon}.30.2.1.10` },
  receivedPower: { name: 'zxGponOntRxOpticalPower', oid: `${gpon}.50.12.1.1.10` },
  portDescription: { name: 'zxAnServicePortDesc', oid: `${servicePort}.3` },
  portMode: { name: 'zxAnServicePortServiceMode', oid: `${servicePort}.4` },
  portUserVlan: { name: 'zxAnUserInVid', oid: `${servicePort}.5` },
  portVlan: { name: 'zxAnUserOutCVid', oid: `${servicePort}.9` },
  portTranslation: { name: 'zxAnVlanTransMode', oid: `${servicePort}.13` },
  portStatus: { name: 'zxAnServicePortRowStatus', oid: `${servicePort}.100` },
} as const;

const enabled = 1;
const disabled = 2;
const working = 3;
const lastOnuId = 128;
const phases: Readonly<Record<number, string>> = {
  0: 'logging in',
  1: 'loss of signal',
  2: 'synchronising',
  3: 'working',
  4: 'dying gasp',
  5: 'authentication failed',
  6: 'offline',
};
/** Error statuses that say that the firmware does not have the objects, rather than that they may not be so. */
const unsupported: ReadonlySet<string> = new Set(['noSuchName', 'noAccess', 'noCreation', 'notWritable']);

const settings = oltSettings.extend({
  /** Column that tells how an ONU is recognised; it varies by release. */
  registrationColumn: z.union([z.literal(11), z.literal(12)], 'must be 11 or 12').default(12),
});

/**
 * ZTE C300 and C320 GPON of firmware 1.x over SNMP. `grant.lineProfile` is the T-CONT bandwidth profile and
 * `grant.serviceProfile` the ONU type, both by name. Some releases have no service-port objects; there an ONU is refused
 * in words, and nothing of it is left.
 */
export default snmpOlt(settings, (client, given) => createDialect(client, given.registrationColumn));

interface Place {
  readonly oltId: number;
  readonly onuId: number;
}

/** The bits of an oltId: type 1, shelf from 0, slot, port. */
function frontPlate(oltId: number): { shelf: number; slot: number; port: number } {
  return { shelf: (oltId >>> 24) & 0x0f, slot: (oltId >>> 16) & 0xff, port: (oltId >>> 8) & 0xff };
}

function portName(oltId: number): string {
  const { shelf, slot, port } = frontPlate(oltId);
  return `${shelf + 1}/${slot}/${port}`;
}

function placeName({ oltId, onuId }: Place): string {
  return `${portName(oltId)}:${onuId}`;
}

function parsePlace(index: string): Place {
  const [oltId = 0, onuId = 0] = index.split('.').map(Number);
  return { oltId, onuId };
}

/**
 * Index of the ONU's bridge port: type 4, shelf, five bits of card, three of port, ONU, virtual port, all from 0. Cards
 * count without the slots of switch cards and power.
 */
export function bridgePort({ oltId, onuId }: Place): number {
  const { shelf, slot, port } = frontPlate(oltId);
  const card = slot >= 2 && slot <= 9 ? slot - 2 : slot >= 12 && slot <= 22 ? slot - 4 : 0;
  return ((4 << 28) | (shelf << 24) | (card << 19) | ((port - 1) << 16) | ((onuId - 1) << 8)) >>> 0;
}

function createDialect(client: SnmpClient, registrationColumn: 11 | 12): OnuDialect {
  const places = onuPlaces(client, mib, parsePlace, ({ oltId, onuId }: Place) => `${oltId}.${onuId}`);
  const registration = registrationColumn === 11 ? mib.registration11 : mib.registration12;

  const at = (column: MibObject, { oltId, onuId }: Place) => cell(column, oltId, onuId);
  const inside = (column: MibObject, { oltId, onuId }: Place) => cell(column, oltId, onuId, 1);
  const onBridge = (column: MibObject, place: Place) => cell(column, bridgePort(place), 1);

  async function bandwidthProfile(name: string): Promise<number | undefined> {
    for (const [index, value] of await client.walk(mib.profileName))
      if (text(value) === name) return Number(index);
    return undefined;
  }

  const destroy = (target: MibObject) => client.set([write(target, rowStatus.destroy)]);

  function removeOnu(serial: string, place: Place): OnuChange {
    return {
      words: `remove ONU ${serial} from ${placeName(place)}`,
      make: () => destroy(at(mib.entryStatus, place)),
    };
  }

  function portWrites(place: Place, serviceId: string, vlan: number, userVlan: number): Write[] {
    return [
      write(onBridge(mib.portDescription, place), serviceId),
      write(onBridge(mib.portMode, place), 4),
      write(onBridge(mib.portUserVlan, place), userVlan),
      write(onBridge(mib.portVlan, place), vlan),
      write(onBridge(mib.portTranslation, place), 1),
      write(onBridge(mib.portStatus, place), rowStatus.createAndGo),
    ];
  }

  async function addServicePort(writes: readonly Write[]): Promise<void> {
    try {
      await client.set(writes);
    } catch (error) {
      if (!(error instanceof SnmpError) || !unsupported.has(error.status ?? '')) throw error;
      throw new SnmpError(
        'refused',
        `this firmware cannot make service ports over SNMP (${error.message}); make them on the OLT's command line, or update it`,
        { cause: error },
      );
    }
  }

  function servicePortChange(grant: OnuGrant, place: Place): OnuChange {
    const { serviceId, serviceVlan, userVlan } = grant;
    return {
      words: `service port of ${placeName(place)}, VLAN ${serviceVlan}, user VLAN ${userVlan}`,
      make: () => addServicePort(portWrites(place, serviceId, serviceVlan, userVlan)),
      undo: () => destroy(onBridge(mib.portStatus, place)),
    };
  }

  function removeServicePort(row: Row, place: Place): OnuChange {
    const { vlan, userVlan, portDescription } = row;
    return {
      words: `remove service port of ${placeName(place)}, VLAN ${vlan}, user VLAN ${userVlan}`,
      make: () => destroy(onBridge(mib.portStatus, place)),
      ...(vlan === undefined || userVlan === undefined
        ? {}
        : { undo: () => client.set(portWrites(place, portDescription ?? '', vlan, userVlan)) }),
    };
  }

  async function look(grant: OnuGrant): Promise<OnuLook> {
    const { serial, serviceId } = grant;
    const place = await places.findQuickly(serial);
    if (place === undefined) return await lookForWaiting(grant);

    const row = await readRow(serial, place);
    const { onu } = row;
    if (onu.state !== 'online') {
      const elsewhere = (await places.waiting()).get(serial)?.oltId;
      if (elsewhere !== undefined && elsewhere !== place.oltId) {
        const answer = `authorised at ${placeName(place)}, but waits at ${portName(elsewhere)}`;
        return {
          onu,
          checks: [{ check: 'ONU authorised', ok: false, answer }],
          movesTo: portName(elsewhere),
          next: row.hasServicePort ? removeServicePort(row, place) : removeOnu(serial, place),
        };
      }
    }
    if (row.status !== rowStatus.active || row.type !== grant.serviceProfile) {
      // The type of an ONU cannot be changed: it is authorised anew.
      const answer = `${serial} at ${placeName(place)}, type ${row.type}, row status ${row.status}`;
      return {
        onu,
        checks: [{ check: 'ONU authorised', ok: false, answer, desired: `type ${grant.serviceProfile}` }],
        next: row.hasServicePort ? removeServicePort(row, place) : removeOnu(serial, place),
      };
    }

    const profile = await bandwidthProfile(grant.lineProfile);
    const admin = grant.active ? enabled : disabled;
    const tcontOk = profile !== undefined && row.tcontProfile === profile;
    const portOk = row.hasServicePort && row.vlan === grant.serviceVlan && row.userVlan === grant.userVlan;
    const checks = [
      { check: 'ONU authorised', ok: true, answer: `${serial} at ${placeName(place)}, type ${row.type}` },
      {
        check: 'T-CONT 1',
        ok: tcontOk,
        answer: `profile ${row.tcontProfile ?? 'none'}`,
        desired: `profile ${profile ?? 'none'} (${grant.lineProfile})`,
      },
      {
        check: 'GEM port 1',
        ok: row.gemTcont === 1,
        answer: `T-CONT ${row.gemTcont ?? 'none'}`,
        desired: 'T-CONT 1',
      },
      {
        check: 'service port',
        ok: portOk,
        answer: row.hasServicePort ? `VLAN ${row.vlan}, user VLAN ${row.userVlan}` : 'none',
        desired: `VLAN ${grant.serviceVlan}, user VLAN ${grant.userVlan}`,
      },
      {
        check: 'admin state',
        ok: row.admin === admin,
        answer: row.admin === enabled ? 'enabled' : 'disabled',
        desired: grant.active ? 'enabled' : 'disabled',
      },
      { check: 'line', ok: true, answer: row.line },
    ];
    const half = !row.hasServicePort && row.description === serviceId;
    const serialAt = (onuId: number) => places.serialAt({ ...place, onuId });
    const base = { onu, checks, half, serialAt };
    if (profile === undefined) {
      return { ...base, obstacle: `the OLT has no T-CONT bandwidth profile "${grant.lineProfile}"` };
    }
    const next = firstMissing(profile);
    return next === undefined ? base : { ...base, next };

    function firstMissing(wanted: number): OnuChange | undefined {
      const where = placeName(place!);
      if (row.tcontProfile === undefined) {
        return {
          words: `T-CONT 1 of ${where} with profile ${grant.lineProfile}`,
          make: () =>
            client.set([
              write(inside(mib.tcontName, place!), 'T1'),
              write(inside(mib.tcontProfile, place!), wanted),
              write(inside(mib.tcontStatus, place!), rowStatus.createAndGo),
            ]),
          undo: () => destroy(inside(mib.tcontStatus, place!)),
        };
      }
      if (row.tcontProfile !== wanted) {
        const before = row.tcontProfile;
        return {
          words: `profile ${grant.lineProfile} for T-CONT 1 of ${where}`,
          make: () => client.set([write(inside(mib.tcontProfile, place!), wanted)]),
          undo: () => client.set([write(inside(mib.tcontProfile, place!), before)]),
        };
      }
      if (row.gemTcont === undefined) {
        return {
          words: `GEM port 1 of ${where}`,
          make: () =>
            client.set([
              write(inside(mib.gemName, place!), 'G1'),
              write(inside(mib.gemType, place!), 1),
              write(inside(mib.gemTcont, place!), 1),
              write(inside(mib.gemStatus, place!), rowStatus.createAndGo),
            ]),
          undo: () => destroy(inside(mib.gemStatus, place!)),
        };
      }
      if (row.hasServicePort && !portOk) return removeServicePort(row, place!);
      if (!portOk) return servicePortChange(grant, place!);
      if (row.admin !== admin) {
        const before = row.admin;
        return {
          words: `${grant.active ? 'enable' : 'disable'} ${where}`,
          make: () => client.set([write(at(mib.admin, place!), admin)]),
          undo: () => client.set([write(at(mib.admin, place!), before)]),
        };
      }
      return undefined;
    }
  }

  async function lookForWaiting(grant: OnuGrant): Promise<OnuLook> {
    return await lookForUnclaimed({
      noun: 'ONU',
      grant,
      port: (await places.waiting()).get(grant.serial)?.oltId,
      portName,
      free: (oltId) => places.free(oltId, 1, lastOnuId),
      serialAt: (oltId, onuId) => places.serialAt({ oltId, onuId }),
      authorise: (oltId, onuId) => addOnu(grant, { oltId, onuId }),
    });
  }

  function addOnu({ serial, serviceId, serviceProfile }: OnuGrant, place: Place): OnuChange {
    return {
      words: `authorise ONU ${serial} at ${placeName(place)} with type ${serviceProfile}`,
      creates: true,
      make: () =>
        places.claim(serial, place, () =>
          client.set([
            write(at(registration, place), 1),
            write(at(mib.type, place), serviceProfile),
            write(at(mib.serial, place), serialOctets(serial)),
            write(at(mib.description, place), serviceId),
            write(at(mib.entryStatus, place), rowStatus.createAndGo),
          ]),
        ),
    };
  }

  type Row = Awaited<ReturnType<typeof readRow>>;

  async function readRow(serial: string, place: Place) {
    const [status, type, description, admin, phase, tcont, gem, rx, port, portText, vlan, userVlan] =
      await client.get([
        at(mib.entryStatus, place),
        at(mib.type, place),
        at(mib.description, place),
        at(mib.admin, place),
        at(mib.phase, place),
        inside(mib.tcontProfile, place),
        inside(mib.gemTcont, place),
        inside(mib.receivedPower, place),
        onBridge(mib.portStatus, place),
        onBridge(mib.portDescription, place),
        onBridge(mib.portVlan, place),
        onBridge(mib.portUserVlan, place),
      ]);
    const isOnline = phase === working;
    const received = isOnline ? power(number(rx)) : undefined;
    const state = isOnline
      ? ('online' as const)
      : admin === disabled
        ? ('disabled' as const)
        : ('offline' as const);
    const words = phases[number(phase) ?? -1] ?? `phase ${phase}`;
    const onu: OnuReading = {
      serial,
      port: portName(place.oltId),
      onuId: place.onuId,
      state,
      ...(received === undefined ? {} : { receivedDbm: received }),
      ...(isOnline ? {} : { lastDownCause: words }),
    };
    return {
      onu,
      status: number(status),
      type: text(type) ?? '',
      description: text(description),
      admin: number(admin) ?? enabled,
      tcontProfile: number(tcont),
      gemTcont: number(gem),
      hasServicePort: port !== undefined,
      portDescription: text(portText),
      vlan: number(vlan),
      userVlan: number(userVlan),
      line: [state, words, ...(received === undefined ? [] : [`receives ${received.toFixed(2)} dBm`])].join(
        ', ',
      ),
    };
  }

  return {
    look,

    async lookForRest({ serial }) {
      const place = await places.find(serial);
      if (place === undefined) {
        return { checks: [{ check: 'ONU removed', ok: true, answer: `${serial} is not authorised` }] };
      }
      const row = await readRow(serial, place);
      const answer = row.hasServicePort ? `VLAN ${row.vlan}, user VLAN ${row.userVlan}` : 'none';
      return {
        checks: [
          { check: 'ONU removed', ok: false, answer: `${serial} at ${placeName(place)}` },
          { check: 'service port removed', ok: !row.hasServicePort, answer },
        ],
        next: row.hasServicePort ? removeServicePort(row, place) : removeOnu(serial, place),
      };
    },

    async unconfigured() {
      const found = await places.waiting();
      return [...found].map(([serial, { oltId }]) => waitingOnu(serial, portName(oltId)));
    },
  };
}

/** In steps of 0.002 dBm from −30; the count wraps at 2^16, so that the weak powers come as huge ones. */
function power(value: number | undefined): number | undefined {
  if (value === undefined) return undefined;
  const dbm = value * 0.002 - 30;
  return dbm > 90 ? dbm - 131.072 : dbm;
}
