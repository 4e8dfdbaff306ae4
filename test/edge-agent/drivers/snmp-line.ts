import snmp from 'net-snmp';
import type { Driver } from '../../../edge-agent/capabilities/driver.ts';
import type { SnmpDevice, SnmpDeviceOptions } from '../../lab/snmp-device.ts';
import { type OltLine, openOlt } from './olt-cases.ts';

const community = 'sesame';
const user = {
  name: 'throughline',
  authProtocol: snmp.AuthProtocols.sha256,
  authKey: 'open the gate',
  privProtocol: snmp.PrivProtocols.aes256r,
  privKey: 'close it again',
};
const login = { user: user.name, authPassword: user.authKey, privPassword: user.privKey };
const protocols = { authProtocol: 'sha256', privProtocol: 'aes256r' };
const quick = { timeoutMs: 100, retries: 1, settleMs: 1 };

/** OLTs that speak SNMP. */
export function snmpLine<D extends SnmpDevice>(
  create: (options: SnmpDeviceOptions) => Promise<D>,
): OltLine<D> {
  return {
    create: () => create({ community, user, stallMs: 150 }),
    accesses: () => ({
      v2c: { settings: {}, credentials: { community } },
      v3: { settings: protocols, credentials: login },
    }),
    quick,
    // For what waits for an answer that never comes; still, a busy machine must not look like a dead OLT.
    hasty: { timeoutMs: 80, retries: 1 },
    patient: { timeoutMs: 3_000 },
    impatient: { timeoutMs: 30 },
    rash: { timeoutMs: 25, retries: 0 },
    refusal: 'inconsistentValue (the value does not fit what the device holds now)',
    wrong: () => ({
      community: {
        settings: {},
        credentials: { community: 'another' },
        outcome: /^unreachable$/,
        words: /another community/,
      },
      user: {
        settings: protocols,
        credentials: { ...login, user: 'nobody' },
        outcome: /refused|unreachable/,
        words: /\w/,
      },
      password: {
        settings: protocols,
        credentials: { ...login, authPassword: 'not the password' },
        outcome: /refused|unreachable/,
        words: /\w/,
      },
    }),
  };
}

/** Opens the driver on a simulated OLT, with little patience. */
export function openDriver(
  driver: Driver,
  device: Pick<SnmpDevice, 'host' | 'port'>,
  settings: object = {},
): ReturnType<typeof openOlt> {
  return openOlt(driver, device, { settings: { ...quick, ...settings }, credentials: { community } });
}
