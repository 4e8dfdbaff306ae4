import type { StyleSpecification } from 'maplibre-gl';
import type { OperatorSettings } from '../../shared/routes.ts';

export type MapSource = NonNullable<OperatorSettings['map']>;

export interface Bounds {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

type Line = readonly (readonly [number, number])[];

/** Degrees between two lines, so that a screen has some and not many. */
const steps = [30, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001] as const;
const fewest = 4;

/** Meridians and parallels over what is in sight: a ground that needs no server. */
export function graticule({ west, south, east, north }: Bounds): readonly Line[] {
  const span = Math.max(1e-6, Math.min(east - west, 360));
  const step = steps.find((one) => span / one >= fewest) ?? steps.at(-1)!;
  const marks = (from: number, to: number) => {
    const first = Math.floor(from / step);
    return Array.from({ length: Math.ceil(to / step) - first + 1 }, (_, at) => (first + at) * step);
  };
  const [bottom, top] = [Math.max(-85, south - step), Math.min(85, north + step)];
  return [
    ...marks(west, east).map(
      (longitude): Line => [
        [longitude, bottom],
        [longitude, top],
      ],
    ),
    ...marks(bottom, top).map(
      (latitude): Line => [
        [west - step, latitude],
        [east + step, latitude],
      ],
    ),
  ];
}

/** What lies beneath the markers: the operator's own tiles, or nothing but the colour of the page. */
export function styleOf(source: MapSource | undefined): string | StyleSpecification {
  if (source !== undefined && 'style' in source) return source.style;
  const blank: StyleSpecification = {
    version: 8,
    sources: {},
    // The theme changes at once, here as on the page around it.
    transition: { duration: 0, delay: 0 },
    layers: [{ id: 'ground', type: 'background', paint: {} }],
  };
  if (source === undefined) return blank;
  const { tiles, attribution } = source;
  return {
    ...blank,
    sources: {
      tiles: { type: 'raster', tiles: [tiles], tileSize: 256, attribution: textAsHtml(attribution) },
    },
    layers: [...blank.layers, { id: 'tiles', type: 'raster', source: 'tiles' }],
  };
}

/** An attribution is shown as HTML by the library, and is plain words here. */
function textAsHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (letter) => `&#${letter.codePointAt(0)};`);
}
