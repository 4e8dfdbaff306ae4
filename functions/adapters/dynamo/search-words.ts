/** Letters that Unicode does not decompose, as people who lack them on the keyboard type them. */
const plain: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** Longest word that is told apart from others. */
const wordLength = 64;

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => plain[letter] ?? letter);
}

function compact(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '').slice(0, wordLength);
}

/** A telephone number is one word however it is spaced: `+49 30 123456` and `(030) 12 34`. */
function joinNumber(text: string): string {
  return text.replace(/[+(]\d[\d\s()/.-]*/g, (number) => ` ${compact(number)} `);
}

const onlyDigitsAndSeparators = /^[\d\s()/.+-]+$/;

/**
 * The folded words under which a text is found: each word without its separators, so that any way of writing a MAC
 * address or a serial leads to it, and the parts between separators, so that `example.com` finds `ada@example.com`.
 */
export function wordsOf(text: string): string[] {
  const folded = fold(text);
  const tokens = onlyDigitsAndSeparators.test(folded)
    ? [compact(folded), ...folded.split(/\s+/)]
    : joinNumber(folded).split(/\s+/);
  const words = new Set<string>();
  for (const token of tokens) {
    words.add(compact(token));
    for (const part of token.split(/[@/_-]+/)) words.add(compact(part));
  }
  words.delete('');
  return [...words];
}

/** The folded words that a search asks for. */
export function searchedWords(text: string): string[] {
  const folded = fold(text);
  const tokens = onlyDigitsAndSeparators.test(folded) ? [folded] : joinNumber(folded).split(/\s+/);
  return [...new Set(tokens.map(compact))].filter((word) => word !== '');
}
