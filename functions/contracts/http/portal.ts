import * as z from 'zod';
import { logo, writtenFigures } from '../operator.ts';
import { pageOf, pageQuery } from '../page.ts';
import { personRole } from '../person.ts';
import { portalLanguage } from '../portal.ts';
import { defineRoute, file } from '../route.ts';
import { currencyCode, email, id, phone, timeZone } from '../scalars.ts';
import { accountNumber, language } from '../subscriber.ts';
import { balanceView, statementEntry } from './balance.ts';
import { printStatement } from './documents.ts';
import { invoiceView } from './invoices.ts';

/** Routes of the portal. What belongs to another is answered exactly as what does not exist. */
export const portalTag = 'Portal';
const tag = portalTag;
export const accountParams = z.object({ accountId: id });
const invoiceParams = z.object({ accountId: id, invoiceId: id });

/** Every route that names an account may refuse with these. */
export const accountRefusals = ['portal.account-unknown', 'portal.not-permitted'];

export const readBrand = defineRoute({
  method: 'GET',
  path: '/portal/brand',
  permission: 'public',
  summary: 'Whose portal it is, and how it looks',
  tag,
  answer: {
    status: 200,
    body: z
      .object({
        name: z.string(),
        accent: z.string(),
        logo: logo.optional(),
        languages: z.array(portalLanguage).meta({ description: 'The first is the usual one.' }),
        email: email.optional(),
        phone: phone.optional(),
        website: z.string().optional(),
        figures: writtenFigures.optional(),
      })
      .meta({ id: 'PortalBrand' }),
  },
});

/** An account as its people see it. */
export const portalAccountView = z
  .object({
    accountId: id,
    number: accountNumber,
    name: z.string(),
    role: personRole,
    language,
    timeZone,
    currency: currencyCode,
    isClosed: z.boolean(),
  })
  .meta({ id: 'PortalAccount' });
export type PortalAccountView = z.infer<typeof portalAccountView>;

export const readMyAccounts = defineRoute({
  method: 'GET',
  path: '/portal/accounts',
  permission: 'portal:self',
  summary: 'The accounts that I may use',
  tag,
  answer: {
    status: 200,
    body: z.object({ email, items: z.array(portalAccountView) }).meta({ id: 'PortalAccounts' }),
  },
  refusals: ['portal.not-invited'],
});

export const readMyBalance = defineRoute({
  method: 'GET',
  path: '/portal/accounts/{accountId}/balance',
  permission: 'portal:read',
  summary: 'What I owe, what of it is overdue, and what credit I have',
  tag,
  params: accountParams,
  answer: { status: 200, body: balanceView },
  refusals: accountRefusals,
});

export const readMyStatement = defineRoute({
  method: 'GET',
  path: '/portal/accounts/{accountId}/statement',
  permission: 'portal:read',
  summary: 'My invoices, payments and credits in order, with the running balance',
  tag,
  params: accountParams,
  query: pageQuery,
  answer: { status: 200, body: pageOf(statementEntry) },
  refusals: accountRefusals,
});

export const printMyStatement = defineRoute({
  method: 'GET',
  path: '/portal/accounts/{accountId}/statement/pdf',
  permission: 'portal:read',
  summary: 'My statement of account as PDF: what was owed before, every movement, what is owed after',
  tag,
  params: accountParams,
  query: printStatement.query,
  answer: printStatement.answer,
  refusals: accountRefusals,
});

export const listMyInvoices = defineRoute({
  method: 'GET',
  path: '/portal/accounts/{accountId}/invoices',
  permission: 'portal:read',
  summary: 'My invoices and credit notes, oldest first',
  tag,
  params: accountParams,
  query: pageQuery,
  answer: { status: 200, body: pageOf(invoiceView) },
  refusals: accountRefusals,
});

export const readMyInvoice = defineRoute({
  method: 'GET',
  path: '/portal/accounts/{accountId}/invoices/{invoiceId}',
  permission: 'portal:read',
  summary: 'One of my invoices, line by line',
  tag,
  params: invoiceParams,
  answer: { status: 200, body: invoiceView },
  refusals: [...accountRefusals, 'invoice.unknown'],
});

export const printMyInvoice = defineRoute({
  method: 'GET',
  path: '/portal/accounts/{accountId}/invoices/{invoiceId}/pdf',
  permission: 'portal:read',
  summary: 'One of my invoices as PDF',
  tag,
  params: invoiceParams,
  answer: { status: 200, body: file, content: 'application/pdf' },
  refusals: [...accountRefusals, 'invoice.unknown'],
});
