import type { Round, RoundState } from '../../shared/routes.ts';
import type { Tone } from '../parts.tsx';
import { wordsOf } from '../schema.ts';

/** What a round is for: the subject that is written, or the tags. */
export function roundName({ message, tags }: Pick<Round, 'message' | 'tags'>): string {
  const [first] = message?.words ?? [];
  if (first !== undefined) return first.subject;
  const { add = [], remove = [] } = tags ?? {};
  return [...add.map((tag) => `+ ${tag}`), ...remove.map((tag) => `− ${tag}`)].join(', ');
}

export const roundStates: Readonly<Record<RoundState, readonly [string, Tone]>> = {
  surveying: ['Surveying', 'info'],
  surveyed: ['Not started', 'warn'],
  running: ['Running', 'info'],
  paused: ['Paused', 'warn'],
  cancelled: ['Cancelled', 'none'],
  completed: ['Completed', 'good'],
  failed: ['Broke off', 'bad'],
};

const leftOutWords: Readonly<Record<string, string>> = {
  'notification.address-failing': 'mail comes back from their address',
  'notification.no-address': 'no address or number for it',
  'notification.not-wanted': 'they want no messages that way',
  'round.already-so': 'it is so already',
  'subscriber.closed': 'closed',
  'subscriber.too-many-tags': 'they have as many tags as there may be',
  'subscriber.unknown': 'no such subscriber',
};

/** Why a subscriber who was meant is left out. */
export const leftOutOfRound = (reason: string): string => leftOutWords[reason] ?? wordsOf(reason);
