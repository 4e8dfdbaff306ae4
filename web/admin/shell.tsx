import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../shared/button.tsx';
import { useApi } from '../shared/reading.tsx';
import type { Concern } from '../shared/routes.ts';
import { useTheme } from '../shared/theme.ts';
import { ActorName } from './actor.tsx';
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
  const { id, roles, signOut } = useWho();
  const [isShown, show] = useState(false);
  const counts = useConcerns();
  const { pathname } = useLocation();
  const within = places.find(
    (place) => place.within !== undefined && pathname.startsWith(place.path.split('$')[0]!),
  )?.within;
  const menu = useRef<HTMLElement>(null);
  // Who comes by a link or a key sees where that is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: where one is follows from the address
  useEffect(() => {
    menu.current?.querySelector('a.active')?.scrollIntoView({ block: 'nearest' });
  }, [pathname]);
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
        <nav aria-label={words.navigation} ref={menu}>
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
                    className={place.path === within ? 'active' : undefined}
                    onClick={() => show(false)}
                  >
                    {place.name}
                    {place.concern !== undefined && counts.has(place.concern) && (
                      <span className="mark bad">{counts.get(place.concern)}</span>
                    )}
                  </Link>
                ))}
              </div>
            );
          })}
          <Views />
        </nav>
        <footer>
          <span className="hint">
            <ActorName actor={{ kind: 'staff', id }} /> · {roles.join(', ')}
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

const countEvery = 60_000;

/** How much needs a person, by concern. Counting costs something everywhere: it is not done anew with every event. */
function useConcerns(): ReadonlyMap<Concern, string> {
  const api = useApi();
  const may = useMay();
  const { data } = useQuery({
    queryKey: ['concerns'],
    queryFn: ({ signal }) => api.call('GET /overview', {}, { signal }),
    enabled: may('services:read'),
    refetchInterval: countEvery,
  });
  return new Map(
    data?.items.map(({ concern, count, isMore }) => [concern, `${count}${isMore ? '+' : ''}`]) ?? [],
  );
}
