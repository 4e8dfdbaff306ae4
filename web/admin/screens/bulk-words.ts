import type { BulkAction, BulkActionKind, BulkActionResult, BulkActionState } from '../../shared/routes.ts';
import type { Tone } from '../parts.tsx';
import { wordsOf } from '../schema.ts';

interface Words {
  readonly name: string;
  readonly means: string;
  /** On the button that starts it. */
  readonly start: string;
}

export const bulkActions: Readonly<Record<BulkActionKind, Words>> = {
  plan: { name: 'Change of plan', means: 'Price and network', start: 'Start the change' },
  'network-profile': {
    name: 'Change of the network profile',
    means: 'The network alone; no price',
    start: 'Start the change',
  },
  suspend: { name: 'Suspension', means: 'Held until they are resumed', start: 'Suspend them' },
  resume: { name: 'Resumption', means: 'Delivered in full again', start: 'Resume them' },
  move: { name: 'Move to another node', means: 'The network alone; no price', start: 'Move them' },
  message: {
    name: 'Message',
    means: 'Written to, by those of the chosen ways that they want',
    start: 'Send it',
  },
  tags: { name: 'Tags', means: 'Put on and taken off', start: 'Tag them' },
};

/** What is done, or the words with which it is. */
export function bulkName({ action, message, tags }: Pick<BulkAction, 'action' | 'message' | 'tags'>): string {
  const [first] = message?.words ?? [];
  if (first !== undefined) return first.subject;
  const { add = [], remove = [] } = tags ?? {};
  const changes = [...add.map((tag) => `+ ${tag}`), ...remove.map((tag) => `− ${tag}`)];
  return changes.length === 0 ? bulkActions[action].name : changes.join(', ');
}

export const bulkStates: Readonly<Record<BulkActionState, readonly [string, Tone]>> = {
  surveying: ['Surveying', 'info'],
  surveyed: ['Not started', 'warn'],
  running: ['Running', 'info'],
  paused: ['Paused', 'warn'],
  cancelled: ['Cancelled', 'none'],
  completed: ['Completed', 'good'],
  failed: ['Broke off', 'bad'],
};

export const bulkOutcomes: Readonly<Record<BulkActionResult['outcome'], readonly [string, Tone]>> = {
  done: ['Done', 'good'],
  failed: ['Failed', 'bad'],
  'left-out': ['Left out', 'none'],
};

const leftOutWords: Readonly<Record<string, string>> = {
  'bulk-action.already-so': 'it is so already',
  'bulk-action.changed-since': 'its plan has changed since it was looked at',
  'bulk-action.no-longer-meant': 'no longer like what was asked for',
  'catalog.currency-differs': 'the plan has another currency',
  'notification.address-failing': 'mail comes back from their address',
  'notification.no-address': 'no address or number for it',
  'notification.not-wanted': 'they want no messages that way',
  'plan.technology-not-served': 'the plan is not for its technology',
  'service.not-active': 'not active',
  'service.not-bound-to-node': 'bound to no such node',
  'service.site-fixed': 'at another site than the node',
  'service.suspended': 'suspended',
  'service.unknown': 'no such service',
  'store.claim-taken': 'somebody has its VLANs or numbers on the new node',
  'subscriber.closed': 'closed',
  'subscriber.too-many-tags': 'they have as many tags as there may be',
  'subscriber.unknown': 'no such subscriber',
};

/** Why somebody who was meant is left out. Releases before this one wrote other names of it. */
export const leftOut = (reason: string): string =>
  leftOutWords[reason.replace(/^(bulk-change|round)\./, 'bulk-action.')] ?? wordsOf(reason);
