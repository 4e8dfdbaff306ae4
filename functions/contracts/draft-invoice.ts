import * as z from 'zod';
import { costCentre } from './organization.ts';
import { currencyCode, day, id, type money, moneyWire } from './scalars.ts';

export const draftState = z.enum(['draft', 'issued', 'discarded']).meta({ id: 'DraftInvoiceState' });
export type DraftState = z.infer<typeof draftState>;

const line = {
  item: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .meta({ description: 'What it is for, as it will stand on the invoice.' }),
  serviceId: id.optional().meta({ description: 'The service that it belongs to, where it does.' }),
  costCentre: costCentre.optional(),
  taxed: z.boolean().default(true).meta({ description: 'Whether the subscriber’s taxes apply to it.' }),
};

/** One line of a draft: a charge, or what is given back if it is negative. */
export const draftLine = z.strictObject({ ...line, minor: z.int() });
export type DraftLine = z.infer<typeof draftLine>;

export const draftLineWire = z.strictObject({ ...line, amount: moneyWire }).meta({ id: 'DraftInvoiceLine' });
export type DraftLineWire = z.infer<typeof draftLineWire>;

/** What staff put together by hand, before it has a number. */
export const draftContent = z.strictObject({
  subscriberId: id,
  currency: currencyCode,
  lines: z.array(draftLine).min(1).max(100),
  note: z.string().trim().min(1).max(500).optional(),
  /** Left out: by the subscriber's payment terms from the day of issue. */
  dueOn: day.optional(),
});
export type DraftContent = z.infer<typeof draftContent>;

/** A line whose money has been read. */
export interface ReadDraftLine extends Omit<DraftLineWire, 'amount'> {
  readonly amount: z.infer<typeof money>;
}
