import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { usePages } from '../shared/reading.tsx';
import type { Words } from './words.ts';

const rowPixels = 40;
const pageSize = 100;
/** Rows before the end of what is here at which the next page is asked for. */
const ahead = 30;

/** The base, oldest first, as virtual rows over the API's cursor; or who is found by whatever a caller says. */
export function Subscribers({ words }: { readonly words: Words }) {
  const [typed, type] = useState('');
  const asked = useDeferredValue(typed.trim());
  const list = usePages('GET /subscribers', {
    query: { limit: pageSize, q: asked === '' ? undefined : asked },
  });
  const rows = list.items;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPixels,
    overscan: 12,
  });
  const seen = virtual.getVirtualItems();
  const { hasNextPage, isFetching, isError, fetchNextPage } = list;
  const isNearEnd = (seen.at(-1)?.index ?? 0) >= rows.length - ahead;
  useEffect(() => {
    if (isNearEnd && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [isNearEnd, hasNextPage, isFetching, isError, fetchNextPage]);

  const day = new Intl.DateTimeFormat(words.language, { dateStyle: 'medium' });
  return (
    <main>
      <header className="bar">
        <h1>{words.subscribers}</h1>
        <input
          type="search"
          aria-label={words.search}
          placeholder={words.searchHint}
          value={typed}
          maxLength={200}
          onChange={({ target }) => type(target.value)}
        />
      </header>
      {isError && (
        <p role="alert" className="note">
          {words.failed} {list.error.message}{' '}
          <button type="button" onClick={() => void list.refetch()}>
            {words.again}
          </button>
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard (WCAG 2.1.1) */}
      <section className="scroller" ref={scroller} tabIndex={0} aria-label={words.subscribers}>
        <table aria-rowcount={hasNextPage ? -1 : rows.length + 1} aria-busy={isFetching}>
          <thead>
            <tr>
              <th scope="col">{words.columns.name}</th>
              <th scope="col">{words.columns.account}</th>
              <th scope="col" className="wide">
                {words.columns.kind}
              </th>
              <th scope="col" className="wide">
                {words.columns.contact}
              </th>
              <th scope="col" className="wide">
                {words.columns.since}
              </th>
            </tr>
          </thead>
          <tbody style={{ blockSize: virtual.getTotalSize() }}>
            {seen.map(({ index, start }) => {
              const row = rows[index]!;
              return (
                <tr key={row.id} aria-rowindex={index + 2} style={{ transform: `translateY(${start}px)` }}>
                  <td>
                    <bdi>{row.name}</bdi>
                    {row.status === 'closed' && <span className="mark">{words.closed}</span>}
                  </td>
                  <td className="figure">{row.number}</td>
                  <td className="wide">{words.kinds[row.kind]}</td>
                  <td className="wide">
                    <bdi>{row.emails[0] ?? row.phones[0] ?? ''}</bdi>
                  </td>
                  <td className="wide">{day.format(new Date(row.createdAt))}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
        <p role="status" className="note">
          {list.isPending
            ? words.loading
            : rows.length === 0 && !isError
              ? asked === ''
                ? words.noneYet
                : words.noneFound(asked)
              : ''}
        </p>
      </section>
    </main>
  );
}
