import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes as api } from '../../functions/handlers/api/routes.ts';
import { routes } from '../../functions/handlers/documents/routes.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { changeSubscriber } from '../../functions/use-cases/change-subscriber.ts';
import { type Call, type File, makeApi, makeDocuments } from '../api.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { activate, must, openShop, type Shop, subscribe, terminate } from '../use-cases/paying-subscriber.ts';

const jan = (day: number) => contextAt(`2026-01-${String(day).padStart(2, '0')}T12:00:00.000Z`);
const usd = (amount: string) => ({ amount, currency: 'USD' });

let test: TestPorts;
let shop: Shop;
let call: Call;
let get: (path: string) => Promise<File>;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'documents-'));
  test = await makePorts();
  shop = await openShop(test.ports);
  call = makeApi(api, test.ports);
  get = makeDocuments(routes, test.ports);
  await call('PUT', '/operator', {
    body: {
      name: 'Westwind',
      legalName: 'Westwind Broadband Ltd',
      address: { line1: '4 Harbour Road', city: 'Galway', postalCode: 'H91 AB12', country: 'IE' },
      taxId: 'IE6388047V',
      registrationNumber: '588047',
      email: 'billing@example.net',
      phone: '+35391500000',
      bank: { holder: 'Westwind Broadband Ltd', iban: 'IE29AIBK93115212345678', bic: 'AIBKIE2D' },
      footer: 'Registered in Ireland & <nowhere> else',
    },
  });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await test.stop();
});

async function invoiced(billing: object, details: object = {}) {
  const subscriberId = await subscribe(shop, { billing: { model: 'pro-rata', cycleDay: 1, ...billing } });
  must(await changeSubscriber(test.ports, subscriberId, details, jan(1)));
  const serviceId = await activate(shop, subscriberId, jan(10));
  const [invoice] = must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-10' }, jan(10)));
  return { subscriberId, serviceId, invoiceId: invoice?.invoiceId ?? '' };
}

/** What poppler reads in the file, in reading order. */
function textOf({ bytes }: File): string {
  const file = join(folder, 'document.pdf');
  writeFileSync(file, bytes);
  return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
}

describe('poppler reads', () => {
  it('an invoice in its language, with names of every script, and all fonts embedded', async () => {
    const name = 'Łukasz Ελένη Ирина 张伟 김철수 नमस्ते';
    const { invoiceId } = await invoiced({ taxes: [{ name: 'IVA', rate: '21' }] }, { name, language: 'es' });
    const text = textOf(await get(`/invoices/${invoiceId}/pdf`));
    for (const expected of ['Factura', 'Łukasz', 'Ελένη', 'Ирина', '张伟', '김철수', 'IVA 21 %', '26,62']) {
      expect(text).toContain(expected);
    }
    const fonts = execFileSync('pdffonts', [join(folder, 'document.pdf')], { encoding: 'utf8' });
    const rows = fonts.trim().split('\n').slice(2);
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) expect(row).toMatch(/ yes yes yes /);
  });

  it('why a tax is not charged, in the language of the reader', async () => {
    const reliefs = (kind: string, reason: string) => ({
      taxes: [{ name: 'USt', rate: '0', relief: { kind, reason } }],
    });
    const reversed = await invoiced(reliefs('reverse-charge', 'Art. 196'), { language: 'de' });
    expect(textOf(await get(`/invoices/${reversed.invoiceId}/pdf`))).toContain(
      'USt: Steuerschuldnerschaft des Leistungsempfängers (Art. 196)',
    );
    const exempt = await invoiced(reliefs('exempt', 'Certificate 7'));
    expect(textOf(await get(`/invoices/${exempt.invoiceId}/pdf`))).toContain('USt: exempt (Certificate 7)');
  });

  it('an Arabic invoice from right to left, figures and Latin names unspoilt', async () => {
    const { invoiceId } = await invoiced({}, { name: 'مخبز الميناء', language: 'ar' });
    const text = textOf(await get(`/invoices/${invoiceId}/pdf`));
    const letters = text.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
    for (const expected of ['فاتورة', 'مخبز', '4 Harbour Road', '22.00']) expect(letters).toContain(expected);
    // The page begins at the right: the seller stands there, the title at the left.
    expect(letters.indexOf('فاتورة')).toBeLessThan(letters.indexOf('Westwind Broadband Ltd'));
  });

  it('paper of the operator, and a statement that ends where the account stands', async () => {
    const { subscriberId } = await invoiced({});
    const statement = await get(`/subscribers/${subscriberId}/statement/pdf?from=2026-01-01&to=2026-01-31`);
    expect(textOf(statement)).toMatch(/Balance at the end\s+\$22\.00/);
    const info = execFileSync('pdfinfo', [join(folder, 'document.pdf')], { encoding: 'utf8' });
    expect(info).toMatch(/Page size: +595\.28 x 841\.89 pts \(A4\)/);
  });
});

describe('the published rules of EN 16931', () => {
  const pom = join(import.meta.dirname, 'en16931', 'pom.xml');
  const program = join(import.meta.dirname, 'en16931', 'Validate.java');
  let classpath: string;
  beforeAll(() => {
    const list = join(folder, 'classpath');
    execFileSync('mvn', ['-q', '-B', '-f', pom, 'dependency:build-classpath', `-Dmdep.outputFile=${list}`]);
    classpath = execFileSync('cat', [list], { encoding: 'utf8' });
  }, 300_000);

  function judge(files: readonly string[]): string {
    try {
      return execFileSync('java', ['-cp', classpath, program, ...files], { encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      return (error as { stdout: string }).stdout || String(error);
    }
  }

  it('hold for invoices, credits within them and credit notes, and would not for a wrong sum', async () => {
    const files: string[] = [];
    const keep = async (name: string, invoiceId: string) => {
      const answer = await get(`/invoices/${invoiceId}/ubl`);
      expect(answer.status, answer.bytes.toString()).toBe(200);
      const file = join(folder, `${name}.xml`);
      writeFileSync(file, answer.bytes);
      files.push(file);
    };
    const vat = [{ name: 'VAT', rate: '23' }];
    const business = { taxId: 'DE123456789', purchaseOrderNumber: 'PO <7> & more' };
    const plain = await invoiced({ taxes: vat }, business);
    await keep('plain', plain.invoiceId);
    await keep(
      'inclusive',
      (await invoiced({ taxes: [{ name: 'VAT', rate: '13.5', inclusive: true }] })).invoiceId,
    );
    await keep('untaxed', (await invoiced({})).invoiceId);
    const relieved = (kind: string, reason?: string) => ({
      taxes: [{ name: 'VAT', rate: '0', relief: { kind, ...(reason === undefined ? {} : { reason }) } }],
    });
    for (const [kind, reason] of [
      ['exempt', 'Certificate EX-7, section 66'],
      ['reverse-charge'],
      ['intra-community-supply', 'Article 138, Council Directive 2006/112/EC'],
      ['export'],
      ['outside-scope'],
    ] as const) {
      await keep(kind, (await invoiced(relieved(kind, reason), business)).invoiceId);
    }
    const consumer = await invoiced(relieved('reverse-charge'));
    expect((await get(`/invoices/${consumer.invoiceId}/ubl`)).status).toBe(409);
    const { body: about } = await call('GET', `/invoices/${plain.invoiceId}`);
    const { body: note } = await call('POST', '/credit-notes', {
      body: {
        invoiceId: plain.invoiceId,
        lineId: about.lines[0]!.lineId,
        amount: usd('-3.33'),
        reason: 'slow',
      },
    });
    await keep('credit-note', note.id);
    await terminate(shop, plain.serviceId, jan(20));
    const [rest] = must(
      await billSubscriber(test.ports, { subscriberId: plain.subscriberId, on: '2026-01-20' }, jan(20)),
    );
    await keep('credit', rest?.invoiceId ?? '');
    const eu = await call('GET', '/settings/tax-rates/eu-vat');
    const { rates, reverseCharge } = eu.body;
    const set = await call('PUT', '/settings/tax-rates', {
      body: { rates, reverseCharge, supply: 'origin', rounding: 'document' },
    });
    expect(set.status, JSON.stringify(set.body)).toBe(200);
    await keep('rate-at-home', (await invoiced({})).invoiceId);
    await keep('reversed-by-rule', (await invoiced({}, business)).invoiceId);
    const taxExemptions = [{ certificate: 'EX-7', reason: 'School', from: '2026-01-01' }];
    await keep('exempt-by-certificate', (await invoiced({}, { taxExemptions })).invoiceId);
    for (const [name, category] of [
      ['rate-at-home', 'S'],
      ['reversed-by-rule', 'AE'],
      ['exempt-by-certificate', 'E'],
    ]) {
      expect(readFileSync(join(folder, `${name}.xml`), 'utf8')).toContain(`<cbc:ID>${category}</cbc:ID>`);
    }
    expect(judge(files)).toBe('');
    const wrong = join(folder, 'wrong.xml');
    writeFileSync(
      wrong,
      (await get(`/invoices/${plain.invoiceId}/ubl`)).bytes
        .toString()
        .replace('>27.06</cbc:Payable', '>27.07</cbc:Payable'),
    );
    expect(judge([wrong])).toMatch(/BR-CO-16/);
  }, 300_000);
});
