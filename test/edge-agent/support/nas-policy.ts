import type { DriverTools } from '../../../edge-agent/capabilities/driver.ts';
import type { NasPolicy } from '../../../edge-agent/capabilities/nas.ts';
import { driverNames, loadDriver } from '../../../edge-agent/reconcile/site-nodes.ts';

const drivers = new Map(
  await Promise.all(driverNames().map(async (name) => [name, await loadDriver(name)] as const)),
);

const tools: DriverTools = {
  radius: {
    disconnect: () => Promise.reject(new Error('no RADIUS here')),
    changeRate: () => Promise.reject(new Error('no RADIUS here')),
  },
  isOpen: () => false,
  now: () => '2026-01-01T00:00:00.000Z',
};

/** How AAA treats a NAS of this driver, as the driver itself says. */
export function nasPolicyOf(name: string, secret: string, settings: object = {}): NasPolicy {
  const driver = drivers.get(name)!;
  const { nas } = driver.open(driver.settings.parse(settings), driver.credentials.parse({ secret }), tools, {
    nodeId: 'nod_a',
    address: '127.0.0.1',
  });
  if (nas === undefined) throw new Error(`${name} is no NAS`);
  return nas;
}
