/**
 * The RouterOS API on the wire: a sentence is a run of words and an empty word, a word its length and its octets. The
 * length takes one to five octets, whose leading bits tell how many.
 */

/** Longer words come from something that is not RouterOS; nothing that we ask for is anywhere near. */
const longestWord = 0x100000;
const mostWords = 10_000;

/** What came is not a sentence of the RouterOS API. The connection cannot be read any further. */
export class MalformedSentence extends Error {
  override readonly name = 'MalformedSentence';
}

export function encodeSentence(words: readonly string[]): Buffer {
  const parts: Buffer[] = [];
  for (const word of words) {
    const octets = Buffer.from(word, 'utf8');
    parts.push(encodeLength(octets.length), octets);
  }
  parts.push(Buffer.of(0));
  return Buffer.concat(parts);
}

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  if (length < 0x4000) return Buffer.of(0x80 | (length >>> 8), length & 0xff);
  if (length > longestWord) throw new RangeError(`a word of ${length} octets is too long for a router`);
  return Buffer.of(0xc0 | (length >>> 16), (length >>> 8) & 0xff, length & 0xff);
}

/** Gathers sentences from whatever pieces TCP delivers. */
export class SentenceReader {
  #rest: Buffer = Buffer.alloc(0);
  #words: string[] = [];

  /** Complete sentences, oldest first. Throws MalformedSentence. */
  read(piece: Buffer): string[][] {
    const data = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const sentences: string[][] = [];
    let at = 0;
    for (;;) {
      const head = decodeLength(data, at);
      if (head === undefined || head.end + head.length > data.length) break;
      at = head.end + head.length;
      if (head.length > 0) {
        this.#words.push(data.toString('utf8', head.end, at));
        if (this.#words.length > mostWords) throw new MalformedSentence('a sentence without end');
      } else if (this.#words.length > 0) {
        sentences.push(this.#words);
        this.#words = [];
      }
    }
    this.#rest = data.subarray(at);
    return sentences;
  }
}

/** The length of the word at this place and where its octets begin; undefined while the length itself is incomplete. */
function decodeLength(
  data: Buffer,
  at: number,
): { readonly length: number; readonly end: number } | undefined {
  const first = data[at];
  if (first === undefined) return undefined;
  if (first >= 0xf8) throw new MalformedSentence('a control octet that RouterOS does not use');
  const more = first < 0x80 ? 0 : first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const end = at + 1 + more;
  if (end > data.length) return undefined;
  let length = more === 4 ? 0 : first & (0xff >>> (more === 0 ? 1 : more + 1));
  for (let i = at + 1; i < end; i++) length = length * 256 + data[i]!;
  if (length > longestWord) throw new MalformedSentence(`a word of ${length} octets`);
  return { length, end };
}
