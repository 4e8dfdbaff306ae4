import type { StatementEntry } from '../../contracts/bank-statement.ts';

/** What a bank writes where it has no reference names nothing. */
export function isReference(text: string | undefined): text is string {
  return text !== undefined && !/^(|NONREF|NOTPROVIDED)$/i.test(text.trim());
}

/**
 * Names entries to which the bank gave no reference by what they say, and counts those of one file that say the same: an
 * entry has one name in whatever file it stands. `keepable` leaves out of a text what is never kept.
 */
export function namesByContent(
  keepable: (text: string) => string,
): (entry: Omit<StatementEntry, 'id'>) => string {
  const alike = new Map<string, number>();
  return ({ on, money, reference, name = '' }) => {
    const content = keepable([on, money.minor, money.currency, reference, name].join('|'));
    const times = (alike.get(content) ?? 0) + 1;
    alike.set(content, times);
    return `${content}|${times}`;
  };
}
