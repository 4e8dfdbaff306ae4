/** Nobody reads more, and a stack trace is no use to staff. */
const mostCharacters = 300;

const telling = ['reason', 'message', 'detail', 'error', 'errmsg', 'Result', 'result', 'title'];

/** What a device says in the body of its answer, ready to follow the status; empty when it says nothing. */
export function deviceWords(body: unknown): string {
  const said = saying(body);
  if (said === undefined) return '';
  const line = said.replace(/\s+/g, ' ').trim();
  return line === '' ? '' : `: ${line}`;
}

function saying(body: unknown): string | undefined {
  if (typeof body === 'string') return body.trimStart().startsWith('<') ? undefined : body;
  if (typeof body !== 'object' || body === null) return undefined;
  const fields = body as Record<string, unknown>;
  for (const name of telling) {
    const value = fields[name];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return saying(value);
  }
  return undefined;
}

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
