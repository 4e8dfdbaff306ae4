import { type ReactNode, useId } from 'react';
import { words } from './words.ts';

export interface Series {
  readonly name: string;
  /** One value a label; a gap where there is none. */
  readonly values: readonly (number | undefined)[];
}

interface ChartProps {
  readonly title: string;
  /** What the figure means, word for word as the API tells it; one click away. */
  readonly meaning?: string | undefined;
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  /** A value in words, with its unit. */
  readonly say: (value: number) => string;
  readonly shape?: 'bars' | 'line' | undefined;
}

const size = { width: 420, height: 170, left: 4, right: 4, top: 14, bottom: 22 } as const;
const plot = {
  width: size.width - size.left - size.right,
  height: size.height - size.top - size.bottom,
  floor: size.height - size.bottom,
} as const;
/** More labels than this would lie over each other on a phone. */
const mostLabels = 6;

/**
 * Bars or lines over labels such as months. The picture is for the eye; the same figures stand in a table below it, which
 * is what assistive technology reads.
 */
export function Chart({ title, meaning, labels, series, say, shape = 'bars' }: ChartProps) {
  const id = useId();
  const present = series.flatMap(({ values }) => values.filter((value) => value !== undefined));
  const highest = Math.max(0, ...present);
  const lowest = Math.min(0, ...present);
  const span = highest - lowest || 1;
  const y = (value: number) => size.top + ((highest - value) / span) * plot.height;
  const slot = plot.width / Math.max(1, labels.length);
  const every = Math.ceil(labels.length / mostLabels);
  // A narrow slot at the edge holds no label that is centred in it.
  const isLast = (index: number) => every > 1 && index === labels.length - 1;
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption>
        <h3 id={id}>{title}</h3>
        {series.length > 1 && (
          <ul className="legend" aria-hidden="true">
            {series.map(({ name }, at) => (
              <li key={name}>
                <span className={`swatch of-${at}`} /> {name}
              </li>
            ))}
          </ul>
        )}
        {meaning !== undefined && <Meaning of={title}>{meaning}</Meaning>}
      </figcaption>
      <svg viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true" focusable="false">
        <line className="rule" x1={size.left} x2={size.width - size.right} y1={y(highest)} y2={y(highest)} />
        <line className="base" x1={size.left} x2={size.width - size.right} y1={y(0)} y2={y(0)} />
        <text className="scale" x={size.left} y={size.top - 4}>
          {say(highest)}
        </text>
        {series.map(({ name, values }, at) =>
          shape === 'bars' ? (
            <g key={name} className={`of-${at}`}>
              {values.map((value, index) => {
                if (value === undefined) return undefined;
                const breadth = (slot * 0.7) / series.length;
                const x = size.left + slot * index + slot * 0.15 + breadth * at;
                return (
                  <rect
                    key={labels[index]}
                    x={x}
                    y={Math.min(y(value), y(0))}
                    width={Math.max(1, breadth - 1)}
                    height={Math.abs(y(value) - y(0))}
                    rx={2}
                  >
                    <title>{`${labels[index]}: ${say(value)}`}</title>
                  </rect>
                );
              })}
            </g>
          ) : (
            <g key={name} className={`of-${at}`}>
              {runsOf(values).map((run) => (
                <polyline
                  key={run[0]![0]}
                  className="way"
                  points={run
                    .map(([index, value]) => `${size.left + slot * (index + 0.5)},${y(value)}`)
                    .join(' ')}
                />
              ))}
              {values.map((value, index) =>
                value === undefined ? undefined : (
                  <circle key={labels[index]} cx={size.left + slot * (index + 0.5)} cy={y(value)} r={3}>
                    <title>{`${labels[index]}: ${say(value)}`}</title>
                  </circle>
                ),
              )}
            </g>
          ),
        )}
        {labels.map((label, index) =>
          (labels.length - 1 - index) % every === 0 ? (
            <text
              key={label}
              className="scale"
              x={isLast(index) ? size.width - size.right : size.left + slot * (index + 0.5)}
              y={plot.floor + 16}
              textAnchor={isLast(index) ? 'end' : 'middle'}
            >
              {label}
            </text>
          ) : undefined,
        )}
      </svg>
      <details>
        <summary>{words.asTable}</summary>
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">
                <span className="unseen">{title}</span>
              </th>
              {series.map(({ name }) => (
                <th key={name} scope="col" className="end">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((label, index) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {series.map(({ name, values }) => (
                  <td key={name} className="end figure">
                    {values[index] === undefined ? words.notSet : say(values[index])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

/** A line is broken where there is no value, never drawn across. */
function runsOf(values: readonly (number | undefined)[]): (readonly (readonly [number, number])[])[] {
  const runs: (readonly [number, number])[][] = [[]];
  values.forEach((value, index) => {
    if (value === undefined) runs.push([]);
    else runs.at(-1)!.push([index, value]);
  });
  return runs.filter(({ length }) => length > 1);
}

/** One figure, large, with what it means one click away. */
export function Figure({
  label,
  meaning,
  note,
  children,
}: {
  readonly label: string;
  readonly meaning?: string | undefined;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className="tile">
      <dt>{label}</dt>
      <dd className="figure">{children}</dd>
      {note !== undefined && <dd className="hint">{note}</dd>}
      {meaning !== undefined && (
        <dd>
          <Meaning of={label}>{meaning}</Meaning>
        </dd>
      )}
    </div>
  );
}

function Meaning({ of, children }: { readonly of: string; readonly children: string }) {
  return (
    <details className="meaning">
      <summary>
        {words.definition}
        <span className="unseen"> {of}</span>
      </summary>
      <p className="hint">{children}</p>
    </details>
  );
}
