/** MD4 (RFC 1320), which only MS-CHAP still needs: OpenSSL 3 no longer offers it. */
export function md4(message: Uint8Array): Buffer {
  const padded = new Uint8Array((Math.floor((message.length + 8) / 64) + 1) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, message.length << 3, true);
  view.setUint32(padded.length - 4, Math.floor(message.length / 0x20000000), true);

  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  const x = new Int32Array(16);
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 16; i++) x[i] = view.getInt32(at + 4 * i, true);
    compress(state, x);
  }
  const digest = Buffer.alloc(16);
  for (let i = 0; i < 4; i++) digest.writeInt32LE(state[i]!, 4 * i);
  return digest;
}

/** The order in which a round takes the words of the block, its shifts and its constant (RFC 1320 §3.4). */
const rounds = [
  { order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], shifts: [3, 7, 11, 19], constant: 0 },
  {
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    shifts: [3, 5, 9, 13],
    constant: 0x5a827999,
  },
  {
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    shifts: [3, 9, 11, 15],
    constant: 0x6ed9eba1,
  },
] as const;

function compress(state: Int32Array, x: Int32Array): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  for (let round = 0; round < 3; round++) {
    const { order, shifts, constant } = rounds[round]!;
    for (let step = 0; step < 16; step++) {
      const mixed = round === 0 ? (b & c) | (~b & d) : round === 1 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const sum = (a + mixed + x[order[step]!]! + constant) | 0;
      const shift = shifts[step % 4]!;
      a = d;
      d = c;
      c = b;
      b = (sum << shift) | (sum >>> (32 - shift));
    }
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
}
