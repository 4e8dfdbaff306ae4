import type { Delivery } from './payment-peers.ts';

/** Mulberry32: the same mutations in every run. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export type Random = (below: number) => number;
export interface Hostile {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** One thing changed on a text, wherever. */
function bent(text: Buffer, random: Random): Buffer {
  const at = random(text.length);
  const length = 1 + random(8);
  const head = text.subarray(0, at);
  switch (random(6)) {
    case 0: {
      const flipped = Buffer.from(text);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << random(8));
      return flipped;
    }
    case 1:
      return Buffer.concat([head, text.subarray(at + length)]);
    case 2:
      return Buffer.concat([head, Buffer.from([random(256)]), text.subarray(at)]);
    case 3:
      return Buffer.concat([text, text.subarray(at, at + length)]);
    case 4:
      return head;
    default:
      return Buffer.concat([head, text.subarray(at, at + length), text.subarray(at)]);
  }
}

/** The message with another amount, another payee or another order, as valid JSON. */
function forged(body: string, random: Random): Buffer {
  const changed = [
    body.replace(/31\.?00/, String(1 + random(1_000_000))),
    body.replace('inv_', `inv_${random(10)}`),
    JSON.stringify(JSON.parse(body), null, random(3)),
    `${' '.repeat(1 + random(3))}${body}`,
    '{}',
    'null',
    '',
    `[${body}]`,
  ];
  return Buffer.from(changed[random(changed.length)] ?? '');
}

export function hostileOf(genuine: Delivery, other: Delivery, random: Random): Hostile {
  const body = Buffer.from(genuine.body);
  const signed = Object.entries(genuine.headers);
  const [name = '', signature = ''] = signed[random(signed.length)] ?? [];
  switch (random(6)) {
    case 0:
      return { body: bent(body, random), headers: genuine.headers };
    case 1:
      return { body: forged(genuine.body, random), headers: genuine.headers };
    case 2:
      return {
        body,
        headers: { ...genuine.headers, [name]: bent(Buffer.from(signature), random).toString('latin1') },
      };
    case 3:
      return {
        body,
        headers: {
          ...genuine.headers,
          [name]: undefined,
          ...(random(2) === 0 ? {} : { [`x-${name}`]: signature }),
        },
      };
    case 4:
      return { body, headers: other.headers };
    default:
      return {
        body: bent(body, random),
        headers: { ...genuine.headers, [name]: bent(Buffer.from(signature), random).toString('latin1') },
      };
  }
}
