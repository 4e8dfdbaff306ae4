import { describe } from 'vitest';
import driver from '../../../edge-agent/drivers/juniper-mx.ts';
import { nasCases } from './nas-cases.ts';

describe('Juniper MX', () => {
  nasCases({
    driver,
    make: 'juniper-mx',
    holds: { '': ({ upKbps, downKbps }) => [`internet(${downKbps},${upKbps})`] },
    changesLive: true,
  });
});
