import { oltSettings, snmpOlt } from '../capabilities/olt.ts';
import type { OnuChange, OnuDialect, OnuLook } from '../capabilities/onu-convergence.ts';
import { onuPlaces } from '../capabilities/onu-places.ts';
import type { OnuGrant, OnuReading } from '../capabilities/onu-provisioning.ts';
import { serialText } from '../capabilities/onu-serial.ts';
import { lookForUnclaimed, waitingOnu } from '../capabilities/onu-unclaimed.ts';
import {
  cell,
  type MibObject,
  number,
  octets,
  text,
  type Write,
  write,
} from '../protocols/snmp/mib-object.ts';
import type { SnmpClient } from '../protocols/snmp/snmp-client.ts';
import { add, gem, mib, op, port, tcont } from '../protocols/snmp/vsol-gpon-mib.ts';

const action = { add: 1, delete: 2, modify: 3 } as const;
const opAction = { delete: 2, activate: 3, deactivate: 4 } as const;
const authBySerial = 1;
const byUserVlan = 1;
const working = 3;
const deactivated = 7;
const disabled = 2;
const lastOnu = 128;
const phases: Readonly<Record<number, string>> = {
  0: 'logging in',
  1: 'loss of signal',
  2: 'synchronising',
  3: 'working',
  4: 'dying gasp',
  5: 'authentication failed',
  6: 'offline',
  7: 'deactivated',
  8: 'configuration failed',
};

/** One ONU at a time, whatever staff would like: the scalars are shared by all who write. */
const settings = oltSettings.omit({ parallel: true });

/**
 * V-SOL V1600G GPON over SNMP. `grant.lineProfile` is the DBA profile of T-CONT 1 and `grant.serviceProfile` the ONU
 * profile, both by name; a service port by user VLAN on GEM port 1 carries the service. Serials go as text.
 */
export default snmpOlt(settings, createDialect);

interface Place {
  readonly pon: number;
  readonly onu: number;
}

interface ServicePort {
  readonly id: number;
  readonly vlan: number | undefined;
  readonly userVlan: number | undefined;
}

const portName = (pon: number) => `0/${pon}`;
const placeName = ({ pon, onu }: Place) => `${portName(pon)}:${onu}`;

function parsePlace(index: string): Place {
  const [pon = 0, onu = 0] = index.split('.').map(Number);
  return { pon, onu };
}

/** Scalars are the cell 0 of themselves. */
const scalar = (object: MibObject, value: Write['value']) => write(cell(object, 0), value);

function createDialect(client: SnmpClient): OnuDialect {
  // Some releases list authorised ONUs among those found: to be found there proves nothing.
  const places = onuPlaces(client, mib, parsePlace, ({ pon, onu }: Place) => `${pon}.${onu}`);

  const at = (column: MibObject, { pon, onu }: Place) => cell(column, pon, onu);

  async function servicePorts(place: Place): Promise<readonly ServicePort[]> {
    const ports: ServicePort[] = [];
    for (const [id, vlan] of await client.walk(at(mib.portVlan, place))) {
      const columns = [mib.portInnerVlan, mib.portOuterVlan, mib.portFirstVlan];
      const users = await client.get(columns.map((column) => cell(column, place.pon, place.onu, id)));
      // Releases differ in which of these columns shows the user VLAN; the others are 0.
      const userVlan = users.map(number).find((value) => value !== undefined && value > 0);
      ports.push({ id: Number(id), vlan: number(vlan), userVlan });
    }
    return ports;
  }

  function operate(words: string, place: Place, what: number, undo?: number): OnuChange {
    const set = (one: number) =>
      client.set([scalar(op.pon, place.pon), scalar(op.onu, place.onu), scalar(op.action, one)]);
    return { words, make: () => set(what), ...(undo === undefined ? {} : { undo: () => set(undo) }) };
  }

  const removeOnu = (serial: string, place: Place) =>
    operate(`remove ONU ${serial} from ${placeName(place)}`, place, opAction.delete);

  const setTcont = ({ pon, onu }: Place, dba: string, what: number) =>
    client.set([
      scalar(tcont.pon, pon),
      scalar(tcont.onu, onu),
      scalar(tcont.id, 1),
      scalar(tcont.name, 'T1'),
      scalar(tcont.dba, dba),
      scalar(tcont.action, what),
    ]);

  const setGem = ({ pon, onu }: Place, what: number) =>
    client.set([
      scalar(gem.pon, pon),
      scalar(gem.onu, onu),
      scalar(gem.id, 1),
      scalar(gem.tcont, 1),
      scalar(gem.name, 'G1'),
      scalar(gem.action, what),
    ]);

  const addPort = ({ pon, onu }: Place, id: number, vlan: number, userVlan: number, serviceId: string) =>
    client.set([
      scalar(port.pon, pon),
      scalar(port.onu, onu),
      scalar(port.id, id),
      scalar(port.gem, 1),
      scalar(port.mode, byUserVlan),
      scalar(port.description, serviceId),
      scalar(port.userVlan, userVlan),
      scalar(port.vlan, vlan),
      scalar(port.action, action.add),
    ]);

  const deletePort = ({ pon, onu }: Place, id: number) =>
    client.set([
      scalar(port.pon, pon),
      scalar(port.onu, onu),
      scalar(port.id, id),
      scalar(port.action, action.delete),
    ]);

  function removePort({ id, vlan, userVlan }: ServicePort, place: Place, serviceId: string): OnuChange {
    return {
      words: `remove service port ${id} of ${placeName(place)}, VLAN ${vlan}, user VLAN ${userVlan}`,
      make: () => deletePort(place, id),
      ...(vlan === undefined || userVlan === undefined
        ? {}
        : { undo: () => addPort(place, id, vlan, userVlan, serviceId) }),
    };
  }

  async function look(grant: OnuGrant): Promise<OnuLook> {
    const { serial, serviceId } = grant;
    const place = await places.find(serial);
    if (place === undefined) return await lookForSeen(grant);

    const row = await readRow(serial, place);
    const { onu } = row;
    const ports = await servicePorts(place);
    const [first] = ports;
    const elsewhere = onu.state === 'online' ? undefined : (await places.waiting()).get(serial)?.pon;
    const moved = elsewhere !== undefined && elsewhere !== place.pon;
    if (moved || row.profile !== grant.serviceProfile) {
      // Neither the port nor the profile of an ONU can be changed: it is authorised anew.
      const answer = moved
        ? `authorised at ${placeName(place)}, but waits at ${portName(elsewhere)}`
        : `${serial} at ${placeName(place)}, profile ${row.profile}`;
      return {
        onu,
        ...(moved ? { movesTo: portName(elsewhere) } : {}),
        checks: [{ check: 'ONU authorised', ok: false, answer, desired: `profile ${grant.serviceProfile}` }],
        next: first === undefined ? removeOnu(serial, place) : removePort(first, place, serviceId),
      };
    }

    const right = ports.find((one) => one.vlan === grant.serviceVlan && one.userVlan === grant.userVlan);
    const rival = ports.find((one) => one !== right && one.userVlan === grant.userVlan);
    const checks = [
      {
        check: 'ONU authorised',
        ok: true,
        answer: `${serial} at ${placeName(place)}, profile ${row.profile}`,
      },
      {
        check: 'T-CONT 1',
        ok: row.dba === grant.lineProfile,
        answer: `DBA profile ${row.dba ?? 'none'}`,
        desired: `DBA profile ${grant.lineProfile}`,
      },
      {
        check: 'GEM port 1',
        ok: row.gemTcont === 1,
        answer: `T-CONT ${row.gemTcont ?? 'none'}`,
        desired: 'T-CONT 1',
      },
      {
        check: 'service port',
        ok: right !== undefined && rival === undefined,
        answer: portsInWords(ports),
        desired: `VLAN ${grant.serviceVlan} alone for user VLAN ${grant.userVlan}`,
      },
      {
        check: 'admin state',
        ok: row.active === grant.active,
        answer: row.active ? 'active' : 'deactivated',
        desired: grant.active ? 'active' : 'deactivated',
      },
      { check: 'line', ok: true, answer: row.line },
    ];
    const next = firstMissing();
    const serialAt = (number: number) => places.serialAt({ ...place, onu: number });
    return { onu, checks, serialAt, half: first === undefined, ...(next === undefined ? {} : { next }) };

    function firstMissing(): OnuChange | undefined {
      const where = placeName(place!);
      if (row.dba === undefined) {
        return {
          words: `T-CONT 1 of ${where} with DBA profile ${grant.lineProfile}`,
          make: () => setTcont(place!, grant.lineProfile, action.add),
          undo: () => setTcont(place!, grant.lineProfile, action.delete),
        };
      }
      if (row.dba !== grant.lineProfile) {
        const before = row.dba;
        return {
          words: `DBA profile ${grant.lineProfile} for T-CONT 1 of ${where}`,
          make: () => setTcont(place!, grant.lineProfile, action.modify),
          undo: () => setTcont(place!, before, action.modify),
        };
      }
      if (row.gemTcont === undefined) {
        return {
          words: `GEM port 1 of ${where}`,
          make: () => setGem(place!, action.add),
          undo: () => setGem(place!, action.delete),
        };
      }
      if (rival !== undefined) return removePort(rival, place!, serviceId);
      if (right === undefined) {
        let id = 1;
        while (ports.some((one) => one.id === id)) id += 1;
        const { serviceVlan, userVlan } = grant;
        return {
          words: `service port ${id} of ${where}, VLAN ${serviceVlan}, user VLAN ${userVlan}`,
          make: () => addPort(place!, id, serviceVlan, userVlan, serviceId),
          undo: () => deletePort(place!, id),
        };
      }
      if (row.active === grant.active) return undefined;
      return grant.active
        ? operate(`activate ${where}`, place!, opAction.activate, opAction.deactivate)
        : operate(`deactivate ${where}`, place!, opAction.deactivate, opAction.activate);
    }
  }

  async function lookForSeen(grant: OnuGrant): Promise<OnuLook> {
    return await lookForUnclaimed({
      noun: 'ONU',
      grant,
      port: (await places.waiting()).get(grant.serial)?.pon,
      portName,
      free: (pon) => places.free(pon, 1, lastOnu),
      serialAt: (pon, onu) => places.serialAt({ pon, onu }),
      authorise: (pon, onu) => addOnu(grant, { pon, onu }),
    });
  }

  function addOnu({ serial, serviceProfile }: OnuGrant, place: Place): OnuChange {
    return {
      words: `authorise ONU ${serial} at ${placeName(place)} with profile ${serviceProfile}`,
      creates: true,
      make: () =>
        places.claim(serial, place, () =>
          client.set([
            scalar(add.pon, place.pon),
            scalar(add.onu, place.onu),
            scalar(add.authMode, authBySerial),
            scalar(add.profile, serviceProfile),
            scalar(add.serial, serial),
            scalar(add.action, action.add),
          ]),
        ),
    };
  }

  async function readRow(serial: string, place: Place) {
    const [admin, phase, reason, profile, rx, oltRx, dba, gemTcont] = await client.get([
      ...[mib.admin, mib.phase, mib.lastDownReason, mib.profile, mib.receivedPower, mib.oltReceivedPower].map(
        (column) => at(column, place),
      ),
      cell(mib.tcontDba, place.pon, place.onu, 1),
      cell(mib.gemTcont, place.pon, place.onu, 1),
    ]);
    const isOnline = phase === working;
    const active = phase !== deactivated && admin !== disabled;
    const received = isOnline ? power(text(rx)) : undefined;
    const oltReceived = isOnline ? power(text(oltRx)) : undefined;
    const state = isOnline ? ('online' as const) : active ? ('offline' as const) : ('disabled' as const);
    const words = phases[number(phase) ?? -1] ?? `phase ${phase}`;
    const down = isOnline ? undefined : text(reason) || words;
    const onu: OnuReading = {
      serial,
      port: portName(place.pon),
      onuId: place.onu,
      state,
      ...(received === undefined ? {} : { receivedDbm: received }),
      ...(oltReceived === undefined ? {} : { oltReceivedDbm: oltReceived }),
      ...(down === undefined ? {} : { lastDownCause: down }),
    };
    const figures = [
      words,
      ...(received === undefined ? [] : [`receives ${received.toFixed(2)} dBm`]),
      ...(oltReceived === undefined ? [] : [`is received at ${oltReceived.toFixed(2)} dBm`]),
      ...(down === undefined || down === words ? [] : [`last down: ${down}`]),
    ];
    return {
      onu,
      active,
      profile: text(profile) ?? '',
      dba: text(dba),
      gemTcont: number(gemTcont),
      line: figures.join(', '),
    };
  }

  return {
    look,

    async lookForRest({ serial, serviceId }) {
      const place = await places.find(serial);
      if (place === undefined) {
        return { checks: [{ check: 'ONU removed', ok: true, answer: `${serial} is not authorised` }] };
      }
      const ports = await servicePorts(place);
      const [first] = ports;
      return {
        checks: [
          { check: 'ONU removed', ok: false, answer: `${serial} at ${placeName(place)}` },
          { check: 'service ports removed', ok: first === undefined, answer: portsInWords(ports) },
        ],
        next: first === undefined ? removeOnu(serial, place) : removePort(first, place, serviceId),
      };
    },

    async unconfigured() {
      const found = await places.waiting();
      const authorised = new Set(
        [...(await client.walk(mib.serial)).values()].map((value) => serialText(octets(value))),
      );
      return [...found]
        .filter(([serial]) => !authorised.has(serial))
        .map(([serial, { pon }]) => waitingOnu(serial, portName(pon)));
    },
  };
}

function portsInWords(ports: readonly ServicePort[]): string {
  if (ports.length === 0) return 'none';
  return ports.map((one) => `${one.id}: VLAN ${one.vlan}, user VLAN ${one.userVlan}`).join('; ');
}

/** Powers come as text: `-19.50`, some with a unit behind; without light `-inf` or nothing. */
function power(value: string | undefined): number | undefined {
  const dbm = Number.parseFloat(value ?? '');
  return Number.isFinite(dbm) && dbm < 0 ? dbm : undefined;
}
