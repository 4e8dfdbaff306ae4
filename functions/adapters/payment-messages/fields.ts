import * as z from 'zod';
import type { Money } from '../../contracts/scalars.ts';
import type { PaymentNotice } from '../../ports/payment-provider.ts';
import { currencyText, instantText, majorMoney, messageText, minorUnits, unixSeconds } from './message.ts';

const path = z
  .string()
  .regex(
    /^[A-Za-z0-9_-]{1,60}(\.[A-Za-z0-9_-]{1,60}){0,9}$/,
    'must be names joined by dots, such as data.id',
  );
const words = z.string().min(1).max(300);

/**
 * Where a message of no particular make has what a notice needs: paths of names joined by dots. Words of a status are
 * joined by commas; a status of none of them is about something else.
 */
export const messageFields = {
  paymentIdPath: path.meta({ description: 'Where a message has the id of the payment.' }),
  statusPath: path.meta({ description: 'Where it has the state of the payment.' }),
  amountPath: path.meta({ description: 'Where it has the amount.' }),
  amountUnit: z
    .enum(['minor', 'major'])
    .meta({ description: 'Major: 24.95, as number or text. Minor: 2495.' }),
  currencyPath: path.optional(),
  currency: currencyText.optional().meta({ description: 'Of all messages, where they name none.' }),
  invoiceIdPath: path.optional(),
  subscriberIdPath: path.optional(),
  occurredAtPath: path.optional(),
  failurePath: path.optional(),
  refundIdPath: path.optional().meta({
    description:
      'Each refund has an id of its own; without, the amount of a refund is the sum of all so far.',
  }),
  succeededWords: words
    .default('succeeded,paid,completed')
    .meta({ description: 'Words of a state that mean paid, joined by commas.' }),
  failedWords: words
    .default('failed,declined')
    .meta({ description: 'Words of a state that mean failed, joined by commas.' }),
  refundedWords: words
    .default('refunded')
    .meta({ description: 'Words of a state that mean sent back, joined by commas.' }),
  refundFailedWords: words.default('refund_failed,refund.failed').meta({
    description:
      'Words of a state that mean a refund did not reach the payer, joined by commas. Needs refundIdPath, which says which refund.',
  }),
};
const shape = z.object(messageFields);
type Fields = z.infer<typeof shape>;

function at(message: unknown, where: string | undefined): unknown {
  if (where === undefined) return undefined;
  let found = message;
  for (const name of where.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

const idText = z.union([messageText, z.int().transform(String)]);
const occurred = z.union([instantText, unixSeconds]);

function moneyOf(fields: Fields, message: unknown): Money {
  const currency = currencyText.parse(at(message, fields.currencyPath) ?? fields.currency);
  const amount = at(message, fields.amountPath);
  if (fields.amountUnit === 'minor') return { minor: minorUnits.parse(amount), currency };
  return majorMoney.parse({ amount, currency });
}

function kindOf(fields: Fields, status: unknown): PaymentNotice['kind'] | undefined {
  const said = (list: string) =>
    list.split(',').some((word) => word.trim().toLowerCase() === String(status).toLowerCase());
  if (said(fields.succeededWords)) return 'succeeded';
  if (said(fields.failedWords)) return 'failed';
  if (said(fields.refundedWords)) return 'refunded';
  // Without its id a repeat would bring the money back twice.
  return fields.refundIdPath !== undefined && said(fields.refundFailedWords) ? 'refund-failed' : undefined;
}

/** The notice in a message, by the paths that staff named. */
export function readFields(
  fields: Fields,
  message: unknown,
  noticeId: string,
  now: string,
): readonly PaymentNotice[] {
  const kind = kindOf(fields, messageText.parse(at(message, fields.statusPath)));
  if (kind === undefined) return [];
  const read = <S extends z.ZodType>(where: string | undefined, as: S) =>
    as.optional().parse(at(message, where));
  const invoiceId = read(fields.invoiceIdPath, idText.nullable());
  const subscriberId = read(fields.subscriberIdPath, idText.nullable());
  const isOfRefund = kind === 'refunded' || kind === 'refund-failed';
  const refundId = isOfRefund ? fields.refundIdPath : undefined;
  return [
    {
      noticeId,
      kind,
      providerPaymentId: idText.parse(at(message, fields.paymentIdPath)),
      money: moneyOf(fields, message),
      occurredAt: read(fields.occurredAtPath, occurred) ?? now,
      reference: {
        ...(invoiceId == null ? {} : { invoiceId }),
        ...(subscriberId == null ? {} : { subscriberId }),
      },
      ...(refundId === undefined ? {} : { refundId: idText.parse(at(message, refundId)) }),
      ...(kind === 'failed' || kind === 'refund-failed'
        ? { failure: read(fields.failurePath, messageText) ?? 'The provider gave no reason.' }
        : {}),
    },
  ];
}
