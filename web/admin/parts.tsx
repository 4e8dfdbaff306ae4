import { Link, useLocation, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { formats } from '../shared/format.ts';
import { words } from './words.ts';

/** As this person's browser writes numbers and dates, in the words of the app. */
export const format = formats(
  (navigator.languages ?? []).find((language) => language.startsWith('en')) ?? 'en',
);

export function Page({
  title,
  mark,
  trail = [],
  actions,
  children,
}: {
  readonly title: string;
  readonly mark?: ReactNode;
  /** Where this page hangs: the way back up. */
  readonly trail?: readonly { readonly to: string; readonly label: string }[];
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · ${words.product}`;
  }, [title]);
  return (
    <main className="page">
      <header className="head">
        <div>
          {trail.length > 0 && (
            <nav className="trail" aria-label="Breadcrumb">
              {trail.map(({ to, label }) => (
                <Link key={to} to={to}>
                  {label}
                </Link>
              ))}
            </nav>
          )}
          <h1>
            <bdi>{title}</bdi> {mark}
          </h1>
        </div>
        {actions !== undefined && <div className="actions">{actions}</div>}
      </header>
      {children}
    </main>
  );
}

export function Section({
  title,
  actions,
  note,
  children,
}: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly note?: string | undefined;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="card" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {actions !== undefined && <div className="actions">{actions}</div>}
      </header>
      {note !== undefined && <p className="hint">{note}</p>}
      {children}
    </section>
  );
}

/** Parts of one page, each with an address of its own. */
export function Tabs({
  label,
  tabs,
}: {
  readonly label: string;
  readonly tabs: readonly {
    readonly to: string;
    readonly label: string;
    readonly count?: number | undefined;
  }[];
}) {
  const bar = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // On a phone the one that is open may lie beyond the edge.
  // biome-ignore lint/correctness/useExhaustiveDependencies: which one is open follows from the address
  useEffect(() => {
    bar.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [pathname]);
  return (
    <nav className="tabs" aria-label={label} ref={bar}>
      {tabs.map(({ to, label: name, count }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: true, includeSearch: false }}
          activeProps={{ 'aria-current': 'page' }}
        >
          {name}
          {count !== undefined && <span className="mark">{count}</span>}
        </Link>
      ))}
    </nav>
  );
}

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'none';

export function Mark({
  tone = 'none',
  children,
}: {
  readonly tone?: Tone | undefined;
  readonly children: ReactNode;
}) {
  return <span className={tone === 'none' ? 'mark' : `mark ${tone}`}>{children}</span>;
}

export type Fact = readonly [label: string, value: ReactNode] | undefined | false;

/** Names and values; what is not there is left out. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  const known = facts.filter(
    (fact): fact is readonly [string, ReactNode] =>
      fact !== undefined && fact !== false && fact[1] !== undefined && fact[1] !== '',
  );
  return (
    <dl className="facts">
      {known.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How long ago, with the exact instant one look away. */
export function Ago({ at }: { readonly at: string }) {
  const now = useNow(30_000);
  return (
    <time dateTime={at} title={format.exact(at)}>
      {format.ago(at, now)}
    </time>
  );
}

/** Milliseconds since the epoch, renewed every so many. */
export function useNow(every: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

export function Empty({ children }: { readonly children: ReactNode }) {
  return <p className="empty">{children}</p>;
}

/** One choice that stands in the address, so that it can be sent to a colleague and kept as a view. */
export function usePlaceChoice(name: string): [string | undefined, (value: string | undefined) => void] {
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const navigate = useNavigate();
  const value = search[name];
  return [
    value === undefined ? undefined : String(value),
    (next) =>
      void navigate({
        to: '.',
        search: (before: Readonly<Record<string, unknown>>) => ({ ...before, [name]: next }),
        replace: true,
      } as Parameters<typeof navigate>[0]),
  ];
}

/** Milliseconds after a key at which typing rests. */
const restMs = 200;

interface PlaceText {
  readonly typed: string;
  readonly type: (text: string) => void;
  /** Puts what is typed into the address at once. */
  readonly settle: () => void;
}

/**
 * Words that stand in the address once typing rests: all that links somewhere hangs on the address, and a key should not
 * wait for it. What the address says anew, such as by a view that was kept, takes their place.
 */
export function usePlaceText(name: string): PlaceText {
  const [value = '', choose] = usePlaceChoice(name);
  const [typed, type] = useState(value);
  const [told, setTold] = useState({ value, written: value });
  if (told.value !== value) {
    setTold({ ...told, value });
    if (value !== told.written) type(value);
  }
  const settle = () => {
    if (typed === value) return;
    setTold({ value, written: typed });
    choose(typed === '' ? undefined : typed);
  };
  const rest = useEffectEvent(settle);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(rest, restMs);
    return () => clearTimeout(timer);
  }, [typed, value]);
  return { typed, type, settle };
}

/** A few choices side by side, one of which holds. */
export function Choices<T extends string>({
  label,
  choices,
  value,
  onChange,
}: {
  readonly label: string;
  readonly choices: readonly (readonly [value: T, label: string, count?: number | undefined])[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}) {
  return (
    <fieldset className="choices">
      <legend className="unseen">{label}</legend>
      {choices.map(([id, name, count]) => (
        <button
          key={id}
          type="button"
          className="plain"
          aria-pressed={id === value}
          onClick={() => onChange(id)}
        >
          {name}
          {count !== undefined && <span className="mark">{format.number(count)}</span>}
        </button>
      ))}
    </fieldset>
  );
}
