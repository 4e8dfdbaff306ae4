import type { Logo } from '../../contracts/operator.ts';

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Why a picture cannot be set into a document, or nothing: one bad logo must not stop every invoice. */
export function imageFlaw({ mediaType, base64 }: Logo): string | undefined {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return mediaType === 'image/png' ? pngFlaw(bytes) : jpegFlaw(bytes);
}

/** PNG specification §5.2, §11.2.2: the signature, then IHDR. */
function pngFlaw(bytes: Uint8Array): string | undefined {
  if (bytes.length < 33 || pngSignature.some((byte, i) => bytes[i] !== byte)) return 'is no PNG picture';
  const isInterlaced = bytes[28] !== 0;
  if (isInterlaced) return 'is an interlaced PNG; save it without interlacing';
  if (bytes[24] !== 8) return 'has another colour depth than 8 bits; save it with 8';
  const ends = String.fromCharCode(...bytes.subarray(bytes.length - 8, bytes.length - 4));
  return ends === 'IEND' ? undefined : 'is cut short';
}

/** ITU-T T.81 Annex B: SOI, segments up to a baseline or progressive frame, EOI. */
function jpegFlaw(bytes: Uint8Array): string | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return 'is no JPEG picture';
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return 'is no JPEG picture';
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xc2) {
      const isEnded = bytes.lastIndexOf(0xd9) > at && bytes[bytes.lastIndexOf(0xd9) - 1] === 0xff;
      return isEnded ? undefined : 'is cut short';
    }
    at += 2 + (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0);
  }
  return 'is a JPEG without a frame that can be shown';
}
