import type { BulkActionKind, BulkActionWish } from '../../../contracts/bulk-action.ts';
import type { Action, ServiceAction } from '../action.ts';
import { message } from './message.ts';
import { move } from './move.ts';
import { networkProfile } from './network-profile.ts';
import { plan } from './plan.ts';
import { resume } from './resume.ts';
import { suspend } from './suspend.ts';
import { tags } from './tags.ts';

/** What can be done with many. */
export const actions = {
  plan,
  'network-profile': networkProfile,
  suspend,
  resume,
  move,
  message,
  tags,
} as const satisfies Readonly<Record<BulkActionKind, Action>>;

export const actionOf = ({ action }: Pick<BulkActionWish, 'action'>): Action => actions[action];

/** The action where it is one with services. */
export function serviceActionOf(wish: Pick<BulkActionWish, 'action'>): ServiceAction {
  const action = actionOf(wish);
  if (action.of !== 'services') throw new Error(`${wish.action} is nothing that is done with services`);
  return action;
}
