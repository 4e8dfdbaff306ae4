import { Link, type LinkProps } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../shared/button.tsx';
import { useRead, useWrite } from '../shared/reading.tsx';
import type { SavedView } from '../shared/routes.ts';
import { useActorNames } from './actor.tsx';
import { places } from './places/index.ts';
import { useMay, useWho } from './who.ts';
import { words } from './words.ts';

const NameView = lazy(() => import('./name-view.tsx'));

/** The views that somebody kept or that others share, and a button that keeps what is on the screen. */
export function Views() {
  const { id } = useWho();
  const may = useMay();
  const nameOf = useActorNames();
  const { data } = useRead('GET /saved-views', {}, { enabled: may('views:keep') });
  const [isNaming, setNaming] = useState(false);
  const views = data?.items ?? [];
  const isOwn = ({ owner }: SavedView) => owner.kind === 'staff' && owner.id === id;
  // Where somebody may not go, nobody need point them.
  const isOpen = ({ path }: SavedView) => {
    const permission = places.find((place) => place.path === path)?.permission;
    return permission === undefined || may(permission);
  };
  const own = views.filter(isOwn);
  const others = views.filter((view) => !isOwn(view) && isOpen(view));
  if (!may('views:keep')) return undefined;
  return (
    <div className="area">
      {own.length > 0 && <h2>{words.views}</h2>}
      {own.map((view) => (
        <Kept key={view.id} view={view} hint={view.isShared ? words.viewShared : undefined} mayForget />
      ))}
      {others.length > 0 && <h2>{words.viewsOfOthers}</h2>}
      {others.map((view) => (
        <Kept
          key={view.id}
          view={view}
          hint={words.viewBy(nameOf(view.owner))}
          mayForget={may('staff:operate')}
        />
      ))}
      <Button look="plain" onPress={() => setNaming(true)}>
        {words.saveView}
      </Button>
      {isNaming && (
        <Suspense>
          <NameView onClose={() => setNaming(false)} />
        </Suspense>
      )}
    </div>
  );
}

function Kept({
  view: { id, name, path, search },
  hint,
  mayForget,
}: {
  readonly view: SavedView;
  readonly hint: string | undefined;
  readonly mayForget: boolean;
}) {
  const forget = useWrite('DELETE /saved-views/{id}');
  return (
    <span className="view" title={hint}>
      <Link {...({ to: path, search } as LinkProps)} activeOptions={{ exact: true }}>
        <bdi>{name}</bdi>
      </Link>
      {mayForget && (
        <Button
          look="plain"
          aria-label={words.forgetView(name)}
          isPending={forget.isPending}
          onPress={() => forget.mutate({ params: { id } })}
        >
          ✕
        </Button>
      )}
    </span>
  );
}
