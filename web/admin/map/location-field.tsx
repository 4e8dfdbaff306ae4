import { useMemo } from 'react';
import { Checkbox, TextField } from '../../shared/controls.tsx';
import { usePages } from '../../shared/reading.tsx';
import type { Location } from '../../shared/routes.ts';
import { useMay } from '../who.ts';
import { PlacesMap } from './places-map.tsx';
import { siteMarkers } from './site-markers.ts';

/** As it is typed: either half may be missing, or be no number yet. */
type Typed = { readonly [part in keyof Location]?: unknown };

/** Both numbers at once, as maps of others copy them: `51.897, -8.468`. */
const pair = /^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$/;

export function locationOf(value: unknown): Location | undefined {
  const { latitude, longitude } = (value ?? {}) as Typed;
  const isWithin = (number: unknown, most: number) => typeof number === 'number' && Math.abs(number) <= most;
  return isWithin(latitude, 90) && isWithin(longitude, 180) ? (value as Location) : undefined;
}

/** Where an address is: a pin on a map among the sites, or two numbers. */
export function LocationField({
  label,
  errors,
  pointer,
  value,
  onChange,
}: {
  readonly label: string;
  readonly errors: ReadonlyMap<string, string>;
  readonly pointer: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}) {
  const isThere = value !== undefined && value !== null;
  return (
    <fieldset className="group">
      <legend>
        <Checkbox value={isThere} onChange={(is) => onChange(is ? {} : undefined)}>
          {label}
        </Checkbox>
      </legend>
      {isThere && <OnMap {...{ errors, pointer, onChange }} value={value} />}
    </fieldset>
  );
}

function OnMap({
  errors,
  pointer,
  value,
  onChange,
}: {
  readonly errors: ReadonlyMap<string, string>;
  readonly pointer: string;
  readonly value: Typed;
  readonly onChange: (value: unknown) => void;
}) {
  const sites = usePages('GET /sites', { query: { limit: 200 } }, { enabled: useMay()('network:read') });
  const markers = useMemo(() => siteMarkers(sites.items), [sites.items]);
  const pin = useMemo(() => locationOf(value), [value]);
  const part = (name: keyof Location) => ({
    label: name === 'latitude' ? 'Latitude' : 'Longitude',
    inputMode: 'decimal' as const,
    isRequired: true,
    error: errors.get(`${pointer}/${name}`),
    value: value[name] === undefined ? '' : String(value[name]),
    onChange: (text: string) => {
      const both = pair.exec(text);
      if (both !== null) return onChange({ latitude: Number(both[1]), longitude: Number(both[2]) });
      const number = Number(text);
      // A minus sign or a point at the end is on its way to a number.
      const isNumber = text.trim() !== '' && String(number) === text;
      onChange({ ...value, [name]: text === '' ? undefined : isNumber ? number : text });
    },
  });
  return (
    <>
      <div className="fields pair">
        <TextField
          {...part('latitude')}
          hint="Degrees, north is positive. Both numbers can be pasted here."
        />
        <TextField {...part('longitude')} hint="Degrees, east is positive." />
      </div>
      {errors.has(pointer) && <p className="field-error">{errors.get(pointer)}</p>}
      <PlacesMap label="Where the address is" markers={markers} pin={pin} onPin={onChange} />
      <p className="hint">
        Click on the map to put the pin there, or drag it. With the keyboard, type the two numbers.
      </p>
    </>
  );
}
