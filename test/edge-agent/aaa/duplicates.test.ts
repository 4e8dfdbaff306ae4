import { describe, expect, test } from 'vitest';
import { DuplicateCache } from '../../../edge-agent/aaa/duplicate-cache.ts';
import { code } from '../../../edge-agent/protocols/radius/codes.ts';
import { RequestReader } from '../../../edge-agent/protocols/radius/request-reader.ts';
import { accessRequest, accountingRequest, desiredState, freshAuthenticator, setUp, told } from './setup.ts';

describe('a retransmitted log-in', () => {
  test('gets the very same answer, whatever has changed since', () => {
    const { ask, nas, entries, service } = setUp();
    const request = accessRequest(nas, { password: 'wonder' });
    const first = ask(request);
    entries.clear();
    expect(ask(request)).toEqual(first);
    expect(service.stats).toMatchObject({ accepted: 1, resent: 1, rejected: 0 });
  });

  test('is worked on anew when the answer has been forgotten', () => {
    const { ask, nas, entries, pass, service } = setUp({ settings: { duplicatesKeptMs: 5000 } });
    const request = accessRequest(nas, { password: 'wonder' });
    ask(request);
    entries.clear();
    pass(4999);
    expect(told(ask(request)).code).toBe(code.accessAccept);
    pass(1);
    expect(told(ask(request)).code).toBe(code.accessReject);
    expect(service.stats).toMatchObject({ accepted: 1, resent: 1, rejected: 1 });
  });

  test.each([
    ['another port', { port: 40_001 }, {}],
    ['another identifier', {}, { identifier: 2 }],
    ['another authenticator', {}, { authenticator: freshAuthenticator() }],
  ])('is not one from %s', (_name, from, changes) => {
    const { ask, nas, service } = setUp();
    const usual = { password: 'wonder', identifier: 1, authenticator: freshAuthenticator() };
    ask(accessRequest(nas, usual));
    ask(accessRequest(nas, { ...usual, ...changes }), from);
    expect(service.stats).toMatchObject({ accepted: 2, resent: 0 });
  });

  test('that was altered on its way is not one, even where nothing is signed', () => {
    const { ask, nas, service } = setUp({ nas: { requireMessageAuthenticator: false } });
    const request = accessRequest(nas, { password: 'wonder', signed: false });
    ask(request);
    const altered = Buffer.from(request);
    altered[22]! ^= 1;
    expect(told(ask(altered)).code).toBe(code.accessReject);
    expect(service.stats).toMatchObject({ accepted: 1, resent: 0, rejected: 1 });
  });
});

describe('a refusal', () => {
  const settings = { rejectDelayMs: 1000, delayedRejects: 2 };

  test('is held back, and a repeat meanwhile changes nothing', () => {
    const { ask, nas, pass, answers, service } = setUp({ settings });
    const request = accessRequest(nas, { password: 'guess' });
    expect(ask(request)).toBeUndefined();
    pass(600);
    expect(ask(request)).toBeUndefined();
    pass(399);
    expect(answers).toHaveLength(0);
    pass(1);
    expect(answers.map((answer) => told(answer).code)).toEqual([code.accessReject]);
    pass(5000);
    expect(answers).toHaveLength(1);
    expect(ask(request)).toEqual(answers[0]);
    expect(service.stats).toMatchObject({ rejected: 1, repeatedWhileBusy: 1, resent: 1 });
  });

  test('does not hold up those who know their password', () => {
    const { ask, nas } = setUp({ settings });
    expect(ask(accessRequest(nas, { password: 'guess' }))).toBeUndefined();
    expect(told(ask(accessRequest(nas, { password: 'wonder', identifier: 2 }))).code).toBe(code.accessAccept);
  });

  test('goes out at once when too many are held back already', () => {
    const { ask, nas, answers, pass } = setUp({ settings });
    for (let identifier = 0; identifier < 4; identifier++)
      ask(accessRequest(nas, { identifier, password: 'guess' }));
    expect(answers).toHaveLength(2);
    pass(1000);
    expect(answers).toHaveLength(4);
    expect(ask(accessRequest(nas, { identifier: 9, password: 'guess' }))).toBeUndefined();
  });
});

test('a retransmitted accounting request is recorded once, and acknowledged again', () => {
  const { account, nas, pass, batches, answers, service } = setUp();
  const request = accountingRequest(nas);
  account(request);
  account(request);
  pass(2);
  account(request);
  expect(batches.flatMap(({ records }) => records)).toHaveLength(1);
  expect(answers).toHaveLength(2);
  expect(answers[1]).toEqual(answers[0]);
  expect(service.stats).toMatchObject({ accountingRecorded: 1, repeatedWhileBusy: 1, resent: 1 });
});

describe('the memory of answers', () => {
  function fill(cache: DuplicateCache, requests: number, now: (i: number) => number): RequestReader[] {
    const { nas } = setUp({ services: [[desiredState(), 'wonder']] });
    return Array.from({ length: requests }, (_, i) => {
      const reader = new RequestReader();
      reader.read(accessRequest(nas, { identifier: i % 256 }));
      cache.begin(reader, `10.0.${i >> 8}.${i & 255}`, 1000 + (i % 7), now(i)).answer = Buffer.from([
        i & 255,
      ]);
      return reader;
    });
  }
  const place = (i: number) => [`10.0.${i >> 8}.${i & 255}`, 1000 + (i % 7)] as const;

  test('holds no more than its capacity and forgets the oldest first', () => {
    const cache = new DuplicateCache({ keepMs: 10_000, capacity: 100 });
    const readers = fill(cache, 1000, () => 0);
    expect(cache.size).toBe(100);
    expect(cache.find(readers[899]!, ...place(899), 1)).toBeUndefined();
    expect(cache.find(readers[900]!, ...place(900), 1)?.answer).toEqual(Buffer.from([900 & 255]));
  });

  test('frees what has expired, with traffic and without', () => {
    const cache = new DuplicateCache({ keepMs: 10, capacity: 1000 });
    fill(cache, 500, (i) => i);
    expect(cache.size).toBeLessThanOrEqual(11);
    cache.sweep(509);
    expect(cache.size).toBe(0);
  });

  test('a newer request takes the place of an older one, also when the older one expires', () => {
    const { nas } = setUp();
    const cache = new DuplicateCache({ keepMs: 10, capacity: 1000 });
    const older = new RequestReader();
    older.read(accessRequest(nas, { identifier: 5 }));
    const newer = new RequestReader();
    newer.read(accessRequest(nas, { identifier: 5 }));
    cache.begin(older, '10.0.0.1', 1, 0);
    const exchange = cache.begin(newer, '10.0.0.1', 1, 5);
    expect(cache.find(older, '10.0.0.1', 1, 6)).toBeUndefined();
    cache.sweep(12);
    expect(cache.find(newer, '10.0.0.1', 1, 12)).toBe(exchange);
  });
});
