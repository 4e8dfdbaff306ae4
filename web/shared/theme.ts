import { useEffect, useState } from 'react';

const key = 'throughline.theme';

/** Light or dark: as chosen here before, else as the system has it. */
export function useTheme() {
  const [isDark, setDark] = useState(() => {
    const chosen = localStorage.getItem(key);
    return chosen === null ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
  });
  useEffect(() => {
    document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
  }, [isDark]);
  return {
    isDark,
    swap() {
      localStorage.setItem(key, isDark ? 'light' : 'dark');
      setDark(!isDark);
    },
  };
}
