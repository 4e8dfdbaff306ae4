import * as z from 'zod';
import { definitions } from '../figures.ts';
import { month } from '../ledger.ts';
import { defineRoute } from '../route.ts';
import { currencyCode, instant, moneyWire } from '../scalars.ts';

const tag = 'Reports';

const receivablesView = z
  .object({
    notDue: moneyWire,
    to30: moneyWire.meta({ description: 'Due 1 to 30 days ago.' }),
    to60: moneyWire,
    to90: moneyWire,
    over90: moneyWire,
    total: moneyWire,
  })
  .meta({ id: 'Receivables', description: definitions.receivables });

export const figuresView = z
  .object({
    asOf: instant.meta({ description: 'When they were reckoned; every night, and on request.' }),
    services: z.int().meta({ description: 'Services that were activated and have not ended.' }),
    holds: z.int().meta({ description: 'Subscribers whose dunning is held.' }),
    unreckoned: z.int().meta({
      description: 'Subscribers who cannot be reckoned and are in no other figure: `GET /ledger/proofs`.',
    }),
    months: z.array(
      z.object({
        month,
        opening: z.int().meta({ description: 'Services that were there when it began.' }),
        activations: z.int().meta({ description: definitions.activations }),
        terminations: z.int(),
        churnPercent: z
          .number()
          .optional()
          .meta({ description: `${definitions.churn} Left out where there was no service.` }),
      }),
    ),
    currencies: z.array(
      z.object({
        currency: currencyCode,
        mrr: moneyWire.meta({ description: definitions.mrr }),
        arpu: moneyWire.optional().meta({ description: definitions.arpu }),
        subscribers: z.int().meta({ description: 'Of whom something recurs today.' }),
        months: z.array(z.object({ month, mrr: moneyWire })),
        receivables: receivablesView,
      }),
    ),
  })
  .meta({ id: 'Figures' });

export const figuresReport = z
  .object({
    figures: figuresView.optional().meta({ description: 'None before they were reckoned first.' }),
    definitions: z.record(z.enum(Object.keys(definitions) as [keyof typeof definitions]), z.string()),
  })
  .meta({ id: 'FiguresReport' });
export type FiguresReport = z.infer<typeof figuresReport>;

export const getFigures = defineRoute({
  method: 'GET',
  path: '/reports/figures',
  permission: 'billing:read',
  summary: 'MRR, ARPU, churn, activations and receivables by age, with what each means',
  tag,
  answer: { status: 200, body: figuresReport },
});

export const startFigures = defineRoute({
  method: 'POST',
  path: '/reports/figures',
  permission: 'billing:write',
  summary: 'Reckon the figures anew, as of now; they stand within minutes',
  tag,
  answer: { status: 202, body: z.object({ asOf: instant }) },
});
