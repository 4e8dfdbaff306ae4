import { expect, it } from 'vitest';
import * as z from 'zod';
import { wordsOfIssue } from '../../functions/runtime/api/field-words.ts';

it.each([
  [z.string(), undefined, 'is missing'],
  [z.enum(['a', 'b']), undefined, 'is missing'],
  [z.string(), 4, 'must be text'],
  [z.int(), 1.5, 'must be a whole number'],
  [z.string().min(1), '', 'must not be empty'],
  [z.string().min(8), 'short', 'must have at least 8 characters'],
  [z.string().max(200), 'x'.repeat(201), 'must have at most 200 characters'],
  [z.array(z.string()).max(1), ['a', 'b'], 'must have at most 1 entry'],
  [z.int().positive(), 0, 'must be more than 0'],
  [z.number().max(5), 6, 'must be at most 5'],
  [z.enum(['email', 'sms']), 'fax', 'must be one of email, sms'],
  [z.literal('ipv4'), 'ipv6', 'must be ipv4'],
  [z.email(), 'nobody', 'must be an e-mail address such as name@example.net'],
  [z.iso.date(), '31.3.2026', 'must be a day such as 2026-03-31'],
  [z.string().regex(/^a$/), 'b', 'is not written as it has to be'],
  [z.string().regex(/^a$/, 'must be the letter a'), 'b', 'must be the letter a'],
])('says what is wrong with %#', (schema, value, words) => {
  const { error } = schema.safeParse(value, { error: wordsOfIssue });
  expect(error?.issues.map(({ message }) => message)).toEqual([words]);
});
