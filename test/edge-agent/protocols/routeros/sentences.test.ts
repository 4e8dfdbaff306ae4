import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  encodeSentence,
  MalformedSentence,
  SentenceReader,
} from '../../../../edge-agent/protocols/routeros/sentences.ts';

test('the length takes as many octets as it needs', () => {
  const head = (length: number) => [...encodeSentence(['x'.repeat(length)])].slice(0, 4);
  expect(head(1)).toEqual([1, 0x78, 0]);
  expect(head(0x7f)[0]).toBe(0x7f);
  expect(head(0x80).slice(0, 2)).toEqual([0x80, 0x80]);
  expect(head(0x3fff).slice(0, 2)).toEqual([0xbf, 0xff]);
  expect(head(0x4000).slice(0, 3)).toEqual([0xc0, 0x40, 0x00]);
  expect(() => encodeSentence(['x'.repeat(0x10_0001)])).toThrow(RangeError);
});

test('sentences survive any cutting into pieces', () => {
  const word = fc.oneof(
    fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
    fc.constantFrom('=comment=Žluťoučký kůň', 'x'.repeat(127), 'y'.repeat(128), 'z'.repeat(0x4001)),
  );
  const sentences = fc.array(fc.array(word, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(sentences, fc.array(fc.nat(40), { maxLength: 40 }), (said, cuts) => {
      const octets = Buffer.concat(said.map(encodeSentence));
      const reader = new SentenceReader();
      const heard: string[][] = [];
      let at = 0;
      for (const cut of [...cuts, octets.length]) {
        heard.push(...reader.read(octets.subarray(at, at + cut)));
        at += cut;
      }
      expect(heard).toEqual(said);
    }),
    { seed: 6180, numRuns: 200 },
  );
});

test('the terminating zero may come alone', () => {
  const octets = encodeSentence(['!done', '.tag=1']);
  const reader = new SentenceReader();
  expect(reader.read(octets.subarray(0, -1))).toEqual([]);
  expect(reader.read(octets.subarray(-1))).toEqual([['!done', '.tag=1']]);
});

test('four- and five-octet lengths are read', () => {
  const reader = new SentenceReader();
  expect(reader.read(Buffer.from([0xe0, 0, 0, 2, 0x68, 0x69, 0]))).toEqual([['hi']]);
  expect(reader.read(Buffer.from([0xf0, 0, 0, 0, 2, 0x68, 0x69, 0]))).toEqual([['hi']]);
});

test('what is not RouterOS is told apart before it fills the memory', () => {
  expect(() => new SentenceReader().read(Buffer.from([0xff]))).toThrow(MalformedSentence);
  expect(() => new SentenceReader().read(Buffer.from([0xf0, 0x7f, 0xff, 0xff, 0xff]))).toThrow(
    MalformedSentence,
  );
  const endless = Buffer.alloc(30_000, Buffer.from([1, 0x61]));
  expect(() => new SentenceReader().read(endless)).toThrow(MalformedSentence);
});
