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
