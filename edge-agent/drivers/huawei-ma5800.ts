import * as z from 'zod';
import { oltSettings, snmpOlt } from '../capabilities/olt.ts';
import type { OnuChange, OnuDialect, OnuLook } from '../capabilities/onu-convergence.ts';
import { onuPlaces } from '../capabilities/onu-places.ts';
import type { OnuGrant, OnuReading } from '../capabilities/onu-provisioning.ts';
import { serialOctets } from '../capabilities/onu-serial.ts';
import { lookForUnclaimed, waitingOnu } from '../capabilities/onu-unclaimed.ts';
import { mib } from '../protocols/snmp/huawei-gpon-mib.ts';
import { cell, number, rowStatus, text, type Write, write } from '../protocols/snmp/mib-object.ts';
import type { SnmpClient } from '../protocols/snmp/snmp-client.ts';

const on = 1;
const off = 2;
const online = 1;
const configFailed = 3;
const mismatch = 3;
/** What the OLT says instead of a power that it does not know. */
const noPower = 2_147_483_647;
const lastOntId = 127;
/** These OLTs have one frame. */
const frame = 0;

const downCauses: Readonly<Record<number, string>> = {
  1: 'loss of signal',
  2: 'loss of signal of the ONT or loss of burst',
  9: 'deactivated by hand',
  13: 'dying gasp: power failure at the subscriber',
};

const profileName = z
  .string('must be a name')
  .min(1, 'must not be empty')
  .max(63, 'must be at most 63 characters');

const settings = oltSettings.extend({
  /** GEM port of the line profile that carries the service. */
  gemPort: z
    .int('must be a number')
    .min(0, 'must not be negative')
    .max(1_023, 'must be at most 1023')
    .default(1),
  /** ETH port of a bridge ONT that gets the user VLAN as native VLAN; a router ONT needs none. */
  nativeVlanPort: z
    .int('must be a number')
    .min(1, 'must be at least 1')
    .max(24, 'must be at most 24')
    .optional(),
  /** Traffic tables of the service port by name, down as the subscriber sees it. */
  downTrafficTable: profileName.optional(),
  upTrafficTable: profileName.optional(),
});

/**
 * Huawei MA5600T, MA5608T, MA5683T, MA5800 GPON over SNMP. `grant.lineProfile` and `grant.serviceProfile` are the ONT
 * profiles by name; a service port with VLAN translation carries the service. Needs `ont auto-find` on the ports.
 */
export default snmpOlt(settings, createDialect);

/** A place on the OLT. The ifIndex of a GPON port is beyond 2^31. */
interface Place {
  readonly ifIndex: number;
  readonly ontId: number;
}

interface Flow {
  readonly number: string;
  readonly vlan: number | undefined;
  readonly userVlan: number | undefined;
}

function slotAndPort(ifIndex: number): { slot: number; port: number } {
  return { slot: (ifIndex >>> 13) & 0x3f, port: (ifIndex >>> 8) & 0x1f };
}

function portName(ifIndex: number): string {
  const { slot, port } = slotAndPort(ifIndex);
  return `${frame}/${slot}/${port}`;
}

function placeName({ ifIndex, ontId }: Place): string {
  return `${portName(ifIndex)}:${ontId}`;
}

function parsePlace(index: string): Place {
  const [ifIndex = 0, ontId = 0] = index.split('.').map(Number);
  return { ifIndex, ontId };
}

function createDialect(client: SnmpClient, given: z.output<typeof settings>): OnuDialect {
  const places = onuPlaces(client, mib, parsePlace, ({ ifIndex, ontId }: Place) => `${ifIndex}.${ontId}`);
  /** Numbers of the service ports that were last seen for a place, to spare the walk over all of them; verified. */
  const flowNumbers = new Map<string, readonly string[]>();
  /** Places of ONTs that were authorised just now: they have no service port yet. */
  const fresh = new Set<string>();

  const at = (column: Parameters<typeof cell>[0], { ifIndex, ontId }: Place) => cell(column, ifIndex, ontId);

  async function readFlow(flowNumber: string, place: Place): Promise<Flow | undefined> {
    const columns = [mib.flowSlot, mib.flowPort, mib.flowOnt, mib.flowVlan, mib.flowUserVlan];
    const [slot, port, ont, vlan, userVlan] = await client.get(
      columns.map((column) => cell(column, flowNumber)),
    );
    const wanted = slotAndPort(place.ifIndex);
    if (slot !== wanted.slot || port !== wanted.port || ont !== place.ontId) return undefined;
    return { number: flowNumber, vlan: number(vlan), userVlan: number(userVlan) };
  }

  /** Reads which service ports belong to whom. */
  async function indexFlows(): Promise<void> {
    const slots = await client.walk(mib.flowSlot);
    const ports = await client.walk(mib.flowPort);
    flowNumbers.clear();
    for (const [index, ont] of await client.walk(mib.flowOnt)) {
      const where = `${frame}/${slots.get(index)}/${ports.get(index)}:${ont}`;
      flowNumbers.set(where, [...(flowNumbers.get(where) ?? []), index]);
    }
  }

  async function knownFlows(place: Place): Promise<readonly Flow[]> {
    const flows: Flow[] = [];
    for (const index of flowNumbers.get(placeName(place)) ?? []) {
      const found = await readFlow(index, place);
      if (found !== undefined) flows.push(found);
    }
    return flows;
  }

  /** All service ports of the place, for sure. */
  async function allFlows(place: Place): Promise<readonly Flow[]> {
    await indexFlows();
    return await knownFlows(place);
  }

  /** Those that are remembered, if the right one is among them; else all. */
  async function flowsFor(grant: OnuGrant, place: Place): Promise<readonly Flow[]> {
    if (fresh.delete(placeName(place))) return [];
    const known = await knownFlows(place);
    return known.some((one) => carries(one, grant)) ? known : await allFlows(place);
  }

  function addOnt(grant: OnuGrant, place: Place): OnuChange {
    return {
      words: `authorise ONT ${grant.serial} at ${placeName(place)} with line profile ${grant.lineProfile} and service profile ${grant.serviceProfile}`,
      creates: true,
      make: async () => {
        await places.claim(grant.serial, place, () =>
          client.set([
            write(at(mib.authMethod, place), 1),
            write(at(mib.serial, place), serialOctets(grant.serial)),
            write(at(mib.management, place), 1),
            write(at(mib.lineProfile, place), grant.lineProfile),
            write(at(mib.serviceProfile, place), grant.serviceProfile),
            write(at(mib.description, place), grant.serviceId),
            write(at(mib.entryStatus, place), rowStatus.createAndGo),
          ]),
        );
        fresh.add(placeName(place));
      },
    };
  }

  function removeOnt(serial: string, place: Place): OnuChange {
    return {
      words: `remove ONT ${serial} from ${placeName(place)}`,
      make: () => client.set([write(at(mib.entryStatus, place), rowStatus.destroy)]),
    };
  }

  function flowWrites(flowNumber: string, place: Place, vlan: number, userVlan: number): Write[] {
    const { slot, port } = slotAndPort(place.ifIndex);
    const { gemPort, downTrafficTable, upTrafficTable } = given;
    return [
      write(cell(mib.flowFrame, flowNumber), frame),
      write(cell(mib.flowSlot, flowNumber), slot),
      write(cell(mib.flowPort, flowNumber), port),
      write(cell(mib.flowOnt, flowNumber), place.ontId),
      write(cell(mib.flowGemPort, flowNumber), gemPort),
      write(cell(mib.flowType, flowNumber), 4),
      write(cell(mib.flowVlan, flowNumber), vlan),
      write(cell(mib.flowServiceType, flowNumber), 1),
      write(cell(mib.flowUserVlan, flowNumber), userVlan),
      ...(downTrafficTable === undefined
        ? []
        : [write(cell(mib.flowDownTable, flowNumber), downTrafficTable)]),
      ...(upTrafficTable === undefined ? [] : [write(cell(mib.flowUpTable, flowNumber), upTrafficTable)]),
      write(cell(mib.flowRowStatus, flowNumber), rowStatus.createAndGo),
    ];
  }

  const destroyFlow = (flowNumber: string) =>
    client.set([write(cell(mib.flowRowStatus, flowNumber), rowStatus.destroy)]);

  /** Undefined when the OLT has no number left. */
  async function addFlow(
    { serviceVlan, userVlan, servicePort }: OnuGrant,
    place: Place,
  ): Promise<OnuChange | undefined> {
    const next = servicePort ?? (await client.get([cell(mib.nextFlow, 0)]))[0];
    if (typeof next !== 'number' || next < 0) return undefined;
    const flowNumber = String(next);
    const where = placeName(place);
    return {
      words: `service port ${flowNumber} of ${where}, VLAN ${serviceVlan}, user VLAN ${userVlan}`,
      async make() {
        await client.set(flowWrites(flowNumber, place, serviceVlan, userVlan));
        flowNumbers.set(where, [...(flowNumbers.get(where) ?? []), flowNumber]);
      },
      undo: () => destroyFlow(flowNumber),
    };
  }

  /** Why the service port that the service was given cannot be made; it is not one of the ONT's own. */
  async function takenFlow({
    servicePort,
  }: OnuGrant): Promise<Pick<OnuLook, 'obstacle' | 'conflict'> | undefined> {
    if (servicePort === undefined) return undefined;
    const columns = [mib.flowSlot, mib.flowPort, mib.flowOnt];
    const [slot, port, ont] = await client.get(columns.map((column) => cell(column, servicePort)));
    if (slot === undefined) return undefined;
    return {
      obstacle: `service port ${servicePort} belongs to ${frame}/${slot}/${port}:${ont} on the OLT`,
      conflict: { kind: 'service-port', value: String(servicePort) },
    };
  }

  function removeFlow({ number: flowNumber, vlan, userVlan }: Flow, place: Place): OnuChange {
    return {
      words: `remove service port ${flowNumber} of ${placeName(place)}, VLAN ${vlan}, user VLAN ${userVlan}`,
      make: () => destroyFlow(flowNumber),
      ...(vlan === undefined || userVlan === undefined
        ? {}
        : { undo: () => client.set(flowWrites(flowNumber, place, vlan, userVlan)) }),
    };
  }

  /** A change of one cell that can be taken back. */
  function change(
    words: string,
    target: Write['at'],
    value: number | string,
    before: number | string,
  ): OnuChange {
    return {
      words,
      make: () => client.set([write(target, value)]),
      undo: () => client.set([write(target, before)]),
    };
  }

  async function look(grant: OnuGrant): Promise<OnuLook> {
    const { serial } = grant;
    const place = await places.findQuickly(serial);
    if (place === undefined) {
      return await lookForUnclaimed({
        noun: 'ONT',
        grant,
        port: (await places.waiting()).get(serial)?.ifIndex,
        portName,
        free: (ifIndex) => places.free(ifIndex, 0, lastOntId),
        serialAt: (ifIndex, ontId) => places.serialAt({ ifIndex, ontId }),
        authorise: (ifIndex, ontId) => addOnt(grant, { ifIndex, ontId }),
      });
    }

    const row = await readRow(serial, place);
    const { onu } = row;
    if (onu.state !== 'online') {
      const elsewhere = (await places.waiting()).get(serial)?.ifIndex;
      if (elsewhere !== undefined && elsewhere !== place.ifIndex) {
        const [stray] = await allFlows(place);
        const answer = `authorised at ${placeName(place)}, but waits at ${portName(elsewhere)}`;
        return {
          onu,
          checks: [{ check: 'ONT authorised', ok: false, answer }],
          movesTo: portName(elsewhere),
          next: stray === undefined ? removeOnt(serial, place) : removeFlow(stray, place),
        };
      }
    }
    if (row.status !== rowStatus.active) {
      return {
        onu,
        checks: [{ check: 'ONT authorised', ok: false, answer: `row status ${row.status}` }],
        next: removeOnt(serial, place),
      };
    }

    const flows = await flowsFor(grant, place);
    const right = flows.find((one) => carries(one, grant));
    const rival = flows.find((one) => one.userVlan === grant.userVlan && !carries(one, grant));
    const admin = grant.active ? on : off;
    const native = given.nativeVlanPort;
    const nativeCell =
      native === undefined ? undefined : cell(mib.nativeVlan, place.ifIndex, place.ontId, native);
    const nativeVlan =
      nativeCell === undefined ? grant.userVlan : number((await client.get([nativeCell]))[0]);
    const half = flows.length === 0 && row.description === grant.serviceId;
    const profiles = row.lineProfile === grant.lineProfile && row.serviceProfile === grant.serviceProfile;
    const checks = [
      { check: 'ONT authorised', ok: true, answer: `${serial} at ${placeName(place)}` },
      {
        check: 'profiles',
        ok: profiles,
        answer: `line ${row.lineProfile}, service ${row.serviceProfile}`,
        desired: `line ${grant.lineProfile}, service ${grant.serviceProfile}`,
      },
      {
        check: 'service port',
        ok: right !== undefined && rival === undefined,
        answer: flowsInWords(flows),
        desired: `VLAN ${grant.serviceVlan} alone for user VLAN ${grant.userVlan}`,
      },
      ...(native === undefined
        ? []
        : [
            {
              check: `native VLAN of ETH ${native}`,
              ok: nativeVlan === grant.userVlan,
              answer: String(nativeVlan),
              desired: String(grant.userVlan),
            },
          ]),
      {
        check: 'admin state',
        ok: row.active === admin,
        answer: row.active === on ? 'active' : 'deactivated',
        desired: grant.active ? 'active' : 'deactivated',
      },
      { check: 'line', ok: row.flaw === undefined, answer: row.line, desired: 'without a flaw' },
    ];

    const next = await firstMissing();
    const seen = {
      onu: right === undefined ? onu : { ...onu, servicePort: Number(right.number) },
      checks,
      half,
      serialAt: (ontId: number) => places.serialAt({ ...place, ontId }),
    };
    const taken = right === undefined && next !== undefined ? await takenFlow(grant) : undefined;
    if (taken !== undefined) return { ...seen, ...taken };
    return { ...seen, ...(next === undefined ? {} : { next }), ...obstacleOf(next) };

    function obstacleOf(missing: OnuChange | undefined): { obstacle?: string } {
      if (missing !== undefined) return {};
      if (right === undefined)
        return { obstacle: `the OLT names no free service port (${mib.nextFlow.name})` };
      return row.flaw === undefined ? {} : { obstacle: row.flaw };
    }

    async function firstMissing(): Promise<OnuChange | undefined> {
      const where = placeName(place!);
      if (row.lineProfile !== grant.lineProfile) {
        const target = at(mib.lineProfile, place!);
        return change(
          `line profile ${grant.lineProfile} for ${where}`,
          target,
          grant.lineProfile,
          row.lineProfile,
        );
      }
      if (row.serviceProfile !== grant.serviceProfile) {
        const target = at(mib.serviceProfile, place!);
        const words = `service profile ${grant.serviceProfile} for ${where}`;
        return change(words, target, grant.serviceProfile, row.serviceProfile);
      }
      if (rival !== undefined) return removeFlow(rival, place!);
      if (right === undefined) return await addFlow(grant, place!);
      if (nativeCell !== undefined && nativeVlan !== grant.userVlan) {
        const words = `native VLAN ${grant.userVlan} of ETH ${native} of ${where}`;
        return change(words, nativeCell, grant.userVlan, nativeVlan ?? 1);
      }
      if (row.active !== admin) {
        const words = `${grant.active ? 'activate' : 'deactivate'} ${where}`;
        return change(words, at(mib.active, place!), admin, row.active);
      }
      return undefined;
    }
  }

  async function readRow(serial: string, place: Place) {
    const [status, line, service, description, active, run, config, match, ranging, cause, rx, oltRx] =
      await client.get(
        [
          mib.entryStatus,
          mib.lineProfile,
          mib.serviceProfile,
          mib.description,
          mib.active,
          mib.runStatus,
          mib.configStatus,
          mib.matchStatus,
          mib.ranging,
          mib.lastDownCause,
          mib.receivedPower,
          mib.oltReceivedPower,
        ].map((column) => at(column, place)),
      );
    const isOnline = run === online;
    const received = power(number(rx), (value) => value / 100);
    const oltReceived = power(number(oltRx), (value) => (value - 10_000) / 100);
    const distance = typeof ranging === 'number' && ranging >= 0 ? ranging : undefined;
    const down = typeof cause === 'number' && cause > 0 ? (downCauses[cause] ?? `cause ${cause}`) : undefined;
    const state = isOnline
      ? ('online' as const)
      : active === off
        ? ('disabled' as const)
        : ('offline' as const);
    const onu: OnuReading = {
      serial,
      port: portName(place.ifIndex),
      onuId: place.ontId,
      state,
      ...(received === undefined ? {} : { receivedDbm: received }),
      ...(oltReceived === undefined ? {} : { oltReceivedDbm: oltReceived }),
      ...(distance === undefined ? {} : { distanceMetres: distance }),
      ...(down === undefined ? {} : { lastDownCause: down }),
    };
    const figures = [
      state,
      ...(received === undefined ? [] : [`receives ${received.toFixed(2)} dBm`]),
      ...(oltReceived === undefined ? [] : [`is received at ${oltReceived.toFixed(2)} dBm`]),
      ...(distance === undefined ? [] : [`${distance} m away`]),
      ...(isOnline || down === undefined ? [] : [`last down: ${down}`]),
    ];
    const flaw = !isOnline
      ? undefined
      : match === mismatch
        ? 'the ONT has other ports than its service profile says (match state mismatch)'
        : config === configFailed
          ? 'the ONT did not take over its configuration (config state failed)'
          : undefined;
    return {
      onu,
      status: number(status),
      lineProfile: text(line) ?? '',
      serviceProfile: text(service) ?? '',
      description: text(description),
      active: number(active) ?? on,
      line: figures.join(', '),
      flaw,
    };
  }

  return {
    look,
    countsServicePorts: true,

    async lookForRest({ serial }) {
      const place = await places.find(serial);
      if (place === undefined) {
        return { checks: [{ check: 'ONT removed', ok: true, answer: `${serial} is not authorised` }] };
      }
      const flows = await allFlows(place);
      const [first] = flows;
      return {
        checks: [
          { check: 'ONT removed', ok: false, answer: `${serial} at ${placeName(place)}` },
          { check: 'service ports removed', ok: first === undefined, answer: flowsInWords(flows) },
        ],
        next: first === undefined ? removeOnt(serial, place) : removeFlow(first, place),
      };
    },

    async unconfigured() {
      const found = await places.waiting();
      return [...found].map(([serial, { ifIndex }]) => waitingOnu(serial, portName(ifIndex)));
    },
  };
}

function carries({ number: flowNumber, vlan, userVlan }: Flow, grant: OnuGrant): boolean {
  const isNumbered = grant.servicePort === undefined || flowNumber === String(grant.servicePort);
  return isNumbered && vlan === grant.serviceVlan && userVlan === grant.userVlan;
}

function flowsInWords(flows: readonly Flow[]): string {
  if (flows.length === 0) return 'none';
  return flows.map((one) => `${one.number}: VLAN ${one.vlan}, user VLAN ${one.userVlan}`).join('; ');
}

function power(value: number | undefined, scale: (value: number) => number): number | undefined {
  return value === undefined || value === noPower ? undefined : scale(value);
}
