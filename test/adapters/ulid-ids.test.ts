import { expect, test } from 'vitest';
import { ulidIds } from '../../functions/adapters/ulid-ids.ts';
import { id } from '../../functions/contracts/scalars.ts';

test('ids are of the house form, unique, and sort by when they were asked for', () => {
  let time = Date.parse('2026-03-01T09:00:00.000Z');
  const ids = ulidIds(() => time);
  const made: string[] = [];
  for (let i = 0; i < 5_000; i++) {
    if (i % 500 === 0) time += 1;
    // A clock that is set back must not break the order.
    if (i === 2_500) time -= 60_000;
    made.push(ids.next('svc'));
  }
  expect(new Set(made).size).toBe(made.length);
  expect(made.toSorted()).toEqual(made);
  for (const one of made.slice(0, 50)) expect(id.parse(one)).toBe(one);
});

test('ids of two instances in one millisecond differ', () => {
  const [a, b] = [ulidIds(() => 1), ulidIds(() => 1)];
  expect(a.next('svc')).not.toBe(b.next('svc'));
});

test('the time is readable from an id', () => {
  const at = Date.parse('2026-03-01T09:00:00.000Z');
  const digits = ulidIds(() => at)
    .next('svc')
    .slice(4, 14);
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  expect([...digits].reduce((sum, digit) => sum * 32 + alphabet.indexOf(digit), 0)).toBe(at);
});
