import { z } from 'zod';
import { type Gear, order, plain } from './gear-model.ts';
import type { LteLab } from './lte-core.ts';
import { isWrite } from './lte-core.ts';

export const imsi = z.string().regex(/^\d{14,15}$/, 'must be 14 or 15 digits');
const key = z.string().regex(/^[0-9a-f]{32}$/i, 'must be 32 hexadecimal digits');

/** What every simulated LTE core can be told, and what else this one can. */
export function lteGear(
  core: LteLab & { attach(imsi: string, keys: { readonly ki: string; readonly opc: string }): boolean },
  { orders, views }: Pick<Gear, 'orders' | 'views'>,
): Gear {
  return {
    port: core.port,
    views,
    orders: {
      /** A phone with this SIM is switched on. */
      attach: order(z.strictObject({ imsi, ki: key, opc: key }), ({ imsi: who, ki, opc }) => ({
        accepted: core.attach(who, { ki: ki.toLowerCase(), opc: opc.toLowerCase() }),
      })),
      /** The next request that changes something, or whose path contains `on`; `skip` go well before. */
      fault: order(
        z.strictObject({
          does: z.enum(['refuse', 'stall', 'stall-after', 'cut-before', 'cut-after', 'answer-twice', 'lie']),
          on: z.string().exactOptional(),
          skip: z.int().min(0).default(0),
        }),
        ({ does, on, skip }) =>
          core.fault(does, on === undefined ? isWrite : ({ path }) => path.includes(on), skip),
      ),
      heal: plain(() => core.clearFaults()),
      'drop-connections': plain(() => core.dropConnections()),
      ...orders,
    },
    close: () => core.close(),
  };
}
