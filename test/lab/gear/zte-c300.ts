import { defineGear } from '../gear-model.ts';
import { oltGear, oltGiven, slotAndPort } from '../olt-gear.ts';
import { createZteOlt } from '../olt-zte.ts';

export default defineGear({
  given: oltGiven,
  async open(given, place) {
    const olt = await createZteOlt({ ...given, ...place });
    return oltGear(olt, slotAndPort, olt.onus);
  },
});
