import { useLocation, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { places } from './places/index.ts';
import { useMay } from './who.ts';

const Seek = lazy(() => import('./seek.tsx'));
const Keys = lazy(() => import('./keys.tsx'));

/** Ctrl+K or ⌘K seeks; `g` and a letter go to a place at once, `c` begins something there, `?` tells of all of it. */
export function Palette() {
  const [isOpen, setOpen] = useState(false);
  const [typed, type] = useState('');
  const isHere = useRef(false);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [isExplained, explain] = useState(false);
  const may = useMay();
  const open = places.filter(
    ({ name, permission }) => name !== undefined && (permission === undefined || may(permission)),
  );
  useEffect(() => {
    let isGoing = false;
    // What is typed before the palette has come over a slow line is not lost.
    const typeAhead = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Escape') setOpen(false);
      else if (event.key === 'Backspace') type((before) => before.slice(0, -1));
      else if (event.key.length === 1) type((before) => before + event.key);
      else return;
      event.preventDefault();
    };
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        type('');
        setOpen(!isOpen);
        return;
      }
      if (isOpen && !isHere.current) return typeAhead(event);
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
      if (event.key === '?') return explain(true);
      if (event.key === 'c') {
        const here = open.find(({ path }) => path === pathname);
        if (here?.begins === undefined || !may(here.begins.permission)) return;
        event.preventDefault();
        void navigate({ to: `${here.path}?begin=true` });
        return;
      }
      isGoing = event.key === 'g';
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
  return (
    <>
      <button
        type="button"
        className="seek"
        onClick={() => {
          type('');
          setOpen(true);
        }}
      >
        Search <kbd>Ctrl K</kbd>
      </button>
      {isOpen && (
        <Suspense>
          <Seek
            typed={typed}
            onType={type}
            here={isHere}
            onClose={() => setOpen(false)}
            onGo={(to) => {
              setOpen(false);
              void navigate({ to });
            }}
          />
        </Suspense>
      )}
      {isExplained && (
        <Suspense>
          <Keys places={open} onClose={() => explain(false)} />
        </Suspense>
      )}
    </>
  );
}
