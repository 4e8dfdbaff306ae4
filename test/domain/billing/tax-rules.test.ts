import { describe, expect, it } from 'vitest';
import { taxRules } from '../../../functions/contracts/tax-rules.ts';
import { type Supply, type Taxation, taxesFor } from '../../../functions/domain/billing/tax-rules.ts';

const rate = (percent: string, place: object, rest: object = {}) => ({
  name: 'VAT',
  rate: percent,
  place,
  from: '2020-01-01',
  ...rest,
});

function chosen(rules: object, supply: Partial<Supply>, taxation: Partial<Taxation> = {}) {
  return taxesFor(
    [],
    { rules: taxRules.parse(rules), buyer: { exemptions: [] }, ...taxation },
    { kind: 'plan', place: { country: 'DE' }, on: '2026-01-01', ...supply },
  );
}

const percents = (...wanted: Parameters<typeof chosen>) => chosen(...wanted).map((tax) => tax.rate);

describe('of each tax the most specific rate', () => {
  it('is that of the day: Germany’s 16 % in the second half of 2020 and no day longer', () => {
    const rates = [
      rate('19', { country: 'DE' }, { from: '2007-01-01' }),
      rate('16', { country: 'DE' }, { from: '2020-07-01', to: '2021-01-01' }),
    ];
    const on = (day: string) => percents({ rates }, { on: day });
    expect(['2020-06-30', '2020-07-01', '2020-12-31', '2021-01-01'].map(on)).toEqual([
      ['19'],
      ['16'],
      ['16'],
      ['19'],
    ]);
    expect(on('2006-12-31')).toEqual([]);
  });

  it('is that of postal codes before a region before the country, and of no other place', () => {
    const rates = [
      rate('1', { country: 'US', postalCodes: [{ from: '90001', to: '90099' }] }),
      rate('2', { country: 'US', region: 'California' }),
      rate('3', { country: 'US' }),
    ];
    const at = (place: object) => percents({ rates }, { place: { country: 'US', ...place } });
    expect(at({ region: 'california ', postalCode: '90012-1234' })).toEqual(['1']);
    expect(at({ region: 'California', postalCode: '90100' })).toEqual(['2']);
    expect(at({ region: 'California', postalCode: '900' })).toEqual(['2']);
    expect(at({ region: 'Nevada' })).toEqual(['3']);
    expect(percents({ rates }, { place: { country: 'CA' } })).toEqual([]);
    expect(percents({ rates }, { place: undefined })).toEqual([]);
  });

  it('is that of the category of the item, by kind or by its id', () => {
    const item = `plan_${'0'.repeat(26)}`;
    const rules = {
      categories: { items: { [item]: 'books' } },
      rates: [
        rate('19', { country: 'DE' }),
        rate('7', { country: 'DE' }, { category: 'books' }),
        rate(
          '0',
          { country: 'DE' },
          { category: 'equipment', relief: { kind: 'exempt', reason: '§ 12 (3)' } },
        ),
      ],
    };
    expect(percents(rules, {})).toEqual(['19']);
    expect(percents(rules, { itemId: item })).toEqual(['7']);
    expect(chosen(rules, { kind: 'equipment' })).toMatchObject([
      { relief: { kind: 'exempt' }, ground: { rule: 'rate', jurisdiction: 'DE', category: 'equipment' } },
    ]);
  });

  it('leaves taxes of different names side by side, in the order of the list', () => {
    const rates = [
      { ...rate('5', { country: 'CA' }), name: 'GST' },
      { ...rate('9.975', { country: 'CA', region: 'Quebec' }), name: 'QST' },
    ];
    expect(percents({ rates }, { place: { country: 'CA', region: 'Quebec' } })).toEqual(['5', '9.975']);
    expect(percents({ rates }, { place: { country: 'CA', region: 'Yukon' } })).toEqual(['5']);
  });

  it('is that of the seller’s place where the rules say so', () => {
    const rules = { supply: 'origin', rates: [rate('19', { country: 'DE' }), rate('20', { country: 'AT' })] };
    expect(percents(rules, {}, { seller: { country: 'AT' } })).toEqual(['20']);
  });
});

describe('reverse charge', () => {
  const rules = {
    reverseCharge: { countries: ['DE', 'GR', 'IE'], reason: 'Art. 196' },
    rates: [rate('23', { country: 'IE' })],
  };
  const from = (taxId: string | undefined, place = 'IE') =>
    chosen(
      rules,
      { place: { country: place } },
      { seller: { country: 'IE' }, buyer: { taxId, exemptions: [] } },
    );

  it('is for a VAT number of another of the countries, Greece by its own letters', () => {
    for (const taxId of ['DE123456789', 'EL 123456789']) {
      expect(from(taxId)).toMatchObject([
        { name: 'VAT', rate: '0', relief: { kind: 'reverse-charge', reason: 'Art. 196' } },
      ]);
    }
    expect(from('DE123456789', 'DE')).toMatchObject([{ name: 'VAT', relief: { kind: 'reverse-charge' } }]);
  });

  it('takes nothing of a tax that another country levies', () => {
    const american = { ...rules, rates: [...rules.rates, rate('8', { country: 'US' })] };
    const buyer = { taxId: 'DE123456789', exemptions: [] };
    const abroad = (wanted: object) =>
      chosen(wanted, { place: { country: 'US' } }, { seller: { country: 'IE' }, buyer });
    expect(abroad(american)).toMatchObject([{ rate: '8', ground: { rule: 'rate', jurisdiction: 'US' } }]);
    expect(abroad(rules)).toEqual([]);
  });

  it('is not for the seller’s own country, another one, or no number', () => {
    for (const taxId of ['IE6388047V', 'CHE123456788', '123456789', undefined]) {
      expect(from(taxId)).toMatchObject([{ rate: '23', ground: { rule: 'rate' } }]);
    }
  });
});

describe('goods that are sold', () => {
  const rules = {
    reverseCharge: { countries: ['DE', 'FR', 'IE'], reason: 'Art. 196', goods: { reason: 'Art. 138' } },
    rates: [rate('23', { country: 'IE' }), rate('19', { country: 'DE' }), rate('8', { country: 'US' })],
  };
  const sold = (country: string, { taxId = 'DE123456789', isGoods = true, wanted = rules as object } = {}) =>
    chosen(
      wanted,
      { kind: 'equipment', place: { country }, isGoods },
      { seller: { country: 'IE' }, buyer: { taxId, exemptions: [] } },
    );

  it('are an intra-community supply where they go to another of the countries', () => {
    for (const country of ['DE', 'FR']) {
      expect(sold(country)).toMatchObject([
        {
          name: 'VAT',
          rate: '0',
          relief: { kind: 'intra-community-supply', reason: 'Art. 138' },
          ground: { rule: 'intra-community-supply', jurisdiction: country, category: 'equipment' },
        },
      ]);
    }
  });

  it('are taxed where they stay in the seller’s country, leave the countries, or the buyer has no number', () => {
    expect(sold('IE')).toMatchObject([{ rate: '23', ground: { rule: 'rate' } }]);
    expect(sold('US')).toMatchObject([{ rate: '8', ground: { rule: 'rate' } }]);
    expect(sold('DE', { taxId: '' })).toMatchObject([{ rate: '19', ground: { rule: 'rate' } }]);
  });

  it('are under reverse charge like what is rented, where nothing is said of goods', () => {
    const { goods: _, ...reverseCharge } = rules.reverseCharge;
    const reversed = [{ relief: { kind: 'reverse-charge', reason: 'Art. 196' } }];
    expect(sold('DE', { wanted: { ...rules, reverseCharge } })).toMatchObject(reversed);
    expect(sold('DE', { isGoods: false })).toMatchObject(reversed);
    expect(sold('IE', { isGoods: false })).toMatchObject(reversed);
  });
});

describe('an exemption', () => {
  const exemption = { tax: 'VAT', certificate: 'EX-7', from: '2026-02-01', to: '2026-03-01' };
  const on = (day: string, own: Parameters<typeof taxesFor>[0], exemptions = [exemption]) =>
    taxesFor(own, { buyer: { exemptions } }, { kind: 'plan', place: { country: 'DE' }, on: day }).map(
      ({ rate: percent, relief }) => relief?.reason ?? percent,
    );
  const own = [
    { name: 'VAT', rate: '19', inclusive: false },
    { name: 'Levy', rate: '1', inclusive: false },
  ];

  it('holds for its tax on the days of its period, of the profile’s own list too', () => {
    expect(['2026-01-31', '2026-02-01', '2026-02-28', '2026-03-01'].map((day) => on(day, own))).toEqual([
      ['19', '1'],
      ['EX-7', '1'],
      ['EX-7', '1'],
      ['19', '1'],
    ]);
    expect(on('2026-02-01', own, [])).toEqual(['19', '1']);
  });
});
