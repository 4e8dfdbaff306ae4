import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { Button } from '../shared/button.tsx';
import { formats } from '../shared/format.ts';
import { useRead } from '../shared/reading.tsx';
import type { PortalAccounts, PortalBrand, PortalLanguage } from '../shared/routes.ts';
import { useTheme } from '../shared/theme.ts';
import { type Here, HereProvider } from './here.tsx';
import { placesOf } from './places.tsx';
import type { Words } from './words/english.ts';
import { languageFor, rememberLanguage, tellPage, wordsOf } from './words/language.ts';

const accountKey = 'throughline.account';
/** Under which what accounts there are is kept; read before anything is drawn. */
export const accountsKey = ['GET /portal/accounts', {}] as const;
/** Milliseconds between two looks at them. */
const calm = 60_000;
const places = placesOf('/portal');

interface PortalProps {
  readonly brand: PortalBrand;
  readonly signOut: () => void;
}

interface Spoken {
  readonly language: PortalLanguage;
  readonly words: Words;
}

/** The one whose number a mail's link says, where somebody has several. */
const accountAsked = (accounts: PortalAccounts['items']) => {
  const number = new URLSearchParams(location.search).get('account');
  return accounts.find((one) => one.number === number)?.accountId;
};

/** The portal for somebody who is signed in: of an account, in a language. Nothing shows before its words are there. */
export function Portal({ brand, signOut }: PortalProps) {
  const theme = useTheme();
  // Who else has the account can open it, change the role in it, or take it away at any time.
  const mine = useRead('GET /portal/accounts', undefined, { every: calm }).data!;
  const [accountId, choose] = useState(() => accountAsked(mine.items) ?? localStorage.getItem(accountKey));
  const account = mine.items.find((one) => one.accountId === accountId) ?? mine.items[0];
  const [spoken, setSpoken] = useState<Spoken>();
  const speak = async (language: PortalLanguage) => {
    const words = await wordsOf(language);
    tellPage(language, words);
    setSpoken({ language, words });
  };
  const own = account?.language;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another account may speak another language, nothing else does
  useEffect(() => {
    void speak(languageFor(brand.languages, own));
  }, [own]);
  if (spoken === undefined) return null;
  const { words, language } = spoken;
  if (account === undefined) {
    return (
      <main className="place narrow centre">
        <h1>{words.noAccounts}</h1>
        <p className="soft">{words.noAccountsWhy(mine.email)}</p>
        <Button onPress={signOut}>{words.signOut}</Button>
      </main>
    );
  }
  const here: Here = {
    brand,
    words,
    language,
    format: formats(language, account.timeZone, brand.figures),
    async speak(chosen) {
      rememberLanguage(chosen);
      await speak(chosen);
    },
    email: mine.email,
    accounts: mine.items,
    account,
    turnTo(chosen) {
      localStorage.setItem(accountKey, chosen);
      choose(chosen);
      void places.navigate({ to: '/' });
    },
    theme,
    signOut,
  };
  return (
    <I18nProvider locale={language}>
      <HereProvider value={here}>
        <RouterProvider router={places} />
      </HereProvider>
    </I18nProvider>
  );
}
