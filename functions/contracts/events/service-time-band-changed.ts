import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { standingBand } from '../time-band.ts';

/** The hours came in which another band of the plan holds, or none; without a standing the plan has none any more. */
export const serviceTimeBandChanged = defineEvent(
  'service.time-band-changed',
  z.strictObject({ standing: standingBand.optional() }),
);
export type ServiceTimeBandChanged = EventOf<typeof serviceTimeBandChanged>;
