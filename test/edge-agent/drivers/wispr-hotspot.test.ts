import { describe } from 'vitest';
import driver from '../../../edge-agent/drivers/wispr-hotspot.ts';
import { nasCases } from './nas-cases.ts';

describe('a WISPr hotspot', () => {
  nasCases({
    driver,
    make: 'wispr-hotspot',
    holds: {
      '': ({ upKbps, downKbps }) => [
        `WISPr-Bandwidth-Max-Up ${upKbps * 1000}`,
        `WISPr-Bandwidth-Max-Down ${downKbps * 1000}`,
      ],
    },
    changesLive: true,
  });
});
