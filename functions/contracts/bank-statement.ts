import * as z from 'zod';
import { currencyCode, type Day, type Money } from './scalars.ts';

const column = z.string().trim().min(1).max(100);

/** Where in a bank's CSV things are; columns by the names in its first line. */
export const statementColumns = z
  .strictObject({
    separator: z.enum([',', ';', '\t', '|']).default(','),
    date: column,
    dateFormat: z.enum(['YYYY-MM-DD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'MM/DD/YYYY']).default('YYYY-MM-DD'),
    amount: column.meta({ description: 'Negative, or with a minus behind it, for what went out.' }),
    decimal: z.enum(['.', ',']).default('.'),
    currency: z.union([z.strictObject({ column }), z.strictObject({ code: currencyCode })]),
    reference: z.array(column).min(1).max(5).meta({ description: 'What the payer wrote, in their order.' }),
    name: column.optional().meta({ description: 'Who paid.' }),
    id: column.optional().meta({
      description:
        'The bank’s own reference of the entry; without one, equal entries of one day are counted.',
    }),
    account: column.optional().meta({ description: 'Whose statement it is, such as its IBAN.' }),
  })
  .meta({ id: 'StatementColumns' });
export type StatementColumns = z.infer<typeof statementColumns>;

/** Of what kind of statement an entry is: two kinds may tell of one entry in different words. */
export const statementSource = z.strictObject({
  /** `camt.053`, or the columns of a CSV. */
  layout: z.string(),
  /** Whose statement it is, where it says so. */
  account: z.string().optional(),
});
export type StatementSource = z.infer<typeof statementSource>;

/** Money that came in by a bank statement, or that had come in and went back. */
export interface StatementEntry {
  /** Names it in the bank's books: the same entry in another file is the same. */
  readonly id: string;
  readonly source: StatementSource;
  /** References by which a statement of another kind names it, too. */
  readonly names: readonly string[];
  readonly on: Day;
  readonly money: Money;
  /** What the payer wrote. */
  readonly reference: string;
  readonly name?: string | undefined;
  /** The bank took it back: by which ids the entry may be known that had brought it. Left out of what came in. */
  readonly returns?: readonly string[];
}
