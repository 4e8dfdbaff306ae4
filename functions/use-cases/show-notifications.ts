import type { NoticePreferencesView, NoticeTemplateView } from '../contracts/http/notifications.ts';
import { noticeKind, noticeLanguage } from '../contracts/notification.ts';
import { noticeRules, placesOf } from '../domain/notification/notice-kinds.ts';
import { type NoticeTemplates, templateOf } from '../domain/notification/notice-templates.ts';
import { isWanted, type Notification } from '../domain/notification/notification.ts';
import type { Stored } from '../ports/store.ts';
import type { NoticeWording } from './notice-templates.ts';

export function showNoticeTemplate({ template, version, places, ...wording }: NoticeWording) {
  const body: NoticeTemplateView = { ...wording, ...template, places: [...places] };
  return { body, version };
}

export function showNoticeTemplates(own: NoticeTemplates | undefined): NoticeTemplateView[] {
  return noticeKind.options.flatMap((kind) =>
    noticeLanguage.options.map((language) => ({
      kind,
      language,
      ...templateOf(own, kind, language),
      places: [...placesOf(kind)],
    })),
  );
}

/** What a subscriber may want to be told of; the rest is told to others. */
const chosenKinds = noticeKind.options.filter((kind) => noticeRules[kind].toPerson === undefined);

/** By which ways a subscriber is told, what is usual filled in. */
export function showNoticePreferences({ state }: Stored<Notification>): NoticePreferencesView {
  const { subscriberId, preferences } = state;
  return {
    subscriberId,
    preferences,
    ways: chosenKinds.map((kind) => ({
      kind,
      email: isWanted(preferences, kind, 'email'),
      sms: isWanted(preferences, kind, 'sms'),
      isLegal: noticeRules[kind].isLegal,
    })),
    failing: [...(state.failing ?? [])],
  };
}
