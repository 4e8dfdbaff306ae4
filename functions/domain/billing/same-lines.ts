import type { InvoiceLine } from '../../contracts/invoice.ts';

interface WithLines {
  readonly lines: readonly InvoiceLine[];
}

/**
 * Whether two calculations come to the same invoices. The ids of their lines are made anew by each, so a line is known by
 * its place; what lines say about each other must agree, and all else of them.
 */
export function haveSameLines(some: readonly WithLines[], others: readonly WithLines[]): boolean {
  return shapeOf(some) === shapeOf(others);
}

function shapeOf(invoices: readonly WithLines[]): string {
  const charged = invoices.filter(({ lines }) => lines.length > 0);
  const places = new Map(charged.flatMap(({ lines }) => lines).map(({ lineId }, place) => [lineId, place]));
  return JSON.stringify(
    charged.map(({ lines }) =>
      lines.map(({ lineId: _, aboutLineId, ...line }) => ({
        ...line,
        about: aboutLineId === undefined ? undefined : (places.get(aboutLineId) ?? aboutLineId),
      })),
    ),
    byName,
  );
}

/** Fields come in the order of whoever made the line. */
function byName(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;
}
