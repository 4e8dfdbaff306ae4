import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graticule, styleOf } from '../../web/admin/map/ground.ts';

describe('the ground of a map', () => {
  it('has lines in sight at any scale, and never so many that they are a surface', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -180, max: 180, noNaN: true }),
        fc.double({ min: -80, max: 80, noNaN: true }),
        fc.double({ min: 0.004, max: 360, noNaN: true }),
        (west, south, span) => {
          const north = Math.min(85, south + span / 2);
          const lines = graticule({ west, south, east: west + span, north });
          const meridians = lines.filter(([from, to]) => from![0] === to![0]);
          expect(
            meridians.filter(([from]) => from![0] >= west && from![0] <= west + span).length,
          ).toBeGreaterThan(2);
          expect(lines.length).toBeLessThan(60);
        },
      ),
    );
  });

  it('asks no server for anything unless the operator names one', () => {
    const urls = (style: unknown) => JSON.stringify(style).match(/https?:/g) ?? [];
    expect(urls(styleOf(undefined))).toEqual([]);
    expect(styleOf({ style: 'https://tiles.example.net/style.json' })).toBe(
      'https://tiles.example.net/style.json',
    );
    const raster = styleOf({
      tiles: 'https://tiles.example.net/{z}/{x}/{y}.png',
      attribution: '<b>Us & you</b>',
    });
    expect(urls(raster)).toHaveLength(1);
    expect(JSON.stringify(raster)).not.toContain('<b>');
  });
});
