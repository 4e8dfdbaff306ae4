import type { StatementEntry } from '../contracts/bank-statement.ts';
import type { Result } from '../domain/result.ts';

/** Reads what banks send. */
export interface BankStatements {
  /** The money that came in, or went back, by an ISO 20022 CAMT.053 document. Refuses with `bank-statement.unreadable`. */
  readCamt053(xml: string): Result<readonly StatementEntry[]>;
}
