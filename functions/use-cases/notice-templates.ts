import type { NoticeKind, NoticeLanguage, NoticeTemplate } from '../contracts/notification.ts';
import { operatorAggregate, operatorId, unnamedOperator } from '../domain/document/operator.ts';
import { type ComposedNotice, composeNotice } from '../domain/notification/compose.ts';
import { placesOf } from '../domain/notification/notice-kinds.ts';
import {
  checkTemplate,
  type NoticeTemplateEvent,
  type NoticeTemplates,
  noticeTemplatesAggregate,
  noticeTemplatesId,
  resetTemplate,
  setTemplate,
  templateOf,
} from '../domain/notification/notice-templates.ts';
import { done, type Result } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { refuseStale } from './load.ts';
import { withRetry } from './retry.ts';
import { storedBy } from './write-one.ts';

type TemplatePorts = Pick<Ports, 'store'>;

export interface NoticeRef {
  readonly kind: NoticeKind;
  readonly language: NoticeLanguage;
}

/** A notice's words as they stand, and what they may be filled with. */
export interface NoticeWording extends NoticeRef {
  readonly template: NoticeTemplate;
  readonly isOwn: boolean;
  readonly places: readonly string[];
  readonly version: number;
}

export async function readNoticeTemplates({
  store,
}: TemplatePorts): Promise<Result<Stored<NoticeTemplates> | undefined>> {
  return done(await store.load(noticeTemplatesAggregate, noticeTemplatesId));
}

export async function readNoticeTemplate(
  { store }: TemplatePorts,
  ref: NoticeRef,
): Promise<Result<NoticeWording>> {
  return done(wordingOf(await store.load(noticeTemplatesAggregate, noticeTemplatesId), ref));
}

/** Words a notice in the operator's own way. */
export function setNoticeTemplate(
  ports: TemplatePorts,
  ref: NoticeRef,
  template: NoticeTemplate,
  context: Context,
): Promise<Result<NoticeWording>> {
  return write(ports, ref, context, (own) => setTemplate(own, ref.kind, ref.language, template));
}

/** Gives a notice its usual words again. */
export function resetNoticeTemplate(
  ports: TemplatePorts,
  ref: NoticeRef,
  context: Context,
): Promise<Result<NoticeWording>> {
  return write(ports, ref, context, (own) => resetTemplate(own, ref.kind, ref.language));
}

/** A notice as a subscriber would get it, in words that are not set yet or in those that are. */
export async function previewNotice(
  { store }: TemplatePorts,
  { kind, language }: NoticeRef,
  template: NoticeTemplate | undefined,
): Promise<Result<ComposedNotice>> {
  const [own, operator] = await Promise.all([
    store.load(noticeTemplatesAggregate, noticeTemplatesId),
    store.load(operatorAggregate, operatorId),
  ]);
  const words = template ?? templateOf(own?.state, kind, language);
  const checked = checkTemplate(kind, words, '/template');
  if (!checked.ok) return checked;
  const { name, accent, logo } = operator?.state ?? unnamedOperator;
  const values = {
    ...Object.fromEntries(placesOf(kind).map((place) => [place, `‹${place}›`])),
    name: '‹name›',
    account: '‹account›',
    operator: name,
  };
  return done(
    composeNotice(words, language, values, {
      accent,
      logo: logo && `data:${logo.mediaType};base64,${logo.base64}`,
    }),
  );
}

function wordingOf(stored: Stored<NoticeTemplates> | undefined, ref: NoticeRef): NoticeWording {
  const { isOwn, ...template } = templateOf(stored?.state, ref.kind, ref.language);
  return { ...ref, template, isOwn, places: placesOf(ref.kind), version: stored?.version ?? 0 };
}

function write(
  { store }: TemplatePorts,
  ref: NoticeRef,
  context: Context,
  decide: (own: NoticeTemplates | undefined) => Result<readonly NoticeTemplateEvent[]>,
): Promise<Result<NoticeWording>> {
  return withRetry(context, async () => {
    const stored = await store.load(noticeTemplatesAggregate, noticeTemplatesId);
    const stale = stored === undefined ? undefined : refuseStale(context, stored);
    if (stale !== undefined) return stale;
    const decided = decide(stored?.state);
    if (!decided.ok) return decided;
    if (decided.value.length === 0) return done(wordingOf(stored, ref));
    const made = change(noticeTemplatesAggregate, noticeTemplatesId, stored, decided.value, context.now);
    const answer = wordingOf(storedBy(made, context), ref);
    const committed = await store.commit([made], context, answer);
    return committed.ok ? done(answer) : committed;
  });
}
