import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { noticeKind, noticeLanguage, noticeTemplate } from '../notification.ts';

/** The operator words a notice in its own way from now on. */
export const noticeTemplateSet = defineEvent(
  'notice-template.set',
  z.strictObject({ kind: noticeKind, language: noticeLanguage, template: noticeTemplate }),
);
export type NoticeTemplateSet = EventOf<typeof noticeTemplateSet>;
