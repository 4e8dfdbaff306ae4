import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { type EventEnvelope, type PositionedEvent, positionedEvent } from '../contracts/event.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { now } from './clock.ts';
import { described, log } from './log.ts';

export interface Consumer<P extends Pick<Ports, 'store' | 'checkpoints'>> {
  /** Names the checkpoint, and the actor of what the consumer does. */
  readonly name: string;
  /** Events that concern it; all when left out. */
  readonly types?: readonly string[];
  readonly ports: P;
  /** At least once and in order per aggregate; a throw brings the event again later and none before it. */
  handle(event: EventEnvelope, ports: P, context: Context): Promise<void>;
}

const message = z.object({ detail: positionedEvent });

interface Nudge {
  readonly messageId: string;
  readonly event: PositionedEvent;
}

/**
 * A queue's handler for a consumer of events. A message is only a nudge: what is handled is the aggregate's history
 * from the consumer's checkpoint on, in order, so that neither a lost nor a repeated nor an overtaken message matters.
 */
export function consumer<P extends Pick<Ports, 'store' | 'checkpoints'>>(
  definition: Consumer<P>,
): (batch: SQSEvent) => Promise<SQSBatchResponse> {
  return async ({ Records }) => {
    const failed: string[] = [];
    const groups = new Map<string, Nudge[]>();
    for (const record of Records) {
      const nudge = nudgeOf(record);
      if (nudge === undefined) failed.push(record.messageId);
      else groups.set(nudge.event.aggregateId, [...(groups.get(nudge.event.aggregateId) ?? []), nudge]);
    }
    await Promise.all(
      [...groups.values()].map(async (nudges) => {
        const handledTo = await catchUp(definition, nudges);
        failed.push(
          ...nudges.filter(({ event }) => event.version > handledTo).map(({ messageId }) => messageId),
        );
      }),
    );
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/** Handles what lies between the checkpoint and the newest of the nudges and beyond. Answers up to which version all is done. */
async function catchUp<P extends Pick<Ports, 'store' | 'checkpoints'>>(
  { name, types, ports, handle }: Consumer<P>,
  nudges: readonly Nudge[],
): Promise<number> {
  const newest = nudges.reduce((a, b) => (a.event.version < b.event.version ? b : a)).event;
  let handledTo = 0;
  try {
    handledTo = await ports.checkpoints.get(name, newest.aggregateId);
    if (newest.version <= handledTo) return handledTo;
    const events = await ports.store.history(newest.aggregateType, newest.aggregateId, handledTo);
    if ((events.at(-1)?.version ?? handledTo) < newest.version) {
      throw new Error(`the history of ${newest.aggregateId} ends before version ${newest.version}`);
    }
    for (const event of events) {
      if (types === undefined || types.includes(event.type)) {
        await handle(event, ports, { actor: { kind: 'system', id: name }, now: now() });
        await ports.checkpoints.advance(name, event.aggregateId, event.version);
      }
      handledTo = event.version;
    }
  } catch (error) {
    log('error', 'event not handled', {
      consumer: name,
      aggregateId: newest.aggregateId,
      afterVersion: handledTo,
      error: described(error),
    });
  }
  return handledTo;
}

function nudgeOf(record: SQSRecord): Nudge | undefined {
  try {
    return { messageId: record.messageId, event: message.parse(JSON.parse(record.body)).detail };
  } catch (error) {
    log('error', 'not a message of the event bus', { messageId: record.messageId, error: described(error) });
    return undefined;
  }
}
