/**
 * An amount as people type it, as the API takes it: with the digits of their script, a comma or a point before the decimals,
 * and marks between the thousands where the decimals have another one. What is no amount stays, for the API to refuse.
 */
export function typedAmount(typed: string): string {
  const plain = typed
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(/[\s\u200e\u200f\u061c'’]/g, '')
    .replaceAll('\u066b', '.')
    .replaceAll('\u066c', ',');
  const last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
  if (last < 0) return plain;
  const [whole, decimals] = [plain.slice(0, last), plain.slice(last + 1)];
  const mark = plain[last] === '.' ? ',' : '.';
  return `${whole.replaceAll(mark, '')}.${decimals}`;
}
