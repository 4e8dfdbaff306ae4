/** A text, or a decimal number that is written as it is. */
export type Cell = string | { readonly number: string } | undefined;

/**
 * A table as CSV (RFC 4180) in UTF-8. A text that a spreadsheet would take for a formula begins with an apostrophe
 * (OWASP, "CSV Injection"); numbers are ours and need none.
 */
export function csvOf(rows: readonly (readonly Cell[])[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(rows.map((row) => `${row.map(written).join(',')}\r\n`).join(''));
}

function written(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell !== 'string') return cell.number;
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
