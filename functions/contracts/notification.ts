import * as z from 'zod';
import { email, id, instant, phone } from './scalars.ts';

/** What subscribers are told of. */
export const noticeKind = z
  .enum([
    'invoice-issued',
    'invoice-settled',
    'credit-note-issued',
    'payment-received',
    'charge-declined',
    'method-expiring',
    'reminder',
    'late-fee',
    'throttle',
    'walled-garden',
    'suspension',
    'termination',
    'hand-over',
    'balance-low',
    'balance-short',
    'balance-owed',
    'services-restored',
    'service-active',
    'quota-reached',
    'service-suspended',
    'service-resumed',
    'service-terminated',
    'outage',
    'plan-change',
    'message',
    'payment-link',
    'saving-link',
    'person-invited',
  ])
  .meta({ id: 'NoticeKind' });
export type NoticeKind = z.infer<typeof noticeKind>;

export const noticeChannel = z.enum(['email', 'sms']).meta({ id: 'NoticeChannel' });
export type NoticeChannel = z.infer<typeof noticeChannel>;

/** The languages that every notice is worded in. */
export const noticeLanguage = z.enum(['en', 'de', 'es', 'pt', 'fr', 'ar']).meta({ id: 'NoticeLanguage' });
export type NoticeLanguage = z.infer<typeof noticeLanguage>;

/** The words of a notice; `{…}` is filled in. */
export const noticeTemplate = z.strictObject({
  subject: z.string().trim().min(1).max(200),
  /** Paragraphs are parted by an empty line. */
  text: z.string().trim().min(1).max(5_000),
  sms: z.string().trim().min(1).max(480),
});
export type NoticeTemplate = z.infer<typeof noticeTemplate>;

/** Why an address is written to no more: it does not exist, or whoever reads there called the mail unwanted. */
export const addressFault = z.enum(['bounced', 'complained']).meta({ id: 'AddressFault' });
export type AddressFault = z.infer<typeof addressFault>;

/** An e-mail address that is written to no more. */
export const failingAddress = z
  .strictObject({
    address: email,
    fault: addressFault,
    reason: z.string().max(1_000).meta({ description: 'What the carrier said.' }),
    since: instant,
  })
  .meta({ id: 'FailingAddress' });
export type FailingAddress = z.infer<typeof failingAddress>;

/** By which ways a subscriber wants to be told of a kind; what is left out is as usual. */
export const noticePreferences = z.partialRecord(
  noticeKind,
  z.strictObject({ email: z.boolean().optional(), sms: z.boolean().optional() }),
);
export type NoticePreferences = z.infer<typeof noticePreferences>;

/** A text message that waits for the end of quiet hours. */
export const waitingText = z.strictObject({
  eventId: id,
  kind: noticeKind,
  language: noticeLanguage,
  to: phone,
  text: z.string(),
  until: instant,
});
export type WaitingText = z.infer<typeof waitingText>;
