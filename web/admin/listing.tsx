import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Button } from '../shared/button.tsx';
import { Failure } from '../shared/reading.tsx';
import { csvOf, keepFile } from './csv.ts';
import { format } from './parts.tsx';
import { narrow, useScreen } from './screen.ts';
import { ChooseAll, ChooseRow, pressRow, type Selection } from './selection.tsx';
import { words } from './words.ts';

export interface Column<T> {
  readonly id: string;
  readonly label: string;
  /** On the screen; a column without is of the file alone. */
  readonly cell?: (row: T) => ReactNode;
  /** As a spreadsheet gets it; a column without stays on the screen. */
  readonly text?: (row: T) => string;
  /** A part of the width (`2fr`) or a length (`8rem`). */
  readonly width?: string;
  /** Left out on a phone. */
  readonly isWide?: boolean;
  /** On a phone on a second line of the row, below the others. */
  readonly isBelow?: boolean;
  readonly isNumber?: boolean;
}

/** The same columns on the page of a subscriber, who need not be named in each row. */
export function ofOne<T>(columns: readonly Column<T>[]): readonly Column<T>[] {
  return columns.filter(({ id }) => id !== 'who' && id !== 'account-number');
}

/** A column that is on the screen. */
type Shown<T> = Column<T> & Required<Pick<Column<T>, 'cell'>>;

const isShown = <T,>(column: Column<T>): column is Shown<T> => column.cell !== undefined;

/** A column of how many. */
export function counting<T>(
  id: string,
  label: string,
  of: (row: T) => number,
  more: Partial<Column<T>> = {},
): Column<T> {
  return {
    id,
    label,
    width: '6rem',
    isNumber: true,
    isWide: true,
    cell: (row) => format.number(of(row)),
    text: (row) => String(of(row)),
    ...more,
  };
}

export interface Rows<T> {
  readonly items: readonly T[];
  readonly hasNextPage: boolean;
  readonly isFetching: boolean;
  readonly isPending: boolean;
  readonly isError: boolean;
  readonly error: Error | null;
  fetchNextPage(): Promise<unknown>;
  refetch(): Promise<unknown>;
}

const rowPixels = 44;
/** Of a row with a second line: links of both stand so far apart that a thumb meets one of them (WCAG 2.5.8). */
const tallRowPixels = 64;
/** Rows before the end of what is here at which the next page is asked for. */
const ahead = 30;

/**
 * The height of the rows, the widths of the columns, and of those that stand side by side on a phone, for the style sheet
 * to choose from.
 */
function layoutOf<T>(columns: readonly Shown<T>[], isChosen: boolean, pixels: number): CSSProperties {
  const tracks = (kept: readonly Column<T>[]) =>
    [
      ...(isChosen ? ['1.25rem'] : []),
      ...kept.map(({ width = '1fr' }) => (width.endsWith('fr') ? `minmax(0, ${width})` : width)),
    ].join(' ');
  return {
    '--row': `${pixels}px`,
    '--tracks': tracks(columns),
    '--few-tracks': tracks(columns.filter(({ isWide, isBelow }) => isWide !== true && isBelow !== true)),
  } as CSSProperties;
}

function classOf<T>({ isWide, isBelow, isNumber }: Column<T>): string | undefined {
  const classes = [
    ...(isWide === true ? ['wide'] : []),
    ...(isBelow === true ? ['below'] : []),
    ...(isNumber === true ? ['end figure'] : []),
  ];
  return classes.length === 0 ? undefined : classes.join(' ');
}

/** Up and down go from row to row, as in a list of mails. */
function walkRows(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('tbody a[data-row]')];
  const at = links.indexOf(document.activeElement as HTMLElement);
  const next = links[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

/**
 * As many rows as there are, of which only those in sight are on the page, and of which the next are asked for before
 * the end of the present ones is reached.
 */
export function Listing<T extends { readonly id: string }>({
  label,
  columns: all,
  rows,
  to,
  empty = words.nothing,
  fileName,
  selection,
  nameOf,
}: {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: Rows<T>;
  /** The page of a row. */
  readonly to?: ((row: T) => string) | undefined;
  readonly empty?: string;
  /** Makes the rows a CSV file, all of them. */
  readonly fileName?: string;
  /** Lets rows be chosen: by a press, with the shift key up to another, by the space bar. */
  readonly selection?: Selection;
  /** What a row is called where it is chosen. */
  readonly nameOf?: (row: T) => string;
}) {
  const { items, hasNextPage, isFetching, isError, fetchNextPage } = rows;
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useMemo(() => all.filter(isShown), [all]);
  const isTall = useScreen(narrow) && columns.some(({ isBelow }) => isBelow === true);
  const pixels = isTall ? tallRowPixels : rowPixels;
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => pixels,
    overscan: 12,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: it keeps what it reckoned until it is told
  useLayoutEffect(() => virtual.measure(), [virtual, pixels]);
  const seen = virtual.getVirtualItems();
  const isNearEnd = (seen.at(-1)?.index ?? 0) >= items.length - ahead;
  useEffect(() => {
    if (isNearEnd && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [isNearEnd, hasNextPage, isFetching, isError, fetchNextPage]);
  const isChosen = selection !== undefined;
  const style = useMemo(() => layoutOf(columns, isChosen, pixels), [columns, isChosen, pixels]);
  const latest = useRef({ items, selection });
  latest.current = { items, selection };
  const choose = useCallback((index: number, ranges: boolean) => {
    latest.current.selection?.press(latest.current.items, index, ranges);
  }, []);
  const press = (event: KeyboardEvent<HTMLElement>) => {
    walkRows(event);
    if (selection !== undefined) pressRow(event, items, selection);
  };
  return (
    <div className="listing">
      {rows.error !== null && (
        <Failure error={rows.error} words={words.reading} retry={() => void rows.refetch()} />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard (WCAG 2.1.1) */}
      <section className="scroller" ref={scroller} tabIndex={0} aria-label={label} onKeyDown={press}>
        <table style={style} aria-rowcount={hasNextPage ? -1 : items.length + 1} aria-busy={isFetching}>
          <thead>
            <tr>
              {selection !== undefined && (
                <th scope="col">
                  <ChooseAll label={words.chooseAllHere} rows={items} selection={selection} />
                </th>
              )}
              {columns.map((column) => (
                <th key={column.id} scope="col" className={classOf(column)}>
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody style={{ blockSize: virtual.getTotalSize(), paddingBlockStart: seen[0]?.start ?? 0 }}>
            {seen.map(({ index }) => {
              const row = items[index]!;
              return (
                <ListingRow
                  key={row.id}
                  place={to?.(row)}
                  called={nameOf?.(row) ?? row.id}
                  isChosen={selection?.has(row.id)}
                  {...{ row, index, columns, choose }}
                />
              );
            })}
          </tbody>
        </table>
        <p role="status" className="note">
          {rows.isPending ? words.reading.loading : items.length === 0 && !isError ? empty : ''}
        </p>
      </section>
      {fileName !== undefined && items.length > 0 && (
        <footer className="under">
          <CsvButton rows={rows} columns={all} fileName={fileName} />
        </footer>
      )}
    </div>
  );
}

interface InRow<T> {
  readonly row: T;
  readonly index: number;
  readonly columns: readonly Shown<T>[];
  /** Its page. */
  readonly place: string | undefined;
  /** What it is called where it is chosen. */
  readonly called: string;
  /** Undefined where rows are not chosen. */
  readonly isChosen: boolean | undefined;
  readonly choose: (index: number, ranges: boolean) => void;
}

/**
 * One row, drawn anew only when something of it is another: while the list is scrolled, or somebody types above it, the
 * rows just stay. It has no style of its own, so that all rows share theirs: reckoning them one by one is most of what a
 * scrolled frame costs.
 */
const ListingRow = memo(function ListingRow<T>({
  row,
  index,
  columns,
  place,
  called,
  isChosen,
  choose,
}: InRow<T>) {
  return (
    <tr aria-rowindex={index + 2} data-chosen={isChosen}>
      {isChosen !== undefined && (
        <td>
          <ChooseRow label={words.chooseRow(called)} {...{ index, isChosen, choose }} />
        </td>
      )}
      {columns.map((column, at) => (
        <td key={column.id} className={classOf(column)}>
          {at === 0 && place !== undefined ? (
            <Link to={place} data-row={index}>
              {column.cell(row)}
            </Link>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
    </tr>
  );
}) as <T>(props: InRow<T>) => ReactNode;

/** Reads on to the last page, then keeps all rows as a file. */
function CsvButton<T>({
  rows,
  columns,
  fileName,
}: {
  readonly rows: Rows<T>;
  readonly columns: readonly Column<T>[];
  readonly fileName: string;
}) {
  const [isAsked, setAsked] = useState(false);
  const { items, hasNextPage, isFetching, isError, fetchNextPage } = rows;
  useEffect(() => {
    if (!isAsked || isFetching || isError) return;
    if (hasNextPage) {
      void fetchNextPage();
      return;
    }
    setAsked(false);
    const told = columns.filter(({ text }) => text !== undefined);
    const text = csvOf(
      told.map(({ label }) => label),
      items.map((row) => told.map((column) => column.text!(row))),
    );
    keepFile(`${fileName}.csv`, new Blob([text], { type: 'text/csv;charset=utf-8' }));
  }, [isAsked, isFetching, isError, hasNextPage, fetchNextPage, items, columns, fileName]);
  return (
    <Button look="plain" isPending={isAsked} onPress={() => setAsked(true)}>
      {isAsked ? words.exporting(items.length) : words.exportCsv}
    </Button>
  );
}

/** A few rows that are all here. */
export function Table<T>({
  label,
  columns: all,
  rows,
  keyOf,
  to,
  empty = words.nothing,
}: {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly to?: ((row: T) => string | undefined) | undefined;
  readonly empty?: string;
}) {
  if (rows.length === 0) return <p className="empty">{empty}</p>;
  const columns = all.filter(isShown);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard (WCAG 2.1.1)
    <section className="few" aria-label={label} tabIndex={0} onKeyDown={walkRows}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={classOf(column)}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const place = to?.(row);
            return (
              <tr key={keyOf(row)}>
                {columns.map((column, at) => (
                  <td key={column.id} className={classOf(column)}>
                    {at === 0 && place !== undefined ? (
                      <Link to={place} data-row>
                        {column.cell(row)}
                      </Link>
                    ) : (
                      column.cell(row)
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
