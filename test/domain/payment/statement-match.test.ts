import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Candidate,
  matchByNumber,
  type Paid,
  type SettledInvoice,
  suggest,
} from '../../../functions/domain/payment/statement-match.ts';

const usd = (minor: number) => ({ minor, currency: 'USD' });
const settled = (number: string, more: Partial<SettledInvoice> = {}): SettledInvoice => ({
  number,
  isWrittenOff: false,
  asked: [4_900],
  paymentIds: [],
  ...more,
});
const open = (number: string, due: number) => ({ invoiceId: `id of ${number}`, number, due });
const candidate = (subscriberId: string, more: Partial<Candidate> = {}): Candidate => ({
  subscriberId,
  number: `account-${subscriberId}-1000`,
  name: `Somebody ${subscriberId}`,
  currency: 'USD',
  open: [],
  settled: [],
  instalments: [],
  ...more,
});
const ada = candidate('ada', {
  name: 'Ada Lovelace',
  open: [open('INV-00000021', 3_100), open('INV-00000031', 3_200)],
  settled: [settled('INV-00000011')],
  instalments: [2_050],
});
const bob = candidate('bob', {
  name: 'Bob Miller',
  open: [open('INV-00000022', 3_100)],
  settled: [settled('INV-00000012')],
});
const named: Paid = { text: 'Invoice INV-00000011', name: 'A Bank', money: usd(1) };

describe('money that names a settled invoice', () => {
  it.each<[string, Partial<Paid>]>([
    ['the payer is called so', { name: 'Ada Lovelace' }],
    ['the payer is called so, as banks write it', { name: 'DR LOVELACE, ADA' }],
    ['the payer is called so among others', { name: 'Charles and Ada Love lace' }],
    ['the name is in the text', { text: 'INV 00000011 for Ada Lovelace' }],
    ['it is what is open of an invoice', { money: usd(3_200) }],
    ['it is all that is open', { money: usd(6_300) }],
    ['it is an instalment of the plan', { money: usd(2_050) }],
    ['it is paid twice', { money: usd(4_900) }],
  ])('is of its subscriber, for no invoice, where %s', (_, more) => {
    expect(matchByNumber({ ...named, ...more }, [ada])).toEqual({ subscriberId: 'ada' });
  });

  it.each<[string, Partial<Paid>]>([
    ['alone', {}],
    ['beside a part of a name', { name: 'Ada' }],
    ['beside a name of which it is only the middle', { name: 'Granada Lovelaces' }],
    ['beside that amount in another currency', { money: { minor: 4_900, currency: 'EUR' } }],
    ['where nobody knows how much it is', { money: undefined }],
    ['with a digit wrong', { text: 'INV-00000010', name: 'Ada Lovelace', money: usd(4_900) }],
    ['beside one of another subscriber', { text: 'INV-00000011 INV-00000012', name: 'Ada Lovelace' }],
  ])('is of nobody %s', (_, more) => {
    expect(matchByNumber({ ...named, ...more }, [ada, bob])).toBeUndefined();
  });

  it('is of nobody where a digit was mistyped by another subscriber who pays the same', () => {
    const paid = { ...named, name: 'Bob Miller', money: usd(3_100) };
    expect(matchByNumber(paid, [ada])).toEqual({ subscriberId: 'ada' });
    expect(matchByNumber(paid, [ada, bob])).toBeUndefined();
    expect(suggest(paid, [ada, bob])).toEqual([
      {
        subscriberId: 'bob',
        invoiceId: 'id of INV-00000022',
        why: 'Bob Miller is named; invoice INV-00000022 is of that amount',
      },
      {
        subscriberId: 'ada',
        invoiceId: 'id of INV-00000021',
        why: 'invoice INV-00000011 of theirs, settled, is named; invoice INV-00000021 is of that amount',
      },
    ]);
  });

  it('is of whose open invoice, or account, it names beside', () => {
    const beside = (text: string) =>
      matchByNumber({ text: `INV-00000011 ${text}`, name: 'Ada Lovelace', money: usd(4_900) }, [ada, bob]);
    expect(beside('INV-00000021')).toEqual({ subscriberId: 'ada', invoiceId: 'id of INV-00000021' });
    expect(beside('INV-00000022')).toEqual({ subscriberId: 'bob', invoiceId: 'id of INV-00000022' });
    expect(beside(bob.number)).toEqual({ subscriberId: 'bob' });
    expect(beside('INV-00000021 INV-00000022')).toBeUndefined();
  });

  it('is matched by no order of candidates, and never to whom nothing but the number points', () => {
    const paid = fc.record({
      text: fc
        .array(fc.constantFrom('INV-00000011', 'INV-00000012', 'INV-00000019', 'Ada', 'Lovelace'))
        .map((words) => words.join(' ')),
      name: fc.constantFrom(undefined, 'Ada Lovelace', 'Bob Miller', 'A Bank'),
      money: fc.constantFrom(usd(4_900), usd(3_100), usd(77)),
    });
    fc.assert(
      fc.property(paid, (one) => {
        const match = matchByNumber(one, [ada, bob]);
        expect(matchByNumber(one, [bob, ada])).toEqual(match);
        const whose = [ada, bob].find(({ subscriberId }) => subscriberId === match?.subscriberId);
        if (whose === undefined) return;
        expect(match).not.toHaveProperty('invoiceId');
        const other = whose === ada ? bob : ada;
        expect(one.text).toContain(whose.settled[0]?.number);
        expect(one.text).not.toContain(other.settled[0]?.number);
        const isCalledSo =
          one.name === whose.name || (whose === ada && /Ada Lovelace|Lovelace Ada/.test(one.text));
        expect(isCalledSo || (one.money.minor !== 77 && one.name !== other.name)).toBe(true);
      }),
    );
  });
});

describe('a suggestion', () => {
  const why = (paid: Paid, ...candidates: readonly Candidate[]) =>
    suggest(paid, candidates).map((one) => `${one.subscriberId}: ${one.why}`);

  it('says that a settled invoice is named, and puts first of whom most is said', () => {
    const namesake = candidate('other', { name: 'Charles Babbage' });
    const paid = { ...named, name: 'Charles Babbage' };
    expect(why(paid, ada, bob, namesake)).toEqual([
      'other: Charles Babbage is named',
      'ada: invoice INV-00000011 of theirs, settled, is named',
    ]);
    expect(why({ ...paid, money: usd(4_900) }, namesake, ada)).toEqual([
      'ada: invoice INV-00000011 of theirs, settled, is named and was of that amount',
      'other: Charles Babbage is named',
    ]);
  });

  it('calls what is written off so, and tells of instalments', () => {
    const late = candidate('late', {
      settled: [settled('INV-00000011', { isWrittenOff: true })],
      instalments: [2_050],
    });
    expect(why({ ...named, money: usd(2_050) }, late)).toEqual([
      'late: invoice INV-00000011 of theirs, written off, is named; an instalment of their payment plan is of that amount',
    ]);
  });
});
