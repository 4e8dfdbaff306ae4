import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { searchedWords, wordsOf } from '../../functions/adapters/dynamo/search-words.ts';
import { makePorts, type TestPorts } from '../ports.ts';

let started: TestPorts;
beforeAll(async () => {
  started = await makePorts();
  const { search } = started.ports;
  const put = (aggregateId: string, subscriberId: string, words: string[], version = 1) =>
    search.put({ aggregateId, version }, { kind: 'subscriber', id: subscriberId }, words);
  await put('sub_1', 'sub_1', [
    'Ada Müller-Lüdenscheid',
    '+4930123456',
    'ada@example.com',
    'Hauptstraße 5',
    'AC-00017',
  ]);
  await put('svc_1', 'sub_1', ['ada.dsl', '00:1A:2B:3C:4D:5E', 'HWTC1A2B3C4D', '10.0.0.7']);
  await put('sub_2', 'sub_2', ['Adam Miller', '+4930123999', 'adam@example.com', '李明']);
  await put('svc_2', 'sub_2', ['262011234567890']);
  await put('sub_3', 'sub_3', ['Ada']);
});
afterAll(() => started.stop());

describe('a search', () => {
  test.each([
    ['müller', ['sub_1']],
    ['MULLER', ['sub_1']],
    ['lüdensch', ['sub_1']],
    ['hauptstrasse', ['sub_1']],
    ['ada', ['sub_1', 'sub_3', 'sub_2']],
    ['ada mül', ['sub_1']],
    ['mil adam', ['sub_2']],
    ['ada 001a.2b3c', ['sub_1']],
    ['00-1a-2b', ['sub_1']],
    ['hwtc1a2b', ['sub_1']],
    ['+49 30 123', ['sub_1', 'sub_2']],
    ['4930123999', ['sub_2']],
    ['adam +49 (30) 1239', ['sub_2']],
    ['ada@example.com', ['sub_1']],
    ['example.com', ['sub_1', 'sub_2']],
    ['10.0.0.7', ['sub_1']],
    ['26201123', ['sub_2']],
    ['ac-00017', ['sub_1']],
    ['00017', ['sub_1']],
    ['李明', ['sub_2']],
    ['miller müller', []],
    ['ada nobody', []],
    ['!?', []],
    ['', []],
  ])('for %j finds %j', async (text, expected) => {
    const found = await started.ports.search.find('subscriber', text, 10);
    expect(text === 'ada' ? found : found.toSorted()).toEqual(expected);
  });

  test('tells of which sources a word is one, of a beginning none', async () => {
    const sources = (word: string) => started.ports.search.sources('subscriber', word, 10);
    expect(await sources('00-1a-2b-3c-4d-5e')).toEqual([{ aggregateId: 'svc_1', foundId: 'sub_1' }]);
    expect((await sources('ADA')).map(({ foundId }) => foundId)).toEqual(['sub_1', 'sub_3']);
    expect(await sources('001a2b')).toEqual([]);
    expect(await sources('')).toEqual([]);
    expect(await started.ports.search.sources('subscriber', 'example.com', 1)).toHaveLength(1);
  });

  test('answers no more than it is asked for', async () => {
    expect(await started.ports.search.find('subscriber', 'ada', 2)).toHaveLength(2);
  });
});

describe('what is indexed', () => {
  test('is replaced by a newer version, wholly, and not by an older one', async () => {
    const { search } = started.ports;
    const put = (version: number, subscriberId: string, ...words: string[]) =>
      search.put({ aggregateId: 'svc_9', version }, { kind: 'subscriber', id: subscriberId }, words);
    await put(1, 'sub_8', 'carol.one', 'kept');
    await put(3, 'sub_8', 'carol.three', 'kept');
    await put(2, 'sub_8', 'carol.two');
    expect(await search.find('subscriber', 'carolone', 5)).toEqual([]);
    expect(await search.find('subscriber', 'caroltwo', 5)).toEqual([]);
    expect(await search.find('subscriber', 'kept carolthree', 5)).toEqual(['sub_8']);
    await put(4, 'sub_9', 'carol.three');
    expect(await search.find('subscriber', 'carolthree', 5)).toEqual(['sub_9']);
    expect(await search.find('subscriber', 'kept', 5)).toEqual([]);
    await put(5, 'sub_9');
    expect(await search.find('subscriber', 'carolthree', 5)).toEqual([]);
  });

  test('is found among its own kind, also where it becomes another', async () => {
    const { search } = started.ports;
    await search.put({ aggregateId: 'led_1', version: 1 }, { kind: 'lead', id: 'led_1' }, ['Erin', 'Quay']);
    expect(await search.find('lead', 'erin quay', 5)).toEqual(['led_1']);
    expect(await search.find('subscriber', 'erin', 5)).toEqual([]);
    await search.put({ aggregateId: 'led_1', version: 2 }, { kind: 'subscriber', id: 'sub_11' }, ['Erin']);
    expect(await search.find('lead', 'erin', 5)).toEqual([]);
    expect(await search.find('lead', 'quay', 5)).toEqual([]);
    expect(await search.find('subscriber', 'erin', 5)).toEqual(['sub_11']);
  });

  test('survives writers at once with the newest version', async () => {
    const { search } = started.ports;
    await Promise.all(
      [3, 1, 5, 2, 4].map((version) =>
        search.put({ aggregateId: 'svc_10', version }, { kind: 'subscriber', id: 'sub_10' }, [
          `dave${version}`,
        ]),
      ),
    );
    expect(await search.find('subscriber', 'dave', 5)).toEqual(['sub_10']);
    expect(await search.find('subscriber', 'dave5', 5)).toEqual(['sub_10']);
    expect(await search.find('subscriber', 'dave4', 5)).toEqual([]);
  });
});

test('words are folded the same way however they are written', () => {
  expect(searchedWords('00:1A:2B:3C:4D:5E')).toEqual(['001a2b3c4d5e']);
  expect(wordsOf('00-1a-2b-3c-4d-5e')).toContain('001a2b3c4d5e');
  expect(wordsOf('Łódź Ærø')).toEqual(['lodz', 'aero']);
  expect(wordsOf('\ud800')).toEqual([]);
});
