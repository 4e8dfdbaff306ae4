import * as z from 'zod';
import { accountClass, accountName, entryKind, month } from '../ledger.ts';
import { pageOf, pageQueryBy } from '../page.ts';
import { defineRoute, file } from '../route.ts';
import { currencyCode, day, id, instant, moneyWire } from '../scalars.ts';
import { whose } from '../whose.ts';

const tag = 'Ledger';

/** Days are looked up month by month. */
const mostYears = 10;

const period = z.object({
  from: day.optional().meta({ description: 'The first day; of the present month if left out.' }),
  to: day.optional().meta({ description: 'The last day; today if left out.' }),
});

/** `2026-03-01#000000000042#001`: a day, a place in the feed, a line. */
const place = /^\d{4}-\d{2}-\d{2}#\d{12}#\d{3}$/;

function isInOrder({ from, to }: { from?: string | undefined; to?: string | undefined }): boolean {
  return from === undefined || to === undefined || from <= to;
}

const inOrder = { message: 'must not be before from', path: ['to'] };

function isShort({ from, to }: { from?: string | undefined; to?: string | undefined }): boolean {
  return (
    from === undefined || to === undefined || Number(to.slice(0, 4)) - Number(from.slice(0, 4)) <= mostYears
  );
}

const short = { message: `must be within ${mostYears} years of from`, path: ['to'] };

/** An account over a period, in one currency. */
export const accountBalanceView = z
  .object({
    account: accountName,
    class: accountClass,
    opening: moneyWire.meta({ description: 'Debits less credits before the period.' }),
    debit: moneyWire,
    credit: moneyWire,
    closing: moneyWire,
  })
  .meta({ id: 'LedgerAccount' });

export const trialBalanceView = z
  .object({
    from: day,
    to: day,
    postedThrough: z.int().meta({ description: 'The place in the feed of events up to which it is posted.' }),
    currencies: z.array(
      z.object({
        currency: currencyCode,
        accounts: z.array(accountBalanceView),
        debit: moneyWire.meta({ description: 'Of all accounts; the same as the credit.' }),
        credit: moneyWire,
      }),
    ),
  })
  .meta({ id: 'TrialBalance' });
export type TrialBalanceView = z.infer<typeof trialBalanceView>;

export const getLedgerAccounts = defineRoute({
  method: 'GET',
  path: '/ledger/accounts',
  permission: 'billing:read',
  summary: 'Trial balance: every account over a period, by currency',
  tag,
  query: period.refine(isInOrder, inOrder),
  answer: { status: 200, body: trialBalanceView },
});

/** A line of the journal. */
export const journalLineView = z
  .object({
    entryId: id.meta({ description: 'Of the event that it follows from; an entry has lines of this id.' }),
    position: z.int().meta({ description: 'Place of that event in the feed.' }),
    kind: entryKind,
    on: day,
    at: instant,
    account: accountName,
    debit: moneyWire.optional(),
    credit: moneyWire.optional(),
    subscriberId: id.optional(),
    invoiceId: id.optional(),
    number: z.string().optional().meta({ description: 'Of that document.' }),
    paymentId: id.optional(),
  })
  .meta({ id: 'JournalLine' });
export type JournalLineView = z.infer<typeof journalLineView>;

const lineFilter = {
  ...period.shape,
  account: accountName.optional(),
  subscriberId: id.optional(),
};

export const listLedgerEntries = defineRoute({
  method: 'GET',
  path: '/ledger/entries',
  permission: 'billing:read',
  summary: 'The journal, by day: every posting of a period, of an account, of a subscriber',
  tag,
  query: pageQueryBy(place).extend(lineFilter).refine(isInOrder, inOrder).refine(isShort, short),
  answer: {
    status: 200,
    body: pageOf(journalLineView.extend(whose.shape).meta({ id: 'ListedJournalLine' })),
  },
});

export const exportLedgerAccounts = defineRoute({
  method: 'GET',
  path: '/ledger/accounts/csv',
  permission: 'billing:read',
  summary: 'Trial balance as CSV (RFC 4180)',
  tag,
  query: period.refine(isInOrder, inOrder),
  answer: { status: 200, body: file, content: 'text/csv' },
});

export const exportLedgerEntries = defineRoute({
  method: 'GET',
  path: '/ledger/entries/csv',
  permission: 'billing:read',
  summary: 'The journal as CSV (RFC 4180), up to 10,000 lines; the Link header leads on to the next ones',
  tag,
  query: z
    .object({
      ...lineFilter,
      limit: z.coerce.number().int().min(1).max(10_000).default(10_000),
      cursor: z.string().regex(place, 'is not a cursor of this list; begin again without one').optional(),
    })
    .refine(isInOrder, inOrder)
    .refine(isShort, short),
  answer: { status: 200, body: file, content: 'text/csv' },
});

const monthRange = z.object({
  from: month.optional().meta({ description: 'Twelve months before `to` if left out.' }),
  to: month.optional().meta({ description: 'The present month if left out.' }),
});

/** What was invoiced against the service days that it was invoiced for; net of taxes and discounts. */
export const deferredRevenueView = z
  .object({
    currencies: z.array(
      z.object({
        currency: currencyCode,
        months: z.array(
          z.object({
            month,
            invoiced: moneyWire.meta({ description: 'By the day of the document.' }),
            earned: moneyWire.meta({
              description: 'For service days in the month, whenever it was invoiced.',
            }),
            deferred: moneyWire.meta({
              description: 'At the end of the month: invoiced, for days that come after it.',
            }),
            accrued: moneyWire.meta({
              description: 'At the end of the month: of days up to it, invoiced only after it.',
            }),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'DeferredRevenue' });
export type DeferredRevenueView = z.infer<typeof deferredRevenueView>;

export const getDeferredRevenue = defineRoute({
  method: 'GET',
  path: '/reports/deferred-revenue',
  permission: 'billing:read',
  summary: 'What is invoiced ahead of its service days, and what was earned before it was invoiced, by month',
  tag,
  query: monthRange.refine(isInOrder, inOrder).refine(isShort, short),
  answer: { status: 200, body: deferredRevenueView },
});
