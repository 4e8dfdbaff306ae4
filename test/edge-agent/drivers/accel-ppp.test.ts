import { describe } from 'vitest';
import { mikrotikRate } from '../../../edge-agent/capabilities/radius-dialect.ts';
import driver from '../../../edge-agent/drivers/accel-ppp.ts';
import { nasCases } from './nas-cases.ts';

describe('accel-ppp', () => {
  nasCases({
    driver,
    make: 'accel-ppp',
    holds: {
      '': ({ upKbps, downKbps }) => [`Mikrotik-Rate-Limit ${mikrotikRate(upKbps)}/${mikrotikRate(downKbps)}`],
    },
    changesLive: true,
  });
});
