import { expect, it } from 'vitest';
import { rebase } from '../../web/shared/rebase.ts';

const before = { name: 'Ada', phones: ['+35311'], city: 'Cork' };

it('takes what others changed where nothing was typed, and keeps what was', () => {
  const typed = { ...before, name: 'Ada L.' };
  const now = { ...before, phones: ['+35311', '+35322'] };
  expect(rebase(before, typed, now)).toEqual({
    body: { name: 'Ada L.', phones: ['+35311', '+35322'], city: 'Cork' },
    foreign: [{ member: 'phones', value: ['+35311', '+35322'], isContested: false }],
  });
});

it('tells what both changed, and leaves it as it was typed', () => {
  const { body, foreign } = rebase(before, { ...before, city: 'Kinsale' }, { ...before, city: 'Cobh' });
  expect(body.city).toBe('Kinsale');
  expect(foreign).toEqual([{ member: 'city', value: 'Cobh', isContested: true }]);
});

it('says nothing where nothing of it was changed, or both changed it alike', () => {
  const typed = { ...before, city: 'Cobh' };
  expect(rebase(before, typed, { ...before, city: 'Cobh' })).toEqual({ body: typed, foreign: [] });
  expect(rebase(before, typed, { ...before, phones: ['+35311'] })).toEqual({ body: typed, foreign: [] });
});

it('knows what was added and what was taken away', () => {
  const now = { name: 'Ada', phones: ['+35311'], taxId: 'IE1' };
  expect(rebase<object>(before, before, now)).toEqual({
    body: { ...now, city: undefined },
    foreign: [
      { member: 'city', value: undefined, isContested: false },
      { member: 'taxId', value: 'IE1', isContested: false },
    ],
  });
});
