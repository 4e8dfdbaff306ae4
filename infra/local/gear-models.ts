import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Authority } from './engines/iot/authority.ts';

type Values = Readonly<Record<string, string>>;

/** How a simulated device is entered as a node of a site, and what the device itself must be told. */
export interface GearModel {
  readonly kind: 'nas' | 'olt' | 'lte-core';
  readonly name: string;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** Made for each device anew, in a folder of its own for what else it needs. */
  credentials(folder: string, address: string): Promise<Values> | Values;
  /** What the simulation takes in place of the credentials. */
  given?(
    folder: string,
    address: string,
    credentials: Values,
    settings: GearModel['settings'],
  ): Promise<object> | object;
}

const secret = () => randomBytes(24).toString('base64url');

const olt = (make: string): GearModel => ({
  kind: 'olt',
  name: `Simulated ${make} OLT`,
  settings: {},
  credentials: () => ({ community: secret() }),
});

const networkId = 'simulated';
const authorityOf = (folder: string, address: string) => {
  const certificates = join(folder, 'certificates');
  mkdirSync(certificates, { recursive: true, mode: 0o700 });
  return Authority.open(certificates, address);
};

/** By the driver that the agent has for it. All of them listen on the loopback only. */
export const gearModels: Readonly<Record<string, GearModel>> = {
  'mikrotik-routeros-api': {
    kind: 'nas',
    name: 'Simulated RouterOS router',
    settings: { tls: false, pauseMs: 500 },
    credentials: () => ({ username: 'throughline', password: secret() }),
  },
  'huawei-ma5800': olt('Huawei'),
  'zte-c300': olt('ZTE'),
  'vsol-v1600g': olt('V-SOL'),
  pyhss: {
    kind: 'lte-core',
    name: 'Simulated PyHSS',
    settings: {},
    credentials: () => ({ provisioningKey: secret() }),
  },
  open5gs: {
    kind: 'lte-core',
    name: 'Simulated Open5GS',
    settings: { username: 'throughline' },
    credentials: () => ({ password: secret() }),
    given: (_folder, _address, credentials, { username, infoPort }) => ({
      ...credentials,
      username,
      ...(infoPort === undefined ? {} : { mmePort: infoPort }),
    }),
  },
  magma: {
    kind: 'lte-core',
    name: 'Simulated Magma',
    settings: { networkId },
    async credentials(folder, address) {
      const authority = await authorityOf(folder, address);
      const { certificate, key } = await authority.issue('throughline');
      return { ca: authority.certificate, cert: certificate, key };
    },
    async given(folder, address) {
      const { server, certificate } = await authorityOf(folder, address);
      return { networkId, tls: { cert: server.certificate, key: server.key, clientCa: certificate } };
    },
  },
};

/** What each site gets unless it has real gear of that kind. */
export const usualGear: readonly string[] = ['mikrotik-routeros-api', 'huawei-ma5800', 'pyhss'];

/** What gear is to a site: a router that keeps its subscribers itself is a NAS by its kind, and not the one that asks AAA. */
export function roleOf({ kind, driver }: { readonly kind: string; readonly driver: string }): string {
  return driver === 'mikrotik-routeros-api' ? 'router' : kind;
}
