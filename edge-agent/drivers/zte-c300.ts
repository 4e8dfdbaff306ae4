import * as z from 'zod';
import { defineDriver } from '../capabilities/driver.ts';
import { snmpIdentity } from '../capabilities/identity.ts';
import { oltCapabilities, oltCredentials, oltSettings, openSnmp } from '../capabilities/olt.ts';
import { cliCredentials, cliSettings, openCli } from '../capabilities/olt-cli.ts';
import type { OnuChange, OnuDialect, OnuLook } from '../capabilities/onu-convergence.ts';
import { onuPlaces } from '../capabilities/onu-places.ts';
import type { OnuGrant, OnuReading } from '../capabilities/onu-provisioning.ts';
import { serialOctets } from '../capabilities/onu-serial.ts';
import { lookForUnclaimed, waitingOnu } from '../capabilities/onu-unclaimed.ts';
import {
  onCommandLine,
  overSnmp,
  portsInWords,
  type ServicePorts,
} from '../capabilities/zte-service-ports.ts';
import { cell, type MibObject, number, rowStatus, text, write } from '../protocols/snmp/mib-object.ts';
import type { SnmpClient } from '../protocols/snmp/snmp-client.ts';
import { type Place, parsePlace, placeName, portName, zteGpon } from '../protocols/snmp/zte-gpon-mib.ts';
import { zxan } from '../protocols/ssh/cli-dialect.ts';

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
const { timeoutMs: cliTimeoutMs, ...terminal } = cliSettings.shape;

const settings = oltSettings.extend({
  /** Column that tells how an ONU is recognised; it varies by release. */
  registrationColumn: z.union([z.literal(11), z.literal(12)], 'must be 11 or 12').default(12),
  /**
   * How service ports are made: `cli` is for releases that have no objects for them, and needs `cliUsername` with
   * `cliPassword` or `cliPrivateKey`. All the rest stays with SNMP.
   */
  servicePorts: z.enum(['snmp', 'cli'], 'must be snmp or cli').default('snmp'),
  ...terminal,
  /** TCP port of the command line. */
  cliPort: z
    .int('must be a TCP port')
    .min(1, 'must be a TCP port')
    .max(65_535, 'must be a TCP port')
    .default(22),
  /** Until an answer of the command line goes on. */
  cliTimeoutMs,
});

const [v2c, v3] = oltCredentials.options;
const secret = z.string('must be text').min(1, 'must not be empty').optional();
/** Of a user on the command line. */
const cli = {
  cliUsername: z
    .string('must be a user of the OLT')
    .min(1, 'must not be empty')
    .meta({ secret: false })
    .optional(),
  cliPassword: secret,
  /** OpenSSH or PEM text, instead of the password. */
  cliPrivateKey: secret,
  /** Of the private key. */
  cliPassphrase: secret,
  /** Of the privileged mode, where the user does not begin there. */
  cliEnablePassword: secret,
};
const credentials = z.union(
  [v2c.extend(cli), v3.extend(cli)],
  'must be either community (SNMPv2c), or user, authPassword and privPassword of at least 8 characters (SNMPv3); and for service ports on the command line those that begin with cli',
);

/**
 * ZTE C300 and C320 GPON of firmware 1.x over SNMP. `grant.lineProfile` is the T-CONT bandwidth profile and
 * `grant.serviceProfile` the ONU type, both by name. Some releases have no service-port objects; there they are made on the
 * command line (`servicePorts`), or an ONU is refused in words, and nothing of it is left.
 */
export default defineDriver({
  kind: 'olt',
  settings,
  credentials,
  open(given, allCredentials, tools, node) {
    const { cliUsername, cliPassword, cliPrivateKey, cliPassphrase, cliEnablePassword, ...snmp } =
      allCredentials;
    if (given.servicePorts === 'snmp') {
      const client = openSnmp(given, snmp, node);
      const dialect = createDialect(client, given.registrationColumn, overSnmp(client));
      return oltCapabilities(dialect, given, tools, [client], snmpIdentity(client));
    }
    const login = cliCredentials.safeParse({
      username: cliUsername,
      enablePassword: cliEnablePassword,
      ...(cliPrivateKey === undefined
        ? { password: cliPassword }
        : { privateKey: cliPrivateKey, passphrase: cliPassphrase }),
    });
    if (!login.success) {
      throw new RangeError('servicePorts cli needs cliUsername and either cliPassword or cliPrivateKey');
    }
    const at = { address: node.address, port: given.cliPort };
    const line = openCli({ ...given, timeoutMs: given.cliTimeoutMs }, login.data, zxan, at);
    const client = openSnmp(given, snmp, node);
    const dialect = createDialect(client, given.registrationColumn, onCommandLine(line));
    return oltCapabilities(dialect, given, tools, [client, line], snmpIdentity(client));
  },
});

function createDialect(
  client: SnmpClient,
  registrationColumn: 11 | 12,
  servicePorts: ServicePorts,
): OnuDialect {
  const places = onuPlaces(client, zteGpon, parsePlace, ({ oltId, onuId }: Place) => `${oltId}.${onuId}`);
  const registration = registrationColumn === 11 ? zteGpon.registration11 : zteGpon.registration12;

  const at = (column: MibObject, { oltId, onuId }: Place) => cell(column, oltId, onuId);
  const inside = (column: MibObject, { oltId, onuId }: Place) => cell(column, oltId, onuId, 1);

  async function bandwidthProfile(name: string): Promise<number | undefined> {
    for (const [index, value] of await client.walk(zteGpon.profileName))
      if (text(value) === name) return Number(index);
    return undefined;
  }

  const destroy = (target: MibObject) => client.set([write(target, rowStatus.destroy)]);

  function removeOnu(serial: string, place: Place): OnuChange {
    return {
      words: `remove ONU ${serial} from ${placeName(place)}`,
      make: () => destroy(at(zteGpon.entryStatus, place)),
    };
  }

  /** What is not as it must be and cannot be changed into it goes, service ports first. */
  function takeAway(serial: string, place: Place, { ports: [first] }: Row): OnuChange {
    return first?.remove ?? removeOnu(serial, place);
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
          next: takeAway(serial, place, row),
        };
      }
    }
    if (row.status !== rowStatus.active || row.type !== grant.serviceProfile) {
      // The type of an ONU cannot be changed: it is authorised anew.
      const answer = `${serial} at ${placeName(place)}, type ${row.type}, row status ${row.status}`;
      return {
        onu,
        checks: [{ check: 'ONU authorised', ok: false, answer, desired: `type ${grant.serviceProfile}` }],
        next: takeAway(serial, place, row),
      };
    }

    const profile = await bandwidthProfile(grant.lineProfile);
    const admin = grant.active ? enabled : disabled;
    const tcontOk = profile !== undefined && row.tcontProfile === profile;
    const right = row.ports.find(
      ({ vlan, userVlan }) => vlan === grant.serviceVlan && userVlan === grant.userVlan,
    );
    const rival = row.ports.find(
      (one) => one !== right && (servicePorts.single || one.userVlan === grant.userVlan),
    );
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
        ok: right !== undefined,
        answer: portsInWords(row.ports),
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
    const half = row.ports.length === 0 && row.description === serviceId;
    const serialAt = (onuId: number) => places.serialAt({ ...place, onuId });
    const base = { onu, checks, half, serialAt };
    if (profile === undefined) {
      return { ...base, obstacle: `the OLT has no T-CONT bandwidth profile "${grant.lineProfile}"` };
    }
    const next = await firstMissing(profile);
    return next === undefined ? base : { ...base, next };

    async function firstMissing(wanted: number): Promise<OnuChange | undefined> {
      const where = placeName(place!);
      if (row.tcontProfile === undefined) {
        return {
          words: `T-CONT 1 of ${where} with profile ${grant.lineProfile}`,
          make: () =>
            client.set([
              write(inside(zteGpon.tcontName, place!), 'T1'),
              write(inside(zteGpon.tcontProfile, place!), wanted),
              write(inside(zteGpon.tcontStatus, place!), rowStatus.createAndGo),
            ]),
          undo: () => destroy(inside(zteGpon.tcontStatus, place!)),
        };
      }
      if (row.tcontProfile !== wanted) {
        const before = row.tcontProfile;
        return {
          words: `profile ${grant.lineProfile} for T-CONT 1 of ${where}`,
          make: () => client.set([write(inside(zteGpon.tcontProfile, place!), wanted)]),
          undo: () => client.set([write(inside(zteGpon.tcontProfile, place!), before)]),
        };
      }
      if (row.gemTcont === undefined) {
        return {
          words: `GEM port 1 of ${where}`,
          make: () =>
            client.set([
              write(inside(zteGpon.gemName, place!), 'G1'),
              write(inside(zteGpon.gemType, place!), 1),
              write(inside(zteGpon.gemTcont, place!), 1),
              write(inside(zteGpon.gemStatus, place!), rowStatus.createAndGo),
            ]),
          undo: () => destroy(inside(zteGpon.gemStatus, place!)),
        };
      }
      if (rival !== undefined) return rival.remove;
      if (right === undefined) return await servicePorts.add(grant, place!);
      if (row.admin !== admin) {
        const before = row.admin;
        return {
          words: `${grant.active ? 'enable' : 'disable'} ${where}`,
          make: () => client.set([write(at(zteGpon.admin, place!), admin)]),
          undo: () => client.set([write(at(zteGpon.admin, place!), before)]),
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
            write(at(zteGpon.type, place), serviceProfile),
            write(at(zteGpon.serial, place), serialOctets(serial)),
            write(at(zteGpon.description, place), serviceId),
            write(at(zteGpon.entryStatus, place), rowStatus.createAndGo),
          ]),
        ),
    };
  }

  type Row = Awaited<ReturnType<typeof readRow>>;

  async function readRow(serial: string, place: Place) {
    const [status, type, description, admin, phase, tcont, gem, rx, ...ofPorts] = await client.get([
      at(zteGpon.entryStatus, place),
      at(zteGpon.type, place),
      at(zteGpon.description, place),
      at(zteGpon.admin, place),
      at(zteGpon.phase, place),
      inside(zteGpon.tcontProfile, place),
      inside(zteGpon.gemTcont, place),
      inside(zteGpon.receivedPower, place),
      ...servicePorts.objects(place),
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
      ports: await servicePorts.held(place, ofPorts),
      line: [state, words, ...(received === undefined ? [] : [`receives ${received.toFixed(2)} dBm`])].join(
        ', ',
      ),
    };
  }

  return {
    look,
    ...(servicePorts.save === undefined ? {} : { save: servicePorts.save }),

    async lookForRest({ serial }) {
      const place = await places.find(serial);
      if (place === undefined) {
        return { checks: [{ check: 'ONU removed', ok: true, answer: `${serial} is not authorised` }] };
      }
      const row = await readRow(serial, place);
      return {
        checks: [
          { check: 'ONU removed', ok: false, answer: `${serial} at ${placeName(place)}` },
          {
            check: 'service port removed',
            ok: row.ports.length === 0,
            answer: portsInWords(row.ports),
          },
        ],
        next: takeAway(serial, place, row),
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
