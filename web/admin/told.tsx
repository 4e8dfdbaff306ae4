import type { ReactNode } from 'react';
import type { Money } from '../shared/routes.ts';
import { ThingLink } from './links.tsx';
import { Facts, format } from './parts.tsx';
import { wordsOf } from './schema.ts';
import { placeOfId } from './seek-places.ts';

/** Deeper than this nobody reads on; the API has all. */
const deepest = 3;

/** What an event says, in words and figures instead of its bare data. */
export function Told({ data }: { readonly data: Readonly<Record<string, unknown>> }) {
  return <Members of={data} depth={0} />;
}

function Members({ of, depth }: { readonly of: object; readonly depth: number }) {
  return (
    <Facts
      facts={Object.entries(of).map(([name, value]) => [
        sentence(wordsOf(name)),
        <Value key={name} value={value} depth={depth} />,
      ])}
    />
  );
}

export function Value({ value, depth = 0 }: { readonly value: unknown; readonly depth?: number }): ReactNode {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return format.number(value);
  if (typeof value === 'string') return <Text text={value} />;
  if (Array.isArray(value)) {
    if (value.length === 0) return 'none';
    return (
      <ul>
        {value.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what an event says does not change any more
          <li key={index}>
            <Value value={one} depth={depth + 1} />
          </li>
        ))}
      </ul>
    );
  }
  const money = moneyOf(value);
  if (money !== undefined) return format.money(money);
  return depth < deepest ? (
    <Members of={value} depth={depth + 1} />
  ) : (
    <span className="code">{JSON.stringify(value)}</span>
  );
}

function Text({ text }: { readonly text: string }) {
  if (placeOfId(text) !== undefined) return <ThingLink id={text} />;
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return format.exact(text);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return format.day(text);
  return <bdi>{text}</bdi>;
}

/** Inside, an amount is a whole number of the smallest unit of its currency. */
function moneyOf(value: object): Money | undefined {
  const { minor, currency, ...rest } = value as { readonly minor?: unknown; readonly currency?: unknown };
  if (typeof minor !== 'number' || typeof currency !== 'string' || Object.keys(rest).length > 0)
    return undefined;
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    .maximumFractionDigits;
  return { amount: (minor / 10 ** (digits ?? 2)).toFixed(digits), currency };
}

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
