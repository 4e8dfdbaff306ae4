import { z } from 'zod';
import { defineGear, order, plain } from '../gear-model.ts';
import { imsi, lteGear } from '../lte-gear.ts';
import { startMagma } from '../lte-magma.ts';

/** The orchestrator, which wants a client certificate. */
export default defineGear({
  given: z.strictObject({
    networkId: z.string().min(1),
    tls: z.strictObject({ cert: z.string(), key: z.string(), clientCa: z.string() }),
  }),
  async open(given, place) {
    const core = await startMagma({ ...given, ...place });
    return lteGear(core, {
      views: {
        held: () =>
          core.held().map(({ lte, ...open }) => {
            const { state } = (lte ?? {}) as { state?: unknown };
            return state === undefined ? open : { ...open, state };
          }),
      },
      orders: {
        session: order(z.strictObject({ imsi }), ({ imsi: who }) => ({ live: core.live(who) })),
        /** Staff at the orchestrator; without `changes` the entity is deleted. */
        'by-hand': order(
          z.strictObject({
            kind: z.enum(['subscribers', 'profiles', 'rules']),
            id: z.string(),
            changes: z.record(z.string(), z.unknown()).optional(),
          }),
          ({ kind, id, changes }) => core.byHand(kind, id, changes),
        ),
        'gateways-fetch': plain(() => core.gatewaysFetch()),
      },
    });
  },
});
