import { useState } from 'react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { useRead } from '../shared/reading.tsx';
import type { Usage } from '../shared/routes.ts';
import { useAccountParams, useHere } from './here.tsx';
import { Card, Shown } from './parts.tsx';

type Span = 'day' | 'month';
/** Months in the chart of months, this one included. */
const months = 12;

const monthBefore = (day: string, count: number): string => {
  const [year = 0, month = 0] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 - count, 1)).toISOString().slice(0, 10);
};
const daysIn = (day: string): number => {
  const [year = 0, month = 0] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
};

/** What a line sent and received, by days of this month or by months. */
export function UsageChart({ serviceId }: { readonly serviceId: string }) {
  const { words } = useHere();
  const { accountId } = useAccountParams();
  const [by, show] = useState<Span>('day');
  const path = { accountId, serviceId };
  const days = useRead('GET /portal/accounts/{accountId}/services/{serviceId}/usage', { params: path });
  // The account's own calendar says which day it is.
  const today = days.data?.items.at(-1)?.to;
  const byMonth = useRead(
    'GET /portal/accounts/{accountId}/services/{serviceId}/usage',
    {
      params: path,
      query: { by: 'month', from: today === undefined ? undefined : monthBefore(today, months - 1) },
    },
    { enabled: by === 'month' && today !== undefined },
  );
  return (
    <Card
      title={words.chart.title}
      action={
        <ToggleButtonGroup
          className="toggles"
          aria-label={words.chart.title}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[by]}
          onSelectionChange={(keys) => show([...keys][0] as Span)}
        >
          <ToggleButton id="day">{words.chart.days}</ToggleButton>
          <ToggleButton id="month">{words.chart.months}</ToggleButton>
        </ToggleButtonGroup>
      }
    >
      <Shown of={by === 'day' ? days : byMonth} lines={6}>
        {({ items }) => <Bars items={items} by={by} />}
      </Shown>
    </Card>
  );
}

function Bars({ items, by }: { readonly items: Usage['items']; readonly by: Span }) {
  const { words, format } = useHere();
  const totals = items.map(({ uploadOctets, downloadOctets }) => uploadOctets + downloadOctets);
  const most = Math.max(...totals, 1);
  const whole = totals.reduce((sum, octets) => sum + octets, 0);
  const [first, last] = [items[0], items.at(-1)];
  const slots = by === 'day' && first !== undefined ? daysIn(first.from) : items.length;
  // Days that are still to come have their place already.
  const end =
    by === 'day' && first !== undefined
      ? `${first.from.slice(0, 8)}${String(slots).padStart(2, '0')}`
      : last?.from;
  const name = (from: string) => (by === 'day' ? format.day(from) : format.month(from));
  return (
    <figure className="chart">
      <div className="bars" aria-hidden="true" style={{ gridTemplateColumns: `repeat(${slots}, 1fr)` }}>
        {items.map(({ from, uploadOctets, downloadOctets }) => (
          <span key={from} title={`${name(from)}: ${format.volume(uploadOctets + downloadOctets)}`}>
            <i className="up" style={{ blockSize: `${(uploadOctets / most) * 100}%` }} />
            <i className="down" style={{ blockSize: `${(downloadOctets / most) * 100}%` }} />
          </span>
        ))}
      </div>
      <div className="axis" aria-hidden="true">
        <span>{first === undefined ? '' : name(first.from)}</span>
        <span>{end === undefined ? '' : name(end)}</span>
      </div>
      <figcaption>
        <strong>{whole === 0 ? words.chart.none : words.chart.total(format.volume(whole))}</strong>
        <span className="key down">{words.chart.down}</span>
        <span className="key up">{words.chart.up}</span>
      </figcaption>
      <table className="unseen">
        <caption>{words.chart.title}</caption>
        <thead>
          <tr>
            <th scope="col">{by === 'day' ? words.chart.day : words.chart.month}</th>
            <th scope="col">{words.chart.down}</th>
            <th scope="col">{words.chart.up}</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ from, uploadOctets, downloadOctets }) => (
            <tr key={from}>
              <th scope="row">{name(from)}</th>
              <td>{format.volume(downloadOctets)}</td>
              <td>{format.volume(uploadOctets)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
