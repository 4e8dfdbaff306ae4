import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../shared/shared.css';
import './portal.css';
import { Api } from '../shared/api.ts';
import { ApiProvider, queryClient } from '../shared/reading.tsx';
import type { PortalBrand } from '../shared/routes.ts';
import { type SignInSettings, signIn } from '../shared/sign-in.ts';
import { wearTheme } from '../shared/theme.ts';
import { dress } from './brand.ts';
import { tokenIn } from './link-token.ts';
import { isOffline, keepBrand, keptBrand, Offline } from './offline.tsx';
import { accountsKey, Portal } from './portal.tsx';
import { allLanguages, languageFor, languageOfSignIn, tellPage, wordsOf } from './words/language.ts';

wearTheme();
// Shown again as it was left for the page of a provider, it would wait for that page for ever.
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
const root = createRoot(document.getElementById('root')!);

async function begin(): Promise<void> {
  const answer = await fetch('/portal/config.json');
  if (!answer.ok) throw new Error(`config.json: ${answer.status}`);
  const settings = (await answer.json()) as SignInSettings & { readonly api: string };
  const open = new Api(settings.api);
  const link = tokenIn(location.pathname);
  if (link !== undefined) return beginLink(open, settings.redirectUri, link);
  const [brand, signedIn] = await Promise.all([
    brandOf(open),
    signIn({ ...settings, language: languageOfSignIn() }),
  ]);
  await dress(brand, settings.redirectUri);
  const api = new Api(settings.api, signedIn);
  const client = queryClient();
  client.setQueryData(accountsKey, await api.ask('GET /portal/accounts'));
  root.render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <ApiProvider value={api}>
          <Portal brand={brand} signOut={() => signedIn.signOut()} />
        </ApiProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}

async function brandOf(api: Api): Promise<PortalBrand> {
  const brand = await api.call('GET /portal/brand');
  keepBrand(brand);
  return brand;
}

/** Whoever has a link signs in nowhere. */
async function beginLink(api: Api, home: string, token: string): Promise<void> {
  const [brand, { PaymentLink }] = await Promise.all([brandOf(api), import('./link.tsx')]);
  await dress(brand, home);
  root.render(
    <StrictMode>
      <ApiProvider value={api}>
        <PaymentLink brand={brand} token={token} />
      </ApiProvider>
    </StrictMode>,
  );
}

begin().catch(async (error: unknown) => {
  const language = languageFor(allLanguages, undefined);
  const words = await wordsOf(language);
  tellPage(language, words);
  if (isOffline(error)) {
    const brand = keptBrand();
    if (brand !== undefined) await dress(brand, new URL('/portal/', location.href).href);
    root.render(<Offline words={words} brand={brand} />);
    return;
  }
  root.render(
    <main className="place narrow">
      <p role="alert" className="note bad">
        {words.cannotStart} {error instanceof Error ? error.message : String(error)}
      </p>
      <button type="button" className="plain" onClick={() => location.reload()}>
        {words.again}
      </button>
    </main>,
  );
});

// A browser that takes none, such as one that keeps nothing, goes without: the portal is the same with a network.
if ('serviceWorker' in navigator)
  void navigator.serviceWorker.register('/portal/worker.js').catch(() => undefined);
