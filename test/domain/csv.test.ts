import { expect, it } from 'vitest';
import { csvOf } from '../../functions/domain/document/csv.ts';

it('keeps to RFC 4180 and lets no text be a formula', () => {
  const text = new TextDecoder().decode(
    csvOf([
      ['a', 'b, c', 'say "x"', undefined, { number: '-1.00' }],
      ['=1+1', '+1', '-1', '@x', '\t=1', '\r=1', 'two\nlines'],
    ]),
  );
  expect(text).toBe('a,"b, c","say ""x""",,-1.00\r\n' + `'=1+1,'+1,'-1,'@x,'\t=1,"'\r=1","two\nlines"\r\n`);
});
