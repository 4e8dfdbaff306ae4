import { useState } from 'react';
import { useNotice } from '../../shared/controls.tsx';
import { Reading, useRead, useVersion } from '../../shared/reading.tsx';
import { edited } from '../../shared/revision.ts';
import type { TaxRate } from '../../shared/routes.ts';
import { Act, ApiForm, Command } from '../form.tsx';
import { type Column, Table } from '../listing.tsx';
import { Facts, format, Page, Section, Tabs } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { policyTabs } from './policy-tabs.ts';
import { type Supposition, WhatIf } from './what-if.tsx';

type TaxRules = NonNullable<Supposition['taxRules']>;

const columns: readonly Column<TaxRate>[] = [
  {
    id: 'place',
    label: 'Place',
    cell: ({ place: { country, region } }) =>
      [country, region].filter((part) => part !== undefined).join(' · '),
  },
  { id: 'name', label: 'Tax', cell: ({ name }) => <bdi>{name}</bdi> },
  { id: 'rate', label: 'Rate', isNumber: true, cell: ({ rate }) => `${rate} %` },
  { id: 'category', label: 'On', isWide: true, cell: ({ category }) => category ?? 'Everything' },
  {
    id: 'days',
    label: 'Days',
    isWide: true,
    cell: ({ from, to }) => `From ${format.day(from)}${to === undefined ? '' : ` to ${format.day(to)}`}`,
  },
];

/** Which taxes are charged on what, where and when, or who says so instead. */
export default function Taxes() {
  const rules = useRead('GET /settings/tax-rates');
  const { data: seen } = useVersion('GET /settings/tax-rates');
  const service = useRead('GET /settings/tax-rates/service');
  const eu = useRead('GET /settings/tax-rates/eu-vat');
  const may = useMay();
  return (
    <Page
      title="Policies"
      actions={
        may('billing:write') &&
        seen !== undefined &&
        eu.data !== undefined && <EuVat of={seen.body} ifMatch={seen.etag} eu={eu.data} />
      }
    >
      <Tabs label="Policies" tabs={policyTabs} />
      <Reading of={service} words={words.reading}>
        {({ url, setAt, refused }) => (
          <Section
            title="External tax service"
            note={
              url === undefined
                ? 'None: the rates below decide.'
                : 'It says the taxes in the place of the rates below, and is told of every document.'
            }
            actions={
              may('operator:write') && (
                <>
                  <Act
                    route="PUT /settings/tax-rates/service"
                    of={edited('GET /settings/tax-rates/service', {}, (known) =>
                      known.url === undefined ? {} : { url: known.url },
                    )}
                    labels={{ url: 'Address' }}
                    label={url === undefined ? 'Use a tax service' : 'Change'}
                  />
                  {url !== undefined && (
                    <Command
                      route="DELETE /settings/tax-rates/service"
                      label="Remove"
                      look="danger"
                      question={<p>The tax rates decide again; what was charged keeps its taxes.</p>}
                    />
                  )}
                </>
              )
            }
          >
            {url !== undefined && (
              <Facts
                facts={[
                  ['Address', <bdi key="url">{url}</bdi>],
                  setAt !== undefined && ['Since', format.instant(setAt)],
                  ['Documents that it refused', String(refused.length)],
                ]}
              />
            )}
          </Section>
        )}
      </Reading>
      <Reading of={rules} words={words.reading}>
        {({ rates, supply, rounding, ...rest }) => (
          <>
            <Section title="Tax rates">
              <Facts
                facts={[
                  [
                    'Rates of',
                    supply === 'origin' ? 'The seller’s place' : 'The place where the service is delivered',
                  ],
                  ['Rounded', rounding === 'document' ? 'Once a document, by tax and rate' : 'On each line'],
                ]}
              />
              <Table
                label="Tax rates"
                columns={columns}
                rows={rates}
                keyOf={(rate) => JSON.stringify(rate)}
                empty="No rates: only what a subscriber’s billing profile lists is charged."
              />
            </Section>
            {may('billing:write') && <Change known={withoutSetAt({ rates, supply, rounding, ...rest })} />}
          </>
        )}
      </Reading>
    </Page>
  );
}

function Change({ known }: { readonly known: TaxRules }) {
  const [draft, setDraft] = useState(known);
  const notice = useNotice();
  return (
    <>
      {notice.view}
      <div className="grid">
        <Section title="Change the rates" note="What was charged keeps its taxes.">
          <ApiForm
            route="PUT /settings/tax-rates"
            of={edited('GET /settings/tax-rates', {}, withoutSetAt)}
            submit="Set the tax rates"
            onChange={(body) => setDraft(body as TaxRules)}
            onDone={() => notice.tell('Set.')}
          />
        </Section>
        <WhatIf
          suppose={{ taxRules: draft }}
          lead="The rates in the form beside those in force, for everybody who is due. Nothing is issued."
        />
      </div>
    </>
  );
}

interface Rules {
  readonly rates: readonly TaxRate[];
  readonly setAt?: string | undefined;
}

function withoutSetAt<T extends Rules>({ setAt: _, ...rules }: T) {
  return rules;
}

/** The Union's rates in the place of those of its countries; the others stay. */
function EuVat({
  of,
  ifMatch,
  eu: { asOf, rates, reverseCharge },
}: {
  readonly of: Rules;
  readonly ifMatch: string | undefined;
  readonly eu: { readonly asOf: string; readonly rates: readonly TaxRate[]; readonly reverseCharge: object };
}) {
  const countries = new Set(rates.map(({ place }) => place.country));
  const kept = of.rates.filter(({ place }) => !countries.has(place.country));
  return (
    <Command
      route="PUT /settings/tax-rates"
      body={{ ...withoutSetAt(of), reverseCharge, rates: [...kept, ...rates] }}
      ifMatch={ifMatch}
      label="Import EU VAT"
      question={
        <>
          <p>
            {rates.length} standard rates of {countries.size} countries, compared with what the Commission
            publishes on {format.day(asOf)}, come in the place of all rates of these countries. {kept.length}{' '}
            rates of other places stay.
          </p>
          <p>
            Buyers with a VAT number of another country owe the tax themselves (
            {wordsOf('reverse-charge').toLowerCase()}). What was charged keeps its taxes.
          </p>
        </>
      }
    />
  );
}
