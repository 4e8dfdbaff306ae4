import type { NoticeLanguage } from '../contracts/notification.ts';
import { operatorAggregate, operatorId, unnamedOperator } from '../domain/document/operator.ts';
import type { ComposedNotice } from '../domain/notification/compose.ts';
import {
  noticeTemplatesAggregate,
  noticeTemplatesId,
  templateOf,
} from '../domain/notification/notice-templates.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { composeMessage, wordsFor } from '../domain/round/message.ts';
import { type Round, roundAggregate } from '../domain/round/round.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored } from '../ports/store.ts';
import { loadKnown, loadReferenced } from './load.ts';
import { nextFound } from './round-list.ts';

type Reading = Pick<Ports, 'store'>;

const foundShown = 1000;

export async function listRounds({ store }: Reading, page: Page): Promise<Result<Paged<Stored<Round>>>> {
  return done(await store.list(roundAggregate, { by: 'type' }, page));
}

/** A round with those whom its survey found. */
export async function readRound(
  { store }: Reading,
  id: string,
): Promise<Result<{ readonly round: Stored<Round>; readonly found: readonly string[] }>> {
  const round = await loadKnown(store, roundAggregate, id);
  if (!round.ok) return round;
  const { entries } = await nextFound(store, round.value, '', foundShown);
  return done({ round: round.value, found: entries.map(({ subscriberId }) => subscriberId) });
}

/** The message as one of its subscribers gets it. */
export async function previewMessage(
  { store }: Reading,
  id: string,
  wanted: string | undefined,
): Promise<Result<ComposedNotice & { readonly subscriberId: string; readonly language: NoticeLanguage }>> {
  const round = await loadKnown(store, roundAggregate, id);
  if (!round.ok) return round;
  const { message } = round.value.state.wish;
  if (message === undefined) return refuse('round.no-message', 'This round changes tags; it writes nobody.');
  const first = wanted ?? (await nextFound(store, round.value, '', 1)).entries[0]?.subscriberId;
  if (first === undefined) return refuse('round.nobody-found', 'Nobody was found yet who would get it.');
  const [subscriber, operator, templates] = await Promise.all([
    loadReferenced(store, subscriberAggregate, first, '/subscriberId'),
    store.load(operatorAggregate, operatorId),
    store.load(noticeTemplatesAggregate, noticeTemplatesId),
  ]);
  if (!subscriber.ok) return subscriber;
  const { name, accent, logo } = operator?.state ?? unnamedOperator;
  const { state } = subscriber.value;
  const words = wordsFor(message, state);
  const { language } = words;
  const template = templateOf(templates?.state, 'message', language);
  const picture = logo && `data:${logo.mediaType};base64,${logo.base64}`;
  const composed = composeMessage(words, state, template, name, { accent, logo: picture });
  return done({ subscriberId: first, language, ...composed });
}
