import type { PortalLanguage } from '../../shared/routes.ts';
import type { Words } from './english.ts';

const key = 'throughline.language';

const loaders: Readonly<Record<PortalLanguage, () => Promise<Words>>> = {
  en: async () => (await import('./english.ts')).english,
  es: async () => (await import('./spanish.ts')).spanish,
  pt: async () => (await import('./portuguese.ts')).portuguese,
  fr: async () => (await import('./french.ts')).french,
  ar: async () => (await import('./arabic.ts')).arabic,
};

export const allLanguages = Object.keys(loaders) as readonly PortalLanguage[];

export const wordsOf = (language: PortalLanguage): Promise<Words> => loaders[language]();

/** What was chosen on this device comes first, then the account's language, then the browser's, then the operator's. */
export function languageFor(
  offered: readonly PortalLanguage[],
  accountLanguage: string | undefined,
  browser: readonly string[] = navigator.languages,
): PortalLanguage {
  const wanted = [localStorage.getItem(key), accountLanguage, ...browser];
  const found = wanted
    .map((tag) => offered.find((one) => tag?.toLowerCase().split('-')[0] === one))
    .find((one) => one !== undefined);
  return found ?? offered[0] ?? 'en';
}

/** Before anybody is known: as the page of Amazon Cognito calls what was chosen here, or what the browser speaks. */
export function languageOfSignIn(): string {
  const language = languageFor(allLanguages, undefined);
  return language === 'pt' ? 'pt-BR' : language;
}

export function rememberLanguage(language: PortalLanguage): void {
  localStorage.setItem(key, language);
}

/** Assistive technology, hyphenation and the direction of the page follow from it. */
export function tellPage(language: PortalLanguage, { direction }: Words): void {
  document.documentElement.lang = language;
  document.documentElement.dir = direction;
}
