import { Reading, useRead } from '../../shared/reading.tsx';
import type { Service, Usage } from '../../shared/routes.ts';
import { Chart } from '../charts.tsx';
import { FileButton } from '../files.tsx';
import { Act } from '../form.tsx';
import { Choices, Empty, Facts, format, Section, usePlaceChoice } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';

/** Months in the chart of months, this one included. */
const months = 12;

export function UsageOf({ service }: { readonly service: Service }) {
  const { id } = service;
  const [by, show] = usePlaceChoice('by');
  const isByMonth = by === 'month';
  const params = { id };
  const days = useRead('GET /services/{id}/usage', { params, query: { by: 'day' } });
  // The subscriber's own calendar says which month it is.
  const today = days.data?.items.at(-1)?.to;
  const byMonth = useRead(
    'GET /services/{id}/usage',
    { params, query: { by: 'month', from: today === undefined ? undefined : monthBefore(today) } },
    { enabled: isByMonth && today !== undefined },
  );
  return (
    <>
      <QuotaOf service={service} />
      <Section
        title="Used"
        note="Download and upload as the network counted them, by the subscriber’s days."
        actions={
          <>
            <Choices
              label="By"
              value={isByMonth ? 'month' : 'day'}
              onChange={(chosen) => show(chosen === 'month' ? chosen : undefined)}
              choices={[
                ['day', 'Days of this month'],
                ['month', 'Months'],
              ]}
            />
            <FileButton
              route="GET /services/{id}/usage-records/csv"
              given={{ params }}
              label="Records of this month (CSV)"
              name={`usage-${id}.csv`}
            />
          </>
        }
      >
        <Reading of={isByMonth ? byMonth : days} words={words.reading}>
          {({ items }) => <Used items={items} isByMonth={isByMonth} />}
        </Reading>
      </Section>
    </>
  );
}

function Used({ items, isByMonth }: { readonly items: Usage['items']; readonly isByMonth: boolean }) {
  if (items.every(({ uploadOctets, downloadOctets }) => uploadOctets + downloadOctets === 0))
    return <Empty>Nothing was used in this time.</Empty>;
  return (
    <Chart
      title={isByMonth ? 'Used per month' : 'Used per day'}
      labels={items.map(({ from }) => (isByMonth ? format.month(from) : format.dayOfMonth(from)))}
      series={[
        { name: 'Down', values: items.map(({ downloadOctets }) => downloadOctets) },
        { name: 'Up', values: items.map(({ uploadOctets }) => uploadOctets) },
      ]}
      say={format.volume}
    />
  );
}

function QuotaOf({ service: { id, state, plan, quotaUse, topUps = [] } }: { readonly service: Service }) {
  const may = useMay();
  const { quota, topUps: offers = [] } = plan.terms;
  const [step] = quota?.steps ?? [];
  if (quota === undefined || step === undefined) return undefined;
  const offered = offers.map(
    ({ gigabytes, price }) => `${format.number(gigabytes)} GB for ${format.money(price)}`,
  );
  return (
    <Section
      title="Quota"
      actions={
        state === 'active' &&
        offers[0] !== undefined &&
        may('services:write') && (
          <Act
            route="POST /services/{id}/top-ups"
            params={{ id }}
            label="Top up"
            title="Buy more for the span that counts now"
            submit="Buy it"
            initial={{ gigabytes: offers[0].gigabytes }}
            intro={
              <p className="hint">It is there, and charged, at once. The plan offers {offered.join('; ')}.</p>
            }
          />
        )
      }
    >
      <Facts
        facts={[
          ['Of', `${format.number(step.gigabytes)} GB a ${quota.per}`],
          quotaUse !== undefined && ['Used, as last told', format.volume(quotaUse.octets)],
          quotaUse !== undefined && ['Renews', format.day(quotaUse.renewsOn)],
          topUps.length > 0 && [
            'Bought beside it',
            topUps
              .map(({ gigabytes, from }) => `${format.number(gigabytes)} GB from ${format.day(from)}`)
              .join('; '),
          ],
        ]}
      />
    </Section>
  );
}

function monthBefore(day: string): string {
  const [year = 0, month = 0] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - months, 1)).toISOString().slice(0, 10);
}
