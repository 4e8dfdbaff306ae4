import { useCallback, useSyncExternalStore } from 'react';

/** Narrower than this the style sheets lay out for a phone. */
export const narrow = matchMedia('(max-width: 48rem)');
/** From here on two things stand side by side. */
export const wide = matchMedia('(min-width: 64rem)');

/** Whether the screen is like that at present: it may be turned, and a window made another size. */
export function useScreen(like: MediaQueryList): boolean {
  const onChange = useCallback(
    (tell: () => void) => {
      like.addEventListener('change', tell);
      return () => like.removeEventListener('change', tell);
    },
    [like],
  );
  return useSyncExternalStore(onChange, () => like.matches);
}
