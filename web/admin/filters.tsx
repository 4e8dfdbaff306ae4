import { useMemo } from 'react';
import { Select, TextField } from '../shared/controls.tsx';
import { usePages } from '../shared/reading.tsx';
import { usePlaceChoice, usePlaceText } from './parts.tsx';

/** One choice above a list. It stands in the address; the empty one is `all`. */
export function Filter({
  name,
  label,
  all,
  choices,
}: {
  readonly name: string;
  readonly label: string;
  /** What it says where nothing is chosen. */
  readonly all: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
}) {
  const [value = '', choose] = usePlaceChoice(name);
  return (
    <Select
      label={label}
      value={choices.some(({ id }) => id === value) ? value : ''}
      onChange={(id) => choose(id === '' ? undefined : id)}
      choices={[{ id: '', label: all }, ...choices]}
    />
  );
}

/** A word that is sought in a list, in the address like the choices beside it. */
export function Sought({
  name,
  label,
  placeholder,
}: {
  readonly name: string;
  readonly label: string;
  readonly placeholder: string;
}) {
  const { typed, type, settle } = usePlaceText(name);
  return (
    <TextField
      label={label}
      type="search"
      placeholder={placeholder}
      value={typed}
      onChange={type}
      onBlur={settle}
    />
  );
}

export function SiteFilter() {
  const { items } = usePages('GET /sites', { query: { limit: 200 } });
  return (
    <Filter
      name="site"
      label="Site"
      all="All sites"
      choices={items.map(({ id, name }) => ({ id, label: name }))}
    />
  );
}

export function PlanFilter() {
  const { items } = usePages('GET /plans', { query: { limit: 200 } });
  return (
    <Filter
      name="plan"
      label="Plan"
      all="All plans"
      choices={items.map(({ id, name }) => ({ id, label: name }))}
    />
  );
}

/** Nodes of the site that is chosen, or of all. */
export function NodeFilter() {
  const [siteId] = usePlaceChoice('site');
  const { items } = usePages('GET /access-nodes', { query: { siteId, limit: 200 } });
  return (
    <Filter
      name="node"
      label="Node"
      all="All nodes"
      choices={items.map(({ id, name }) => ({ id, label: name }))}
    />
  );
}

/** A calendar day that bounds a list. */
export function DayFilter({
  label,
  value = '',
  onChange,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (day: string | undefined) => void;
}) {
  return (
    <TextField
      label={label}
      type="date"
      value={value}
      onChange={(text) => onChange(/^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined)}
    />
  );
}

const spans = {
  PT15M: ['15 minutes', 15],
  PT1H: ['hour', 60],
  PT12H: ['12 hours', 720],
  P1D: ['day', 1440],
  P7D: ['7 days', 10_080],
} as const;

export function SinceFilter({ label, all }: { readonly label: string; readonly all: string }) {
  return (
    <Filter
      name="since"
      label={label}
      all={all}
      choices={Object.entries(spans).map(([id, [name]]) => ({ id, label: `Within the last ${name}` }))}
    />
  );
}

/** The instant that is chosen, the same until another is: a list that is read page by page keeps its border. */
export function useSince(): string | undefined {
  const [chosen = ''] = usePlaceChoice('since');
  return useMemo(() => {
    const span = chosen in spans ? spans[chosen as keyof typeof spans] : undefined;
    return span === undefined ? undefined : new Date(Date.now() - span[1] * 60_000).toISOString();
  }, [chosen]);
}
