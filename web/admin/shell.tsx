import { Link, Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../shared/button.tsx';
import { useTheme } from '../shared/theme.ts';
import { useLive } from './live.ts';
import { Palette } from './palette.tsx';
import type { Area } from './place.ts';
import { places } from './places/index.ts';
import { Views } from './views.tsx';
import { useMay, useWho } from './who.ts';
import { words } from './words.ts';

const areas: readonly (readonly [Area, string])[] = [
  ['work', ''],
  ['billing', 'Billing'],
  ['network', 'Network'],
  ['settings', 'Settings'],
];

/** What is around every screen: where to go, how to find, who one is. */
export function Shell() {
  useLive();
  const may = useMay();
  const { isDark, swap } = useTheme();
  const { name, roles, signOut } = useWho();
  const [isShown, show] = useState(false);
  return (
    <div className="app">
      <aside className={isShown ? 'side shown' : 'side'}>
        <header>
          <strong>{words.product}</strong>
          <Button
            look="plain"
            aria-label={words.navigation}
            aria-expanded={isShown}
            onPress={() => show(!isShown)}
          >
            ☰
          </Button>
        </header>
        <Palette />
        <nav aria-label={words.navigation}>
          {areas.map(([area, title]) => {
            const offered = places.filter(
              (place) =>
                place.area === area &&
                place.name !== undefined &&
                (place.permission === undefined || may(place.permission)),
            );
            return offered.length === 0 ? undefined : (
              <div key={area} className="area">
                {title !== '' && <h2>{title}</h2>}
                {offered.map((place) => (
                  <Link
                    key={place.path}
                    to={place.path}
                    activeOptions={{ exact: place.path === '/', includeSearch: false }}
                    onClick={() => show(false)}
                  >
                    {place.name}
                  </Link>
                ))}
              </div>
            );
          })}
          <Views />
        </nav>
        <footer>
          <span className="hint">
            <bdi>{name}</bdi> · {roles.join(', ')}
          </span>
          <Button look="plain" onPress={swap}>
            {isDark ? words.theme.dark : words.theme.light}
          </Button>
          <Button look="plain" onPress={signOut}>
            {words.signOut}
          </Button>
        </footer>
      </aside>
      <Outlet />
    </div>
  );
}
