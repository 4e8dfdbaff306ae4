import type { StatementColumns, StatementEntry } from '../../contracts/bank-statement.ts';
import type { Day, Money } from '../../contracts/scalars.ts';
import { parseMoney } from '../money.ts';
import { done, type Flaw, type Result, refuse, refuseAll } from '../result.ts';
import { isReference, namesByContent, namesByReference } from './statement-names.ts';

/** Rows of a text as RFC 4180 has them: quoted fields may hold separators, line breaks and doubled quotes. */
export function csvRows(text: string, separator: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let isQuoted = false;
  const body = text.replace(/^\uFEFF/, '');
  for (let i = 0; i < body.length; i++) {
    const character = body[i] ?? '';
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (body[i + 1] === '"') {
        field += '"';
        i += 1;
      } else isQuoted = false;
    } else if (character === '"' && field === '') isQuoted = true;
    else if (character === separator) {
      row.push(field);
      field = '';
    } else if (character === '\n') {
      rows.push([...row, field.replace(/\r$/, '')]);
      row = [];
      field = '';
    } else field += character;
  }
  if (field !== '' || row.length > 0) rows.push([...row, field]);
  return rows.filter((cells) => cells.some((cell) => cell.trim() !== ''));
}

/** No statement has more entries. */
const mostRows = 5_000;

/**
 * The money that came in by a bank's CSV; what went out is left out. All that cannot be read is named by its line, and
 * then nothing is read.
 */
export function readStatementCsv(
  text: string,
  columns: StatementColumns,
  keepable: (text: string) => string,
): Result<readonly StatementEntry[]> {
  const [head = [], ...rows] = csvRows(text, columns.separator);
  const names = head.map((name) => name.trim());
  const wanted = [
    columns.date,
    columns.amount,
    ...columns.reference,
    ...(columns.name === undefined ? [] : [columns.name]),
    ...(columns.id === undefined ? [] : [columns.id]),
    ...(columns.account === undefined ? [] : [columns.account]),
    ...('column' in columns.currency ? [columns.currency.column] : []),
  ];
  const missing = wanted.find((name) => !names.includes(name));
  if (missing !== undefined) {
    return refuse(
      'bank-statement.column-missing',
      `The first line has no column ${missing}; it has ${names.slice(0, 30).join(', ')}.`,
      '/columns',
    );
  }
  if (rows.length > mostRows) {
    return refuse('bank-statement.too-long', `Give ${mostRows} entries at most at once.`, '/content');
  }
  const flaws: Flaw[] = [];
  const entries: StatementEntry[] = [];
  const nameOf = namesByContent(keepable);
  const namesOf = namesByReference();
  const layout = layoutOf(columns);
  const alike = new Set<string>();
  for (const [i, row] of rows.entries()) {
    const cell = (name: string) => (row[names.indexOf(name)] ?? '').trim();
    const on = dayIn(cell(columns.date), columns.dateFormat);
    const money = moneyIn(cell(columns.amount), columns, cell);
    if (on === undefined || money === undefined) {
      const what = on === undefined ? `the date ${cell(columns.date)}` : `the amount ${cell(columns.amount)}`;
      flaws.push({ pointer: '/content', message: `line ${i + 2}: ${what.slice(0, 60)} cannot be read` });
      continue;
    }
    if (money.minor <= 0) continue;
    const reference = columns.reference.map(cell).filter(Boolean).join(' ').slice(0, 400);
    const name = columns.name === undefined ? '' : cell(columns.name).slice(0, 100);
    const given = columns.id === undefined ? '' : cell(columns.id).slice(0, 100);
    const account = columns.account === undefined ? '' : accountIn(cell(columns.account));
    const entry = {
      on,
      money,
      reference,
      ...(name === '' ? {} : { name }),
      source: { layout, ...(account === '' ? {} : { account }) },
    };
    const named = [account, given, on, money.minor].join('|');
    if (isReference(given) && alike.has(named)) {
      const message = `line ${i + 2}: ${given.slice(0, 60)} stands before with the same day and amount: the column of the bank’s reference is another, or there is none`;
      flaws.push({ pointer: '/columns/id', message });
    }
    alike.add(named);
    const id = isReference(given) ? given : nameOf(entry);
    entries.push({
      id: account === '' ? id : `${account}:${id}`,
      ...entry,
      names: namesOf(entry, [given]),
    });
  }
  return flaws.length === 0
    ? done(entries)
    : refuseAll('bank-statement.unreadable', 'Nothing was imported; mend what is named.', flaws.slice(0, 20));
}

/** What a CSV makes entries of; of the same columns are the same words. */
function layoutOf({ date, amount, reference, name, id }: StatementColumns): string {
  return ['csv', date, amount, ...reference, name, id].filter((one) => one !== undefined).join('|');
}

function accountIn(text: string): string {
  return text.replace(/\s/g, '').toUpperCase().slice(0, 40);
}

function dayIn(text: string, format: StatementColumns['dateFormat']): Day | undefined {
  const parts = format.split(/[^A-Z]/);
  const numbers = text.split(/[./-]/);
  const of = (name: string) => numbers[parts.indexOf(name)] ?? '';
  const day = `${of('YYYY')}-${of('MM').padStart(2, '0')}-${of('DD').padStart(2, '0')}`;
  const isDay =
    numbers.length === 3 &&
    /^\d{4}-\d{2}-\d{2}$/.test(day) &&
    new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) === true;
  return isDay ? day : undefined;
}

function moneyIn(
  text: string,
  { decimal, currency: of }: StatementColumns,
  cell: (name: string) => string,
): Money | undefined {
  const currency = 'code' in of ? of.code : cell(of.column).toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) return undefined;
  const group = decimal === '.' ? /[,'’\s\u00a0\u202f]/g : /[.'’\s\u00a0\u202f]/g;
  const plain = text.replace(group, '').replace(decimal, '.').replace(/^\+/, '');
  const amount = plain.endsWith('-') ? `-${plain.slice(0, -1)}` : plain;
  if (!/^-?\d{1,15}(\.\d{1,4})?$/.test(amount)) return undefined;
  const read = parseMoney({ amount, currency });
  return read.ok ? read.value : undefined;
}
