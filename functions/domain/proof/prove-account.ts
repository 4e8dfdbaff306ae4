import type { InvoiceLine } from '../../contracts/invoice.ts';
import type { EntryKind } from '../../contracts/ledger.ts';
import type { ProofDifference } from '../../contracts/ledger-proof.ts';
import type { Day } from '../../contracts/scalars.ts';
import type { BillingAccount } from '../billing/account.ts';
import type { Invoice } from '../billing/invoice.ts';
import { findLine } from '../billing/ledger.ts';
import { isSame } from '../details.ts';
import * as accounts from '../ledger/accounts.ts';
import type { Payment } from '../payment/payment.ts';

/** All that is on record of one subscriber's money, each side read for itself. */
export interface AccountFacts {
  readonly subscriberId: string;
  readonly today: Day;
  readonly account: BillingAccount;
  /** The account as its events fold to. */
  readonly folded: BillingAccount | undefined;
  readonly invoices: readonly { readonly id: string; readonly state: Invoice }[];
  readonly payments: readonly { readonly id: string; readonly state: Payment }[];
  /** What is posted for the subscriber. */
  readonly postings: readonly {
    readonly account: string;
    readonly minor: number;
    readonly kind: EntryKind;
    readonly invoiceId?: string;
  }[];
  /** What the calculation would still charge or give back for the days that are billed; nothing if all is right. */
  readonly leftOver: readonly InvoiceLine[];
  /** Services that are on the network though they may not be, with since when. */
  readonly strays: readonly {
    readonly serviceId: string;
    readonly state: string;
    readonly startedAt: string;
  }[];
}

/** A day that is due this long ago and not billed has been passed over. */
const daysOfGrace = 2;

/** Every difference between the sides, named. */
export function proveAccount(facts: AccountFacts): readonly ProofDifference[] {
  const { subscriberId, account } = facts;
  const about = { subscriberId, currency: account.currency };
  return [
    ...againstHistory(facts),
    ...facts.invoices.flatMap(({ id, state }) => documentDifferences(id, state, facts)),
    ...againstDocuments(facts),
    ...againstLedger(facts),
    ...facts.payments.flatMap(({ id, state }) => paymentDifferences(id, state, facts)),
    ...chargeDifferences(facts),
    ...facts.strays.map(
      ({ serviceId, state, startedAt }): ProofDifference => ({
        finding: 'session-of-inactive-service',
        words: `The service is ${state}, and has had a session since ${startedAt}.`,
        serviceId,
      }),
    ),
  ].map((difference) => ({ ...about, ...difference }));
}

function againstHistory({ account, folded }: AccountFacts): readonly ProofDifference[] {
  return isSame(account, folded)
    ? []
    : [
        {
          finding: 'account-differs-from-history',
          words: 'The account is not what its own events come to: it was changed behind them.',
        },
      ];
}

const sum = (amounts: readonly { readonly minor: number }[]) =>
  amounts.reduce((total, { minor }) => total + minor, 0);

function documentDifferences(
  invoiceId: string,
  invoice: Invoice,
  { postings }: AccountFacts,
): readonly ProofDifference[] {
  const { number, total, due, creditApplied, payments, writtenOff = 0 } = invoice;
  const about = { invoiceId, number };
  const lines = sum(invoice.lines);
  const settled = creditApplied + sum(payments) + due + writtenOff;
  const owed = Math.max(0, total);
  const posted = sum(
    postings.filter(
      ({ invoiceId: id, kind, account }) =>
        id === invoiceId &&
        (kind === 'invoice' || kind === 'credit-note') &&
        account !== accounts.receivable &&
        account !== accounts.customerCredit,
    ),
  );
  return [
    ...differing(
      'document-differs-from-lines',
      lines,
      total,
      `The total of ${number} is not the sum of its lines.`,
      about,
    ),
    ...(invoice.state === 'void'
      ? differing(
          'document-differs-from-settlement',
          0,
          due,
          `${number} is void and something is due.`,
          about,
        )
      : differing(
          'document-differs-from-settlement',
          owed,
          settled,
          `What is paid, written off and due on ${number} is not what it comes to.`,
          about,
        )),
    ...differing(
      'document-differs-from-ledger',
      0 - posted,
      total,
      `The ledger has another amount for ${number}.`,
      about,
    ),
  ];
}

function againstDocuments({ account, invoices }: AccountFacts): readonly ProofDifference[] {
  const known = new Map(invoices.map(({ id, state }) => [id, state]));
  const ids = new Set([
    ...known.keys(),
    ...[...account.openInvoices, ...(account.writtenOff ?? [])].map(({ invoiceId }) => invoiceId),
  ]);
  const dueOf = (list: BillingAccount['openInvoices'], id: string) =>
    list.find(({ invoiceId }) => invoiceId === id)?.due ?? 0;
  return [...ids].flatMap((invoiceId) => {
    const invoice = known.get(invoiceId);
    const number =
      invoice?.number ??
      [...account.openInvoices, ...(account.writtenOff ?? [])].find((open) => open.invoiceId === invoiceId)
        ?.number ??
      '';
    const about = { invoiceId, number };
    if (invoice === undefined) {
      return [
        {
          finding: 'account-differs-from-documents' as const,
          words: `The account knows of ${number}, and there is no such document.`,
          expected: 0,
          found: dueOf(account.openInvoices, invoiceId) + dueOf(account.writtenOff ?? [], invoiceId),
          ...about,
        },
      ];
    }
    return [
      ...differing(
        'account-differs-from-documents',
        invoice.due,
        dueOf(account.openInvoices, invoiceId),
        `The account and ${number} disagree about what is due.`,
        about,
      ),
      ...differing(
        'account-differs-from-documents',
        invoice.writtenOff ?? 0,
        dueOf(account.writtenOff ?? [], invoiceId),
        `The account and ${number} disagree about what is written off.`,
        about,
      ),
    ];
  });
}

function againstLedger({ account, postings }: AccountFacts): readonly ProofDifference[] {
  const posted = (name: string) => sum(postings.filter((posting) => posting.account === name));
  const due = (list: BillingAccount['openInvoices'] = []) => list.reduce((all, open) => all + open.due, 0);
  return [
    ...differing(
      'account-differs-from-ledger',
      posted(accounts.receivable),
      due(account.openInvoices),
      'What is open on the account is not the balance of receivable.',
    ),
    ...differing(
      'account-differs-from-ledger',
      0 - posted(accounts.customerCredit),
      account.credit,
      'The credit of the account is not the balance of customer-credit.',
    ),
    ...differing(
      'account-differs-from-ledger',
      posted(accounts.badDebts),
      due(account.writtenOff),
      'What is written off is not the balance of bad-debts.',
    ),
  ];
}

function paymentDifferences(
  paymentId: string,
  { money, subscriberId, allocations, credited, refunded, state }: Payment,
  { invoices }: AccountFacts,
): readonly ProofDifference[] {
  if (money === undefined || subscriberId === undefined || state === 'failed') return [];
  const about = { paymentId };
  // What had gone back before it could be counted was counted for nobody.
  const uncounted = money.minor - sum(allocations) - credited;
  const bad =
    uncounted >= 0 && uncounted <= refunded
      ? []
      : differing(
          'payment-differs-from-allocations',
          sum(allocations) + credited,
          money.minor,
          'What the payment settled and left as credit is not what came in.',
          about,
        );
  return [
    ...bad,
    ...allocations.flatMap(({ invoiceId, minor }) => {
      const invoice = invoices.find(({ id }) => id === invoiceId)?.state;
      const applied = sum(
        (invoice?.payments ?? []).filter((part) => part.paymentId === paymentId && part.minor > 0),
      );
      return differing(
        'payment-differs-from-allocations',
        minor,
        applied,
        `The payment and ${invoice?.number ?? 'an invoice that is not there'} disagree about what it settled.`,
        { ...about, invoiceId },
      );
    }),
  ];
}

/** What the services did against what is charged. */
function chargeDifferences(facts: AccountFacts): readonly ProofDifference[] {
  const { account, invoices, leftOver, today } = facts;
  const { nextBillingOn, billedOn } = account;
  const isPassedOver =
    nextBillingOn !== undefined && Date.parse(today) - Date.parse(nextBillingOn) > daysOfGrace * 86_400_000;
  const known = new Map(invoices.map(({ id, state }) => [id, state]));
  return [
    ...(isPassedOver
      ? [
          {
            finding: 'billing-overdue' as const,
            words: `Something has been due since ${nextBillingOn} and no run could bill it; see the failures of the last runs.`,
            from: nextBillingOn,
          },
        ]
      : []),
    ...leftOver.filter(({ tax }) => tax === undefined).map(uncharged),
    ...Object.entries(account.ledger).flatMap(([serviceId, slots]) =>
      Object.values(slots).flatMap(({ lines }) =>
        lines.flatMap(({ invoiceId, lineId, item, from, to, minor }): ProofDifference[] => {
          if (invoiceId === undefined) return [];
          const invoice = known.get(invoiceId);
          const isThere = invoice?.lines.some((line) => line.lineId === lineId) ?? false;
          if (isThere && invoice?.state !== 'void') return [];
          return [
            {
              finding: 'charge-without-document',
              words: `${item} is charged, and ${invoice === undefined ? 'the document is not there' : `${invoice.number} ${isThere ? 'is void' : 'has no such line'}`}.`,
              serviceId,
              invoiceId,
              from,
              to,
              found: minor,
            },
          ];
        }),
      ),
    ),
    ...invoices
      .filter(({ state }) => state.document === 'invoice' && state.state !== 'void')
      .flatMap(({ id: invoiceId, state: { number, lines } }) =>
        lines
          .filter(
            ({ kind, rule, to, serviceId }) =>
              kind === 'recurring' &&
              (rule === 'full-period' || rule === 'part-period') &&
              serviceId !== undefined &&
              to !== undefined &&
              billedOn !== undefined &&
              to > billedOn,
          )
          .filter(({ lineId }) => findLine(account.ledger, lineId) === undefined)
          .map(
            ({ item, serviceId, from, to, minor }): ProofDifference => ({
              finding: 'document-without-charge',
              words: `${number} charges ${item}, and the account does not know that it is charged.`,
              invoiceId,
              number,
              ...(serviceId === undefined ? {} : { serviceId }),
              ...(from === undefined ? {} : { from }),
              ...(to === undefined ? {} : { to }),
              found: minor,
            }),
          ),
      ),
  ];
}

function uncharged({ kind, item, serviceId, from, to, minor }: InvoiceLine): ProofDifference {
  const isBack = minor < 0;
  return {
    finding:
      kind === 'instalment'
        ? 'instalments-out-of-step'
        : isBack
          ? 'charged-not-active'
          : 'active-not-charged',
    words: isBack
      ? `${item} is charged for days that its history does not cover.`
      : `${item} is to be charged by its history, and is not.`,
    ...(serviceId === undefined ? {} : { serviceId }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    expected: minor,
    found: 0,
  };
}

function differing(
  finding: ProofDifference['finding'],
  expected: number,
  found: number,
  words: string,
  about: Partial<ProofDifference> = {},
): readonly ProofDifference[] {
  return expected === found ? [] : [{ finding, words, expected, found, ...about }];
}
