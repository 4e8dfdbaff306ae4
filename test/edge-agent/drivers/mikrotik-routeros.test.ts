import { describe } from 'vitest';
import { mikrotikRate } from '../../../edge-agent/capabilities/radius-dialect.ts';
import driver from '../../../edge-agent/drivers/mikrotik-routeros.ts';
import { nasCases } from './nas-cases.ts';

describe('MikroTik RouterOS over RADIUS', () => {
  nasCases({
    driver,
    make: 'mikrotik-routeros',
    holds: {
      '': ({ upKbps, downKbps }) => [`Mikrotik-Rate-Limit ${mikrotikRate(upKbps)}/${mikrotikRate(downKbps)}`],
    },
    changesLive: true,
  });
});
