import type { NoticeTemplateReset } from '../../contracts/events/notice-template-reset.ts';
import type { NoticeTemplateSet } from '../../contracts/events/notice-template-set.ts';
import type { NoticeKind, NoticeLanguage, NoticeTemplate } from '../../contracts/notification.ts';
import type { Aggregate } from '../aggregate.ts';
import { isSame } from '../details.ts';
import { done, type Flaw, type Result, refuse, refuseAll } from '../result.ts';
import { placesOf } from './notice-kinds.ts';
import { noticeWords } from './notice-words.ts';

export type NoticeTemplateEvent = NoticeTemplateSet | NoticeTemplateReset;

/** Notices that the operator words otherwise, by `<kind>/<language>`. */
export interface NoticeTemplates {
  readonly templates: Readonly<Record<string, NoticeTemplate>>;
}

/** There is one. */
export const noticeTemplatesId = `ntt_${'0'.repeat(26)}`;

function keyOf(kind: NoticeKind, language: NoticeLanguage): string {
  return `${kind}/${language}`;
}

export const noticeTemplatesAggregate: Aggregate<NoticeTemplates, NoticeTemplateEvent> = {
  type: 'notice-templates',
  evolve(state, { type, data }) {
    const { [keyOf(data.kind, data.language)]: _, ...others } = state?.templates ?? {};
    return type === 'notice-template.reset'
      ? { templates: others }
      : { templates: { ...others, [keyOf(data.kind, data.language)]: data.template } };
  },
};

/** The words of a notice: the operator's own, or the usual ones. */
export function templateOf(
  own: NoticeTemplates | undefined,
  kind: NoticeKind,
  language: NoticeLanguage,
): NoticeTemplate & { readonly isOwn: boolean } {
  const template = own?.templates[keyOf(kind, language)];
  return template === undefined
    ? { ...noticeWords[language].notices[kind], isOwn: false }
    : { ...template, isOwn: true };
}

const place = /\{([^{}]*)\}/g;

/** Words may be filled with what the kind has, and nothing else: a slip of the pen would reach everybody. */
export function checkTemplate(kind: NoticeKind, template: NoticeTemplate, within = ''): Result<void> {
  const known = placesOf(kind);
  const flaws = (['subject', 'text', 'sms'] as const).flatMap((part): Flaw[] =>
    [...template[part].matchAll(place)].flatMap(([, name = '']) =>
      known.includes(name)
        ? []
        : [
            {
              pointer: `${within}/${part}`,
              message: `{${name}} is nothing that ${kind} has; it has ${known.map((one) => `{${one}}`).join(', ')}`,
            },
          ],
    ),
  );
  return flaws.length === 0
    ? done(undefined)
    : refuseAll('notice-template.place-unknown', 'The words name what this notice does not have.', flaws);
}

export function setTemplate(
  own: NoticeTemplates | undefined,
  kind: NoticeKind,
  language: NoticeLanguage,
  template: NoticeTemplate,
): Result<readonly NoticeTemplateEvent[]> {
  const checked = checkTemplate(kind, template);
  if (!checked.ok) return checked;
  return done(
    isSame(own?.templates[keyOf(kind, language)], template)
      ? []
      : [{ type: 'notice-template.set', data: { kind, language, template } }],
  );
}

export function resetTemplate(
  own: NoticeTemplates | undefined,
  kind: NoticeKind,
  language: NoticeLanguage,
): Result<readonly NoticeTemplateEvent[]> {
  return own?.templates[keyOf(kind, language)] === undefined
    ? refuse('notice-template.not-own', `${kind} has its usual words in ${language} already.`)
    : done([{ type: 'notice-template.reset', data: { kind, language } }]);
}
