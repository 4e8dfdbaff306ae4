/**
 * Whether a text holds what is most likely the number of a payment card: 13 to 19 digits, spaced or hyphenated in any
 * way, that begin like a card network's (ISO/IEC 7812) and whose check digit holds (Luhn). Such text is refused
 * wherever people write freely, so that no card number is ever kept here.
 */
export function holdsCardNumber(text: string): boolean {
  return [...text.matchAll(runs)].some(([run]) => isCardNumber(run));
}

/** The text, which others wrote and which is kept, with no more than the last four digits of what is most likely a card. */
export function withoutCardNumbers(text: string): string {
  return text.replace(runs, (run) => (isCardNumber(run) ? `•${run.replaceAll(/[ -]/g, '').slice(-4)}` : run));
}

const runs = /\d(?:[ -]?\d){12,18}(?![ -]?\d)/g;

function isCardNumber(run: string): boolean {
  const digits = run.replaceAll(/[ -]/g, '');
  return /^[3-6]|^2[2-7]/.test(digits) && isLuhn(digits);
}

function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits.at(-1 - i));
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Why such text is refused. */
export const noCardNumbers = 'must not hold a card number; a payer types it on the provider’s page only';
