import { describe, expect, it } from 'vitest';
import { noticeKind, noticeLanguage } from '../../../functions/contracts/notification.ts';
import { composeNotice } from '../../../functions/domain/notification/compose.ts';
import { commonPlaces, placesOf } from '../../../functions/domain/notification/notice-kinds.ts';
import { checkTemplate } from '../../../functions/domain/notification/notice-templates.ts';
import { noticeLanguageOf, noticeWords } from '../../../functions/domain/notification/notice-words.ts';

const brand = { accent: '#aa3311' };
const values = { name: 'Ada <b>', account: 'A1', operator: 'Hill & Dale' };

describe('the words that come with a release', () => {
  it.each(noticeLanguage.options)(
    'name nothing in %s that a notice does not have, and end nowhere',
    (language) => {
      const words = noticeWords[language];
      for (const kind of noticeKind.options) {
        expect(checkTemplate(kind, words.notices[kind]), kind).toEqual({ ok: true, value: undefined });
        const filled = composeNotice(
          words.notices[kind],
          language,
          { ...Object.fromEntries(placesOf(kind).map((place) => [place, 'x'])), ...values },
          brand,
        );
        expect(JSON.stringify(filled), kind).not.toMatch(/\{\w+\}|\[\[|\]\]|undefined/);
      }
      expect(JSON.stringify([words.greeting, words.closing, words.account])).toMatch(
        /\{name\}.*\{operator\}.*\{account\}/,
      );
    },
  );

  it.each(noticeLanguage.options)(
    'say in %s what English says: the same values in each notice',
    (language) => {
      for (const kind of noticeKind.options) {
        for (const part of ['text', 'sms'] as const) {
          const named = (text: string) => [...new Set(text.match(/\{\w+\}/g))].toSorted();
          expect(named(noticeWords[language].notices[kind][part]), `${kind} ${part}`).toEqual(
            named(noticeWords.en.notices[kind][part]),
          );
        }
      }
    },
  );

  it('are chosen by the subscriber’s language, then by the operator’s', () => {
    expect(noticeLanguageOf('pt-BR', 'de')).toBe('pt');
    expect(noticeLanguageOf('ja', 'de-AT')).toBe('de');
    expect(noticeLanguageOf('ja', undefined)).toBe('en');
    expect(commonPlaces).toContain('operator');
  });
});

describe('a composed notice', () => {
  const template = {
    subject: 'Hello\n{name}',
    text: 'One\ntwo.\n\nThree {operator}.',
    sms: '{name}: {account}',
  };

  it('is text, HTML of which no value is markup, and a short message', () => {
    const { subject, text, html, sms } = composeNotice(template, 'en', values, brand);
    expect(subject).toBe('Hello Ada <b>');
    expect(text).toBe(
      'Dear Ada <b>,\n\nOne\ntwo.\n\nThree Hill & Dale.\n\nKind regards\nHill & Dale\n\nAccount A1\n',
    );
    expect(html).toContain('<p>One<br>two.</p><p>Three Hill &amp; Dale.</p>');
    expect(html).toContain('Ada &lt;b&gt;');
    expect(html).not.toContain('<b>');
    expect(html).toContain('#aa3311');
    expect(html).toMatch(/<html lang="en" dir="ltr"/);
    expect(sms).toBe('Ada <b>: A1');
  });

  it('runs from right to left where its language does, and leaves a message of the phone without marks', () => {
    const { html, text, sms } = composeNotice(template, 'ar', values, brand);
    expect(html).toMatch(/<html lang="ar" dir="rtl"/);
    expect(html).toContain('text-align:right');
    expect(html).not.toContain('ltr');
    expect(text).toContain('\u2068Ada <b>\u2069');
    expect(sms).toBe('Ada <b>: A1');
  });

  it('keeps a colour that is none out of the mark-up', () => {
    const { html } = composeNotice(template, 'en', values, { accent: '"><script>' });
    expect(html).not.toContain('<script>');
  });
});
