import type { Surveyed } from '../contracts/bulk-action.ts';
import type { NoticeLanguage } from '../contracts/notification.ts';
import { type BulkAction, bulkActionAggregate } from '../domain/bulk-action/bulk-action.ts';
import { composeMessage, wordsFor } from '../domain/bulk-action/message-words.ts';
import { operatorAggregate, operatorId, unnamedOperator } from '../domain/document/operator.ts';
import type { ComposedNotice } from '../domain/notification/compose.ts';
import {
  noticeTemplatesAggregate,
  noticeTemplatesId,
  templateOf,
} from '../domain/notification/notice-templates.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored } from '../ports/store.ts';
import { type BulkResult, firstSurveyed, nextResults } from './bulk-list.ts';
import { loadKnown, loadReferenced } from './load.ts';

type Reading = Pick<Ports, 'store'>;

const foundShown = 1000;

export async function listBulkActions(
  { store }: Reading,
  page: Page,
): Promise<Result<Paged<Stored<BulkAction>>>> {
  return done(await store.list(bulkActionAggregate, { by: 'type' }, page));
}

export interface BulkActionWithFound {
  readonly bulk: Stored<BulkAction>;
  readonly found: readonly Surveyed[];
}

/** A bulk action with those whom its survey found. */
export async function readBulkAction({ store }: Reading, id: string): Promise<Result<BulkActionWithFound>> {
  const bulk = await loadKnown(store, bulkActionAggregate, id);
  if (!bulk.ok) return bulk;
  return done({ bulk: bulk.value, found: await firstSurveyed(store, bulk.value, foundShown) });
}

/** What came of it with each, a page after the other. */
export async function listBulkResults(
  { store }: Reading,
  id: string,
  { limit, cursor = '' }: Pick<Page, 'limit' | 'cursor'>,
): Promise<Result<{ readonly items: readonly BulkResult[]; readonly nextCursor?: string }>> {
  const bulk = await loadKnown(store, bulkActionAggregate, id);
  if (!bulk.ok) return bulk;
  const part = await nextResults(store, bulk.value, cursor, limit);
  return done({ items: part.entries, ...(part.cursor === null ? {} : { nextCursor: part.cursor }) });
}

/** The message as one of its subscribers gets it. */
export async function previewMessage(
  { store }: Reading,
  id: string,
  wanted: string | undefined,
): Promise<Result<ComposedNotice & { readonly subscriberId: string; readonly language: NoticeLanguage }>> {
  const bulk = await loadKnown(store, bulkActionAggregate, id);
  if (!bulk.ok) return bulk;
  const { message } = bulk.value.state.wish;
  if (message === undefined) return refuse('bulk-action.no-message', 'Nobody is written to by this.');
  const first = wanted ?? (await firstSurveyed(store, bulk.value, 1))[0]?.subscriberId;
  if (first === undefined)
    return refuse('bulk-action.nobody-found', 'Nobody was found yet who would get it.');
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
