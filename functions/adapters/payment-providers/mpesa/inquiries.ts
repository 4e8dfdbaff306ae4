import * as z from 'zod';
import { done, type Result } from '../../../domain/result.ts';
import type { AnnouncedPayment, PaymentNotice } from '../../../ports/payment-provider.ts';
import { instantText, messageOf } from '../../payment-messages/message.ts';
import { type Account, ask, currency, moneyOf, noInitiator, resultCode, taken } from './daraja.ts';
import { bookedAs } from './nairobi.ts';
import { addressOf, givenIn, minorText } from './own-address.ts';

const status = z.object({
  Result: z.object({
    ResultCode: resultCode,
    ResultDesc: z.string().max(1024).nullish(),
    ResultParameters: z
      .object({
        ResultParameter: z.array(z.object({ Key: z.string(), Value: z.unknown().optional() })).max(40),
      })
      .nullish()
      .catch(undefined),
  }),
});

/**
 * What M-Pesa was asked about: a payment by its receipt, and how much it is said to be and since when. The receipt is written as hexadecimal:
 * some of its letters might be a word for which Daraja takes no address.
 */
const question = z.object({
  receipt: z.string().regex(/^([0-9a-f]{2}){6,20}$/),
  minor: minorText,
  at: instantText,
  end: z.enum(['status', 'status-queue']),
});
type Question = z.infer<typeof question>;

function markedAsQuestion({ receipt: of, minor, at, end }: Question): string {
  return JSON.stringify(['status', of, minor, at, end]);
}

export const questionIn = (query: URLSearchParams | undefined, account: Account) =>
  givenIn(query, account, question, markedAsQuestion);

/**
 * Asks whether a payment was made (https://developer.safaricom.co.ke/APIs/TransactionStatus), which M-Pesa tells later, at an
 * address that is made for the question.
 */
export async function inquire(
  account: Account,
  { providerPaymentId, money, at }: AnnouncedPayment,
): Promise<Result<void>> {
  const { shortCode, initiator } = account;
  if (initiator === undefined) return noInitiator();
  const hex = Buffer.from(providerPaymentId).toString('hex');
  const given = { receipt: hex, minor: String(money.minor), at };
  const address = (end: Question['end']) =>
    addressOf(account, { ...given, end }, markedAsQuestion({ ...given, end }));
  const made = await ask(
    account,
    '/mpesa/transactionstatus/v1/query',
    {
      Initiator: initiator.name,
      SecurityCredential: initiator.credential,
      CommandID: 'TransactionStatusQuery',
      TransactionID: providerPaymentId,
      PartyA: shortCode,
      IdentifierType: '4',
      ResultURL: address('status'),
      QueueTimeOutURL: address('status-queue'),
      Remarks: 'Confirmation',
    },
    taken,
  );
  return made.ok ? done(undefined) : made;
}

const endedWithout = /^(cancelled|declined|expired)$/i;

/** What M-Pesa says when it was asked about a payment. Only one that was completed, to this number and of that amount, counts. */
export function statusOf(
  raw: Uint8Array,
  { receipt: hex, minor, at, end }: Question,
  { shortCode }: Account,
): Result<readonly PaymentNotice[]> {
  const of = Buffer.from(hex, 'hex').toString('latin1');
  const told = {
    providerPaymentId: of,
    money: { minor: Number(minor), currency },
    occurredAt: at,
    reference: {},
  };
  const doubt = (failure: string) =>
    done([{ ...told, kind: 'unconfirmed' as const, noticeId: `${of}:unconfirmed`, failure }]);
  if (end === 'status-queue') return doubt('M-Pesa did not get to the question in time; it is asked again.');
  const message = messageOf(raw, status);
  if (!message.ok) return message;
  const { ResultCode: code, ResultDesc: words, ResultParameters: parameters } = message.value.Result;
  if (code !== '0') return doubt(`M-Pesa says: ${words ?? `result ${code}`}`);
  const value = (key: string) => parameters?.ResultParameter.find(({ Key }) => Key === key)?.Value;
  const stands = String(value('TransactionStatus'));
  if (endedWithout.test(stands)) {
    return done([
      { ...told, kind: 'failed', noticeId: `${of}:${stands}`, failure: `M-Pesa says: ${stands}.` },
    ]);
  }
  if (!/^completed$/i.test(stands)) return doubt(`M-Pesa says that it is not completed yet (${stands}).`);
  const to = String(value('CreditPartyName'));
  if (value('ReceiptNo') !== of || /^\s*(\d+)\b/.exec(to)?.[1] !== shortCode) {
    return doubt('M-Pesa knows it as a payment to somebody else.');
  }
  if (moneyOf(value('Amount'))?.minor !== told.money.minor) {
    return doubt('M-Pesa knows it with another amount.');
  }
  return done([{ ...told, kind: 'succeeded', noticeId: `${of}:0`, booked: bookedAs(of, at) }]);
}
