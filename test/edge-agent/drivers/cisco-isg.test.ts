import { describe } from 'vitest';
import { mikrotikRate } from '../../../edge-agent/capabilities/radius-dialect.ts';
import driver from '../../../edge-agent/drivers/cisco-isg.ts';
import { nasCases } from './nas-cases.ts';

describe('Cisco ISG', () => {
  nasCases({
    driver,
    make: 'cisco-isg',
    settings: {
      'by policy map': {},
      'by service': { rateBy: 'service' },
      'by address': { sessionBy: 'account-info' },
    },
    holds: {
      'by policy map': ({ upKbps, downKbps }) => [
        `in UP-${mikrotikRate(upKbps)}`,
        `out DOWN-${mikrotikRate(downKbps)}`,
      ],
      'by service': ({ upKbps, downKbps }) => [`RATE-${mikrotikRate(upKbps)}-${mikrotikRate(downKbps)}`],
    },
    changesLive: true,
  });
});
