import { z } from 'zod';
import { type Gear, order, plain } from './gear-model.ts';
import type { SnmpDevice } from './snmp-device.ts';
import { integer, octets, setStatuses } from './snmp-store.ts';

const serial = z.string().regex(/^[A-Z]{4}[0-9A-F]{8}$/, 'must be a GPON serial such as HWTC1A2B3C4D');
const oid = z.string().regex(/^\d+(\.\d+)+$/, 'must be an OID in figures');
const count = z.int().min(0).max(100_000);

export const oltGiven = z.strictObject({ community: z.string().min(1) });

/** Slot and port on the front plate. */
export const slotAndPort = z.strictObject({ slot: z.int().min(0).max(20), port: z.int().min(0).max(31) });

/** What every simulated OLT can be told. `at` is where an ONU can be plugged in. */
export function oltGear<At>(
  olt: SnmpDevice & {
    plugIn(serial: string, at: At): void;
    unplug(serial: string): void;
    servicePorts(): readonly unknown[];
  },
  at: z.ZodType<At>,
  onus: () => unknown,
): Gear {
  return {
    port: olt.port,
    views: { onus, 'service-ports': () => olt.servicePorts() },
    orders: {
      'plug-in': order(z.strictObject({ serial, at }), (onu) => olt.plugIn(onu.serial, onu.at as At)),
      unplug: order(z.strictObject({ serial }), (onu) => olt.unplug(onu.serial)),
      /** Staff at the console: a cell gets another value, or goes. */
      'by-hand': order(
        z.strictObject({ oid, value: z.union([z.int(), z.string()]).exactOptional() }),
        ({ oid: cell, value }) => {
          if (value === undefined) olt.store.delete(cell);
          else olt.store.put(cell, typeof value === 'number' ? integer(value) : octets(value));
          olt.changed();
        },
      ),
      fault: order(
        z.strictObject({
          does: z.enum([
            'refuse',
            'stall',
            'lose-request',
            'lose-answer',
            'twice',
            'lie',
            'die-before',
            'die-after',
          ]),
          on: z.enum(['set', 'read', 'any']).default('set'),
          status: z
            .enum(Object.keys(setStatuses) as [keyof typeof setStatuses, ...(keyof typeof setStatuses)[]])
            .exactOptional(),
          after: count.exactOptional(),
          times: count.exactOptional(),
        }),
        (fault) => olt.fail(fault),
      ),
      heal: plain(() => {
        olt.heal();
        olt.away = false;
      }),
      away: plain(() => {
        olt.away = true;
      }),
      restart: plain(() => olt.restart()),
    },
    close: () => olt.close(),
  };
}
