/** Nobody reads more, and a stack trace is no use to staff. */
const mostCharacters = 300;

/** 128 bits in hexadecimal or base64: a key of a SIM, whoever's it is. */
const keyLike = /\b[0-9a-f]{32}\b|(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{22}==/gi;

/** The text without secrets, in whatever case they come back, and not longer than people read. */
export function strike(text: string, secrets: readonly string[]): string {
  let struck = text.replaceAll(keyLike, '•••');
  // The longest first: a secret may be part of another.
  for (const secret of secrets.toSorted((a, b) => b.length - a.length)) {
    if (secret === '') continue;
    struck = struck.replaceAll(new RegExp(RegExp.escape(secret), 'gi'), '•••');
  }
  return struck.length > mostCharacters ? `${struck.slice(0, mostCharacters)}…` : struck;
}
