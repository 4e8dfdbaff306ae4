import { useMemo } from 'react';
import { Reading, useRead } from '../../shared/reading.tsx';
import type { Location } from '../../shared/routes.ts';
import { format } from '../parts.tsx';
import { words } from '../words.ts';
import { SiteMark } from './sites.tsx';

/** The sites that an address could be served from, the nearest first. */
export function NearestSites({
  location,
  value,
  onChange,
}: {
  readonly location: Location;
  readonly value: string | undefined;
  readonly onChange: (siteId: string) => void;
}) {
  const query = useMemo(() => ({ ...location, limit: 3 }), [location]);
  const nearest = useRead('GET /nearest-sites', { query });
  return (
    <Reading of={nearest} words={words.reading}>
      {({ items, elsewhere }) => (
        <fieldset className="group">
          <legend>Nearest sites</legend>
          {items.length === 0 && <p className="soft">No site has a place on the map yet.</p>}
          <div className="checks">
            {items.map(({ id, name, metres, status }) => (
              <label key={id} className="onu">
                <input
                  type="radio"
                  name="nearest-site"
                  checked={value === id}
                  onChange={() => onChange(id)}
                />{' '}
                <bdi>{name}</bdi> <span className="soft figure">{format.distance(metres)}</span>
                <SiteMark status={status} />
              </label>
            ))}
          </div>
          {elsewhere > 0 && items.length > 0 && (
            <p className="hint">
              {elsewhere === 1
                ? 'One more site has no place on the map.'
                : `${format.number(elsewhere)} more sites have no place on the map.`}
            </p>
          )}
        </fieldset>
      )}
    </Reading>
  );
}
