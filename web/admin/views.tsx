import { Link, type LinkProps, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../shared/button.tsx';
import { words } from './words.ts';

const NameView = lazy(() => import('./name-view.tsx'));
const key = 'throughline.views';

/** A place with what was sought and chosen in it, under a name. Kept in this browser. */
interface View {
  readonly name: string;
  readonly path: string;
  readonly search: Readonly<Record<string, unknown>>;
}

function kept(): readonly View[] {
  return JSON.parse(localStorage.getItem(key) ?? '[]') as readonly View[];
}

/** The views that were saved, and a button that saves what is on the screen. */
export function Views() {
  const [views, setViews] = useState(kept);
  const [isNaming, setNaming] = useState(false);
  const { pathname, search } = useLocation();
  const keep = (next: readonly View[]) => {
    localStorage.setItem(key, JSON.stringify(next));
    setViews(next);
  };
  return (
    <div className="area">
      {views.length > 0 && <h2>{words.views}</h2>}
      {views.map((view) => (
        <span key={view.name} className="view">
          <Link {...({ to: view.path, search: view.search } as LinkProps)} activeOptions={{ exact: true }}>
            {view.name}
          </Link>
          <Button
            look="plain"
            aria-label={words.forgetView(view.name)}
            onPress={() => keep(views.filter(({ name }) => name !== view.name))}
          >
            ✕
          </Button>
        </span>
      ))}
      <Button look="plain" onPress={() => setNaming(true)}>
        {words.saveView}
      </Button>
      {isNaming && (
        <Suspense>
          <NameView
            onClose={() => setNaming(false)}
            onName={(name) => {
              setNaming(false);
              keep([...views.filter((view) => view.name !== name), { name, path: pathname, search }]);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
