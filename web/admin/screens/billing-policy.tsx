import { useState } from 'react';
import { useNotice } from '../../shared/controls.tsx';
import { Reading, useRead } from '../../shared/reading.tsx';
import { edited } from '../../shared/revision.ts';
import type { BillingPolicyRule, NewBillingPolicy, BillingPolicy as Policy } from '../../shared/routes.ts';
import { ApiForm } from '../form.tsx';
import { type Column, Table } from '../listing.tsx';
import { format, Page, Section, Tabs } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { tomorrow } from './billing-words.tsx';
import { policyTabs } from './policy-tabs.ts';
import { WhatIf } from './what-if.tsx';

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

type Version = Policy['versions'][number];

/** How services are billed by plan, site, category or region. */
export default function BillingPolicy() {
  const policy = useRead('GET /settings/billing-policy');
  const may = useMay();
  return (
    <Page title="Policies">
      <Tabs label="Policies" tabs={policyTabs} />
      <Reading of={policy} words={words.reading}>
        {({ versions }) => (
          <>
            {versions.length === 0 && (
              <p className="empty">Not set: every subscriber is billed as their own profile says.</p>
            )}
            {versions.toReversed().map(({ from, rules }) => (
              <Section key={from} title={`From ${format.day(from)}`}>
                <Table
                  label={`Rules from ${format.day(from)}`}
                  columns={columns}
                  rows={rules}
                  keyOf={(rule) => JSON.stringify(rule)}
                  empty="No rules: subscribers’ own profiles decide."
                />
              </Section>
            ))}
            {may('billing:write') && <Change known={versions.at(-1)} />}
          </>
        )}
      </Reading>
    </Page>
  );
}

const given = (known: Version | undefined) => ({ rules: known?.rules ?? [] });

function Change({ known }: { readonly known: Version | undefined }) {
  const [draft, setDraft] = useState<NewBillingPolicy>(given(known));
  const notice = useNotice();
  return (
    <>
      {notice.view}
      <div className="grid">
        <Section title="Change the policy" note="What was billed before stays as it was.">
          <ApiForm
            route="PUT /settings/billing-policy"
            of={edited('GET /settings/billing-policy', {}, ({ versions }) => given(versions.at(-1)))}
            labels={labels}
            submit="Set the billing policy"
            onChange={(body) => setDraft(body as NewBillingPolicy)}
            onDone={() => notice.tell('Set.')}
          />
        </Section>
        <WhatIf
          suppose={{ billingPolicy: { from: draft.from ?? tomorrow(), rules: draft.rules } }}
          lead="The rules in the form beside those in force, for everybody who is due. Nothing is issued."
        />
      </div>
    </>
  );
}
