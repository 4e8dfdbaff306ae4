import type { StatementSource } from '../../contracts/bank-statement.ts';
import type { Day, Money } from '../../contracts/scalars.ts';
import { dayNumber } from '../billing/days.ts';

/** Money of a day. */
interface Moved {
  readonly id: string;
  readonly on: Day;
  readonly money: Money;
  /** What the payer wrote, and who that is. */
  readonly text: string;
  /** For whom it is for certain. */
  readonly subscriberId?: string | undefined;
}

/** Money of a day as a statement of one kind tells of it. */
export interface Told extends Moved {
  readonly source: StatementSource;
}

/** Money of a day that is known, with the kinds of statements that told of it; none where staff recorded it. */
export interface Booked extends Moved {
  readonly sources: readonly StatementSource[];
}

/**
 * Whether a statement of this kind may be the first of its kind to tell of it. What stood in one of the same kind would stand
 * there in the same words, and no entry is of two accounts.
 */
export function mayTellOf(source: StatementSource, sources: readonly StatementSource[]): boolean {
  return sources.every(
    ({ layout, account }) =>
      layout !== source.layout &&
      (account === undefined || source.account === undefined || account === source.account),
  );
}

/** So many days may lie between when staff heard of money, and when one bank or the other booked it. */
const mostDaysApart = 5;

/**
 * Whether an entry that names a settled invoice may be the very money that settled it, of which staff, or a statement of another
 * kind, told on another day.
 */
export function mayBeThat(
  entry: Pick<Told, 'on' | 'money' | 'source'>,
  { on, money, sources }: Pick<Booked, 'on' | 'money' | 'sources'>,
): boolean {
  return (
    money.minor === entry.money.minor &&
    money.currency === entry.money.currency &&
    Math.abs(dayNumber(on) - dayNumber(entry.on)) <= mostDaysApart &&
    mayTellOf(entry.source, sources)
  );
}

function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []);
}

/** How alike two are, from 0 to 2: above 1 both are of one subscriber for certain. */
function likeness(told: Moved, booked: Moved): number {
  const isBothCertain = told.subscriberId !== undefined && booked.subscriberId !== undefined;
  if (isBothCertain && told.subscriberId !== booked.subscriberId) return 0;
  const [own, other] = [wordsIn(told.text), wordsIn(booked.text)];
  const fewer = Math.min(own.size, other.size);
  // One that says nothing cannot be told from the other.
  const shared = fewer === 0 ? 0.5 : [...own].filter((word) => other.has(word)).length / fewer;
  return isBothCertain ? 1 + shared : shared;
}

const alike = 0.5;

/**
 * Which of the entries of one statement look like money that is known: the same day, amount and currency, in words of which
 * at least half are the same, or of the same subscriber. The likest pairs first, each in one pair at most: two equal payments
 * of a day are two in either kind of statement.
 */
export function twinsOf(entries: readonly Told[], known: readonly Booked[]): ReadonlyMap<string, string> {
  const pairs = entries.flatMap((told) =>
    known
      .filter(
        ({ on, money, sources }) =>
          on === told.on &&
          money.minor === told.money.minor &&
          money.currency === told.money.currency &&
          mayTellOf(told.source, sources),
      )
      .map((booked) => ({ id: told.id, twinId: booked.id, like: likeness(told, booked) })),
  );
  const twins = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id, twinId } of pairs
    .filter(({ like }) => like >= alike)
    .toSorted((a, b) => b.like - a.like)) {
    if (twins.has(id) || taken.has(twinId)) continue;
    twins.set(id, twinId);
    taken.add(twinId);
  }
  return twins;
}
