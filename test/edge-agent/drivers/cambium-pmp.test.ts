import { describe } from 'vitest';
import driver from '../../../edge-agent/drivers/cambium-pmp.ts';
import { nasCases } from './nas-cases.ts';

describe('Cambium PMP', () => {
  nasCases({
    driver,
    make: 'cambium-pmp',
    settings: { '': { burstSeconds: 2 } },
    holds: {
      '': ({ upKbps, downKbps }) => [
        `Motorola-Canopy-ULBR ${upKbps}`,
        `Motorola-Canopy-ULBL ${upKbps * 2}`,
        `Motorola-Canopy-DLBR ${downKbps}`,
        `Motorola-Canopy-DLBL ${downKbps * 2}`,
      ],
    },
    changesLive: true,
    disconnects: false,
  });
});
