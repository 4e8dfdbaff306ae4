/** The body of a `STREAMING-…` upload without its chunk headers and trailers. */
export function decodeChunks(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf('\r\n', at);
    if (end < 0) throw new Error('an upload in chunks ends too early');
    const size = Number.parseInt(body.toString('latin1', at, end), 16);
    if (!Number.isFinite(size)) throw new Error('an upload in chunks has a chunk without a size');
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

function unescapeXml(text: string): string {
  return text.replace(/&(#x?[\da-fA-F]+|\w+);/g, (whole, name: string) => {
    if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
    return Object.keys(entities).find((character) => entities[character] === whole) ?? whole;
  });
}

/** The keys that a DeleteObjects request names. */
export function readKeys(document: string): string[] {
  return [...document.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => unescapeXml(key));
}
