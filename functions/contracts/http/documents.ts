import * as z from 'zod';
import { defineRoute, file } from '../route.ts';
import { day, id } from '../scalars.ts';
import { taxServiceRefusals } from '../tax-service.ts';

const tag = 'Documents';
const params = z.object({ id });

export const printInvoice = defineRoute({
  method: 'GET',
  path: '/invoices/{id}/pdf',
  permission: 'billing:read',
  summary:
    'An invoice or credit note as it was handed out, as PDF in the language and on the paper of its reader',
  tag,
  params,
  answer: { status: 200, body: file, content: 'application/pdf' },
  refusals: ['invoice.unknown'],
});

export const printExplanation = defineRoute({
  method: 'GET',
  path: '/invoices/{id}/explanation/pdf',
  permission: 'billing:read',
  summary: 'How the amounts of an invoice came about, as PDF in the language of its reader',
  tag,
  params,
  answer: { status: 200, body: file, content: 'application/pdf' },
  refusals: ['invoice.unknown'],
});

export const exportInvoice = defineRoute({
  method: 'GET',
  path: '/invoices/{id}/ubl',
  permission: 'billing:read',
  summary: 'An invoice or credit note as UBL 2.1 that keeps to EN 16931',
  tag,
  params,
  answer: { status: 200, body: file, content: 'application/xml' },
  refusals: [
    'e-invoice.buyer-incomplete',
    'e-invoice.seller-incomplete',
    'e-invoice.several-destinations',
    'e-invoice.several-taxes',
    'invoice.unknown',
    'invoice.void',
  ],
});

export const printStatement = defineRoute({
  method: 'GET',
  path: '/subscribers/{id}/statement/pdf',
  permission: 'billing:read',
  summary: 'Statement of account as PDF: what was owed before, every movement, what is owed after',
  tag,
  params,
  query: z
    .object({
      from: day.optional().meta({ description: 'From the beginning if left out.' }),
      to: day.optional().meta({ description: 'The last day; today if left out.' }),
    })
    .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
      message: 'must not be before from',
      path: ['to'],
    }),
  answer: { status: 200, body: file, content: 'application/pdf' },
  refusals: ['subscriber.unknown'],
});

export const printProForma = defineRoute({
  method: 'GET',
  path: '/subscribers/{id}/pro-forma/pdf',
  permission: 'billing:read',
  summary: 'What the next billing would charge, as one pro-forma invoice',
  tag,
  params,
  query: z.object({
    on: day
      .optional()
      .meta({ description: 'The day that is billed; the next one on which something is due if left out.' }),
  }),
  answer: { status: 200, body: file, content: 'application/pdf' },
  refusals: ['pro-forma.nothing-due', 'subscriber.unknown', ...taxServiceRefusals],
});
