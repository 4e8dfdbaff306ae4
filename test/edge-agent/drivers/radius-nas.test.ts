import { describe } from 'vitest';
import { mikrotikRate } from '../../../edge-agent/capabilities/radius-dialect.ts';
import driver from '../../../edge-agent/drivers/radius-nas.ts';
import { nasCases } from './nas-cases.ts';

describe('a NAS of no known make', () => {
  nasCases({
    driver,
    make: 'radius-nas',
    holds: {
      '': ({ upKbps, downKbps }) => [
        `Mikrotik-Rate-Limit ${mikrotikRate(upKbps)}/${mikrotikRate(downKbps)}`,
        `WISPr-Bandwidth-Max-Up ${upKbps * 1000}`,
        `WISPr-Bandwidth-Max-Down ${downKbps * 1000}`,
      ],
    },
    changesLive: false,
  });
});
