import { expect, it } from 'vitest';
import { typedAmount } from '../../web/portal/typed-amount.ts';

it.each([
  ['20', '20'],
  [' 20,50 ', '20.50'],
  ['20.5', '20.5'],
  ['1.234,50', '1234.50'],
  ['1,234.50', '1234.50'],
  ['1 234,50', '1234.50'],
  ['1’234.50', '1234.50'],
  ['٢٠٫٥٠', '20.50'],
  ['١٬٢٣٤٫٥٠', '1234.50'],
  ['۲۰', '20'],
])('takes %s for %s', (typed, amount) => {
  expect(typedAmount(typed)).toBe(amount);
});

it.each(['1,2,3', 'twenty', '', '1.234.567'])('leaves %s to be refused', (typed) => {
  expect(typedAmount(typed)).not.toMatch(/^\d+(\.\d{1,2})?$/);
});
