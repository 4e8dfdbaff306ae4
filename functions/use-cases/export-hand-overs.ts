import { csvOf } from '../domain/document/csv.ts';
import { formatMoney } from '../domain/money.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page } from '../ports/store.ts';
import type { CsvFile } from './export-ledger.ts';
import { listHandOvers } from './read-dunning.ts';

/** Debts that are handed over, one open invoice a line, with whom they are to be collected from; where there is more, with the query that goes on. */
export async function exportHandOvers(ports: Pick<Ports, 'store'>, page: Page): Promise<Result<CsvFile>> {
  const listed = await listHandOvers(ports, page);
  if (!listed.ok) return listed;
  const { items, nextCursor } = listed.value;
  return done({
    name: 'hand-overs.csv',
    bytes: csvOf([
      [
        'account',
        'name',
        'handed over on',
        'address',
        'postal code',
        'city',
        'country',
        'e-mail',
        'phone',
        'invoice',
        'issued on',
        'due on',
        'currency',
        'open',
      ],
      ...items.flatMap(({ subscriber: { number, details }, handedOverOn, currency, openInvoices }) => {
        const { billing } = details.addresses;
        return openInvoices.map((invoice) => [
          number,
          details.name,
          handedOverOn,
          [billing?.line1, billing?.line2].filter(Boolean).join(', '),
          billing?.postalCode ?? '',
          billing?.city ?? '',
          billing?.country ?? '',
          details.emails[0] ?? '',
          details.phones[0] ?? '',
          invoice.number,
          invoice.issuedOn,
          invoice.dueOn,
          currency,
          { number: formatMoney({ minor: invoice.due, currency }).amount },
        ]);
      }),
    ]),
    ...(nextCursor === undefined
      ? {}
      : { next: new URLSearchParams({ limit: String(page.limit), cursor: nextCursor }).toString() }),
  });
}
