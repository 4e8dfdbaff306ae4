import { z } from 'zod';
import { defineGear, order, plain } from '../gear-model.ts';
import { coaModes, createNas } from '../nas.ts';
import { type NasMakeName, nasMakes } from '../nas-makes.ts';

const port = z.int().min(0).max(65_535);

/** An access concentrator behind RADIUS; `port` is the one on which it takes Disconnect and CoA. */
export default defineGear({
  given: z.strictObject({
    radius: z.strictObject({ host: z.ipv4(), auth: port, acct: port, secret: z.string().min(1) }),
    coaSecret: z.string().min(1).exactOptional(),
    identifier: z.string().min(1).exactOptional(),
    signs: z.boolean().default(true),
    make: z.enum(Object.keys(nasMakes) as [NasMakeName, ...NasMakeName[]]).default('accel-ppp'),
    /** `as-told`: interim records at Acct-Interim-Interval, as a real NAS does. */
    interimMs: z.union([z.int().min(0), z.literal('as-told')]).default('as-told'),
  }),
  async open(given, place) {
    const nas = await createNas({ ...given, host: place.host, coaPort: place.port });
    return {
      port: nas.coaPort,
      views: { sessions: () => ({ sessions: nas.sessions() }) },
      orders: {
        dial: order(
          z.strictObject({
            username: z.string(),
            password: z.string(),
            method: z.enum(['pap', 'chap', 'mschapv2']).exactOptional(),
            callingStationId: z.string().exactOptional(),
          }),
          (login) => nas.dial(login),
        ),
        'hang-up': order(z.strictObject({ sessionId: z.string() }), async ({ sessionId }) => ({
          acknowledged: await nas.hangUp(sessionId),
        })),
        interim: order(
          z.strictObject({
            sessionId: z.string(),
            uploadOctets: z.int().min(0).default(0),
            downloadOctets: z.int().min(0).default(0),
          }),
          async ({ sessionId, uploadOctets, downloadOctets }) => {
            nas.traffic(sessionId, uploadOctets, downloadOctets);
            return { acknowledged: await nas.interim(sessionId) };
          },
        ),
        mode: order(
          // With `times`, towards so many requests only.
          z.strictObject({ coa: z.enum(coaModes), times: z.int().min(1).exactOptional() }),
          ({ coa, times }) => {
            if (times === undefined) nas.coaMode = coa;
            else nas.coaFault(coa, times);
            return { coa };
          },
        ),
        reboot: plain(async () => ({ acknowledged: await nas.reboot() })),
      },
      close: () => nas.close(),
    };
  },
});
