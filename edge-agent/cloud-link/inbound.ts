import type { z } from 'zod';
import { type LookMessage, lookMessage } from '../../functions/contracts/edge/look.ts';
import {
  type AckMessage,
  ackMessage,
  type CompareMessage,
  type ConfigurationMessage,
  compareMessage,
  configurationMessage,
  type DesiredMessage,
  desiredMessage,
} from '../../functions/contracts/edge/messages.ts';
import { type PayPageAnswer, payPageAnswer } from '../../functions/contracts/edge/pay-page.ts';
import { downChannels, downTopic } from '../../functions/contracts/edge/topics.ts';

export type DownMessage =
  | { readonly channel: 'desired'; readonly message: DesiredMessage }
  | { readonly channel: 'configuration'; readonly message: ConfigurationMessage }
  | { readonly channel: 'acks'; readonly message: AckMessage }
  | { readonly channel: 'compare'; readonly message: CompareMessage }
  | { readonly channel: 'look'; readonly message: LookMessage }
  | { readonly channel: 'pay-page'; readonly message: PayPageAnswer };

/** A message that is not for us, or not in our words. `reason` holds no value of the message, so it may be logged. */
export interface Unreadable {
  readonly channel: 'none';
  readonly reason: string;
}

const maximumOctets = 1_048_576;

const schemas = {
  desired: desiredMessage,
  configuration: configurationMessage,
  acks: ackMessage,
  compare: compareMessage,
  look: lookMessage,
  'pay-page': payPageAnswer,
} as const satisfies Record<string, z.ZodType>;

/** Reads what came from the broker. Anything may come: only what the contracts allow, for this site, gets through. */
export function readDownMessage(
  siteId: string,
  topic: string,
  payload: Uint8Array,
): DownMessage | Unreadable {
  const channel = downChannels.find((one) => downTopic(siteId, one) === topic);
  if (channel === undefined) return unreadable('the topic is not one of this site');
  if (payload.byteLength > maximumOctets) return unreadable(`${payload.byteLength} octets are too many`);
  let raw: unknown;
  try {
    raw = JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch (error) {
    // The parser's words quote the text, and the text may hold a password.
    return unreadable(error instanceof SyntaxError ? 'it is not JSON' : String(error));
  }
  const parsed = schemas[channel].safeParse(raw);
  if (!parsed.success) {
    const fields = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.')} ${issue.code}`);
    return unreadable(`it does not keep the contract: ${fields.join(', ')}`);
  }
  const read = { channel, message: parsed.data } as DownMessage;
  const foreign =
    (read.channel === 'desired' &&
      (read.message.siteId !== siteId || read.message.desired.siteId !== siteId)) ||
    ((read.channel === 'configuration' || read.channel === 'look' || read.channel === 'pay-page') &&
      read.message.siteId !== siteId);
  return foreign ? unreadable('it is for another site') : read;
}

function unreadable(reason: string): Unreadable {
  return { channel: 'none', reason };
}
