import type { TaxRate, TaxRules } from '../../contracts/tax-rules.ts';

type Since = readonly [from: string, rate: string];

/**
 * Standard VAT rates of the member states since 2016, each with the day from which on it holds. The latest of each are
 * those of the European Commission's Taxes in Europe Database (ec.europa.eu/taxation_customs/tedb) as the open data set
 * eu-vat-rates-data of 29 September 2026 repeats them; they and the former ones agree with duty27-eu-vat of
 * 4 October 2026. Regions with rates of their own (Azores, Canaries, Büsingen …) are not among them.
 */
const standardRates: readonly (readonly [country: string, ...since: Since[]])[] = [
  ['AT', ['2016-01-01', '20']],
  ['BE', ['2016-01-01', '21']],
  ['BG', ['2016-01-01', '20']],
  ['CY', ['2016-01-01', '19']],
  ['CZ', ['2016-01-01', '21']],
  ['DE', ['2016-01-01', '19'], ['2020-07-01', '16'], ['2021-01-01', '19']],
  ['DK', ['2016-01-01', '25']],
  ['EE', ['2016-01-01', '20'], ['2024-01-01', '22'], ['2025-07-01', '24']],
  ['ES', ['2016-01-01', '21']],
  ['FI', ['2016-01-01', '24'], ['2024-09-01', '25.5']],
  ['FR', ['2016-01-01', '20']],
  ['GR', ['2016-01-01', '23'], ['2016-06-01', '24']],
  ['HR', ['2016-01-01', '25']],
  ['HU', ['2016-01-01', '27']],
  ['IE', ['2016-01-01', '23'], ['2020-09-01', '21'], ['2021-03-01', '23']],
  ['IT', ['2016-01-01', '22']],
  ['LT', ['2016-01-01', '21']],
  ['LU', ['2016-01-01', '17'], ['2023-01-01', '16'], ['2024-01-01', '17']],
  ['LV', ['2016-01-01', '21']],
  ['MT', ['2016-01-01', '18']],
  ['NL', ['2016-01-01', '21']],
  ['PL', ['2016-01-01', '23']],
  ['PT', ['2016-01-01', '23']],
  ['RO', ['2016-01-01', '20'], ['2017-01-01', '19'], ['2025-08-01', '21']],
  ['SE', ['2016-01-01', '25']],
  ['SI', ['2016-01-01', '22']],
  ['SK', ['2016-01-01', '20'], ['2025-01-01', '23']],
];

export const euVatAsOf = '2026-09-29';

/** The European Union's standard VAT rates, its reverse charge and its rule for goods, in the form that tax rules take. */
export function euVatRules(): Pick<TaxRules, 'rates'> & {
  reverseCharge: NonNullable<TaxRules['reverseCharge']>;
} {
  return {
    reverseCharge: {
      countries: standardRates.map(([country]) => country),
      reason: 'Article 196, Council Directive 2006/112/EC',
      goods: { reason: 'Article 138, Council Directive 2006/112/EC' },
    },
    rates: standardRates.flatMap(([country, ...since]) =>
      since.map(
        ([from, rate]): TaxRate => ({ name: 'VAT', rate, inclusive: false, place: { country }, from }),
      ),
    ),
  };
}
