import type { OperatorSettings } from '../contracts/operator.ts';
import type { RoundFailure, RoundMessage, ToldCounts } from '../contracts/round.ts';
import { operatorAggregate, operatorId, unnamedOperator } from '../domain/document/operator.ts';
import {
  type NoticeTemplates,
  noticeTemplatesAggregate,
  noticeTemplatesId,
  templateOf,
} from '../domain/notification/notice-templates.ts';
import { notificationAggregate, notificationIdOf } from '../domain/notification/notification.ts';
import { waysTo } from '../domain/notification/ways.ts';
import { done } from '../domain/result.ts';
import { aimAt } from '../domain/round/aim.ts';
import { composeMessage, wordsFor } from '../domain/round/message.ts';
import type { Round } from '../domain/round/round.ts';
import { changeSubscriberDetails } from '../domain/subscriber/decide.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { tagsAfter } from '../domain/subscriber/tags.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { tell } from './tell.ts';
import { changeOne } from './write-one.ts';

/** What serving anybody in a round needs to know. */
export interface Serving {
  readonly ports: Pick<Ports, 'store' | 'mail' | 'sms'>;
  readonly round: Stored<Round>;
  readonly settings: OperatorSettings;
  readonly templates: NoticeTemplates | undefined;
}

export async function servingOf(
  ports: Pick<Ports, 'store' | 'mail' | 'sms'>,
  round: Stored<Round>,
): Promise<Serving> {
  const { store } = ports;
  const [operator, templates] = await Promise.all([
    store.load(operatorAggregate, operatorId),
    store.load(noticeTemplatesAggregate, noticeTemplatesId),
  ]);
  return { ports, round, settings: operator?.state ?? unnamedOperator, templates: templates?.state };
}

export type Served = { readonly told: ToldCounts } | RoundFailure | { readonly leftOut: string };

const nobodyTold: ToldCounts = { email: 0, sms: 0, waiting: 0 };

/** Does for one subscriber what the round is for. Done again it does no harm, and is counted as done. */
export async function serveSubscriber(
  serving: Serving,
  subscriberId: string,
  context: Context,
): Promise<Served> {
  const { store } = serving.ports;
  const subscriber = await store.load(subscriberAggregate, subscriberId);
  if (subscriber === undefined) return { leftOut: 'subscriber.unknown' };
  const { message, tags } = serving.round.state.wish;
  if (message !== undefined) return write(serving, subscriber, message, context);
  return tagOne(store, subscriber, tags ?? { add: [], remove: [] }, context);
}

async function tagOne(
  store: Store,
  { id: subscriberId }: Stored<Subscriber>,
  changes: Parameters<typeof tagsAfter>[1],
  context: Context,
): Promise<Served> {
  let leftOut: string | undefined;
  const changed = await changeOne(store, subscriberAggregate, subscriberId, context, ({ state }) => {
    const aim = aimAt(state, undefined, { tags: changes });
    leftOut = 'leftOut' in aim && aim.leftOut !== 'round.already-so' ? aim.leftOut : undefined;
    if (leftOut !== undefined) return done({ events: [] });
    const tags = [...tagsAfter(state.details.tags, changes)];
    const decided = changeSubscriberDetails(state, { tags }, { any: false, living: false });
    return decided.ok ? done({ events: decided.value }) : decided;
  });
  if (leftOut !== undefined) return { leftOut };
  return changed.ok ? { told: nobodyTold } : { subscriberId, ...changed.refusal };
}

async function write(
  { ports, round, settings, templates }: Serving,
  subscriber: Stored<Subscriber>,
  message: RoundMessage,
  context: Context,
): Promise<Served> {
  const { id: subscriberId, state } = subscriber;
  const notification = await ports.store.load(notificationAggregate, notificationIdOf(subscriberId));
  const aim = aimAt(state, notification?.state, { message });
  if ('leftOut' in aim) return { leftOut: aim.leftOut };
  const { name, accent, logo } = settings;
  const words = wordsFor(message, state);
  const { language } = words;
  const composed = composeMessage(words, state, templateOf(templates, 'message', language), name, {
    accent,
    logo: logo && 'cid:logo',
  });
  const ways = waysTo(state, notification?.state, 'message').filter(({ channel }) =>
    aim.channels.includes(channel),
  );
  const about = { kind: 'message' as const, eventId: round.id, language, composed, ways };
  const told = await tell(ports, { ...about, subscriber, notification, settings }, context);
  const refused = told.filter(({ outcome }) => outcome === 'refused');
  if (refused.length === told.length) {
    const reasons = refused.map(({ channel, reason = '' }) => `${channel}: ${reason}`).join('; ');
    return { subscriberId, code: 'notification.refused', message: reasons.slice(0, 500) };
  }
  const by = (channel: 'email' | 'sms', outcome: 'told' | 'waits') =>
    told.filter((one) => one.channel === channel && one.outcome === outcome).length;
  return { told: { email: by('email', 'told'), sms: by('sms', 'told'), waiting: by('sms', 'waits') } };
}
