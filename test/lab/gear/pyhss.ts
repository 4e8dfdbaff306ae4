import { z } from 'zod';
import { defineGear, order } from '../gear-model.ts';
import { imsi, lteGear } from '../lte-gear.ts';
import { startPyHss } from '../lte-pyhss.ts';

const row = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export default defineGear({
  given: z.strictObject({ provisioningKey: z.string().min(1) }),
  async open(given, place) {
    const core = await startPyHss({ ...given, ...place });
    return lteGear(core, {
      views: { subscribers: () => core.rows('subscriber'), apns: () => core.rows('apn') },
      orders: {
        /** What the gateway has of a phone now. */
        session: order(z.strictObject({ imsi }), ({ imsi: who }) => ({ session: core.ue(who) })),
        /** Staff in the database; without `changes` the rows are deleted. */
        'by-hand': order(
          z.strictObject({
            table: z.enum(['apn', 'auc', 'subscriber', 'subscriber_routing']),
            where: row,
            changes: row.optional(),
          }),
          ({ table, where, changes }) => core.byHand(table, where, changes),
        ),
        /** Whether the MME can be reached, and whether phones do as they are told. */
        surroundings: order(
          z.strictObject({ peerConnected: z.boolean().optional(), phonesObey: z.boolean().optional() }),
          ({ peerConnected = core.peerConnected, phonesObey = core.phonesObey }) =>
            void Object.assign(core, { peerConnected, phonesObey }),
        ),
      },
    });
  },
});
