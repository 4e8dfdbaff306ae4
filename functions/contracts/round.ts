import * as z from 'zod';
import { namedServicesAtMost, serviceFilter } from './bulk-change.ts';
import { noticeChannel, noticeLanguage } from './notification.ts';
import { id } from './scalars.ts';
import { serviceState } from './service-state.ts';
import { subscriberStatus, tagChanges } from './subscriber.ts';

/** `surveyed`: everybody was looked at, and staff may start it. */
export const roundState = z
  .enum(['surveying', 'surveyed', 'running', 'paused', 'cancelled', 'completed', 'failed'])
  .meta({ id: 'RoundState' });
export type RoundState = z.infer<typeof roundState>;

const messageWords = z.strictObject({
  language: noticeLanguage,
  subject: z.string().trim().min(1).max(200),
  text: z.string().trim().min(1).max(5_000).meta({
    description: 'Paragraphs are parted by an empty line. {name}, {account} and {operator} are filled in.',
  }),
  sms: z
    .string()
    .trim()
    .min(1)
    .max(480)
    .optional()
    .meta({ description: 'What is said by text message; the subject if left out.' }),
});
export type MessageWords = z.infer<typeof messageWords>;

/** What subscribers are written. */
export const roundMessage = z
  .strictObject({
    channels: z.array(noticeChannel).min(1).max(2),
    words: z.array(messageWords).min(1).max(noticeLanguage.options.length).meta({
      description: 'In each language once. The first are for whoever reads none of the others.',
    }),
  })
  .meta({ id: 'RoundMessage' });
export type RoundMessage = z.infer<typeof roundMessage>;

/** For which subscribers something is to be done, and what: a message or tags, never both. */
export const roundWish = z.strictObject({
  subscriberIds: z.array(id).min(1).max(namedServicesAtMost).optional(),
  status: subscriberStatus.optional(),
  /** Those who have a service like that. */
  ...serviceFilter.omit({ state: true }).shape,
  serviceState: serviceState.optional(),
  message: roundMessage.optional(),
  tags: tagChanges.optional(),
});
export type RoundWish = z.infer<typeof roundWish>;

/** For whom it is done, and of a message by which ways. */
export const foundSubscriber = z.strictObject({ subscriberId: id, channels: z.array(noticeChannel) });
export type FoundSubscriber = z.infer<typeof foundSubscriber>;

/** For whom it could not be done, by a stable code and in words. */
export const roundFailure = z.strictObject({ subscriberId: id, code: z.string(), message: z.string() });
export type RoundFailure = z.infer<typeof roundFailure>;

/** Of a message: by which way how many were told; `waiting`: text messages that wait for the end of quiet hours. */
export const toldCounts = z.strictObject({
  email: z.int().min(0),
  sms: z.int().min(0),
  waiting: z.int().min(0),
});
export type ToldCounts = z.infer<typeof toldCounts>;

const execution = {
  roundId: id,
  /** Each beginning, start, resumption and continuation is a run of its own, and an execution of its own. */
  run: z.int().min(1),
};

/** Input of the state machine `reach-many`. */
export const roundExecution = z.strictObject(execution);
export type RoundExecution = z.infer<typeof roundExecution>;

/** What the state machine asks of the round-step function. Both steps are idempotent. */
export const roundStep = z.discriminatedUnion('step', [
  z.strictObject({
    step: z.literal('advance'),
    ...execution,
    /** Counts from 0 in each execution. */
    round: z.int().min(0),
    /** How often this step broke off before. */
    attempt: z.int().min(0),
  }),
  z.strictObject({ step: z.literal('fail'), roundId: id, error: z.string(), cause: z.string() }),
]);
export type RoundStep = z.infer<typeof roundStep>;
