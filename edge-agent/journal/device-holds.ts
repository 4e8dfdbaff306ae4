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
}

export function createDeviceHolds({ sqlite }: Database): DeviceHolds {
  const of = sqlite.prepare('SELECT step FROM device_hold WHERE serviceId = ? ORDER BY key');
  const put = sqlite.prepare(
    `INSERT INTO device_hold (serviceId, key, step) VALUES (?, ?, ?)
     ON CONFLICT (serviceId, key) DO UPDATE SET step = excluded.step`,
  );
  const drop = sqlite.prepare('DELETE FROM device_hold WHERE serviceId = ? AND key = ?');
  return {
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
