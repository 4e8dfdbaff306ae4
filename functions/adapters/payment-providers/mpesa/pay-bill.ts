import * as z from 'zod';
import type { ProviderRegistration } from '../../../contracts/payment-provider.ts';
import { done, type Result, refuse } from '../../../domain/result.ts';
import type { ProviderNotice } from '../../../ports/payment-provider.ts';
import { malformed, messageOf } from '../../payment-messages/message.ts';
import { type Account, ask, moneyOf, noInitiator, receipt, taken } from './daraja.ts';
import { bookedAs, instantIn } from './nairobi.ts';
import { addressOf, givenIn } from './own-address.ts';

const amount = z.union([z.number(), z.string().max(20)]);
const partOfName = z.string().max(100).nullish();
/** Of the message that somebody pays, or paid, to the pay bill number; what else it says is not read. */
const paidIn = z.object({
  TransID: receipt,
  TransTime: z.union([z.int(), z.string().max(20)]).optional(),
  TransAmount: amount,
  BillRefNumber: z.string().max(200).nullish(),
  FirstName: partOfName,
  MiddleName: partOfName,
  LastName: partOfName,
});

/** What is told of payments to the pay bill number: before one is taken, and when it was made. */
const hearing = z.object({ of: z.string().regex(/^\d{5,7}$/), end: z.enum(['validation', 'confirmation']) });
type Hearing = z.infer<typeof hearing>;

function markedAsHearing({ of, end }: Hearing): string {
  return JSON.stringify(['c2b', of, end]);
}

export const hearingIn = (query: URLSearchParams | undefined, account: Account) =>
  givenIn(query, account, hearing, markedAsHearing);

export const accepted = { ResultCode: '0', ResultDesc: 'Accepted' };
const accountUnknown = { ResultCode: 'C2B00012', ResultDesc: 'Rejected' };

/**
 * What M-Pesa says of payments to the pay bill number (https://developer.safaricom.co.ke/APIs/CustomerToBusiness). It bears
 * no signature: who paid for which account is believed by the address, whether and how much is asked for.
 */
export function heard(
  raw: Uint8Array,
  { end }: Hearing,
  { unknownAccounts }: Account,
  now: string,
): Result<readonly ProviderNotice[]> {
  const message = messageOf(raw, paidIn);
  if (!message.ok) return message;
  const { TransID, TransTime, TransAmount, BillRefNumber, FirstName, MiddleName, LastName } = message.value;
  const names = [FirstName, MiddleName, LastName].filter(Boolean).join(' ');
  const said = { text: BillRefNumber ?? '', name: names === '' ? undefined : names };
  const money = moneyOf(TransAmount);
  if (end === 'validation') {
    const unknown = unknownAccounts === 'refuse' ? accountUnknown : accepted;
    return done([{ kind: 'enquiry', said, money, answers: { known: accepted, unknown } }]);
  }
  if (money === undefined) return malformed();
  const paidAt = instantIn(TransTime) ?? now;
  return done([
    {
      kind: 'announced',
      noticeId: `${TransID}:announced`,
      providerPaymentId: TransID,
      money,
      occurredAt: paidAt,
      reference: {},
      booked: bookedAs(TransID, paidAt),
      said,
    },
  ]);
}

/** Daraja takes no address with such words in it, in whatever case. */
const unwelcome = /m-?pesa|safaricom|exe|cmd|sql|query/i;
const registeredBefore = /already registered/i;

export function hearingAddresses(account: Account): readonly [validation: string, confirmation: string] {
  const address = (end: Hearing['end']) => {
    const given = { of: account.shortCode, end };
    return addressOf(account, given, markedAsHearing(given));
  };
  return [address('validation'), address('confirmation')];
}

/**
 * Has M-Pesa tell of payments to the pay bill number. In production it takes addresses once, and says of each later attempt
 * only that it has some. Should this house not answer whether it takes a payment, the payment is taken.
 */
export async function register(account: Account): Promise<Result<ProviderRegistration>> {
  const { shortCode, notificationUrl, initiator } = account;
  if (initiator === undefined) return noInitiator();
  const word = unwelcome.exec(notificationUrl)?.[0];
  if (word !== undefined) {
    return refuse(
      'payment-provider.settings-unfit',
      `Daraja takes no address with “${word}” in it: set the one that is shown as the webhook’s address here.`,
      '/settings/notificationUrl',
    );
  }
  const [ValidationURL, ConfirmationURL] = hearingAddresses(account);
  const made = await ask(
    account,
    '/mpesa/c2b/v2/registerurl',
    { ShortCode: shortCode, ResponseType: 'Completed', ConfirmationURL, ValidationURL },
    taken,
    registeredBefore,
  );
  if (made.ok) return done({ outcome: 'registered', answer: made.value.ResponseDescription ?? 'Success' });
  return registeredBefore.test(made.refusal.message)
    ? done({ outcome: 'registered-before', answer: made.refusal.message })
    : made;
}
