import { XMLBuilder } from 'fast-xml-parser';
import type {
  EInvoice,
  EInvoiceLine,
  EInvoiceParty,
  EInvoiceTaxTotal,
} from '../../domain/document/e-invoice.ts';
import type { EInvoices } from '../../ports/e-invoices.ts';

/** Elements in the order in which they stand; `@_` begins an attribute, `#text` is what is inside. */
type Xml = { readonly [name: string]: Xml | readonly Xml[] | string | undefined };

const builder = new XMLBuilder({ ignoreAttributes: false, format: true, suppressEmptyNode: true });

const namespaces = {
  '@_xmlns:cac': 'urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2',
  '@_xmlns:cbc': 'urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2',
};

/**
 * Universal Business Language 2.1 (ISO/IEC 19845) in the binding of EN 16931-1 that CEN/TS 16931-3-2 gives. Elements stand
 * in the order of the UBL schemas, which refuse another.
 */
export function ublEInvoices(): EInvoices {
  return {
    write(invoice) {
      const isCreditNote = invoice.kind === 'credit-note';
      const root = isCreditNote ? 'CreditNote' : 'Invoice';
      const document: Xml = {
        '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' },
        [root]: {
          '@_xmlns': `urn:oasis:names:specification:ubl:schema:xsd:${root}-2`,
          ...namespaces,
          'cbc:CustomizationID': 'urn:cen.eu:en16931:2017',
          'cbc:ID': invoice.number,
          'cbc:IssueDate': invoice.issuedOn,
          // UNTDID 1001: 380 commercial invoice, 381 credit note.
          ...(isCreditNote
            ? { 'cbc:CreditNoteTypeCode': '381' }
            : { 'cbc:DueDate': invoice.dueOn, 'cbc:InvoiceTypeCode': '380' }),
          'cbc:Note': invoice.note,
          'cbc:DocumentCurrencyCode': invoice.currency,
          'cbc:BuyerReference': invoice.buyerReference,
          'cac:OrderReference': invoice.orderReference === undefined ? undefined : id(invoice.orderReference),
          'cac:BillingReference':
            invoice.precedingInvoice === undefined
              ? undefined
              : { 'cac:InvoiceDocumentReference': id(invoice.precedingInvoice) },
          'cac:AccountingSupplierParty': { 'cac:Party': party(invoice.seller) },
          'cac:AccountingCustomerParty': { 'cac:Party': party(invoice.buyer) },
          'cac:Delivery': delivery(invoice),
          'cac:PaymentMeans': paymentMeans(invoice),
          'cac:TaxTotal': taxTotal(invoice),
          'cac:LegalMonetaryTotal': totals(invoice),
          [`cac:${root}Line`]: invoice.lines.map((line) => lineElement(line, invoice)),
        },
      };
      return new TextEncoder().encode(builder.build(present(document)));
    },
  };
}

function id(text: string): Xml {
  return { 'cbc:ID': text };
}

function party({ name, tradingName, registrationNumber, vatNumber, address, contact }: EInvoiceParty): Xml {
  return {
    'cac:PartyName': tradingName === undefined ? undefined : { 'cbc:Name': tradingName },
    'cac:PostalAddress': {
      'cbc:StreetName': address.line1,
      'cbc:AdditionalStreetName': nonEmpty(address.line2),
      'cbc:CityName': address.city,
      'cbc:PostalZone': nonEmpty(address.postalCode),
      'cbc:CountrySubentity': nonEmpty(address.region),
      'cac:Country': { 'cbc:IdentificationCode': address.country },
    },
    'cac:PartyTaxScheme':
      vatNumber === undefined
        ? undefined
        : { 'cbc:CompanyID': vatNumber.replaceAll(' ', ''), 'cac:TaxScheme': id('VAT') },
    'cac:PartyLegalEntity': { 'cbc:RegistrationName': name, 'cbc:CompanyID': registrationNumber },
    'cac:Contact':
      contact === undefined || Object.keys(contact).length === 0
        ? undefined
        : {
            'cbc:Name': contact.name,
            'cbc:Telephone': contact.phone,
            'cbc:ElectronicMail': contact.email,
          },
  };
}

function delivery({ delivery: goods }: EInvoice): Xml | undefined {
  if (goods === undefined) return undefined;
  return {
    'cbc:ActualDeliveryDate': goods.on,
    'cac:DeliveryLocation': {
      'cac:Address': { 'cac:Country': { 'cbc:IdentificationCode': goods.country } },
    },
  };
}

/** UNTDID 4461: 58 SEPA credit transfer, 30 another transfer, 1 not said. */
function paymentMeans({ bank, paymentReference, currency }: EInvoice): Xml {
  const code = bank === undefined ? '1' : currency === 'EUR' ? '58' : '30';
  return {
    'cbc:PaymentMeansCode': code,
    'cbc:PaymentID': paymentReference,
    'cac:PayeeFinancialAccount':
      bank === undefined
        ? undefined
        : {
            'cbc:ID': bank.iban,
            'cbc:Name': bank.holder,
            'cac:FinancialInstitutionBranch': bank.bic === undefined ? undefined : id(bank.bic),
          },
  };
}

function taxTotal({ taxes, totals: { tax }, currency }: EInvoice): Xml {
  return {
    'cbc:TaxAmount': money(tax, currency),
    'cac:TaxSubtotal': taxes.map((total) => ({
      'cbc:TaxableAmount': money(total.base, currency),
      'cbc:TaxAmount': money(total.amount, currency),
      'cac:TaxCategory': taxCategory(total),
    })),
  };
}

function taxCategory({
  category,
  rate,
  reasonCode,
  reason,
}: Pick<EInvoiceTaxTotal, 'category' | 'rate' | 'reasonCode' | 'reason'>): Xml {
  return {
    'cbc:ID': category,
    'cbc:Percent': rate,
    'cbc:TaxExemptionReasonCode': reasonCode,
    'cbc:TaxExemptionReason': reason,
    'cac:TaxScheme': id('VAT'),
  };
}

function totals({ totals: { net, gross, prepaid, payable }, currency }: EInvoice): Xml {
  return {
    'cbc:LineExtensionAmount': money(net, currency),
    'cbc:TaxExclusiveAmount': money(net, currency),
    'cbc:TaxInclusiveAmount': money(gross, currency),
    'cbc:PrepaidAmount': money(prepaid, currency),
    'cbc:PayableAmount': money(payable, currency),
  };
}

function lineElement(line: EInvoiceLine, { kind, currency }: EInvoice): Xml {
  const quantity = { '@_unitCode': 'C62', '#text': String(line.quantity) };
  return {
    'cbc:ID': line.id,
    'cbc:Note': line.note,
    ...(kind === 'credit-note' ? { 'cbc:CreditedQuantity': quantity } : { 'cbc:InvoicedQuantity': quantity }),
    'cbc:LineExtensionAmount': money(line.net, currency),
    'cbc:AccountingCost': line.accountingCost,
    'cac:InvoicePeriod':
      line.from === undefined || line.to === undefined
        ? undefined
        : { 'cbc:StartDate': line.from, 'cbc:EndDate': line.to },
    'cac:Item': { 'cbc:Name': line.name, 'cac:ClassifiedTaxCategory': taxCategory(line.tax) },
    'cac:Price': { 'cbc:PriceAmount': money(line.price, currency) },
  };
}

function money(amount: string, currency: string): Xml {
  return { '@_currencyID': currency, '#text': amount };
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

/** XML 1.0 §2.2: most control characters cannot stand in a document, in whatever way they are written. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are looked for
const unspeakable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Without what is not there, and without characters that XML has not. */
function present(xml: Xml): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(xml)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, presentValue(value)]),
  );
}

function presentValue(value: Xml[string]): unknown {
  if (typeof value === 'string') return value.replace(unspeakable, '');
  if (Array.isArray(value)) return value.map(present);
  return present(value as Xml);
}
