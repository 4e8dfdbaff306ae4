import {
  type GeoJSONSource,
  LngLatBounds,
  Map as MapView,
  Marker,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl';
import sheet from 'maplibre-gl/dist/maplibre-gl.css?url';
import worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { useEffect, useRef, useState } from 'react';
import type { Location } from '../../shared/routes.ts';
import { graticule, type MapSource, styleOf } from './ground.ts';
import type { MapDot, MapMarker, MapProps } from './places-map.tsx';

setWorkerUrl(new URL(worker, import.meta.url).href);

const link = document.createElement('link');
link.rel = 'stylesheet';
link.href = new URL(sheet, import.meta.url).href;
document.head.append(link);

const at = ({ latitude, longitude }: Location): [number, number] => [longitude, latitude];

type Features = Parameters<GeoJSONSource['setData']>[0];

const dotFeatures = (dots: readonly MapDot[]): Features => ({
  type: 'FeatureCollection',
  features: dots.map(({ id, location }) => ({
    type: 'Feature',
    properties: { id },
    geometry: { type: 'Point', coordinates: at(location) },
  })),
});

/** A colour of the theme as the browser computes it: the map knows no variables of a style sheet. */
function colourOf(name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Draws over whatever ground there is, in the colours of the theme that holds. */
function paint(map: MapView): void {
  if (map.getLayer('ground') !== undefined)
    map.setPaintProperty('ground', 'background-color', colourOf('side'));
  if (map.getLayer('graticule') !== undefined)
    map.setPaintProperty('graticule', 'line-color', colourOf('line'));
  map.setPaintProperty('dots', 'circle-color', colourOf('accent'));
  map.setPaintProperty('dots', 'circle-stroke-color', colourOf('ground'));
}

function addLayers(map: MapView, isPlain: boolean): void {
  const none: Features = { type: 'FeatureCollection', features: [] };
  if (isPlain) {
    map.addSource('graticule', { type: 'geojson', data: none });
    map.addLayer({ id: 'graticule', type: 'line', source: 'graticule', paint: { 'line-width': 1 } });
  }
  map.addSource('dots', { type: 'geojson', data: none, cluster: true, clusterRadius: 24 });
  map.addLayer({
    id: 'dots',
    type: 'circle',
    source: 'dots',
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['coalesce', ['get', 'point_count'], 1], 1, 5, 100, 18],
      'circle-stroke-width': 1.5,
    },
  });
  paint(map);
}

function drawGraticule(map: MapView): void {
  const bounds = map.getBounds();
  const lines = graticule({
    west: bounds.getWest(),
    south: bounds.getSouth(),
    east: bounds.getEast(),
    north: bounds.getNorth(),
  });
  map.getSource<GeoJSONSource>('graticule')?.setData({
    type: 'Feature',
    properties: {},
    geometry: { type: 'MultiLineString', coordinates: lines.map((line) => line.map((one) => [...one])) },
  });
}

function markerElement({ id, label, tone }: MapMarker, onOpen: MapProps['onOpen']): HTMLElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = `map-marker ${tone}`;
  element.textContent = label;
  element.addEventListener('click', (event) => {
    // What is under the marker is not what was meant.
    event.stopPropagation();
    onOpen?.(id);
  });
  return element;
}

interface Handlers {
  readonly onPin: MapProps['onPin'];
  readonly onOpen: MapProps['onOpen'];
}

/** The map itself, with the library that draws it: only who comes to a map loads it. */
export default function MapCanvas({
  label,
  markers = [],
  dots = [],
  pin,
  onPin,
  onOpen,
  source,
}: MapProps & { readonly source: MapSource | undefined }) {
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapView>();
  const [fault, setFault] = useState<string>();
  const handlers = useRef<Handlers>({ onPin, onOpen });
  handlers.current = { onPin, onOpen };

  useEffect(() => begin(box.current!, label, source, handlers, setMap, setFault), [label, source]);

  useEffect(() => {
    if (map === undefined) return;
    const shown = markers.map((marker) =>
      new Marker({ element: markerElement(marker, (id) => handlers.current.onOpen?.(id)), anchor: 'bottom' })
        .setLngLat(at(marker.location))
        .addTo(map),
    );
    return () => {
      for (const marker of shown) marker.remove();
    };
  }, [map, markers]);

  useEffect(() => {
    map?.getSource<GeoJSONSource>('dots')?.setData(dotFeatures(dots));
  }, [map, dots]);

  useEffect(() => {
    if (map === undefined || pin === undefined) return;
    const element = document.createElement('span');
    element.className = 'map-pin';
    const marker = new Marker({ element, anchor: 'bottom', draggable: handlers.current.onPin !== undefined })
      .setLngLat(at(pin))
      .addTo(map);
    marker.on('dragend', () => {
      const { lat, lng } = marker.getLngLat().wrap();
      handlers.current.onPin?.(rounded(lat, lng));
    });
    return () => void marker.remove();
  }, [map, pin]);

  useFit(map, markers, dots, pin);

  return (
    <>
      <div className="map" ref={box} />
      {fault !== undefined && (
        <p role="status" className="hint">
          {fault}
        </p>
      )}
    </>
  );
}

/** A ten-thousandth of a degree is ten metres; a house needs one digit more. */
const rounded = (latitude: number, longitude: number): Location => ({
  latitude: Number(latitude.toFixed(6)),
  longitude: Number(longitude.toFixed(6)),
});

function begin(
  container: HTMLElement,
  label: string,
  source: MapSource | undefined,
  handlers: { readonly current: Handlers },
  setMap: (map: MapView | undefined) => void,
  setFault: (words: string | undefined) => void,
): (() => void) | undefined {
  let isPlain = source === undefined;
  let map: MapView;
  try {
    map = new MapView({
      container,
      style: styleOf(source),
      center: [0, 25],
      zoom: 0.5,
      dragRotate: false,
      pitchWithRotate: false,
      attributionControl: source === undefined ? false : {},
      locale: { 'Map.Title': label },
    });
  } catch (error) {
    setFault(`No map can be drawn here: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  map.keyboard.disableRotation();
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new ScaleControl(), 'bottom-left');
  let isReady = false;
  map.on('style.load', () => {
    isReady = true;
    addLayers(map, isPlain);
    if (isPlain) drawGraticule(map);
    setMap(map);
  });
  map.on('error', ({ error }) => {
    setFault(
      `The operator’s map could not be read: ${error.message} The deployment names the hosts that may be asked (MapOrigins).`,
    );
    if (isReady || isPlain) return;
    isPlain = true;
    map.setStyle(styleOf(undefined));
  });
  map.on('moveend', () => {
    if (isPlain && isReady) drawGraticule(map);
  });
  map.on('click', ({ lngLat, point }) => {
    const [hit] = isReady ? map.queryRenderedFeatures(point, { layers: ['dots'] }) : [];
    const id = hit?.properties['id'] as string | undefined;
    if (id !== undefined) handlers.current.onOpen?.(id);
    else if (hit !== undefined) map.easeTo({ center: lngLat, zoom: map.getZoom() + 2 });
    else {
      const { lat, lng } = lngLat.wrap();
      handlers.current.onPin?.(rounded(lat, lng));
    }
  });
  const theme = new MutationObserver(() => {
    if (isReady) paint(map);
  });
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => {
    theme.disconnect();
    setMap(undefined);
    setFault(undefined);
    map.remove();
  };
}

/** Shows all there is as soon as there is something; afterwards the view belongs to whoever looks. */
function useFit(
  map: MapView | undefined,
  markers: readonly MapMarker[],
  dots: readonly MapDot[],
  pin: Location | undefined,
): void {
  const fitted = useRef<MapView>(undefined);
  useEffect(() => {
    if (map === undefined) return;
    const places = [...markers, ...dots].map(({ location }) => location);
    if (fitted.current === map) {
      if (pin !== undefined && !map.getBounds().contains(at(pin))) map.jumpTo({ center: at(pin) });
      return;
    }
    if (pin !== undefined) places.push(pin);
    const [first] = places;
    if (first === undefined) return;
    const bounds = new LngLatBounds(at(first), at(first));
    for (const place of places) bounds.extend(at(place));
    map.fitBounds(bounds, { padding: 60, maxZoom: 13, animate: false });
    fitted.current = map;
  }, [map, markers, dots, pin]);
}
