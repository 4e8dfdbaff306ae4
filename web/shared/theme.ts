import { useEffect, useState } from 'react';

const key = 'throughline.theme';

function isDarkHere(): boolean {
  const chosen = localStorage.getItem(key);
  return chosen === null ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
}

function wear(isDark: boolean): void {
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
}

/** Before anything is drawn: what stands there while the app begins, or in its place, has the theme too. */
export const wearTheme = (): void => wear(isDarkHere());

/** Light or dark: as chosen here before, else as the system has it. */
export function useTheme() {
  const [isDark, setDark] = useState(isDarkHere);
  useEffect(() => wear(isDark), [isDark]);
  return {
    isDark,
    swap() {
      localStorage.setItem(key, isDark ? 'light' : 'dark');
      setDark(!isDark);
    },
  };
}
