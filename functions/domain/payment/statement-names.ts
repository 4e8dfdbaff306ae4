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
): (entry: Pick<StatementEntry, 'on' | 'money' | 'reference' | 'name'>) => string {
  const alike = new Map<string, number>();
  return ({ on, money, reference, name = '' }) => {
    const content = keepable([on, money.minor, money.currency, reference, name].join('|'));
    const times = (alike.get(content) ?? 0) + 1;
    alike.set(content, times);
    return `${content}|${times}`;
  };
}

/** Shorter ones are numbers that begin anew with each statement. */
const shortestReference = 6;

/**
 * Names entries by references that stand in statements of every kind, each with day and amount, and counts the same ones of
 * one statement: a payer may give two payments of a day one reference.
 */
export function namesByReference(): (
  entry: Pick<StatementEntry, 'on' | 'money'>,
  references: readonly (string | undefined)[],
) => readonly string[] {
  const alike = new Map<string, number>();
  return ({ on, money }, references) =>
    [...new Set(references.filter(isReference).map((one) => one.replace(/\s/g, '').toUpperCase()))]
      .filter((one) => one.length >= shortestReference)
      .map((one) => {
        const name = [on, money.minor, money.currency, one].join('|');
        const times = (alike.get(name) ?? 0) + 1;
        alike.set(name, times);
        return `${name}|${times}`;
      });
}
