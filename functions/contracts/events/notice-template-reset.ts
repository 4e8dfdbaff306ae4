import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { noticeKind, noticeLanguage } from '../notification.ts';

/** A notice has its usual words again. */
export const noticeTemplateReset = defineEvent(
  'notice-template.reset',
  z.strictObject({ kind: noticeKind, language: noticeLanguage }),
);
export type NoticeTemplateReset = EventOf<typeof noticeTemplateReset>;
