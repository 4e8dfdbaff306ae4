import { describe } from 'vitest';
import driver from '../../../edge-agent/drivers/ubiquiti-edgerouter.ts';
import { nasCases } from './nas-cases.ts';

describe('Ubiquiti EdgeRouter', () => {
  nasCases({
    driver,
    make: 'ubiquiti-edgerouter',
    holds: {
      '': ({ upKbps, downKbps }) => [
        `WISPr-Bandwidth-Max-Up ${upKbps * 1000}`,
        `WISPr-Bandwidth-Max-Down ${downKbps * 1000}`,
      ],
    },
    changesLive: false,
  });
});
