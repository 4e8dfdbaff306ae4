import type { LedgerEntry } from '../../contracts/billing-ledger.ts';
import type { BillingProfile } from '../../contracts/billing-profile.ts';
import type { InvoiceIssued } from '../../contracts/events/invoice-issued.ts';
import type { Allocation, InvoiceLine } from '../../contracts/invoice.ts';
import type { Day, Instant } from '../../contracts/scalars.ts';
import type { TaxRules } from '../../contracts/tax-rules.ts';
import { isSame } from '../details.ts';
import type { BillingAccount, BillingAccountEvent } from './account.ts';
import type { ServiceBill } from './calculate.ts';
import { dayNumber, dayOf } from './days.ts';
import { assertSound, withEntries } from './ledger.ts';
import type { UntaxedLine } from './quoted-taxes.ts';
import { settle } from './settlement.ts';
import { roundedByDocument } from './tax-rounding.ts';

/** What is due and goes onto one invoice, or is only to be remembered because nothing is to pay. */
export interface BillingStep {
  readonly entries: readonly LedgerEntry[];
  readonly lines: readonly InvoiceLine[];
  /** Charges whose taxes an external tax service is yet to say, and how it names what it has said. */
  readonly untaxed: readonly UntaxedLine[];
  readonly taxQuoteId?: string | undefined;
}

/**
 * Groups what is due: one invoice for all services (`merged`), or one per service (`independent`). What costs nothing is
 * remembered with the first step.
 */
export function billingSteps(
  bills: readonly ServiceBill[],
  invoicing: BillingProfile['invoicing'],
  rounding?: { readonly by: TaxRules['rounding']; readonly nextLineId: () => string },
): readonly BillingStep[] {
  const due = bills.filter(({ entries }) => entries.length > 0);
  const groups = invoicing === 'merged' ? (due.length === 0 ? [] : [due]) : due.map((bill) => [bill]);
  const steps = groups.map((group) => ({
    entries: group.flatMap(({ entries }) => entries),
    // Credits stand last, as on paper: first what is charged for every service, then what is given back.
    lines: [...group.flatMap(chargesOf), ...group.flatMap(creditsOf)],
    untaxed: group.flatMap(({ untaxed }) => untaxed),
  }));
  if (rounding?.by !== 'document') return steps;
  return steps
    .map((step) => roundedByDocument(step, rounding.nextLineId))
    .map((step) => ({ ...step, lines: step.lines.filter(({ minor }) => minor !== 0) }));
}

function isGivenBack({ kind, rule }: InvoiceLine): boolean {
  return kind === 'credit' || rule === 'tax-taken-back';
}

function chargesOf({ lines }: ServiceBill): readonly InvoiceLine[] {
  return lines.filter((line) => !isGivenBack(line));
}

function creditsOf({ lines }: ServiceBill): readonly InvoiceLine[] {
  return lines.filter(isGivenBack);
}

/** The day on which something will be due next for any of the services. */
export function nextDay(bills: readonly ServiceBill[]): Day | undefined {
  const days = bills.flatMap(({ nextOn }) => nextOn ?? []);
  return days.length === 0 ? undefined : dayOf(Math.min(...days));
}

export interface IssuedStep {
  readonly accountEvents: readonly BillingAccountEvent[];
  readonly invoice?: { readonly invoiceId: string; readonly data: InvoiceIssued['data'] };
  /** What credit settles on invoices that were open before. */
  readonly settled: readonly Allocation[];
}

/**
 * Issues one step: charges are remembered, an invoice is made of the lines, open credit pays it as far as it reaches, and
 * an invoice that gives back settles older open ones.
 */
export function issueStep(
  account: BillingAccount,
  step: BillingStep,
  terms: {
    readonly on: Day;
    readonly nextBillingOn: Day | undefined;
    readonly nextBillingAt: Instant | undefined;
    /** That were looked at. */
    readonly services: readonly string[];
    readonly paymentTermsDays: number;
    readonly invoiceId: string;
    readonly number: string;
    readonly numbered?: InvoiceIssued['data']['numbered'];
    readonly purchaseOrderNumber?: string | undefined;
    readonly runId?: string | undefined;
    readonly basis: InvoiceIssued['data']['basis'];
  },
): IssuedStep {
  const { on, nextBillingOn, nextBillingAt, invoiceId, number } = terms;
  const hasInvoice = step.lines.length > 0;
  const entries = step.entries.map((entry) => ({
    ...entry,
    charges: entry.charges.map((line) => (hasInvoice && line.minor !== 0 ? { ...line, invoiceId } : line)),
  }));
  assertSound(withEntries(account.ledger, entries));
  const billed: BillingAccountEvent = {
    type: 'billing-account.billed',
    data: {
      on,
      ...(nextBillingOn === undefined ? {} : { nextBillingOn }),
      ...(nextBillingAt === undefined ? {} : { nextBillingAt }),
      ...(isSame(account.services, terms.services) ? {} : { services: [...terms.services] }),
      entries,
    },
  };
  if (!hasInvoice) return { accountEvents: [billed], settled: [] };

  const issued = issueInvoice(
    account,
    {
      number,
      ...(terms.numbered === undefined ? {} : { numbered: terms.numbered }),
      document: 'invoice',
      subscriberId: account.subscriberId,
      currency: account.currency,
      issuedOn: on,
      dueOn: dayOf(dayNumber(on) + terms.paymentTermsDays),
      ...(terms.purchaseOrderNumber === undefined ? {} : { purchaseOrderNumber: terms.purchaseOrderNumber }),
      lines: [...step.lines],
      ...(step.taxQuoteId === undefined ? {} : { taxQuoteId: step.taxQuoteId }),
      ...(terms.basis === undefined ? {} : { basis: terms.basis }),
    },
    invoiceId,
    { runId: terms.runId },
  );
  return { ...issued, accountEvents: [billed, ...issued.accountEvents] };
}

/** Issues a document with what open credit does to it, or what its own credit does to older ones, `settleFirst` before all. */
export function issueInvoice(
  account: BillingAccount,
  content: Omit<InvoiceIssued['data'], 'total' | 'creditApplied' | 'due'>,
  invoiceId: string,
  { runId, settleFirst }: { readonly runId?: string | undefined; readonly settleFirst?: string } = {},
): IssuedStep {
  const total = content.lines.reduce((sum, { minor }) => sum + minor, 0);
  const creditApplied = Math.max(0, Math.min(account.credit, total));
  const due = Math.max(0, total - creditApplied);
  const { number, issuedOn, dueOn } = content;
  const credit = account.credit + Math.max(0, -total) - creditApplied;
  const { allocations } = settle(credit, account.openInvoices, settleFirst);
  return {
    accountEvents: [
      {
        type: 'billing-account.invoiced',
        data: {
          invoiceId,
          number,
          issuedOn,
          dueOn,
          total,
          creditApplied,
          due,
          ...(runId === undefined ? {} : { runId }),
        },
      },
      ...allocations.map((data) => ({ type: 'billing-account.credit-applied', data }) as const),
    ],
    invoice: { invoiceId, data: { ...content, total, creditApplied, due } },
    settled: allocations,
  };
}
