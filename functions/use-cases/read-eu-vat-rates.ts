import { euVatAsOf, euVatRules } from '../domain/billing/eu-vat-rates.ts';
import { done, type Result } from '../domain/result.ts';

/** The European rates that come with this release, and the day of which they are. */
export async function readEuVatRates(): Promise<
  Result<{ readonly asOf: string } & ReturnType<typeof euVatRules>>
> {
  return done({ asOf: euVatAsOf, ...euVatRules() });
}
