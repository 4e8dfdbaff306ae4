import type { OperatorSettings } from '../../contracts/operator.ts';
import { formatMoney } from '../money.ts';

type Bank = NonNullable<OperatorSettings['bank']>;

/** The largest amount of a SEPA credit transfer in a code, in cents. */
const most = 99_999_999_999;

/**
 * The text of a QR code from which a banking application fills in a SEPA credit transfer: European Payments Council
 * guideline EPC069-12, version 002. Nothing for another currency, or where there is nothing to pay.
 */
export function transferCode(
  bank: Bank,
  due: { readonly minor: number; readonly currency: string },
  reference: string,
): string | undefined {
  if (due.currency !== 'EUR' || due.minor < 1 || due.minor > most) return undefined;
  return [
    'BCD',
    '002',
    '1',
    'SCT',
    bank.bic ?? '',
    bank.holder,
    bank.iban,
    `EUR${formatMoney(due).amount}`,
    '',
    '',
    reference.slice(0, 140),
  ].join('\n');
}

/** Where the operator's portal asks how much is to be added to the balance: of this account, for who has several. */
export function creditAddress(portal: string, account: string): string {
  return `${portal.replace(/\/+$/, '')}/bills?credit=add&account=${encodeURIComponent(account)}`;
}

/** `{invoice}` and `{account}` of the operator's address, filled in. */
export function paymentLink(template: string, values: { invoice: string; account: string }): string {
  return template.replace(/\{(invoice|account)\}/g, (_, name: 'invoice' | 'account') =>
    encodeURIComponent(values[name]),
  );
}
