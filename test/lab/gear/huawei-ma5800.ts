import { defineGear } from '../gear-model.ts';
import { oltGear, oltGiven, slotAndPort } from '../olt-gear.ts';
import { createHuaweiOlt } from '../olt-huawei.ts';

export default defineGear({
  given: oltGiven,
  async open(given, place) {
    const olt = await createHuaweiOlt({ ...given, ...place });
    return oltGear(olt, slotAndPort, olt.onts);
  },
});
