import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../infra/local/event-pattern.ts';

const event = {
  source: 'throughline',
  'detail-type': 'service.activated',
  detail: {
    name: 'Ada Lovelace',
    speed: 100,
    address: '10.1.2.3',
    address6: '2001:db8::7',
    tags: ['fibre', 'vip'],
    note: null,
    open: true,
    path: 'a*b',
    lines: [
      { kind: 'plan', minor: 100 },
      { kind: 'tax', minor: 19 },
    ],
  },
};

describe('event patterns', () => {
  it.each<[object, boolean]>([
    [{ source: ['throughline'] }, true],
    [{ source: ['other', 'throughline'] }, true],
    [{ source: ['other'] }, false],
    [{ source: ['throughline'], detail: { speed: [101] } }, false],
    [{ detail: { tags: ['vip'] } }, true],
    [{ detail: { tags: ['lte'] } }, false],
    [{ detail: { note: [null] } }, true],
    [{ detail: { name: [null] } }, false],
    [{ detail: { open: [true] } }, true],
    [{ detail: { speed: ['100'] } }, false],
    [{ 'detail-type': [{ prefix: 'service.' }] }, true],
    [{ 'detail-type': [{ prefix: 'order.' }] }, false],
    [{ 'detail-type': [{ prefix: { 'equals-ignore-case': 'SERVICE' } }] }, true],
    [{ 'detail-type': [{ suffix: '.activated' }] }, true],
    [{ detail: { name: [{ 'equals-ignore-case': 'ada LOVELACE' }] } }, true],
    [{ detail: { name: [{ wildcard: 'Ada*l*ce' }] } }, true],
    [{ detail: { name: [{ wildcard: 'Ada' }] } }, false],
    [{ detail: { path: [{ wildcard: 'a\\*b' }] } }, true],
    [{ detail: { name: [{ wildcard: 'Ada\\*' }] } }, false],
    [{ detail: { name: [{ wildcard: 'A.a*' }] } }, false],
    [{ detail: { speed: [{ numeric: ['>', 50, '<=', 100] }] } }, true],
    [{ detail: { speed: [{ numeric: ['<', 100] }] } }, false],
    [{ detail: { speed: [{ numeric: ['=', 100] }] } }, true],
    [{ detail: { name: [{ numeric: ['>', 0] }] } }, false],
    [{ detail: { address: [{ cidr: '10.0.0.0/8' }] } }, true],
    [{ detail: { address: [{ cidr: '10.1.3.0/24' }] } }, false],
    [{ detail: { address6: [{ cidr: '2001:db8::/32' }] } }, true],
    [{ detail: { missing: [{ exists: false }] } }, true],
    [{ detail: { name: [{ exists: false }] } }, false],
    [{ detail: { name: [{ exists: true }] } }, true],
    [{ detail: { deep: { down: [{ exists: false }] } } }, true],
    [{ detail: { deep: { down: [{ exists: true }] } } }, false],
    [{ detail: { speed: [{ 'anything-but': [50, 100] }] } }, false],
    [{ detail: { speed: [{ 'anything-but': 50 }] } }, true],
    [{ detail: { missing: [{ 'anything-but': 50 }] } }, false],
    [{ 'detail-type': [{ 'anything-but': { prefix: 'service.' } }] }, false],
    [{ 'detail-type': [{ 'anything-but': { suffix: ['.failed', '.lost'] } }] }, true],
    [{ detail: { tags: [{ 'anything-but': 'vip' }] } }, true],
    [{ detail: { speed: [5, { numeric: ['>', 99] }] } }, true],
    [{ $or: [{ source: ['x'] }, { detail: { speed: [100] } }] }, true],
    [{ $or: [{ source: ['x'] }, { detail: { speed: [1] } }] }, false],
    [{ source: ['throughline'], detail: { $or: [{ speed: [1] }, { name: [{ prefix: 'Ada' }] }] } }, true],
    [{ detail: { lines: { kind: ['tax'], minor: [19] } } }, true],
    [{ detail: { lines: { kind: ['tax'], minor: [100] } } }, false],
    [{ detail: { name: { first: ['Ada'] } } }, false],
  ])('%j → %s', (pattern, expected) => {
    expect(compilePattern(pattern)(event)).toBe(expected);
  });

  it.each<[unknown, string]>([
    [{}, 'the pattern: expected an object with fields'],
    [{ detail: 'x' }, 'detail: expected an object with fields'],
    [{ detail: { a: [] } }, 'detail.a: an empty list never fits'],
    [{ a: [{ sounds: 'like' }] }, 'a: unknown matcher sounds'],
    [{ a: [{ numeric: ['~', 1] }] }, 'a.numeric: expected a comparison and a number'],
    [{ a: [{ cidr: '10.0.0.0/40' }] }, 'a.cidr: 10.0.0.0/40 is no address range'],
    [{ a: [{ 'anything-but': { numeric: ['>', 1] } }] }, 'a.anything-but: numeric cannot be negated'],
    [{ $or: [{ a: [1] }] }, '$or: expected two patterns or more'],
  ])('refuses %j', (pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(message);
  });
});
