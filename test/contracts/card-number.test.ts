import { expect, it } from 'vitest';
import { holdsCardNumber } from '../../functions/contracts/card-number.ts';

it.each([
  '4242424242424242',
  'card 4242 4242 4242 4242, thank you',
  '5555-5555-5555-4444',
  '378282246310005',
  'paid with 2223003122003222',
])('%s holds a card number', (text) => expect(holdsCardNumber(text)).toBe(true));

it.each([
  'paid at the counter',
  '4242424242424241',
  'receipt 1234567890123456',
  'IBAN DE89 3704 0044 0532 0130 00',
  '4242',
])('%s holds none', (text) => expect(holdsCardNumber(text)).toBe(false));
