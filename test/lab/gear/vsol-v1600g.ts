import { z } from 'zod';
import { defineGear } from '../gear-model.ts';
import { oltGear, oltGiven } from '../olt-gear.ts';
import { createVsolOlt } from '../olt-vsol.ts';

/** PON ports count from 1. */
const pon = z.int().min(1).max(16);

export default defineGear({
  given: oltGiven,
  async open(given, place) {
    const olt = await createVsolOlt({ ...given, ...place });
    return oltGear(olt, pon, olt.onus);
  },
});
