import type { RefusalReason, RefusedLogin } from '../../contracts/edge/messages.ts';
import type { Instant } from '../../contracts/scalars.ts';

const words: Readonly<Record<RefusalReason, string>> = {
  'wrong-password': 'The password is not that of the service.',
  'wrong-station':
    'The device has another MAC address than the one that the service is bound to, or names none.',
  'service-blocked': 'The service may not be online.',
  'no-credentials': 'The log-in came without a password.',
  'method-not-offered': 'The NAS asks in a way that is not offered, such as EAP or MS-CHAPv1.',
};

/** Why the log-in was refused, in words for staff; the subscriber reads less. */
export function meaningOfRefusal({ reason }: Pick<RefusedLogin, 'reason'>): string {
  return words[reason];
}

/** A refusal is worth showing until a session has begun after it. */
export function isStillRefused({ at }: Pick<RefusedLogin, 'at'>, lastSessionStartedAt?: Instant): boolean {
  return lastSessionStartedAt === undefined || lastSessionStartedAt < at;
}
