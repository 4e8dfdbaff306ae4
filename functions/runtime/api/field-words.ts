import type { z } from 'zod';

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const formats: Readonly<Record<string, string>> = {
  email: 'must be an e-mail address such as name@example.net',
  date: 'must be a day such as 2026-03-31',
  datetime: 'must be an instant such as 2026-03-31T12:00:00Z',
  url: 'must be an address such as https://example.net',
  regex: 'is not written as it has to be',
};

/** What is wrong with a field, in words for whoever fills it in; what its contract says itself goes before. */
export function wordsOfIssue(issue: z.core.$ZodRawIssue): string | undefined {
  const { code, input } = issue;
  if (input === undefined && code !== 'custom') return 'is missing';
  switch (code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return sizeWords(
        issue.origin,
        Number(issue.minimum),
        issue.inclusive === false ? 'more than' : 'at least',
      );
    case 'too_big':
      return sizeWords(
        issue.origin,
        Number(issue.maximum),
        issue.inclusive === false ? 'less than' : 'at most',
      );
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.join(', ')}`;
    case 'invalid_format':
      return formats[issue.format];
    default:
      return undefined;
  }
}

function sizeWords(origin: string, size: number, bound: string): string {
  if (origin === 'number' || origin === 'int') return `must be ${bound} ${size}`;
  if (size === 1 && bound === 'at least') return 'must not be empty';
  const unit =
    origin === 'string' ? 'character' : origin === 'array' || origin === 'set' ? 'entry' : undefined;
  if (unit === undefined) return `must be ${bound} ${size}`;
  const units = size === 1 ? unit : unit === 'entry' ? 'entries' : `${unit}s`;
  return `must have ${bound} ${size} ${units}`;
}
