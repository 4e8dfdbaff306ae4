import { expect, test } from 'vitest';
import { currencyCode } from '../../functions/contracts/scalars.ts';

test('a currency is one that exists', () => {
  for (const code of ['USD', 'EUR', 'JPY', 'KWD']) expect(currencyCode.parse(code)).toBe(code);
  for (const code of ['QQQ', 'usd', 'US', '']) {
    expect(currencyCode.safeParse(code).error?.issues, code).toHaveLength(1);
  }
});
