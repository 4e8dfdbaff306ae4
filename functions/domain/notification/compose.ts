import type { NoticeLanguage, NoticeTemplate } from '../../contracts/notification.ts';
import { fill, isRightToLeft } from '../document/words.ts';
import { layout } from './layout.ts';
import { noticeWords } from './notice-words.ts';

/** A notice as it is sent. */
export interface ComposedNotice {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly sms: string;
}

/** A way on from a notice: where it leads, and in which of the words of all notices. */
export interface NoticeLink {
  readonly to: string;
  readonly words: 'payOnline' | 'addCredit' | 'saveMethod' | 'signIn';
}

/** How the operator presents itself, and where the notice leads, where it does. */
export interface NoticeBrand {
  readonly accent: string;
  /** Address of the picture. */
  readonly logo?: string | undefined;
  readonly link?: NoticeLink | undefined;
}

/** What fills a notice: what every one has, and what its kind has. */
export type NoticeValues = Readonly<Record<string, string>> & {
  readonly name: string;
  readonly account: string;
  readonly operator: string;
};

/** The words with what is known in its places, once: what a value holds is filled no further. */
export function filledIn(words: string, values: NoticeValues): string {
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

function paragraph(words: string): string {
  return `<p>${escaped(words).replaceAll('\n', '<br>')}</p>`;
}

/**
 * Fills the words and sets them as plain text, as HTML by the layout and as a text message. Whatever a value holds stays
 * text; a subject keeps to one line.
 */
export function composeNotice(
  template: NoticeTemplate,
  language: NoticeLanguage,
  values: NoticeValues,
  { accent, link, logo }: NoticeBrand,
): ComposedNotice {
  const { greeting, closing, account, [link?.words ?? 'signIn']: lead } = noticeWords[language];
  const rightToLeft = isRightToLeft(language);
  // Invisible marks keep values in their own direction where the words run the other way.
  const filled = (words: string) => (rightToLeft ? fill(words, values) : filledIn(words, values));
  const body = [greeting, ...template.text.split(/\n{2,}/)].map(filled);
  const end = filled(closing);
  const anchor = link === undefined ? [] : [`<p><a href="${escaped(link.to)}">${escaped(lead)}</a></p>`];
  const html = [...body.map(paragraph), ...anchor, paragraph(end)].join('');
  const picture =
    logo === undefined
      ? ''
      : `<img src="${escaped(logo)}" alt="" height="40" style="display:block;height:40px;border:0;margin-bottom:8px">`;
  const subject = filled(template.subject).replace(/\s+/g, ' ').trim();
  return {
    subject,
    text: `${[...body, ...(link === undefined ? [] : [`${lead}: ${link.to}`]), end, filled(account)].join(
      '\n\n',
    )}\n`,
    html: layout
      .replaceAll('[[language]]', language)
      .replaceAll('[[direction]]', rightToLeft ? 'rtl' : 'ltr')
      .replaceAll('[[start]]', rightToLeft ? 'right' : 'left')
      .replaceAll('[[accent]]', /^#[0-9a-fA-F]{6}$/.test(accent) ? accent : '#1f4e79')
      .replaceAll('[[subject]]', () => escaped(subject))
      .replaceAll('[[operator]]', () => `${picture}${escaped(values.operator)}`)
      .replaceAll('[[account]]', () => escaped(filled(account)))
      .replaceAll('[[body]]', () => html),
    sms: filledIn(template.sms, values).replace(/\s+/g, ' ').trim(),
  };
}
