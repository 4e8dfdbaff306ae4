import fc from 'fast-check';
import { expect, it } from 'vitest';
import { metresBetween } from '../../../functions/domain/network/distance.ts';

const place = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});

it('is that of the great circle, over the date line and the pole too', () => {
  const at = (latitude: number, longitude: number) => ({ latitude, longitude });
  const near = (metres: number) => [metres * 0.995, metres * 1.005] as const;
  for (const [one, other, metres] of [
    [at(53.2743, -9.0514), at(53.3498, -6.2603), 186_000],
    [at(0, 179.9), at(0, -179.9), 22_239],
    [at(89.9, 0), at(89.9, 180), 22_239],
    [at(0, 0), at(0, 180), 20_015_100],
  ] as const) {
    const [least, most] = near(metres);
    expect(metresBetween(one, other)).toBeGreaterThan(least);
    expect(metresBetween(one, other)).toBeLessThan(most);
  }
});

it('is the same both ways, nothing to oneself and never more than half the earth', () => {
  fc.assert(
    fc.property(place, place, (one, other) => {
      expect(metresBetween(one, one)).toBe(0);
      expect(metresBetween(one, other)).toBe(metresBetween(other, one));
      expect(metresBetween(one, other)).toBeLessThanOrEqual(20_015_115);
    }),
  );
});
