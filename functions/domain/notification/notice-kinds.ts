import type { NoticeKind } from '../../contracts/notification.ts';

/** What a kind of notice may say, and whether its subscriber may do without it. */
export interface NoticeRule {
  /** What its words may be filled with, beside what every notice has. */
  readonly places: readonly string[];
  /** It must be told by one way at least: of money that is owed, of what is taken for it, and of other terms. */
  readonly isLegal: boolean;
  /** Told by text message too unless the subscriber says otherwise. */
  readonly bySms: boolean;
  /** Told to the person that it is about, by mail and whatever the account wants to be told of. */
  readonly toPerson?: true;
}

/** What the words of every notice may be filled with. */
export const commonPlaces = ['name', 'account', 'operator'] as const;

const debt = { places: ['number', 'dueOn', 'owed'], isLegal: true, bySms: true };
const document = {
  places: ['number', 'issuedOn', 'dueOn', 'total', 'due', 'lines'],
  isLegal: true,
  bySms: false,
};

export const noticeRules: Readonly<Record<NoticeKind, NoticeRule>> = {
  'invoice-issued': document,
  'invoice-settled': document,
  'credit-note-issued': document,
  'payment-received': { places: ['amount', 'due'], isLegal: false, bySms: false },
  'charge-declined': { places: ['number', 'method', 'reason', 'nextOn'], isLegal: true, bySms: false },
  'method-expiring': { places: ['method', 'lastOn'], isLegal: false, bySms: false },
  reminder: { ...debt, bySms: false },
  'late-fee': { ...debt, bySms: false },
  throttle: debt,
  'walled-garden': debt,
  suspension: debt,
  termination: debt,
  'hand-over': debt,
  'balance-low': { places: ['balance', 'charge', 'chargeOn'], isLegal: false, bySms: true },
  'balance-short': { places: ['owed'], isLegal: true, bySms: true },
  'balance-owed': { places: ['owed'], isLegal: true, bySms: false },
  'services-restored': { places: [], isLegal: false, bySms: true },
  'service-active': { places: ['service', 'at'], isLegal: false, bySms: false },
  'quota-reached': {
    places: ['service', 'percent', 'volume', 'renewsOn'],
    isLegal: false,
    bySms: true,
  },
  'service-suspended': { places: ['service', 'at'], isLegal: true, bySms: false },
  'service-resumed': { places: ['service', 'at'], isLegal: false, bySms: false },
  'service-terminated': { places: ['service', 'at'], isLegal: true, bySms: false },
  outage: { places: ['service', 'from', 'to'], isLegal: false, bySms: false },
  'plan-change': { places: ['service', 'on', 'terms'], isLegal: true, bySms: false },
  /** Staff say by which ways; whoever wants none is not told. */
  message: { places: ['subject', 'text', 'sms'], isLegal: false, bySms: true },
  'payment-link': { places: ['due', 'until', 'link'], isLegal: false, bySms: true },
  'saving-link': { places: ['until', 'link'], isLegal: false, bySms: true },
  'person-invited': { places: ['holder', 'role'], isLegal: false, bySms: false, toPerson: true },
};

export function placesOf(kind: NoticeKind): readonly string[] {
  return [...commonPlaces, ...noticeRules[kind].places];
}
