import { expect, it } from 'vitest';
import type { SavedViewTerms } from '../../../functions/contracts/saved-view.ts';
import type { Actor } from '../../../functions/contracts/scalars.ts';
import { fold } from '../../../functions/domain/aggregate.ts';
import {
  isSeenBy,
  keepView,
  type SavedView,
  savedViewAggregate,
} from '../../../functions/domain/staff/saved-view.ts';

const now = '2026-03-01T09:00:00.000Z';
const ada: Actor = { kind: 'staff', id: 'ada' };
const ben: Actor = { kind: 'staff', id: 'ben' };
const terms: SavedViewTerms = {
  name: 'Late',
  path: '/billing/invoices',
  search: { q: 'x' },
  isShared: false,
};
const few = { own: 1, shared: 1 };

function kept(former: SavedView | undefined, wish: SavedViewTerms, already = few) {
  const decided = keepView(former, already, wish, ada);
  return decided.ok ? fold(savedViewAggregate, former, decided.value, now) : decided.refusal.code;
}
const view = kept(undefined, terms) as SavedView;
const shared = kept(view, { ...terms, isShared: true }) as SavedView;
const removed = savedViewAggregate.evolve(shared, { type: 'saved-view.removed', data: {} }, now);

it('is found by its keeper, by everybody while it is shared, and by nobody once it is gone', () => {
  const links = [view, shared, removed].map((one) => savedViewAggregate.links?.(one));
  expect(links).toEqual([{ owner: 'staff:ada' }, { owner: 'staff:ada', place: 'shared' }, {}]);
  expect([view, shared, removed].map((one) => [isSeenBy(one, ada), isSeenBy(one, ben)])).toEqual([
    [true, false],
    [true, true],
    [false, false],
  ]);
});

it('says nothing new of what is as it was', () => {
  expect(keepView(view, few, { ...terms, search: { q: 'x' } }, ada)).toEqual({ ok: true, value: [] });
});

it('has its bounds, within which those that are there can still be changed', () => {
  const full = { own: 50, shared: 100 };
  expect(kept(undefined, terms, full)).toBe('saved-view.too-many');
  expect(kept(view, { ...terms, search: {} }, full)).toMatchObject({ terms: { search: {} } });
  expect(kept(view, { ...terms, isShared: true }, full)).toBe('saved-view.too-many');
  expect(kept(shared, { ...terms, isShared: true, search: {} }, full)).toMatchObject({
    terms: { search: {} },
  });
});
