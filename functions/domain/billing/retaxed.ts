import type { ChargedTax, LedgerCredit, LedgerEntry, LedgerLine } from '../../contracts/billing-ledger.ts';
import type { InvoiceLine } from '../../contracts/invoice.ts';
import { withCredits } from './ledger.ts';
import { taxesTakenBack, withTaxes } from './taxes.ts';

/** What one document charges and gives back: what the account remembers of it, and how it is written. */
export interface TaxedDocument {
  readonly entries: readonly LedgerEntry[];
  readonly lines: readonly InvoiceLine[];
}

/**
 * The document with other taxes on some of its charges, by their lines. What it takes back of these very charges takes
 * back the other taxes.
 */
export function retaxed<Content extends TaxedDocument>(
  content: Content,
  taxes: ReadonlyMap<string, readonly ChargedTax[]>,
  nextLineId: () => string,
): Content {
  if (taxes.size === 0) return content;
  const charged = new Map<string, LedgerLine>();
  const taken = new Map<string, LedgerCredit[]>();
  const entries = content.entries.map((entry) => {
    for (const line of entry.charges) {
      const own = taxes.get(line.lineId);
      if (own !== undefined) charged.set(line.lineId, { ...line, taxes: [...own] });
    }
    const credits = entry.credits.map((credit) => {
      const line = charged.get(credit.lineId);
      if (line === undefined) return credit;
      const before = taken.get(credit.lineId) ?? [];
      const [left = line] = withCredits([line], before);
      const again = { ...credit, taxes: [...taxesTakenBack(left, credit.minor)] };
      taken.set(credit.lineId, [...before, again]);
      return again;
    });
    return { ...entry, charges: entry.charges.map((line) => charged.get(line.lineId) ?? line), credits };
  });
  return { ...content, entries, lines: rewritten(content.lines, charged, taken, nextLineId) };
}

function rewritten(
  lines: readonly InvoiceLine[],
  charged: ReadonlyMap<string, LedgerLine>,
  taken: ReadonlyMap<string, readonly LedgerCredit[]>,
  nextLineId: () => string,
): readonly InvoiceLine[] {
  const credits = new Map(
    [...taken].map(([lineId, all]) => [lineId, all.filter(({ minor }) => minor !== 0)]),
  );
  /** Lines whose taxes stand behind them anew. */
  const done = new Set<string>();
  return lines.flatMap((line): readonly InvoiceLine[] => {
    const { lineId, aboutLineId = '' } = line;
    if (line.kind === 'tax') return done.has(aboutLineId) ? [] : [line];
    const { contains: _, reliefs: __, ...own } = line;
    const charge = charged.get(lineId);
    if (charge !== undefined) {
      done.add(lineId);
      const amounts = charge.taxes.map(({ minor }) => minor);
      return withTaxes(own, charge.taxes, amounts, { rule: 'tax', aboutLineId: lineId }, nextLineId);
    }
    const about = charged.get(aboutLineId);
    const credit = line.kind === 'credit' ? credits.get(aboutLineId)?.shift() : undefined;
    if (about === undefined || credit === undefined) return [line];
    done.add(lineId);
    const amounts = credit.taxes.map((minor) => 0 - minor);
    return withTaxes(own, about.taxes, amounts, { rule: 'tax-taken-back', aboutLineId: lineId }, nextLineId);
  });
}
