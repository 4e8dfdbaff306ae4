import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StatementSource } from '../../../functions/contracts/bank-statement.ts';
import {
  type Booked,
  mayBeThat,
  type Told,
  twinsOf,
} from '../../../functions/domain/payment/statement-twins.ts';

const csv: StatementSource = { layout: 'csv|Day|Amount|Text' };
const camt: StatementSource = { layout: 'camt.053', account: 'DE02' };
const moved = (id: string, text: string, more: Partial<Told> = {}) => ({
  id,
  on: '2026-01-05',
  money: { minor: 3_100, currency: 'USD' },
  text,
  ...more,
});
const told = (id: string, text: string, more: Partial<Told> = {}): Told => ({
  source: camt,
  ...moved(id, text, more),
});
const booked = (id: string, text: string, more: Partial<Booked> = {}): Booked => ({
  ...moved(id, text),
  sources: [csv],
  ...more,
});
const twin = (one: Told, ...known: readonly Booked[]) => twinsOf([one], known).get(one.id);

describe('an entry looks like money that is known', () => {
  it.each([
    [
      'in the words of another kind of statement',
      told('E', 'Ada Lovelace: Miete'),
      booked('P', 'MIETE ADA'),
      'P',
    ],
    ['where one of the two says nothing', told('E', ''), booked('P', 'Miete'), 'P'],
    ['as staff recorded it', told('E', 'Miete'), booked('P', '', { sources: [] }), 'P'],
    ['but not in other words', told('E', 'Ada Lovelace: Miete'), booked('P', 'Bob: Strom'), undefined],
    ['but not on another day', told('E', 'Miete', { on: '2026-01-06' }), booked('P', 'Miete'), undefined],
    [
      'but not in the same kind of statement',
      told('E', 'Miete', { source: csv }),
      booked('P', 'Miete'),
      undefined,
    ],
    [
      'but not of another account',
      told('E', 'Miete', { source: { ...csv, layout: 'other', account: 'FR1' } }),
      booked('P', 'Miete', { sources: [camt] }),
      undefined,
    ],
    [
      'but not of another subscriber',
      told('E', 'Miete', { subscriberId: 'sub_1' }),
      booked('P', 'Miete', { subscriberId: 'sub_2' }),
      undefined,
    ],
    [
      'of the same subscriber, in whatever words',
      told('E', 'a b c', { subscriberId: 'sub_1' }),
      booked('P', 'Strom', { subscriberId: 'sub_1' }),
      'P',
    ],
  ])('%s', (_, entry, known, wanted) => {
    expect(twin(entry, known)).toBe(wanted);
  });

  it('goes to the likest', () => {
    const known = [booked('P1', 'Miete Bob'), booked('P2', 'Miete Ada')];
    expect(twinsOf([told('E1', 'Miete Ada'), told('E2', 'Miete Bob')], known)).toEqual(
      new Map([
        ['E1', 'P2'],
        ['E2', 'P1'],
      ]),
    );
  });

  it('at most once each, and as often as the other kind tells of it', () => {
    const times = fc.nat({ max: 6 });
    fc.assert(
      fc.property(times, times, fc.constantFrom('Miete', ''), (entries, known, text) => {
        const pairs = twinsOf(
          Array.from({ length: entries }, (_, i) => told(`E${i}`, text)),
          Array.from({ length: known }, (_, i) => booked(`P${i}`, text)),
        );
        // What is told of more often than it is known is money of its own: two equal payments of a day both count.
        expect(pairs.size).toBe(Math.min(entries, known));
        expect(new Set(pairs.values()).size).toBe(pairs.size);
      }),
    );
  });
});

describe('an entry that names a settled invoice', () => {
  it.each<[string, Partial<Told>, Partial<Booked>, boolean]>([
    ['may be what staff recorded before', { on: '2026-01-10' }, { sources: [] }, true],
    ['may be what another kind of statement has later', { on: '2026-01-01' }, {}, true],
    ['is no older money', { on: '2026-01-11' }, { sources: [] }, false],
    ['is no other amount', { money: { minor: 3_101, currency: 'USD' } }, { sources: [] }, false],
    ['is paid twice in one kind of statement', { on: '2026-01-06', source: csv }, {}, false],
  ])('%s', (_, more, known, expected) => {
    expect(mayBeThat(told('E', '', more), booked('P', '', known))).toBe(expected);
  });
});
