import { Reading, useRead } from '../../shared/reading.tsx';
import { edited } from '../../shared/revision.ts';
import type { AutopayRule } from '../../shared/routes.ts';
import { Act } from '../form.tsx';
import { type Column, Table } from '../listing.tsx';
import { format, Page, Section, Tabs } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { policyTabs } from './policy-tabs.ts';

/** The days after the first try on which a charge is tried again. */
function triesOf(gaps: readonly number[]): string {
  if (gaps.length === 0) return 'Not tried again';
  let day = 0;
  const days = gaps.map((gap) => {
    day += gap;
    return `+${day}`;
  });
  return `Tried again on days ${days.join(', ')}`;
}

const columns: readonly Column<AutopayRule>[] = [
  { id: 'name', label: 'Rule', cell: ({ name, category }) => <bdi>{name ?? category ?? 'For all'}</bdi> },
  { id: 'for', label: 'For', cell: ({ category }) => <bdi>{category ?? 'Everybody else'}</bdi> },
  {
    id: 'on',
    label: 'Charged',
    cell: ({ chargeOn }) => (chargeOn === 'issue' ? 'When issued' : 'On the due day'),
  },
  {
    id: 'tries',
    label: 'After a decline',
    cell: ({ retryAfterDays }) => triesOf(retryAfterDays ?? [3, 5, 7]),
  },
];

/** When invoices are charged to saved methods. */
export default function AutopayPolicy() {
  const policy = useRead('GET /settings/autopay-policy');
  const may = useMay();
  return (
    <Page
      title="Policies"
      actions={
        may('billing:write') &&
        policy.data !== undefined && (
          <Act
            route="PUT /settings/autopay-policy"
            of={edited('GET /settings/autopay-policy', {}, ({ rules }) => ({ rules }))}
            label="Set the autopay policy"
            look="main"
            size="large"
            labels={{ chargeOn: 'Charged on', retryAfterDays: 'Days until the next try' }}
          />
        )
      }
    >
      <Tabs label="Policies" tabs={policyTabs} />
      <Reading of={policy} words={words.reading}>
        {({ rules, setAt }) => (
          <Section title="Autopay" note={setAt === undefined ? undefined : `Set on ${format.instant(setAt)}`}>
            <Table
              label="Autopay rules"
              columns={columns}
              rows={rules}
              keyOf={(rule) => JSON.stringify(rule)}
              empty="No rules: saved methods are charged on the due day, and after a decline again on days +3, +8 and +15."
            />
          </Section>
        )}
      </Reading>
    </Page>
  );
}
