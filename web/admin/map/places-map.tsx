import { lazy, Suspense } from 'react';
import { useRead } from '../../shared/reading.tsx';
import type { Location } from '../../shared/routes.ts';
import type { Tone } from '../parts.tsx';
import { words } from '../words.ts';

/** Something on the map that has a name and can be opened. */
export interface MapMarker {
  readonly id: string;
  readonly label: string;
  readonly location: Location;
  readonly tone: Tone;
}

/** One of many: drawn as a dot, and together with its neighbours where they would hide each other. */
export interface MapDot {
  readonly id: string;
  readonly location: Location;
}

export interface MapProps {
  readonly label: string;
  readonly markers?: readonly MapMarker[];
  readonly dots?: readonly MapDot[];
  /** Where somebody is being put. */
  readonly pin?: Location | undefined;
  readonly onPin?: (location: Location) => void;
  readonly onOpen?: (id: string) => void;
}

const MapCanvas = lazy(() => import('./map-canvas.tsx'));

/**
 * Places on a map. It asks for no tiles unless the operator said where they are; whatever it shows also stands in words
 * beside it.
 */
export function PlacesMap(props: MapProps) {
  const operator = useRead('GET /operator');
  const wait = (
    <div className="map">
      <p className="note" role="status">
        {words.reading.loading}
      </p>
    </div>
  );
  if (operator.isPending) return wait;
  return (
    <Suspense fallback={wait}>
      <MapCanvas {...props} source={operator.data?.map} />
    </Suspense>
  );
}
