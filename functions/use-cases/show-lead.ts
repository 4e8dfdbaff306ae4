import type { LeadView } from '../contracts/http/leads.ts';
import type { Lead } from '../domain/lead/lead.ts';
import type { Stored } from '../ports/store.ts';
import { showQuote } from './show-quote.ts';

/** A prospect as the API shows it. */
export function showLead({ id, state, updatedAt }: Stored<Lead>): LeadView {
  const { details, quote, notes, ...rest } = state;
  return {
    id,
    ...details,
    ...rest,
    notes: [...notes],
    ...(quote === undefined ? {} : { quote: showQuote(quote) }),
    updatedAt,
  };
}
