import type { Location } from '../../contracts/scalars.ts';

/** Mean radius of the earth (IUGG). */
const radiusMetres = 6_371_008.8;

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Metres between two places over the ground, on a sphere: at most half a percent off. */
export function metresBetween(one: Location, other: Location): number {
  const [from, to] = [radians(one.latitude), radians(other.latitude)];
  const haversine =
    Math.sin((to - from) / 2) ** 2 +
    Math.cos(from) * Math.cos(to) * Math.sin(radians(other.longitude - one.longitude) / 2) ** 2;
  return Math.round(2 * radiusMetres * Math.asin(Math.min(1, Math.sqrt(haversine))));
}
