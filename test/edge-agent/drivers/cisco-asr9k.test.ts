import { describe } from 'vitest';
import { mikrotikRate } from '../../../edge-agent/capabilities/radius-dialect.ts';
import driver from '../../../edge-agent/drivers/cisco-asr9k.ts';
import { nasCases } from './nas-cases.ts';

describe('Cisco ASR 9000', () => {
  nasCases({
    driver,
    make: 'cisco-asr9k',
    settings: { 'by policy map': {}, 'by service': { rateBy: 'service' } },
    holds: {
      'by policy map': ({ upKbps, downKbps }) => [
        `in UP-${mikrotikRate(upKbps)}`,
        `out DOWN-${mikrotikRate(downKbps)}`,
      ],
      'by service': ({ upKbps, downKbps }) => [`RATE(${upKbps},${downKbps})`],
    },
    changesLive: true,
  });
});
