import * as z from 'zod';
import { exponentOf, formatMoney } from '../../../domain/money.ts';
import { done, type Result, refuse } from '../../../domain/result.ts';
import type { PaymentNotice, RefundWish } from '../../../ports/payment-provider.ts';
import { instantText, messageOf, messageText as text } from '../../payment-messages/message.ts';
import { type Account, ask, currency, receipt, resultCode, taken } from './daraja.ts';
import { addressOf, givenIn, minorText } from './own-address.ts';

const ended = z.object({
  Result: z.object({ ResultCode: resultCode, ResultDesc: z.string().max(1024).nullish() }),
});

/** What a reversal was asked for, and which of its two ends the address is for. */
const reversal = z.object({
  refund: text.max(60),
  payment: text.max(100),
  minor: minorText,
  at: instantText,
  end: z.enum(['result', 'queue']),
});
type Reversal = z.infer<typeof reversal>;

function markedAsReversal({ refund, payment, minor, at, end }: Reversal): string {
  return JSON.stringify(['reversal', refund, payment, minor, at, end]);
}

export const reversalIn = (query: URLSearchParams | undefined, account: Account) =>
  givenIn(query, account, reversal, markedAsReversal);

/**
 * Asks for a reversal (https://developer.safaricom.co.ke/APIs/Reversal), of which M-Pesa tells the end later. Daraja knows
 * no key for it, and needs none: it reverses a payment whole, and once.
 */
export async function reverse(
  account: Account & { readonly initiator: NonNullable<Account['initiator']> },
  { key, providerPaymentId, receipt: told, paid, money, reason }: RefundWish,
  now: string,
): Promise<Result<readonly PaymentNotice[]>> {
  const no = (words: string) => refuse('payment-provider.refused', `mpesa ${words}`);
  // What was paid to the pay bill number is known by its receipt.
  const of = told ?? receipt.safeParse(providerPaymentId).data;
  if (of === undefined) {
    return no('told no receipt number of this payment, without which it reverses nothing: reverse it there.');
  }
  if (money.minor !== paid.minor || money.currency !== paid.currency) {
    return no(`sends a payment back whole: refund ${formatMoney(paid).amount} ${paid.currency}.`);
  }
  const { shortCode, initiator } = account;
  const given = { refund: key, payment: providerPaymentId, minor: String(money.minor), at: now };
  const address = (end: Reversal['end']) =>
    addressOf(account, { ...given, end }, markedAsReversal({ ...given, end }));
  const made = await ask(
    account,
    '/mpesa/reversal/v1/request',
    {
      Initiator: initiator.name,
      SecurityCredential: initiator.credential,
      CommandID: 'TransactionReversal',
      TransactionID: of,
      Amount: String(money.minor / 10 ** exponentOf(currency)),
      ReceiverParty: shortCode,
      // As Daraja spells it.
      RecieverIdentifierType: '11',
      ResultURL: address('result'),
      QueueTimeOutURL: address('queue'),
      Remarks: (reason === undefined ? 'Refund' : `Refund: ${reason}`).slice(0, 100),
    },
    taken,
  );
  return made.ok ? done([]) : made;
}

const reversed = '0';
const reversedBefore = 'R000001';

/**
 * What became of a reversal. No question about it is answered but to another such address, so it is believed by its
 * address. Each request is one of its own: one that is refused says nothing of another that went through.
 */
export function endOf(
  raw: Uint8Array,
  { refund, payment, minor, at, end }: Reversal,
  now: string,
): Result<readonly PaymentNotice[]> {
  const refundId = `${refund}@${at}`;
  const told = {
    providerPaymentId: payment,
    money: { minor: Number(minor), currency },
    occurredAt: now,
    reference: {},
  };
  // Were it carried out all the same, its result would count: this failure is another than that of the result.
  if (end === 'queue') {
    const id = `${refundId}:queue`;
    const failure =
      'M-Pesa did not get to it in time; see whether the payment was reversed, and refund again.';
    return done([{ ...told, kind: 'refund-failed', noticeId: id, refundId: id, failure }]);
  }
  const message = messageOf(raw, ended);
  if (!message.ok) return message;
  const { ResultCode: code, ResultDesc: words } = message.value.Result;
  const noticeId = `${refundId}:${code}`;
  return code === reversed || code === reversedBefore
    ? done([{ ...told, kind: 'refunded', noticeId, refundId }])
    : done([
        { ...told, kind: 'refund-failed', noticeId, refundId, failure: words ?? 'M-Pesa gave no reason.' },
      ]);
}
