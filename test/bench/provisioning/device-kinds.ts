import type { AccessBinding, SimKeys } from '../../../functions/contracts/access.ts';
import { gearModels } from '../../../infra/local/gear-models.ts';
import { siteId } from '../../edge-agent/support/site.ts';
import type { Gear, GearModel } from '../../lab/gear-model.ts';

/** A kind of device on which services end, and how one of them is bound to it. */
export interface DeviceKind {
  readonly driver: string;
  bind(nodeId: string, n: number): AccessBinding;
  /** What has to be around before a service can be brought up: an ONU with light. */
  prepare(gear: Gear, n: number): void;
  readonly keys?: SimKeys;
}

const keys: SimKeys = { ki: '465b5ce8b199b49faa5f0a2ee238a6bc', opc: 'e8ed289deba952e4283b54e88e6183ca' };
const nothing = () => undefined;
const serialOf = (n: number) => `HWTC${n.toString(16).toUpperCase().padStart(8, '0')}`;

const router: DeviceKind = {
  driver: 'mikrotik-routeros-api',
  bind: (nodeId, n) => ({ technology: 'pppoe', siteId, username: `router${n}`, router: { nodeId } }),
  prepare: nothing,
};

const olt = (
  driver: string,
  profiles: readonly [string, string],
  at: (n: number) => unknown,
): DeviceKind => ({
  driver,
  bind: (nodeId, n) => ({
    technology: 'gpon',
    siteId,
    username: `fibre${n}`,
    onuSerial: serialOf(n),
    olt: {
      nodeId,
      lineProfile: profiles[0],
      serviceProfile: profiles[1],
      serviceVlan: 100 + Math.floor(n / 4000),
      userVlan: 2 + (n % 4000),
    },
  }),
  prepare: (gear, n) => void gear.orders['plug-in']?.({ serial: serialOf(n), at: at(n) }),
});

const lte = (driver: string): DeviceKind => ({
  driver,
  bind: (nodeId, n) => ({
    technology: 'lte',
    siteId,
    imsi: `00101${String(n).padStart(10, '0')}`,
    core: { nodeId, apn: 'internet', msisdn: `4917${String(n).padStart(8, '0')}` },
  }),
  prepare: nothing,
  keys,
});

const slotAndPort = (n: number) => ({ slot: 3 + (n % 6), port: 1 + (Math.floor(n / 6) % 8) });

/** Everything that a service can end on besides a NAS that asks AAA. */
export const deviceKinds: readonly DeviceKind[] = [
  router,
  olt('huawei-ma5800', ['home', 'router'], slotAndPort),
  olt('zte-c300', ['100M', 'ZTE-F660'], slotAndPort),
  olt('vsol-v1600g', ['100M', 'default'], (n) => 1 + (n % 8)),
  lte('pyhss'),
  lte('open5gs'),
  lte('magma'),
];

/** A simulated device of the kind, and the node by which the agent knows it. */
export async function openDevice(
  { driver }: DeviceKind,
  nodeId: string,
  folder: string,
): Promise<{ gear: Gear; node: object }> {
  const model = gearModels[driver];
  if (model === undefined) throw new Error(`there is no simulated ${driver}`);
  const host = '127.0.0.1';
  const credentials = await model.credentials(folder, host);
  const given = (await model.given?.(folder, host, credentials, model.settings)) ?? credentials;
  const { default: lab } = (await import(`../../lab/gear/${driver}.ts`)) as { default: GearModel };
  const gear = await lab.open(given, { host, port: 0 });
  return {
    gear,
    node: {
      nodeId,
      kind: model.kind,
      driver,
      address: host,
      port: gear.port,
      settings: { ...model.settings, ...gear.settings },
      credentials,
    },
  };
}
