import { describe, expect, it } from 'vitest';
import { billingProfile } from '../../../functions/contracts/billing-profile.ts';
import type { InvoiceLine } from '../../../functions/contracts/invoice.ts';
import { eInvoice } from '../../../functions/domain/document/e-invoice.ts';
import { explanationDocument } from '../../../functions/domain/document/explanation-document.ts';
import { type IssuedDocument, invoiceDocument } from '../../../functions/domain/document/invoice-document.ts';
import { unnamedOperator } from '../../../functions/domain/document/operator.ts';

const on = '2026-03-01';
const at = `${on}T12:00:00.000Z`;

/** A router that was sold, delivered to the country that the tax rules found, if they chose the tax. */
function sold(lineId: string, from: string, jurisdiction?: string): InvoiceLine {
  const ground = { rule: 'intra-community-supply', on: from, jurisdiction } as const;
  return {
    lineId,
    kind: 'once',
    item: 'Router',
    minor: 8_000,
    from,
    to: '2026-03-09',
    rule: 'once',
    events: [],
    reliefs: [
      {
        name: 'VAT',
        kind: 'intra-community-supply',
        reason: 'Art. 138',
        ...(jurisdiction === undefined ? {} : { ground }),
      },
    ],
  };
}

function invoiceOf(lines: readonly InvoiceLine[], taxId = 'DE123456789'): IssuedDocument {
  const total = lines.reduce((sum, { minor }) => sum + minor, 0);
  return {
    invoiceId: 'inv_1',
    invoice: {
      number: 'INV-1',
      document: 'invoice',
      currency: 'EUR',
      issuedOn: on,
      issuedAt: at,
      dueOn: '2026-03-15',
      lines: [...lines],
      total,
      dueAtIssue: total,
    },
    operator: {
      ...unnamedOperator,
      taxId: 'IE6388047V',
      address: { line1: '4 Harbour Road', city: 'Galway', country: 'IE' },
    },
    subscriber: {
      number: '40713824',
      kind: 'organization',
      status: 'active',
      details: {
        name: 'Kastanie GmbH',
        emails: [],
        phones: [],
        addresses: { service: { line1: 'Kastanienallee 4', city: 'Berlin', country: 'DE' } },
        language: 'de',
        timeZone: 'Europe/Berlin',
        currency: 'EUR',
        taxId,
        tags: [],
      },
      billingProfile: billingProfile.parse({ model: 'pro-rata', cycleDay: 1 }),
      notes: [],
      createdAt: at,
    },
  };
}

describe('an intra-community supply as EN 16931 wants it', () => {
  const told = (...lines: InvoiceLine[]) => eInvoice(invoiceOf(lines));

  it('tells where the tax rules saw it go, and when the first of it went', () => {
    expect(told(sold('lin_1', '2026-03-04', 'FR'), sold('lin_2', '2026-03-02', 'FR'))).toMatchObject({
      value: {
        delivery: { on: '2026-03-02', country: 'FR' },
        taxes: [{ category: 'K', reasonCode: 'VATEX-EU-IC', reason: 'Art. 138', amount: '0.00' }],
      },
    });
  });

  it('went where the buyer is served when the billing profile names the tax', () => {
    expect(told(sold('lin_1', on))).toMatchObject({ value: { delivery: { on, country: 'DE' } } });
  });

  it('is refused with several destinations, and without the buyer’s VAT number', () => {
    expect(told(sold('lin_1', on, 'FR'), sold('lin_2', on, 'DE'))).toMatchObject({
      refusal: { code: 'e-invoice.several-destinations', message: expect.stringContaining('FR and DE') },
    });
    expect(eInvoice(invoiceOf([sold('lin_1', on)], '29/815/08150'))).toMatchObject({
      refusal: { code: 'e-invoice.buyer-incomplete', pointer: '/taxId' },
    });
  });

  it('tells no delivery of services', () => {
    const { reliefs: _, ...service } = sold('lin_1', on);
    expect(told(service)).toMatchObject({ ok: true, value: { delivery: undefined } });
  });
});

describe('a merged invoice for several sites', () => {
  const bare = (lineId: string, costCentre: string): InvoiceLine => {
    const { reliefs: _, ...line } = sold(lineId, on);
    return { ...line, costCentre };
  };
  const tax = (lineId: string, aboutLineId: string, costCentre: string, rate = '19'): InvoiceLine => ({
    lineId,
    kind: 'tax',
    item: 'Router',
    minor: 1_520,
    rule: 'tax',
    aboutLineId,
    costCentre,
    tax: { name: 'VAT', rate },
    events: [],
  });
  const lines: InvoiceLine[] = [
    { ...bare('lin_1', 'KST 1'), subscriberName: 'Kastanie Mitte' },
    tax('lin_2', 'lin_1', 'KST 1'),
    bare('lin_3', 'KST 2'),
    tax('lin_4', 'lin_3', 'KST 2'),
    bare('lin_5', 'KST 2'),
  ];

  it('tells whose each line is and where the buyer books it', () => {
    expect(eInvoice(invoiceOf(lines))).toMatchObject({
      value: {
        lines: [
          { accountingCost: 'KST 1', note: 'Kastanie Mitte' },
          { accountingCost: 'KST 2' },
          { accountingCost: 'KST 2' },
        ],
      },
    });
  });

  it('says on paper what each cost centre bears, taxes included', () => {
    const { rows, notes } = invoiceDocument(invoiceOf(lines));
    const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, '').replace(/\s/g, ' ');
    expect(rows.map((row) => row.notes?.map(plain))).toEqual([
      ['Kastanie Mitte', 'Kostenstelle: KST 1'],
      ['Kostenstelle: KST 2'],
      ['Kostenstelle: KST 2'],
    ]);
    expect(notes.map(plain)).toEqual(['Kostenstelle KST 1: 95,20 €', 'Kostenstelle KST 2: 175,20 €']);
  });

  it('is no electronic invoice with a fee that is no percentage, which paper names by itself', () => {
    const fee = invoiceOf([bare('lin_1', 'KST 1'), tax('lin_2', 'lin_1', 'KST 1', '0')]);
    expect(eInvoice(fee)).toMatchObject({ refusal: { code: 'e-invoice.several-taxes' } });
    expect(invoiceDocument(fee).totals[0]?.label).not.toContain('%');
  });
});

it('several exemptions stand on one document, each reason once', () => {
  const exempt = (lineId: string, reason: string): InvoiceLine => ({
    ...sold(lineId, on),
    reliefs: [{ name: 'VAT', kind: 'exempt', reason }],
  });
  const issued = invoiceOf([
    exempt('lin_1', '§ 4 Nr. 8'),
    exempt('lin_2', 'Certificate 17'),
    exempt('lin_3', '§ 4 Nr. 8'),
  ]);
  expect(eInvoice(issued)).toMatchObject({
    value: {
      taxes: [{ category: 'E', base: '240.00', amount: '0.00', reason: '§ 4 Nr. 8; Certificate 17' }],
    },
  });
  expect(invoiceDocument(issued).notes).toHaveLength(2);
});

it('an explanation says where each tax was found, and what changed the amount', () => {
  const ground = { rule: 'rate', jurisdiction: 'DE', category: 'equipment', on } as const;
  const { reliefs: _, ...bare } = sold('lin_1', on);
  const issued = invoiceOf([
    {
      ...bare,
      price: 10_000,
      discounts: [{ discountId: 'dsc_1', name: 'Spring', minor: -2_000 }],
      contains: [{ name: 'VAT', rate: '19', minor: 1_277, ground }],
    },
    {
      ...sold('lin_2', on, 'FR'),
    },
    {
      lineId: 'lin_3',
      kind: 'tax',
      item: 'Router',
      minor: 25,
      rule: 'tax',
      aboutLineId: 'lin_2',
      tax: { name: 'Fee', rate: '0', ground: { rule: 'tax-service', on } },
      events: [],
    },
  ]);
  const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, '').replace(/\s/g, ' ');
  const notes = explanationDocument(issued, new Map()).rows.map((row) => row.notes?.map(plain));
  expect(notes).toEqual([
    [
      'Einmalig berechnet.',
      'Nach den Sätzen von DE am 01.03.2026.',
      'Spring: -20,00 €',
      'VAT 19 % enthalten: 12,77 €',
    ],
    [
      'Einmalig berechnet.',
      'Nach den Sätzen von FR am 01.03.2026.',
      'VAT: steuerfreie innergemeinschaftliche Lieferung (Art. 138)',
    ],
    [expect.stringContaining('0 %'), 'Nach Auskunft des Steuerdienstes für den 01.03.2026.'],
  ]);
});
