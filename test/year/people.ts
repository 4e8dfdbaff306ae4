import type { Chance } from './chance.ts';

/** How somebody pays: by a saved card, a direct debit, a provider's page, a bank transfer, or at the counter. */
export type PaysBy = 'card' | 'debit' | 'page' | 'transfer' | 'cash';

/** `punctual` pays before it is due; `forgetful` often after; `struggling` late, in parts or on a promise; `gone` stops some day. */
export type Discipline = 'punctual' | 'forgetful' | 'struggling' | 'gone';

export type PlanName = 'home' | 'fast' | 'village' | 'arrear';

/** Who somebody is, before anything has happened. */
export interface Character {
  readonly n: number;
  readonly name: string;
  readonly paysBy: PaysBy;
  readonly discipline: Discipline;
  readonly isBusiness: boolean;
  readonly cycleDay: number;
  readonly model: 'pro-rata' | 'cycle';
  readonly plans: readonly PlanName[];
  readonly site: number;
  readonly technology: 'pppoe' | 'hotspot';
  readonly told: 'mail' | 'sms' | 'both';
  /** On which day of the year it becomes a subscriber, from 0. */
  readonly joins: number;
}

/** One in ten comes in the course of the year, the others in its first four weeks. */
const firstWeeks = 28;
const lastJoining = 330;

export function characterOf(chance: Chance, n: number): Character {
  const roll = (what: string) => chance(`${n} ${what}`);
  const name = `s${String(n).padStart(4, '0')}`;
  const way = roll('pays by');
  const paysBy: PaysBy =
    way < 0.34 ? 'card' : way < 0.54 ? 'debit' : way < 0.72 ? 'page' : way < 0.93 ? 'transfer' : 'cash';
  const isManual = paysBy !== 'card' && paysBy !== 'debit';
  const strict = roll('discipline');
  const discipline: Discipline = isManual
    ? strict < 0.62
      ? 'punctual'
      : strict < 0.84
        ? 'forgetful'
        : strict < 0.95
          ? 'struggling'
          : 'gone'
    : strict < 0.9
      ? 'punctual'
      : strict < 0.98
        ? 'struggling'
        : 'gone';
  const plan = (what: string) =>
    chance.pick<PlanName>(`${n} ${what}`, ['home', 'home', 'fast', 'village', 'arrear']);
  return {
    n,
    name,
    paysBy,
    discipline,
    isBusiness: roll('business') < 0.08,
    cycleDay: chance.between(`${n} cycle day`, 1, 28),
    model: roll('model') < 0.7 ? 'pro-rata' : 'cycle',
    plans: roll('two services') < 0.12 ? [plan('first plan'), plan('second plan')] : [plan('first plan')],
    site: roll('site') < 0.6 ? 0 : 1,
    technology: roll('technology') < 0.8 ? 'pppoe' : 'hotspot',
    told: chance.pick(`${n} told by`, ['sms', 'sms', 'sms', 'mail', 'both']),
    joins:
      roll('joins late') < 0.1
        ? chance.between(`${n} joins`, firstWeeks, lastJoining)
        : chance.between(`${n} joins`, 0, firstWeeks - 1),
  };
}

/** After how many days of its issue an invoice is paid; undefined for never. Invoices are due after 14 days. */
export function payingDelay(
  chance: Chance,
  { n, discipline }: Character,
  invoice: number,
  dayOfYear: number,
): number | undefined {
  const what = `${n} pays ${invoice}`;
  const within = (from: number, to: number) => chance.between(`${what} after`, from, to);
  const roll = chance(what);
  switch (discipline) {
    case 'punctual':
      return roll < 0.97 ? within(1, 14) : within(15, 21);
    case 'forgetful':
      return roll < 0.6 ? within(3, 14) : roll < 0.9 ? within(15, 34) : within(35, 48);
    case 'struggling':
      return roll < 0.4 ? within(8, 20) : roll < 0.8 ? within(21, 50) : within(51, 80);
    case 'gone':
      return dayOfYear < chance.between(`${n} is gone`, 60, 240) ? within(3, 14) : undefined;
  }
}
