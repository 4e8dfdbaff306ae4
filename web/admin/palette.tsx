import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { places } from './places/index.ts';
import { useMay } from './who.ts';

const Seek = lazy(() => import('./seek.tsx'));

/** Ctrl+K or ⌘K seeks; `g` and a letter go to a place at once. */
export function Palette() {
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const may = useMay();
  const open = places.filter(
    ({ name, permission }) => name !== undefined && (permission === undefined || may(permission)),
  );
  useEffect(() => {
    let isGoing = false;
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setOpen((is) => !is);
        return;
      }
      const target = event.target as HTMLElement;
      if (
        target.closest('input, textarea, select, [contenteditable], [role=dialog]') !== null ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey
      )
        return;
      if (isGoing) {
        isGoing = false;
        const place = open.find(({ key }) => key === event.key);
        if (place !== undefined) void navigate({ to: place.path });
        return;
      }
      isGoing = event.key === 'g';
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
  return (
    <>
      <button type="button" className="seek" onClick={() => setOpen(true)}>
        Search <kbd>Ctrl K</kbd>
      </button>
      {isOpen && (
        <Suspense>
          <Seek
            onClose={() => setOpen(false)}
            onGo={(to) => {
              setOpen(false);
              void navigate({ to });
            }}
          />
        </Suspense>
      )}
    </>
  );
}
