import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { type EventEnvelope, eventEnvelope } from '../contracts/event.ts';
import type { Stumble } from '../ports/checkpoints.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store } from '../ports/store.ts';
import { readingOnce } from '../use-cases/read-once.ts';
import { now } from './clock.ts';
import { lazily } from './composition.ts';
import { described, log } from './log.ts';

type Reading = Pick<Ports, 'store' | 'checkpoints'>;

export interface Consumer<P extends Reading, G = undefined> {
  /** Names the checkpoint, and the actor of what the consumer does. */
  readonly name: string;
  /** Events that concern it; all when left out. */
  readonly types?: readonly string[];
  readonly ports: P;
  /** What all events of a batch are handled on: read once, when the first of them is. */
  readonly ground?: (ports: P) => Promise<G>;
  /** On this ground nobody wants to hear of anything: not even how far the consumer has come is kept. */
  readonly isIdle?: (ground: G) => boolean;
  /** What handling an event will want to know: it is read with the checkpoint, all at once. */
  readonly foresee?: (event: EventEnvelope, store: Store) => readonly Promise<unknown>[];
  /** At least once and in order per aggregate; a throw brings the event again later and none before it. */
  handle(event: EventEnvelope, ports: P, context: Context, ground: G): Promise<void>;
}

/** The place in the feed is nobody's concern here. */
const message = z.object({ detail: eventEnvelope.strip() });

/** So many events are read by their names, together with those of other aggregates; more are looked for. */
const mostByName = 25;

interface Nudge {
  readonly messageId: string;
  readonly event: EventEnvelope;
}

/**
 * A queue's handler for a consumer of events. A message is only a nudge: what is handled is the aggregate's history
 * from the consumer's checkpoint on, in order, so that neither a lost nor a repeated nor an overtaken message matters.
 */
export function consumer<P extends Reading, G = undefined>(
  definition: Consumer<P, G>,
): (batch: SQSEvent) => Promise<SQSBatchResponse> {
  return async ({ Records }) => {
    const failed: string[] = [];
    let read: Promise<G> | undefined;
    const ground = () => {
      read ??= definition.ground?.(definition.ports) ?? Promise.resolve(undefined as G);
      return read;
    };
    const groups = new Map<string, Nudge[]>();
    for (const record of Records) {
      const nudge = nudgeOf(record);
      if (nudge === undefined) failed.push(record.messageId);
      else groups.set(nudge.event.aggregateId, [...(groups.get(nudge.event.aggregateId) ?? []), nudge]);
    }
    if (definition.isIdle?.(await ground()) === true) groups.clear();
    await Promise.all(
      [...groups.values()].map(async (nudges) => {
        const handledTo = await catchUp(definition, nudges, ground);
        failed.push(
          ...nudges.filter(({ event }) => event.version > handledTo).map(({ messageId }) => messageId),
        );
      }),
    );
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/**
 * A queue's handler for what happens once however often it is told, since it is named by what it is told of: each event
 * is handled by itself, and no place is kept.
 */
export function listener<P extends Pick<Ports, 'checkpoints'>>({
  name,
  ports,
  handle,
}: {
  readonly name: string;
  readonly ports: P;
  readonly handle: (event: EventEnvelope, ports: P) => Promise<void>;
}): (batch: SQSEvent) => Promise<SQSBatchResponse> {
  return async ({ Records }) => {
    const failed = await Promise.all(
      Records.map(async (record) => {
        const nudge = nudgeOf(record);
        if (nudge === undefined) return [record.messageId];
        const { aggregateId, version } = nudge.event;
        const complain = (error: unknown) =>
          log('error', 'event not handled', {
            consumer: name,
            aggregateId,
            version,
            error: described(error),
          });
        try {
          await handle(nudge.event, ports);
          return [];
        } catch (error) {
          complain(error);
          const stumbled = { at: now(), version, words: wordsOf(error) };
          await ports.checkpoints.stumble(name, aggregateId, stumbled).catch(complain);
          return [record.messageId];
        }
      }),
    );
    return { batchItemFailures: failed.flat().map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/** Handles what lies between the checkpoint and the newest of the nudges. Answers up to which version all is done. */
async function catchUp<P extends Reading, G>(
  { name, types, ports: given, foresee, handle }: Consumer<P, G>,
  nudges: readonly Nudge[],
  ground: () => Promise<G>,
): Promise<number> {
  const [{ event: nudge }] = nudges as [Nudge];
  const { aggregateId } = nudge;
  const ports = readingPorts(given);
  let keptTo = 0;
  let handledTo = 0;
  let stumbled: Stumble | undefined;
  const complain = (error: unknown) =>
    log('error', 'event not handled', {
      consumer: name,
      aggregateId,
      afterVersion: handledTo,
      error: described(error),
    });
  try {
    [keptTo] = await Promise.all([
      ports.checkpoints.get(name, aggregateId),
      ...(foresee?.(nudge, ports.store) ?? []),
    ]);
    handledTo = keptTo;
    for (const event of await eventsAfter(ports.store, keptTo, nudges)) {
      if (types === undefined || types.includes(event.type)) {
        const context: Context = { actor: { kind: 'system', id: name }, now: now() };
        await handle(event, ports, context, await ground());
      }
      handledTo = event.version;
    }
    const newest = Math.max(...nudges.map(({ event }) => event.version));
    if (handledTo < newest) throw new Error(`the history of ${aggregateId} ends before version ${newest}`);
  } catch (error) {
    complain(error);
    stumbled = { at: now(), version: handledTo + 1, words: wordsOf(error) };
  }
  try {
    if (handledTo > keptTo) await ports.checkpoints.advance(name, aggregateId, handledTo);
  } catch (error) {
    complain(error);
    return keptTo;
  }
  // Staff read it beside the message; whether it could be written changes nothing about what was handled.
  if (stumbled !== undefined) {
    await ports.checkpoints.stumble(name, aggregateId, stumbled).catch(complain);
  }
  return handledTo;
}

/** The ports as they are, but for a store that reads each aggregate once for the events that are handled now. */
function readingPorts<P extends Reading>(ports: P): P {
  const names = Object.keys(ports) as (keyof P)[];
  const factories = Object.fromEntries(names.map((name) => [name, () => ports[name]]));
  return lazily({ ...factories, store: () => readingOnce(ports.store) } as { [K in keyof P]: () => P[K] });
}

const mostWords = 1_000;

function wordsOf(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, mostWords);
}

/** What the nudges bring is the history itself where nothing is missing between it and the checkpoint. */
async function eventsAfter(
  store: Ports['store'],
  version: number,
  nudges: readonly Nudge[],
): Promise<readonly EventEnvelope[]> {
  const brought = new Map(nudges.map(({ event }) => [event.version, event]));
  const newest = nudges.reduce((a, b) => (a.event.version < b.event.version ? b : a)).event;
  if (newest.version <= version) return [];
  const following = Array.from({ length: newest.version - version }, (_, i) =>
    brought.get(version + 1 + i),
  ).filter((event) => event !== undefined);
  if (following.length === newest.version - version) return following;
  const { aggregateType: type, aggregateId: id } = newest;
  if (newest.version - version > mostByName) return store.history(type, id, version);
  const [events = []] = await store.histories([{ type, id, version: newest.version, after: version }]);
  return events;
}

function nudgeOf(record: SQSRecord): Nudge | undefined {
  try {
    return { messageId: record.messageId, event: message.parse(JSON.parse(record.body)).detail };
  } catch (error) {
    log('error', 'not a message of the event bus', { messageId: record.messageId, error: described(error) });
    return undefined;
  }
}
