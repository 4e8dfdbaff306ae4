import * as z from 'zod';
import {
  failingAddress,
  noticeKind,
  noticeLanguage,
  noticePreferences,
  noticeTemplate,
} from '../notification.ts';
import { defineRoute } from '../route.ts';
import { email, id } from '../scalars.ts';

const tag = 'Notifications';
const params = z.object({ kind: noticeKind, language: noticeLanguage });

/** The words of a notice as the API shows them. */
export const noticeTemplateView = z
  .object({
    kind: noticeKind,
    language: noticeLanguage,
    ...noticeTemplate.shape,
    isOwn: z.boolean().meta({ description: 'Whether the operator has worded it, and not the release.' }),
    places: z
      .array(z.string())
      .meta({ description: 'What the words may be filled with: `{number}` and such.' }),
  })
  .meta({ id: 'NoticeTemplate' });
export type NoticeTemplateView = z.infer<typeof noticeTemplateView>;

export const listNoticeTemplates = defineRoute({
  method: 'GET',
  path: '/notification-templates',
  permission: 'billing:read',
  summary: 'List the words of all notices in all languages',
  tag,
  answer: {
    status: 200,
    body: z.object({ items: z.array(noticeTemplateView) }).meta({ id: 'NoticeTemplates' }),
  },
  versioned: true,
});

export const getNoticeTemplate = defineRoute({
  method: 'GET',
  path: '/notification-templates/{kind}/{language}',
  permission: 'billing:read',
  summary: 'Read the words of a notice in a language',
  tag,
  params,
  answer: { status: 200, body: noticeTemplateView },
  versioned: true,
});

export const setNoticeTemplate = defineRoute({
  method: 'PUT',
  path: '/notification-templates/{kind}/{language}',
  permission: 'operator:write',
  summary: 'Word a notice in the operator’s own way',
  tag,
  params,
  body: noticeTemplate.meta({ id: 'NewNoticeTemplate' }),
  answer: { status: 200, body: noticeTemplateView },
  refusals: ['notice-template.place-unknown'],
  versioned: true,
});

export const resetNoticeTemplate = defineRoute({
  method: 'DELETE',
  path: '/notification-templates/{kind}/{language}',
  permission: 'operator:write',
  summary: 'Give a notice its usual words again',
  tag,
  params,
  answer: { status: 200, body: noticeTemplateView },
  refusals: ['notice-template.not-own'],
  versioned: true,
});

export const previewNotice = defineRoute({
  method: 'POST',
  path: '/notification-templates/{kind}/{language}/preview',
  permission: 'billing:read',
  summary: 'See a notice as a subscriber would get it, in words that are not set yet or in those that are',
  tag,
  params,
  body: z
    .strictObject({
      template: noticeTemplate.optional().meta({ description: 'The words that are set, if left out.' }),
    })
    .meta({ id: 'NoticePreviewRequest' }),
  answer: {
    status: 200,
    body: z
      .object({ subject: z.string(), text: z.string(), html: z.string(), sms: z.string() })
      .meta({ id: 'ComposedNotice' }),
  },
  refusals: ['notice-template.place-unknown'],
});

/** By which ways a subscriber is told, as the API shows it. */
export const noticePreferencesView = z
  .object({
    subscriberId: id,
    preferences: noticePreferences.meta({ description: 'What differs from the usual.' }),
    ways: z
      .array(z.object({ kind: noticeKind, email: z.boolean(), sms: z.boolean(), isLegal: z.boolean() }))
      .meta({
        description: 'By which ways the subscriber is told of each kind; `isLegal`: by one at least.',
      }),
    failing: z.array(failingAddress).meta({
      description:
        'Addresses that are written to no more: mail came back from them, or was called unwanted there.',
    }),
  })
  .meta({ id: 'NoticePreferences' });
export type NoticePreferencesView = z.infer<typeof noticePreferencesView>;

export const getNoticePreferences = defineRoute({
  method: 'GET',
  path: '/subscribers/{id}/notification-preferences',
  permission: 'subscribers:read',
  summary: 'Read by which ways a subscriber is told of what',
  tag,
  params: z.object({ id }),
  answer: { status: 200, body: noticePreferencesView },
  refusals: ['subscriber.unknown'],
  versioned: true,
});

export const setNoticePreferences = defineRoute({
  method: 'PUT',
  path: '/subscribers/{id}/notification-preferences',
  permission: 'subscribers:write',
  summary: 'Set by which ways a subscriber is told of what',
  tag,
  params: z.object({ id }),
  body: z.strictObject({ preferences: noticePreferences }).meta({ id: 'NewNoticePreferences' }),
  answer: { status: 200, body: noticePreferencesView },
  refusals: ['subscriber.unknown', 'notification.must-be-told'],
  versioned: true,
});

export const restoreAddress = defineRoute({
  method: 'DELETE',
  path: '/subscribers/{id}/failing-addresses/{address}',
  permission: 'subscribers:write',
  summary: 'Write to an e-mail address again from which mail came back, or where it was unwanted',
  tag,
  params: z.object({ id, address: email }),
  answer: { status: 200, body: noticePreferencesView },
  refusals: ['subscriber.unknown', 'notification.address-not-failing'],
  versioned: true,
});
