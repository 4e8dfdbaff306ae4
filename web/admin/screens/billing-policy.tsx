import { Reading, useRead } from '../../shared/reading.tsx';
import type { BillingPolicyRule } from '../../shared/routes.ts';
import { Act } from '../form.tsx';
import { type Column, Table } from '../listing.tsx';
import { format, Section } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { PolicyPage } from './policy-tabs.tsx';

const told = (members: object): string =>
  Object.entries(members)
    .map(
      ([name, value]) =>
        `${wordsOf(name)}: ${typeof value === 'object' ? JSON.stringify(value) : wordsOf(String(value))}`,
    )
    .join(' · ');

const columns: readonly Column<BillingPolicyRule>[] = [
  { id: 'name', label: 'Rule', cell: ({ name }) => <bdi>{name ?? 'Unnamed'}</bdi> },
  { id: 'match', label: 'For', cell: ({ match }) => told(match ?? {}) || 'All services' },
  { id: 'terms', label: 'Billed so', cell: ({ terms }) => told(terms) || 'As the subscriber’s profile says' },
];

const labels = {
  rules: 'Rules',
  from: 'From',
  match: 'For',
  terms: 'Billed so',
  cycleDay: 'Day of the cycle',
};

/** How services are billed by plan, site, category or region. */
export default function BillingPolicy() {
  const policy = useRead('GET /settings/billing-policy');
  const may = useMay();
  return (
    <PolicyPage
      actions={
        may('billing:write') &&
        policy.data !== undefined && (
          <Act
            key={policy.data.setAt ?? ''}
            route="PUT /settings/billing-policy"
            initial={{ rules: policy.data.versions.at(-1)?.rules ?? [] }}
            label="Set the billing policy"
            look="main"
            size="large"
            labels={labels}
            consequence={() => (
              <p className="hint">
                What was billed before stays as it was. Look at a dry billing run after it begins.
              </p>
            )}
          />
        )
      }
    >
      <Reading of={policy} words={words.reading}>
        {({ versions }) =>
          versions.length === 0 ? (
            <p className="empty">Not set: every subscriber is billed as their own profile says.</p>
          ) : (
            versions.toReversed().map(({ from, rules }) => (
              <Section key={from} title={`From ${format.day(from)}`}>
                <Table
                  label={`Rules from ${format.day(from)}`}
                  columns={columns}
                  rows={rules}
                  keyOf={(rule) => JSON.stringify(rule)}
                  empty="No rules: subscribers’ own profiles decide."
                />
              </Section>
            ))
          )
        }
      </Reading>
    </PolicyPage>
  );
}
