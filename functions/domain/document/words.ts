import type { TaxRelief } from '../../contracts/billing-profile.ts';
import type { Movement } from '../billing/statement.ts';

/** What is printed on documents besides names and figures. `{…}` is filled in. */
export interface DocumentWords {
  readonly invoice: string;
  readonly creditNote: string;
  readonly proForma: string;
  readonly statement: string;
  readonly number: string;
  readonly issued: string;
  readonly due: string;
  readonly account: string;
  readonly purchaseOrder: string;
  readonly costCentre: string;
  readonly aboutInvoice: string;
  readonly span: string;
  readonly taxId: string;
  readonly registration: string;
  readonly what: string;
  readonly period: string;
  readonly amount: string;
  readonly date: string;
  readonly balance: string;
  readonly opening: string;
  readonly closing: string;
  readonly credit: string;
  readonly adjustment: string;
  readonly instalment: string;
  readonly reduced: string;
  readonly setupFee: string;
  readonly earlyTermination: string;
  readonly outage: string;
  readonly contains: string;
  readonly taxOn: string;
  readonly reliefs: Readonly<Record<TaxRelief['kind'], string>>;
  readonly total: string;
  readonly creditApplied: string;
  readonly toPay: string;
  readonly nothingToPay: string;
  readonly credited: string;
  readonly notPayable: string;
  readonly pay: string;
  readonly transfer: string;
  readonly reference: string;
  readonly scanTransfer: string;
  readonly scanLink: string;
  readonly reason: string;
  readonly void: string;
  readonly page: string;
  readonly movements: Readonly<Record<Movement['kind'], string>>;
}

const en: DocumentWords = {
  invoice: 'Invoice',
  creditNote: 'Credit note',
  proForma: 'Pro-forma invoice',
  statement: 'Statement of account',
  number: 'Number',
  issued: 'Date',
  due: 'Due',
  account: 'Account',
  purchaseOrder: 'Purchase order',
  costCentre: 'Cost centre',
  aboutInvoice: 'For invoice',
  span: 'Period',
  taxId: 'Tax no.',
  registration: 'Company no.',
  what: 'Description',
  period: 'Period',
  amount: 'Amount',
  date: 'Date',
  balance: 'Balance',
  opening: 'Brought forward',
  closing: 'Balance at the end',
  credit: '{item}: credit for unused days',
  adjustment: '{item}: correction',
  instalment: '{item}: instalment {parts}',
  reduced: '{rate} % charged while suspended',
  setupFee: '{item}: set-up',
  earlyTermination: '{item}: early termination',
  outage: '{item}: outage of {minutes} minutes',
  contains: '{tax} {rate} % contained: {amount}',
  taxOn: '{tax} {rate} % on {base}',
  reliefs: {
    exempt: '{tax}: exempt',
    'reverse-charge': '{tax}: reverse charge, the recipient owes the tax',
    'intra-community-supply': '{tax}: intra-community supply of goods, exempt',
    export: '{tax}: export, not taxed',
    'outside-scope': '{tax}: outside the scope of the tax',
  },
  total: 'Total',
  creditApplied: 'Paid from your credit',
  toPay: 'To pay by {day}',
  nothingToPay: 'Nothing is left to pay',
  credited: 'Credited to your account',
  notPayable: 'This is no invoice: nothing is to be paid yet.',
  pay: 'How to pay',
  transfer: 'By bank transfer to',
  reference: 'Reference',
  scanTransfer: 'Scan with your banking app',
  scanLink: 'Scan to pay online',
  reason: 'Reason',
  void: 'VOID',
  page: 'Page {page} of {pages}',
  movements: {
    invoice: 'Invoice {number}',
    'credit-note': 'Credit note {number}',
    payment: 'Payment, thank you',
    refund: 'Refund',
    credit: 'Credit',
    void: '{number} voided',
    'write-off': '{number} written off',
    reinstatement: '{number} due again',
  },
};

const de: DocumentWords = {
  invoice: 'Rechnung',
  creditNote: 'Gutschrift',
  proForma: 'Pro-forma-Rechnung',
  statement: 'Kontoauszug',
  number: 'Nummer',
  issued: 'Datum',
  due: 'Fällig am',
  account: 'Kundennummer',
  purchaseOrder: 'Bestellnummer',
  costCentre: 'Kostenstelle',
  aboutInvoice: 'Zu Rechnung',
  span: 'Zeitraum',
  taxId: 'USt-IdNr.',
  registration: 'Registernummer',
  what: 'Leistung',
  period: 'Zeitraum',
  amount: 'Betrag',
  date: 'Datum',
  balance: 'Saldo',
  opening: 'Übertrag',
  closing: 'Saldo am Ende',
  credit: '{item}: Gutschrift nicht genutzter Tage',
  adjustment: '{item}: Korrektur',
  instalment: '{item}: Rate {parts}',
  reduced: '{rate} % während der Sperre',
  setupFee: '{item}: Einrichtung',
  earlyTermination: '{item}: vorzeitige Kündigung',
  outage: '{item}: Ausfall von {minutes} Minuten',
  contains: '{tax} {rate} % enthalten: {amount}',
  taxOn: '{tax} {rate} % auf {base}',
  reliefs: {
    exempt: '{tax}: steuerfrei',
    'reverse-charge': '{tax}: Steuerschuldnerschaft des Leistungsempfängers',
    'intra-community-supply': '{tax}: steuerfreie innergemeinschaftliche Lieferung',
    export: '{tax}: steuerfreie Ausfuhr',
    'outside-scope': '{tax}: nicht steuerbar',
  },
  total: 'Gesamtbetrag',
  creditApplied: 'Aus Ihrem Guthaben bezahlt',
  toPay: 'Zu zahlen bis {day}',
  nothingToPay: 'Es ist nichts mehr zu zahlen',
  credited: 'Ihrem Konto gutgeschrieben',
  notPayable: 'Dies ist keine Rechnung: Es ist noch nichts zu zahlen.',
  pay: 'Zahlung',
  transfer: 'Per Überweisung an',
  reference: 'Verwendungszweck',
  scanTransfer: 'Mit der Banking-App scannen',
  scanLink: 'Scannen und online zahlen',
  reason: 'Grund',
  void: 'STORNIERT',
  page: 'Seite {page} von {pages}',
  movements: {
    invoice: 'Rechnung {number}',
    'credit-note': 'Gutschrift {number}',
    payment: 'Zahlung, vielen Dank',
    refund: 'Erstattung',
    credit: 'Guthaben',
    void: '{number} storniert',
    'write-off': '{number} ausgebucht',
    reinstatement: '{number} wieder fällig',
  },
};

const es: DocumentWords = {
  invoice: 'Factura',
  creditNote: 'Nota de crédito',
  proForma: 'Factura proforma',
  statement: 'Estado de cuenta',
  number: 'Número',
  issued: 'Fecha',
  due: 'Vencimiento',
  account: 'N.º de cliente',
  purchaseOrder: 'Orden de compra',
  costCentre: 'Centro de coste',
  aboutInvoice: 'De la factura',
  span: 'Periodo',
  taxId: 'NIF/IVA',
  registration: 'N.º de registro',
  what: 'Concepto',
  period: 'Periodo',
  amount: 'Importe',
  date: 'Fecha',
  balance: 'Saldo',
  opening: 'Saldo anterior',
  closing: 'Saldo final',
  credit: '{item}: abono de días no usados',
  adjustment: '{item}: corrección',
  instalment: '{item}: plazo {parts}',
  reduced: '{rate} % durante la suspensión',
  setupFee: '{item}: alta',
  earlyTermination: '{item}: baja anticipada',
  outage: '{item}: interrupción de {minutes} minutos',
  contains: '{tax} {rate} % incluido: {amount}',
  taxOn: '{tax} {rate} % sobre {base}',
  reliefs: {
    exempt: '{tax}: exento',
    'reverse-charge': '{tax}: inversión del sujeto pasivo',
    'intra-community-supply': '{tax}: entrega intracomunitaria exenta',
    export: '{tax}: exportación exenta',
    'outside-scope': '{tax}: operación no sujeta',
  },
  total: 'Total',
  creditApplied: 'Pagado con su saldo a favor',
  toPay: 'A pagar hasta el {day}',
  nothingToPay: 'No queda nada por pagar',
  credited: 'Abonado en su cuenta',
  notPayable: 'Esto no es una factura: todavía no hay nada que pagar.',
  pay: 'Forma de pago',
  transfer: 'Por transferencia a',
  reference: 'Referencia',
  scanTransfer: 'Escanee con la app de su banco',
  scanLink: 'Escanee para pagar en línea',
  reason: 'Motivo',
  void: 'ANULADA',
  page: 'Página {page} de {pages}',
  movements: {
    invoice: 'Factura {number}',
    'credit-note': 'Nota de crédito {number}',
    payment: 'Pago, gracias',
    refund: 'Reembolso',
    credit: 'Saldo a favor',
    void: '{number} anulada',
    'write-off': '{number} dada de baja',
    reinstatement: '{number} pendiente de nuevo',
  },
};

const pt: DocumentWords = {
  invoice: 'Fatura',
  creditNote: 'Nota de crédito',
  proForma: 'Fatura pró-forma',
  statement: 'Extrato de conta',
  number: 'Número',
  issued: 'Data',
  due: 'Vencimento',
  account: 'N.º de cliente',
  purchaseOrder: 'Ordem de compra',
  costCentre: 'Centro de custo',
  aboutInvoice: 'Da fatura',
  span: 'Período',
  taxId: 'N.º fiscal',
  registration: 'N.º de registo',
  what: 'Descrição',
  period: 'Período',
  amount: 'Valor',
  date: 'Data',
  balance: 'Saldo',
  opening: 'Saldo anterior',
  closing: 'Saldo final',
  credit: '{item}: crédito de dias não usados',
  adjustment: '{item}: correção',
  instalment: '{item}: prestação {parts}',
  reduced: '{rate} % durante a suspensão',
  setupFee: '{item}: instalação',
  earlyTermination: '{item}: rescisão antecipada',
  outage: '{item}: interrupção de {minutes} minutos',
  contains: '{tax} {rate} % incluído: {amount}',
  taxOn: '{tax} {rate} % sobre {base}',
  reliefs: {
    exempt: '{tax}: isento',
    'reverse-charge': '{tax}: autoliquidação',
    'intra-community-supply': '{tax}: transmissão intracomunitária isenta',
    export: '{tax}: exportação isenta',
    'outside-scope': '{tax}: operação não sujeita',
  },
  total: 'Total',
  creditApplied: 'Pago com o seu crédito',
  toPay: 'A pagar até {day}',
  nothingToPay: 'Não há nada a pagar',
  credited: 'Creditado na sua conta',
  notPayable: 'Isto não é uma fatura: ainda não há nada a pagar.',
  pay: 'Como pagar',
  transfer: 'Por transferência para',
  reference: 'Referência',
  scanTransfer: 'Leia com a app do seu banco',
  scanLink: 'Leia para pagar online',
  reason: 'Motivo',
  void: 'ANULADA',
  page: 'Página {page} de {pages}',
  movements: {
    invoice: 'Fatura {number}',
    'credit-note': 'Nota de crédito {number}',
    payment: 'Pagamento, obrigado',
    refund: 'Reembolso',
    credit: 'Crédito',
    void: '{number} anulada',
    'write-off': '{number} dada como perdida',
    reinstatement: '{number} novamente devida',
  },
};

const fr: DocumentWords = {
  invoice: 'Facture',
  creditNote: 'Avoir',
  proForma: 'Facture pro forma',
  statement: 'Relevé de compte',
  number: 'Numéro',
  issued: 'Date',
  due: 'Échéance',
  account: 'N° de client',
  purchaseOrder: 'Bon de commande',
  costCentre: 'Centre de coûts',
  aboutInvoice: 'Sur la facture',
  span: 'Période',
  taxId: 'N° de TVA',
  registration: 'N° d’immatriculation',
  what: 'Désignation',
  period: 'Période',
  amount: 'Montant',
  date: 'Date',
  balance: 'Solde',
  opening: 'Report',
  closing: 'Solde final',
  credit: '{item} : avoir pour les jours non utilisés',
  adjustment: '{item} : correction',
  instalment: '{item} : échéance {parts}',
  reduced: '{rate} % pendant la suspension',
  setupFee: '{item} : mise en service',
  earlyTermination: '{item} : résiliation anticipée',
  outage: '{item} : interruption de {minutes} minutes',
  contains: '{tax} {rate} % comprise : {amount}',
  taxOn: '{tax} {rate} % sur {base}',
  reliefs: {
    exempt: '{tax} : exonéré',
    'reverse-charge': '{tax} : autoliquidation',
    'intra-community-supply': '{tax} : livraison intracommunautaire exonérée',
    export: '{tax} : exportation exonérée',
    'outside-scope': '{tax} : hors du champ de la taxe',
  },
  total: 'Total',
  creditApplied: 'Réglé par votre avoir',
  toPay: 'À payer avant le {day}',
  nothingToPay: 'Rien ne reste à payer',
  credited: 'Porté au crédit de votre compte',
  notPayable: 'Ceci n’est pas une facture : rien n’est encore à payer.',
  pay: 'Règlement',
  transfer: 'Par virement à',
  reference: 'Référence',
  scanTransfer: 'À scanner avec votre application bancaire',
  scanLink: 'À scanner pour payer en ligne',
  reason: 'Motif',
  void: 'ANNULÉE',
  page: 'Page {page} sur {pages}',
  movements: {
    invoice: 'Facture {number}',
    'credit-note': 'Avoir {number}',
    payment: 'Paiement, merci',
    refund: 'Remboursement',
    credit: 'Avoir',
    void: '{number} annulée',
    'write-off': '{number} passée en perte',
    reinstatement: '{number} de nouveau due',
  },
};

const ar: DocumentWords = {
  invoice: 'فاتورة',
  creditNote: 'إشعار دائن',
  proForma: 'فاتورة أولية',
  statement: 'كشف حساب',
  number: 'الرقم',
  issued: 'التاريخ',
  due: 'تاريخ الاستحقاق',
  account: 'رقم الحساب',
  purchaseOrder: 'أمر الشراء',
  costCentre: 'مركز التكلفة',
  aboutInvoice: 'عن الفاتورة',
  span: 'الفترة',
  taxId: 'الرقم الضريبي',
  registration: 'رقم السجل',
  what: 'الوصف',
  period: 'الفترة',
  amount: 'المبلغ',
  date: 'التاريخ',
  balance: 'الرصيد',
  opening: 'الرصيد السابق',
  closing: 'الرصيد الختامي',
  credit: '{item}: رصيد عن أيام غير مستخدمة',
  adjustment: '{item}: تصحيح',
  instalment: '{item}: قسط {parts}',
  reduced: '{rate} % أثناء الإيقاف',
  setupFee: '{item}: رسوم التركيب',
  earlyTermination: '{item}: إنهاء مبكر',
  outage: '{item}: انقطاع {minutes} دقيقة',
  contains: 'تشمل {tax} {rate} %: {amount}',
  taxOn: '{tax} {rate} % على {base}',
  reliefs: {
    exempt: '{tax}: معفى',
    'reverse-charge': '{tax}: احتساب عكسي، الضريبة مستحقة على المستفيد',
    'intra-community-supply': '{tax}: توريد سلع داخل الاتحاد الأوروبي، معفى',
    export: '{tax}: تصدير غير خاضع',
    'outside-scope': '{tax}: خارج نطاق الضريبة',
  },
  total: 'الإجمالي',
  creditApplied: 'مدفوع من رصيدك',
  toPay: 'المستحق حتى {day}',
  nothingToPay: 'لا شيء مستحق',
  credited: 'أضيف إلى حسابك',
  notPayable: 'هذه ليست فاتورة: لا شيء مستحق بعد.',
  pay: 'طريقة الدفع',
  transfer: 'بتحويل مصرفي إلى',
  reference: 'المرجع',
  scanTransfer: 'امسح الرمز بتطبيق البنك',
  scanLink: 'امسح الرمز للدفع عبر الإنترنت',
  reason: 'السبب',
  void: 'ملغاة',
  page: 'صفحة {page} من {pages}',
  movements: {
    invoice: 'فاتورة {number}',
    'credit-note': 'إشعار دائن {number}',
    payment: 'دفعة، شكرا',
    refund: 'استرداد',
    credit: 'رصيد',
    void: 'ألغيت {number}',
    'write-off': 'شُطبت {number}',
    reinstatement: '{number} مستحقة من جديد',
  },
};

const languages: Readonly<Record<string, DocumentWords>> = { en, de, es, pt, fr, ar };

/** The language in which a document is printed: the first wanted one that there are words for, else English. */
export function documentLanguage(...wanted: readonly string[]): string {
  return wanted.find((tag) => primary(tag) in languages) ?? 'en';
}

export function wordsIn(language: string): DocumentWords {
  return languages[primary(language)] ?? en;
}

/** Whether the language is written from right to left. */
export function isRightToLeft(language: string): boolean {
  return ['ar', 'he', 'fa', 'ur'].includes(primary(language));
}

/** Words with values in them, each of which keeps its own direction of writing. */
export function fill(words: string, values: Readonly<Record<string, string | number>>): string {
  return words.replace(/\{(\w+)\}/g, (whole, name: string) =>
    values[name] === undefined ? whole : isolated(String(values[name])),
  );
}

/** A text that reads from the side on which itself begins, whatever is around it: an isolate of Unicode Standard Annex #9. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

function primary(tag: string): string {
  return tag.split('-')[0]?.toLowerCase() ?? '';
}
