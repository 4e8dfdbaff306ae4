import type { NoticeKind, NoticeLanguage, NoticeTemplate } from '../../contracts/notification.ts';
import type { PersonRole } from '../../contracts/person.ts';
import { ar } from './words/ar.ts';
import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import { pt } from './words/pt.ts';

/** All notices in one language; `{…}` is filled in. */
export interface NoticeWords {
  readonly greeting: string;
  readonly closing: string;
  readonly account: string;
  readonly payOnline: string;
  readonly addCredit: string;
  readonly saveMethod: string;
  readonly signIn: string;
  /** What a person may do with an account, as a sentence goes on. */
  readonly roles: Readonly<Record<PersonRole, string>>;
  readonly notices: Readonly<Record<NoticeKind, NoticeTemplate>>;
}

export const noticeWords: Readonly<Record<NoticeLanguage, NoticeWords>> = { en, de, es, pt, fr, ar };

/** The first of the languages that notices are worded in; a tag such as `pt-BR` is in `pt`. */
export function noticeLanguageOf(...wanted: readonly (string | undefined)[]): NoticeLanguage {
  const known = Object.keys(noticeWords) as NoticeLanguage[];
  for (const tag of wanted) {
    const found = known.find((language) => tag === language || tag?.startsWith(`${language}-`) === true);
    if (found !== undefined) return found;
  }
  return 'en';
}
