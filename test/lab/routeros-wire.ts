// Words and sentences of the RouterOS API (MikroTik, “API”), written down apart from the agent’s own.

/** Cuts what arrives into sentences. */
export function readWords(): (data: Buffer) => string[][] {
  let buffered = Buffer.alloc(0);
  let sentence: string[] = [];
  return (data) => {
    buffered = Buffer.concat([buffered, data]);
    const sentences: string[][] = [];
    for (;;) {
      const first = buffered.at(0);
      if (first === undefined) return sentences;
      const size = first < 128 ? 1 : first < 192 ? 2 : first < 224 ? 3 : first < 240 ? 4 : 5;
      if (buffered.length < size) return sentences;
      const mask = [0, 0, 0x8000, 0xc00000, 0xe0000000][size] ?? 0;
      const length = size === 5 ? buffered.readUInt32BE(1) : buffered.readUIntBE(0, size) - mask;
      if (buffered.length < size + length) return sentences;
      if (length === 0) {
        sentences.push(sentence);
        sentence = [];
      } else sentence.push(buffered.toString('utf8', size, size + length));
      buffered = buffered.subarray(size + length);
    }
  };
}

/** A sentence as it goes over the wire: each word behind its length, and an empty word at the end. */
export function sentenceOctets(words: readonly string[]): Buffer {
  const parts = words.map((word) => {
    const octets = Buffer.from(word);
    const { length } = octets;
    const head = Buffer.alloc(4);
    if (length < 0x80) return Buffer.concat([Buffer.of(length), octets]);
    if (length < 0x4000) {
      head.writeUInt16BE(length + 0x8000);
      return Buffer.concat([head.subarray(0, 2), octets]);
    }
    head.writeUIntBE(length + 0xc00000, 0, 3);
    return Buffer.concat([head.subarray(0, 3), octets]);
  });
  return Buffer.concat([...parts, Buffer.of(0)]);
}
