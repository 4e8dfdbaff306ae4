import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../shared/shared.css';
import './admin.css';
import { Api } from '../shared/api.ts';
import { ApiProvider, queryClient } from '../shared/reading.tsx';
import { type SignInSettings, signIn } from '../shared/sign-in.ts';
import { wearTheme } from '../shared/theme.ts';
import { router } from './router.tsx';
import { WhoProvider, whoOf } from './who.ts';
import { words } from './words.ts';

wearTheme();
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
          <WhoProvider value={whoOf(signedIn.claims(), () => signedIn.signOut())}>
            <RouterProvider router={router} />
          </WhoProvider>
        </ApiProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}

begin().catch((error: unknown) => {
  root.render(
    <p role="alert" className="note bad">
      {words.cannotStart} {error instanceof Error ? error.message : String(error)}
    </p>,
  );
});
