/**
 * How an operator has days, times and numbers written where that is not as the reader's language has it. Without zod and
 * without I/O: documents, mails and the portal in the browser write by it.
 */
export const dateOrders = ['day-month-year', 'month-day-year', 'year-month-day'] as const;
export const clocks = ['24-hour', '12-hour'] as const;
export const numberMarks = ['decimal-point', 'decimal-comma', 'space-and-comma'] as const;

export interface WrittenFigures {
  readonly dates?: (typeof dateOrders)[number] | undefined;
  readonly clock?: (typeof clocks)[number] | undefined;
  readonly numbers?: (typeof numberMarks)[number] | undefined;
}

const marks: Readonly<
  Record<(typeof numberMarks)[number], { readonly group: string; readonly decimal: string }>
> = {
  'decimal-point': { group: ',', decimal: '.' },
  'decimal-comma': { group: '.', decimal: ',' },
  // A narrow space at which no line is broken.
  'space-and-comma': { group: '\u202f', decimal: ',' },
};

/** A number as its language writes it, but for the marks between its digits. */
export function writeNumber(
  format: Intl.NumberFormat,
  value: number | Intl.StringNumericLiteral,
  { numbers }: WrittenFigures = {},
): string {
  if (numbers === undefined) return format.format(value);
  const own = marks[numbers];
  return format
    .formatToParts(value)
    .map(({ type, value: text }) => (type === 'group' || type === 'decimal' ? own[type] : text))
    .join('');
}

/** Writes days, UTC as they are: in the words of the language, in the operator's order where it has one. */
export function dayWriter(language: string, { dates }: WrittenFigures = {}): (at: number | Date) => string {
  if (dates !== undefined) return ordered(language, dates, 'UTC');
  const usual = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  return (at) => usual.format(at);
}

/** Writes instants of a zone, the reader's own if none is given, with seconds or without. */
export function instantWriter(
  language: string,
  { dates, clock }: WrittenFigures,
  timeStyle: 'short' | 'medium',
  timeZone?: string,
): (at: Date) => string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const hours = clock === undefined ? {} : { hourCycle: hourCycles[clock] };
  if (dates === undefined) {
    const usual = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle, ...hours, ...zone });
    return (at) => usual.format(at);
  }
  const day = ordered(language, dates, timeZone);
  const time = new Intl.DateTimeFormat(language, { timeStyle, ...hours, ...zone });
  return (at) => `${day(at)}, ${time.format(at)}`;
}

/** `h23` and `h12`, as ECMA-402 calls them. */
export const hourCycles = { '24-hour': 'h23', '12-hour': 'h12' } as const;

/** A day in another order. Where the language has no word for a month but its number, its own order is the one that is read. */
function ordered(
  language: string,
  order: (typeof dateOrders)[number],
  timeZone: string | undefined,
): (at: number | Date) => string {
  const isIso = order === 'year-month-day';
  const format = new Intl.DateTimeFormat(language, {
    day: isIso ? '2-digit' : 'numeric',
    month: isIso ? '2-digit' : 'short',
    year: 'numeric',
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const [day = '', month = '', year = ''] = [parts.get('day'), parts.get('month'), parts.get('year')];
    if (isIso) return `${year}-${month}-${day}`;
    if (/\p{Nd}/u.test(month)) return format.format(at);
    return order === 'day-month-year' ? `${day} ${month} ${year}` : `${month} ${day}, ${year}`;
  };
}
