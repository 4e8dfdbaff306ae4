import { type DeviceStep, stepKey } from '../reconcile/device-steps.ts';
import type { Database } from './database.ts';

/**
 * What devices hold of services, or may hold because it was tried: written before a device is touched, and dropped when
 * the device has shown that nothing is left. Without secrets.
 */
export interface DeviceHolds {
  of(serviceId: string): readonly DeviceStep[];
  put(serviceId: string, step: DeviceStep): void;
  drop(serviceId: string, key: string): void;
  /** Nodes that hold something, or may. */
  nodes(): readonly string[];
  /** Services on the node in the order of their ids, after the given one. */
  servicesOn(nodeId: string, after: string, limit: number): readonly string[];
  /** Services by node: one on two nodes counts twice. */
  count(): number;
}

export function createDeviceHolds({ sqlite }: Database): DeviceHolds {
  const of = sqlite.prepare('SELECT step FROM device_hold WHERE serviceId = ? ORDER BY key');
  const put = sqlite.prepare(
    `INSERT INTO device_hold (serviceId, key, step) VALUES (?, ?, ?)
     ON CONFLICT (serviceId, key) DO UPDATE SET step = excluded.step`,
  );
  const drop = sqlite.prepare('DELETE FROM device_hold WHERE serviceId = ? AND key = ?');
  const nodes = sqlite.prepare('SELECT DISTINCT nodeId FROM device_hold ORDER BY nodeId');
  const servicesOn = sqlite.prepare(
    `SELECT DISTINCT serviceId FROM device_hold WHERE nodeId = ? AND serviceId > ? ORDER BY serviceId LIMIT ?`,
  );
  const count = sqlite.prepare(
    'SELECT count(*) AS n FROM (SELECT DISTINCT nodeId, serviceId FROM device_hold)',
  );
  return {
    nodes() {
      return (nodes.all() as unknown as { nodeId: string }[]).map(({ nodeId }) => nodeId);
    },
    servicesOn(nodeId, after, limit) {
      const rows = servicesOn.all(nodeId, after, limit) as unknown as { serviceId: string }[];
      return rows.map(({ serviceId }) => serviceId);
    },
    count() {
      return (count.get() as { n: number }).n;
    },
    of(serviceId) {
      return (of.all(serviceId) as unknown as { step: string }[]).map(
        ({ step }) => JSON.parse(step) as DeviceStep,
      );
    },
    put(serviceId, step) {
      put.run(serviceId, stepKey(step), JSON.stringify(step));
    },
    drop(serviceId, key) {
      drop.run(serviceId, key);
    },
  };
}
