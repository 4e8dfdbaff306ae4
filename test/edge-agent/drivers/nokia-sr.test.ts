import { describe } from 'vitest';
import { mikrotikRate } from '../../../edge-agent/capabilities/radius-dialect.ts';
import driver from '../../../edge-agent/drivers/nokia-sr.ts';
import { nasCases } from './nas-cases.ts';

describe('Nokia SR', () => {
  nasCases({
    driver,
    make: 'nokia-sr',
    settings: {
      'by SLA profile': {},
      'by override': { rateBy: 'qos-override' },
      'by name and address': { sessionBy: 'user-name-and-address' },
    },
    holds: {
      'by SLA profile': ({ upKbps, downKbps }) => [
        `Alc-SLA-Prof-Str rate-${mikrotikRate(upKbps)}-${mikrotikRate(downKbps)}`,
      ],
      'by override': ({ upKbps, downKbps }) => [
        `Alc-Subscriber-QoS-Override i:q:1:pir=${upKbps}`,
        `Alc-Subscriber-QoS-Override e:r:rate=${downKbps}`,
      ],
    },
    changesLive: true,
  });
});
