import type { Formats } from '../shared/format.ts';
import type { PortalDues, PortalService, PortalServiceDetail } from '../shared/routes.ts';
import type { IconName } from './icons.tsx';
import type { Words } from './words/english.ts';

export type Look = 'good' | 'warn' | 'bad' | 'calm';

const looks: Readonly<Record<PortalService['condition'], readonly [Look, IconName]>> = {
  preparing: ['calm', 'clock'],
  delayed: ['warn', 'clock'],
  on: ['good', 'check'],
  slow: ['warn', 'slow'],
  'used-up': ['bad', 'slow'],
  'pay-only': ['bad', 'alert'],
  paused: ['calm', 'pause'],
  stopped: ['bad', 'stop'],
  ending: ['calm', 'clock'],
  ended: ['calm', 'stop'],
};

export interface Told {
  readonly title: string;
  readonly why: string;
  readonly look: Look;
  readonly icon: IconName;
}

type Seen = Pick<PortalService, 'condition' | 'because' | 'until'> &
  Partial<Pick<PortalServiceDetail, 'isOnline' | 'used'>>;

/** How a service is, in words that whoever pays for it understands. `dues` names the bill that holds it up. */
export function tell(service: Seen, dues: PortalDues | undefined, words: Words, format: Formats): Told {
  const { condition } = service;
  const [look, icon] = looks[condition];
  const isIdle = condition === 'on' && service.isOnline === false;
  return {
    title: isIdle ? words.ready : words.condition[condition],
    why: whyOf(service, dues, words, format),
    look: isIdle ? 'calm' : look,
    icon: isIdle ? 'wifi' : icon,
  };
}

function whyOf(
  { condition, because, until, isOnline, used }: Seen,
  dues: PortalDues | undefined,
  words: Words,
  format: Formats,
): string {
  const { why } = words;
  const late = dues?.invoices.find(({ isOverdue }) => isOverdue);
  const bill = late === undefined ? words.anOverdueBill : words.aBill(late.number);
  const renews = used === undefined ? undefined : format.day(used.renewsOn);
  switch (condition) {
    case 'on':
      return isOnline === false ? why.notConnected : why.on;
    case 'slow':
      if (because === 'overdue') return why.slowOverdue(bill);
      return because === 'quota' && renews !== undefined ? why.slowQuota(renews) : why.slow;
    case 'used-up':
      return renews === undefined ? why.usedUp : why.usedUpQuota(renews);
    case 'pay-only':
      return because === 'overdue' ? why.payOnly(bill) : why.stopped;
    case 'paused':
      return until === undefined ? why.paused : why.pausedUntil(format.day(until));
    case 'stopped':
      return because === 'overdue' ? why.stoppedOverdue(bill) : why.stopped;
    default:
      return why[condition];
  }
}

/** Whether the service waits for a payment. */
export const isHeldUp = ({ because, condition }: Pick<PortalService, 'because' | 'condition'>): boolean =>
  because === 'overdue' && condition !== 'on';
