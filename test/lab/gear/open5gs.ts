import { z } from 'zod';
import { defineGear, order, plain } from '../gear-model.ts';
import { imsi, lteGear } from '../lte-gear.ts';
import { startOpen5Gs } from '../lte-open5gs.ts';

/** The WebUI, and the MME behind it on a port of its own. */
export default defineGear({
  given: z.strictObject({
    username: z.string().min(1),
    password: z.string().min(1),
    mmePort: z.int().min(0).max(65_535).default(0),
  }),
  async open(given, place) {
    const core = await startOpen5Gs({ ...given, ...place });
    const gear = lteGear(core, {
      views: {
        subscribers: () => core.subscribers().map(({ security: _, ...open }) => open),
      },
      orders: {
        session: order(z.strictObject({ imsi }), ({ imsi: who }) => ({ attached: core.attached(who) })),
        detach: order(z.strictObject({ imsi }), ({ imsi: who }) => core.detach(who)),
        /** Staff in the database; without `changes` the subscriber is deleted. */
        'by-hand': order(
          z.strictObject({ imsi, changes: z.record(z.string(), z.unknown()).optional() }),
          ({ imsi: who, changes }) => core.byHand(who, changes),
        ),
        restart: plain(() => core.restart()),
      },
    });
    return { ...gear, settings: { infoAddress: core.host, infoPort: core.mme.port } };
  },
});
