import { deflateSync } from 'node:zlib';
import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoiceAggregate } from '../../../functions/domain/billing/invoice.ts';
import { explanationDocument } from '../../../functions/domain/document/explanation-document.ts';
import { routes as api } from '../../../functions/handlers/api/routes.ts';
import { routes } from '../../../functions/handlers/documents/routes.ts';
import { billSubscriber } from '../../../functions/use-cases/bill-subscriber.ts';
import { changeSubscriber } from '../../../functions/use-cases/change-subscriber.ts';
import { readIssuedDocument } from '../../../functions/use-cases/issued-document.ts';
import { type Call, type File, makeApi, makeDocuments } from '../../api.ts';
import { contextAt, makePorts, type TestPorts } from '../../ports.ts';
import { activate, must, openShop, type Shop, subscribe } from '../../use-cases/paying-subscriber.ts';

const jan = (day: number) => contextAt(`2026-01-${String(day).padStart(2, '0')}T12:00:00.000Z`);
const usd = (amount: string) => ({ amount, currency: 'USD' });

const operator = {
  name: 'Westwind',
  legalName: 'Westwind Broadband Ltd',
  address: { line1: '4 Harbour Road', city: 'Galway', country: 'IE' },
  taxId: 'IE6388047V',
};

let test: TestPorts;
let shop: Shop;
let call: Call;
let get: (path: string) => Promise<File>;
beforeAll(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
  call = makeApi(api, test.ports);
  get = makeDocuments(routes, test.ports);
});
afterAll(() => test.stop());

const problem = ({ status, bytes }: File) => ({ status, code: JSON.parse(bytes.toString()).code });

async function invoiced(billing: object = {}): Promise<{ subscriberId: string; invoiceId: string }> {
  const subscriberId = await subscribe(shop, { billing: { model: 'pro-rata', cycleDay: 1, ...billing } });
  await activate(shop, subscriberId, jan(10));
  const [invoice] = must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-10' }, jan(10)));
  return { subscriberId, invoiceId: invoice?.invoiceId ?? '' };
}

describe('who sells', () => {
  it('is unnamed at first, said whole, and guarded by its version', async () => {
    const before = await call('GET', '/operator');
    expect(before).toMatchObject({ status: 200, body: { language: 'en', paper: 'A4' } });
    expect(before.headers['etag']).toBe('"0"');
    const first = await call('PUT', '/operator', { body: operator, headers: { 'if-match': '"0"' } });
    expect(first).toMatchObject({ status: 200, body: operator });
    expect(await call('PUT', '/operator', { body: operator, headers: { 'if-match': '"0"' } })).toMatchObject({
      status: 412,
    });
    expect((await call('PUT', '/operator', { body: operator })).headers['etag']).toBe('"1"');
  });

  it('refuses what would spoil every document, naming the field', async () => {
    const refusal = async (more: object) => {
      const { status, body } = await call('PUT', '/operator', { body: { ...operator, ...more } });
      return [status, body.errors?.[0]?.pointer];
    };
    const png = (bytes: Buffer) => ({ mediaType: 'image/png', base64: bytes.toString('base64') });
    expect(await refusal({ bank: { holder: 'W', iban: 'IE29AIBK93115212345679' } })).toEqual([
      422,
      '/bank/iban',
    ]);
    expect(await refusal({ logo: png(Buffer.from('no picture at all, but long enough to be one')) })).toEqual(
      [422, '/logo/base64'],
    );
    expect(await refusal({ logo: png(picture({ interlaced: true })) })).toEqual([422, '/logo/base64']);
    expect(await refusal({ logo: png(picture().subarray(0, 60)) })).toEqual([422, '/logo/base64']);
    const series = { prefix: 'A-', digits: 4, yearly: false };
    expect(await refusal({ numbering: { invoice: series, creditNote: series } })).toEqual([
      422,
      '/numbering/creditNote/prefix',
    ]);
    expect(await refusal({ paymentLink: 'http://pay.example.net/{invoice}' })).toEqual([422, '/paymentLink']);
  });
});

describe('an invoice as PDF', () => {
  it('is printed once and stays what it was, whatever buyer and seller change later', async () => {
    must(await put({ ...operator, logo: { mediaType: 'image/png', base64: picture().toString('base64') } }));
    const { subscriberId, invoiceId } = await invoiced({ taxes: [{ name: 'VAT', rate: '23' }] });
    const second = await invoiced();
    const renamed = { name: 'Somebody Else', language: 'ar' };
    must(await changeSubscriber(test.ports, subscriberId, renamed, jan(11)));
    must(await put({ ...operator, name: 'Eastwind' }));
    const first = await get(`/invoices/${invoiceId}/pdf`);
    expect(first.status).toBe(200);
    expect(first.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': expect.stringMatching(/^inline; filename="INV-\d{8}\.pdf"$/),
    });
    expect(first.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await get(`/invoices/${invoiceId}/pdf`)).bytes.equals(first.bytes)).toBe(true);
    // Title and author are in the file as UTF-16 when they leave ASCII, and as they are otherwise.
    expect(first.bytes.includes('(Westwind Broadband Ltd)')).toBe(true);
    expect(first.bytes.includes('(en)')).toBe(true);
    // The same content printed without the kept copy is the same file: it depends on nothing of today.
    const again = makeDocuments(routes, { ...test.ports, archive: emptyArchive });
    expect((await again(`/invoices/${invoiceId}/pdf`)).bytes.equals(first.bytes)).toBe(true);
    expect((await get(`/invoices/${second.invoiceId}/pdf`)).bytes.equals(first.bytes)).toBe(false);
  });

  it('is explained line by line on another PDF, in the language of its reader', async () => {
    const { invoiceId } = await invoiced({ taxes: [{ name: 'VAT', rate: '23' }] });
    const explained = await get(`/invoices/${invoiceId}/explanation/pdf`);
    expect(explained).toMatchObject({
      status: 200,
      headers: {
        'content-disposition': expect.stringMatching(/^inline; filename="INV-\d{8}-explained\.pdf"$/),
      },
    });
    expect(explained.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    const store = test.ports.store;
    const stored = await store.load(invoiceAggregate, invoiceId);
    if (stored === undefined) throw new Error('no invoice');
    const issued = await readIssuedDocument(store, stored);
    const rows = (language: string) => {
      const details = { ...issued.subscriber.details, language };
      const events = new Map(
        stored.state.lines.flatMap((line) =>
          line.events.map((id) => [
            id,
            { type: 'service.activated', at: '2026-01-10T12:00:00.000Z', isProven: true },
          ]),
        ),
      );
      const bare = (text: string) => text.replace(/[\u2066-\u2069]/g, '');
      const subscriber = { ...issued.subscriber, details };
      return explanationDocument({ ...issued, subscriber }, events).rows.map(({ notes = [] }) =>
        notes.map(bare),
      );
    };
    expect(rows('en')).toEqual([
      [
        '22 of the 31 days of a period that costs $31.00.',
        'Price list 1 of the plan.',
        'Activated: Jan 10, 2026, confirmed by the network at 12:00 PM UTC',
        'Activated: Jan 10, 2026, confirmed by the network at 12:00 PM UTC',
      ],
      ['23 % on the item above.'],
    ]);
    for (const language of ['de', 'es', 'pt', 'fr', 'ar']) {
      expect(rows(language)[0]?.[0], language).toMatch(/31/);
      expect(rows(language).flat().join(' '), language).not.toMatch(/[{}]/);
    }
    const unknown = `inv_${'0'.repeat(26)}`;
    expect(problem(await get(`/invoices/${unknown}/explanation/pdf`))).toEqual({
      status: 404,
      code: 'invoice.unknown',
    });
  });

  it('of a void invoice is another document', async () => {
    const { invoiceId } = await invoiced();
    const before = await get(`/invoices/${invoiceId}/pdf`);
    expect(
      await call('POST', `/invoices/${invoiceId}/void`, { body: { reason: 'wrong plan' } }),
    ).toMatchObject({
      status: 200,
    });
    const after = await get(`/invoices/${invoiceId}/pdf`);
    expect(after.status).toBe(200);
    expect(after.bytes.equals(before.bytes)).toBe(false);
  });

  it('is refused for what there is not', async () => {
    const unknown = `inv_${'0'.repeat(26)}`;
    expect(problem(await get(`/invoices/${unknown}/pdf`))).toEqual({ status: 404, code: 'invoice.unknown' });
    expect(problem(await get(`/subscribers/sub_${'0'.repeat(26)}/statement/pdf`))).toEqual({
      status: 404,
      code: 'subscriber.unknown',
    });
  });
});

describe('numbers of documents', () => {
  it('follow the operator, each series without a gap', async () => {
    const creditNote = { prefix: 'CN-', digits: 4, yearly: true };
    must(await put({ ...operator, numbering: { invoice: { prefix: 'R', digits: 6 }, creditNote } }));
    const { invoiceId } = await invoiced();
    const { body: invoice } = await call('GET', `/invoices/${invoiceId}`);
    expect(invoice.number).toMatch(/^R\d{6}$/);
    const note = async () =>
      (
        await call('POST', '/credit-notes', {
          body: { invoiceId, lineId: invoice.lines[0]!.lineId, amount: usd('-1.00'), reason: 'slow line' },
        })
      ).body.number;
    const year = new Date().getUTCFullYear();
    expect([await note(), await note()]).toEqual([`CN-${year}-0001`, `CN-${year}-0002`]);
    const { body: next } = await call('GET', `/invoices/${(await invoiced()).invoiceId}`);
    expect(Number(next.number.slice(1))).toBe(Number(invoice.number.slice(1)) + 1);
  });
});

describe('statement and pro-forma invoice', () => {
  it('are printed from what happened and from what would be charged', async () => {
    const { subscriberId } = await invoiced();
    const statement = await get(`/subscribers/${subscriberId}/statement/pdf?from=2026-01-01&to=2026-01-31`);
    expect(statement).toMatchObject({ status: 200, headers: { 'content-type': 'application/pdf' } });
    expect(
      (await get(`/subscribers/${subscriberId}/statement/pdf?from=2026-02-01&to=2026-01-31`)).status,
    ).toBe(400);
    const before = (await call('GET', `/invoices?subscriberId=${subscriberId}`)).body.items.length;
    expect((await get(`/subscribers/${subscriberId}/pro-forma/pdf?on=2026-02-01`)).status).toBe(200);
    expect((await call('GET', `/invoices?subscriberId=${subscriberId}`)).body.items).toHaveLength(before);
    expect(problem(await get(`/subscribers/${subscriberId}/pro-forma/pdf?on=2026-01-20`))).toEqual({
      status: 409,
      code: 'pro-forma.nothing-due',
    });
  });
});

describe('an invoice as UBL', () => {
  const read = (file: File) =>
    new XMLParser({
      ignoreAttributes: false,
      parseTagValue: false,
      isArray: (name) => /Line$|Subtotal$/.test(name),
    }).parse(file.bytes);

  it('has parties, lines, taxes and totals that add up', async () => {
    must(await put(operator));
    const { invoiceId } = await invoiced({ taxes: [{ name: 'VAT', rate: '23' }] });
    const file = await get(`/invoices/${invoiceId}/ubl`);
    expect(file).toMatchObject({ status: 200, headers: { 'content-type': 'application/xml' } });
    const { Invoice: invoice } = read(file);
    expect(invoice['cbc:CustomizationID']).toBe('urn:cen.eu:en16931:2017');
    expect(invoice['cac:InvoiceLine']).toHaveLength(1);
    // 22 of 31 days of 31.00, and 23 % of it.
    expect(invoice['cac:LegalMonetaryTotal']).toMatchObject({
      'cbc:LineExtensionAmount': { '#text': '22.00', '@_currencyID': 'USD' },
      'cbc:TaxInclusiveAmount': { '#text': '27.06' },
      'cbc:PayableAmount': { '#text': '27.06' },
    });
    expect(invoice['cac:TaxTotal']['cac:TaxSubtotal'][0]).toMatchObject({
      'cbc:TaxableAmount': { '#text': '22.00' },
      'cbc:TaxAmount': { '#text': '5.06' },
      'cac:TaxCategory': { 'cbc:ID': 'S', 'cbc:Percent': '23' },
    });
  });

  it('takes a contained tax out of the price', async () => {
    const { invoiceId } = await invoiced({ taxes: [{ name: 'VAT', rate: '10', inclusive: true }] });
    const { Invoice: invoice } = read(await get(`/invoices/${invoiceId}/ubl`));
    expect(invoice['cac:LegalMonetaryTotal']).toMatchObject({
      'cbc:LineExtensionAmount': { '#text': '20.00' },
      'cbc:TaxInclusiveAmount': { '#text': '22.00' },
    });
  });

  it('of a credit note counts what is given back as positive and names the invoice', async () => {
    const { invoiceId } = await invoiced({ taxes: [{ name: 'VAT', rate: '23' }] });
    const { body: about } = await call('GET', `/invoices/${invoiceId}`);
    const { body: note } = await call('POST', '/credit-notes', {
      body: { invoiceId, lineId: about.lines[0]!.lineId, amount: usd('-10.00'), reason: 'two days out' },
    });
    const { CreditNote: written } = read(await get(`/invoices/${note.id}/ubl`));
    expect(written['cac:BillingReference']['cac:InvoiceDocumentReference']['cbc:ID']).toBe(about.number);
    expect(written['cac:CreditNoteLine'][0]).toMatchObject({
      'cbc:CreditedQuantity': { '#text': '1' },
      'cbc:LineExtensionAmount': { '#text': '10.00' },
    });
    expect(written['cac:LegalMonetaryTotal']['cbc:PayableAmount']['#text']).toBe('12.30');
  });

  it('is refused with what is missing', async () => {
    must(await put({ name: 'Westwind', address: operator.address }));
    const noTaxId = await invoiced();
    expect(problem(await get(`/invoices/${noTaxId.invoiceId}/ubl`))).toEqual({
      status: 409,
      code: 'e-invoice.seller-incomplete',
    });
    must(await put(operator));
    // What the operator says later does not mend a document of before.
    expect((await get(`/invoices/${noTaxId.invoiceId}/ubl`)).status).toBe(409);
    const taxes = [
      { name: 'State', rate: '5' },
      { name: 'City', rate: '2' },
    ];
    expect(problem(await get(`/invoices/${(await invoiced({ taxes })).invoiceId}/ubl`))).toEqual({
      status: 409,
      code: 'e-invoice.several-taxes',
    });
  });
});

const emptyArchive = { get: async () => undefined, put: async () => undefined };

async function put(settings: object) {
  const { status, body } = await call('PUT', '/operator', { body: settings });
  return status === 200
    ? ({ ok: true, value: body } as const)
    : ({ ok: false, refusal: { code: String(body.code), message: String(body.detail) } } as const);
}

/** A PNG of 2 × 2 grey pixels. */
function picture({ interlaced = false } = {}): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
  };
  const header = Buffer.from([0, 0, 0, 2, 0, 0, 0, 2, 8, 0, 0, 0, interlaced ? 1 : 0]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from([0, 10, 200, 0, 200, 10]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
