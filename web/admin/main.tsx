import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import './admin.css';
import { type Api, openApi, Refusal } from '../shared/api.ts';
import { type SignInSettings, signIn } from '../shared/sign-in.ts';
import { Subscribers } from './subscribers.tsx';
import { english, type Words } from './words.ts';

const words: Words = english;
const themeKey = 'throughline.theme';

function useTheme() {
  const [isDark, setDark] = useState(() => {
    const chosen = localStorage.getItem(themeKey);
    return chosen === null ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
  });
  useEffect(() => {
    document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
  }, [isDark]);
  return {
    isDark,
    swap() {
      localStorage.setItem(themeKey, isDark ? 'light' : 'dark');
      setDark(!isDark);
    },
  };
}

function Admin({ api, signOut }: { readonly api: Api; readonly signOut: () => void }) {
  const { isDark, swap } = useTheme();
  return (
    <div className="app">
      <nav aria-label={words.navigation}>
        <strong>{words.product}</strong>
        <a href="./" aria-current="page">
          {words.subscribers}
        </a>
        <span className="fill" />
        <button type="button" onClick={swap}>
          {isDark ? words.theme.dark : words.theme.light}
        </button>
        <button type="button" onClick={signOut}>
          {words.signOut}
        </button>
      </nav>
      <Subscribers api={api} words={words} />
    </div>
  );
}

const root = createRoot(document.getElementById('root')!);

async function begin(): Promise<void> {
  const answer = await fetch('/admin/config.json');
  if (!answer.ok) throw new Error(`config.json: ${answer.status}`);
  const settings = (await answer.json()) as SignInSettings & { readonly api: string };
  const signedIn = await signIn(settings);
  const client = new QueryClient({
    defaultOptions: {
      // What was refused stays refused; only a fault or a lost connection is worth another attempt.
      queries: { retry: (count, error) => count < 2 && !(error instanceof Refusal), staleTime: 15_000 },
    },
  });
  root.render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <Admin api={openApi(settings.api, signedIn)} signOut={() => signedIn.signOut()} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

begin().catch((error: unknown) => {
  root.render(
    <p role="alert" className="note">
      {words.cannotStart} {error instanceof Error ? error.message : String(error)}
    </p>,
  );
});
