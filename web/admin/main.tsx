import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './admin.css';
import '../shared/shared.css';
import { Api } from '../shared/api.ts';
import { ApiProvider, queryClient } from '../shared/reading.tsx';
import { type SignInSettings, signIn } from '../shared/sign-in.ts';
import { useTheme } from '../shared/theme.ts';
import { Subscribers } from './subscribers.tsx';
import { english, type Words } from './words.ts';

const words: Words = english;
function Admin({ signOut }: { readonly signOut: () => void }) {
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
      <Subscribers words={words} />
    </div>
  );
}

const root = createRoot(document.getElementById('root')!);

async function begin(): Promise<void> {
  const answer = await fetch('/admin/config.json');
  if (!answer.ok) throw new Error(`config.json: ${answer.status}`);
  const settings = (await answer.json()) as SignInSettings & { readonly api: string };
  const signedIn = await signIn(settings);
  root.render(
    <StrictMode>
      <QueryClientProvider client={queryClient()}>
        <ApiProvider value={new Api(settings.api, signedIn)}>
          <Admin signOut={() => signedIn.signOut()} />
        </ApiProvider>
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
