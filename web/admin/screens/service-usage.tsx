import { Reading, useRead } from '../../shared/reading.tsx';
import type { Service } from '../../shared/routes.ts';
import { Table } from '../listing.tsx';
import { Empty, Facts, format, Section } from '../parts.tsx';
import { words } from '../words.ts';

export function UsageOf({ service }: { readonly service: Service }) {
  const { id, quotaUse, plan } = service;
  const usage = useRead('GET /services/{id}/usage', { params: { id }, query: { by: 'day' } });
  const quota = plan.terms.quota?.steps[0];
  return (
    <>
      {quota !== undefined && (
        <Section title="Quota">
          <Facts
            facts={[
              ['Of', `${format.number(quota.gigabytes)} GB a ${plan.terms.quota!.per}`],
              quotaUse !== undefined && ['Used, as last told', format.volume(quotaUse.octets)],
              quotaUse !== undefined && ['Renews', format.day(quotaUse.renewsOn)],
            ]}
          />
        </Section>
      )}
      <Section
        title="Used per day"
        note="Download and upload as the network counted them, by the subscriber’s days."
      >
        <Reading of={usage} words={words.reading}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty>Nothing was used in this time.</Empty>
            ) : (
              <Table
                label="Used per day"
                rows={items.toReversed()}
                keyOf={({ from }) => from}
                columns={[
                  { id: 'day', label: 'Day', cell: ({ from }) => format.day(from) },
                  {
                    id: 'down',
                    label: 'Down',
                    isNumber: true,
                    cell: ({ downloadOctets }) => format.volume(downloadOctets),
                  },
                  {
                    id: 'up',
                    label: 'Up',
                    isNumber: true,
                    cell: ({ uploadOctets }) => format.volume(uploadOctets),
                  },
                ]}
              />
            )
          }
        </Reading>
      </Section>
    </>
  );
}
