import type { ChargedTax } from '../contracts/billing-ledger.ts';
import type { CurrencyCode, Day } from '../contracts/scalars.ts';
import type { BillingStep } from '../domain/billing/bill.ts';
import { quoteRequest, taxesQuoted, type UntaxedLine } from '../domain/billing/quoted-taxes.ts';
import { retaxed } from '../domain/billing/retaxed.ts';
import type { Taxation } from '../domain/billing/tax-rules.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import { taxServiceOf } from './tax-service.ts';

interface AboutDocument {
  readonly subscriberId: string;
  readonly currency: CurrencyCode;
  readonly on: Day;
}

/** The documents with the taxes that the tax service quotes for each, where there is one. */
export async function quoteTaxes(
  ports: Pick<Ports, 'store' | 'ids' | 'taxServices'>,
  steps: readonly BillingStep[],
  taxation: Taxation | undefined,
  about: AboutDocument,
): Promise<Result<readonly BillingStep[]>> {
  const taxed: BillingStep[] = [];
  for (const step of steps) {
    if (taxation === undefined || step.untaxed.length === 0) {
      taxed.push(step);
      continue;
    }
    const asked = await askQuote(ports, step.untaxed, taxation, about);
    if (!asked.ok) return asked;
    const { entries, lines } = retaxed(step, asked.value.taxes, () => ports.ids.next('lin'));
    taxed.push({
      entries,
      lines: lines.filter(({ minor }) => minor !== 0),
      untaxed: [],
      taxQuoteId: asked.value.quoteId,
    });
  }
  return done(taxed);
}

/** What the tax service says of the lines of one document. */
export async function askQuote(
  ports: Pick<Ports, 'store' | 'taxServices'>,
  lines: readonly UntaxedLine[],
  taxation: Taxation,
  about: AboutDocument,
): Promise<
  Result<{
    readonly taxes: ReadonlyMap<string, readonly ChargedTax[]>;
    readonly quoteId: string | undefined;
  }>
> {
  const service = await taxServiceOf(ports);
  // It was removed a moment ago: whoever asks looks again and finds the rules.
  if (service === undefined) throw new Error('the tax service was removed while its taxes were asked for');
  if (lines.length === 0) return done({ taxes: new Map(), quoteId: undefined });
  const quote = await service.quote(quoteRequest(lines, taxation, about));
  if (!quote.ok) return quote;
  const taxes = taxesQuoted(lines, taxation, about.currency, quote.value);
  return taxes.ok ? done({ taxes: taxes.value, quoteId: quote.value.quoteId }) : taxes;
}
