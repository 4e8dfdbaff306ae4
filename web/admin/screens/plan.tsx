import { useNavigate, useParams } from '@tanstack/react-router';
import { Reading, useRead } from '../../shared/reading.tsx';
import type { Money, Plan, PlanVersion } from '../../shared/routes.ts';
import { Act, Command } from '../form.tsx';
import { Table } from '../listing.tsx';
import { Facts, format, Mark, Page, Section } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { today, whatIfLabels } from './billing-words.tsx';
import { OfferMark, soldVersion } from './catalogue.tsx';

export default function PlanPage() {
  const { id } = useParams({ strict: false }) as { readonly id: string };
  const plan = useRead('GET /plans/{id}', { params: { id } });
  return (
    <Reading of={plan} words={words.reading}>
      {(known) => <Known plan={known} />}
    </Reading>
  );
}

function Known({ plan }: { readonly plan: Plan }) {
  const { id, name, status, description, technologies, versions } = plan;
  const may = useMay();
  const navigate = useNavigate();
  const params = { id };
  const last = versions.at(-1)!;
  const { version: _, availableOn: __, migratesOn: ___, timeBands: ____, ...terms } = last;
  const sold = soldVersion(plan);
  return (
    <Page
      title={name}
      mark={<OfferMark status={status} />}
      trail={[{ to: '/billing/catalogue', label: 'Catalogue' }]}
      actions={
        may('catalog:write') && (
          <>
            {status === 'offered' ? (
              <Command
                route="POST /plans/{id}/retire"
                params={params}
                label="Retire"
                look="danger"
                question={<p>The plan is not sold any more. Whoever has it keeps it.</p>}
              />
            ) : (
              <Command route="POST /plans/{id}/reinstate" params={params} label="Reinstate" />
            )}
            {may('billing:write') && sold !== undefined && (
              <Act
                route="POST /billing-runs"
                label="What if it cost …"
                submit="Reckon it"
                only={['on', 'whatIf']}
                initial={{
                  on: today(),
                  dryRun: true,
                  whatIf: { prices: [{ itemId: id, price: sold.price }] },
                }}
                labels={whatIfLabels}
                size="large"
                intro={
                  <p className="hint">
                    What everybody would be charged by another price, beside what they are. Nothing is issued.
                  </p>
                }
                onDone={(run) => void navigate({ to: `/billing/runs/${run.id}` })}
              />
            )}
            <Act
              route="POST /plans/{id}/versions"
              params={params}
              label="New version"
              look="main"
              size="large"
              submit="Publish"
              initial={terms}
              intro={
                <p className="hint">
                  Begins with the terms of version {last.version}. Earlier versions never change: services
                  keep theirs unless you name a day on which they move.
                </p>
              }
              consequence={(body) => (
                <Consequence before={terms} after={body as Readonly<Record<string, unknown>>} />
              )}
            />
          </>
        )
      }
    >
      <Section title="At a glance">
        <Facts
          facts={[
            ['Sold version', sold === undefined ? 'None yet' : String(sold.version)],
            sold !== undefined && [
              'Price',
              `${format.money(sold.price)} a ${wordsOf(sold.period).toLowerCase()}`,
            ],
            sold !== undefined && [
              'Down / up',
              `${format.rate(sold.network.downKbps)} / ${format.rate(sold.network.upKbps)}`,
            ],
            ['Access', technologies.map(wordsOf).join(', ')],
            ['Description', description],
          ]}
        />
      </Section>
      {versions.toReversed().map((version) => (
        <Version
          key={version.version}
          version={version}
          before={versions.find((one) => one.version === version.version - 1)}
          isSold={version.version === sold?.version}
        />
      ))}
    </Page>
  );
}

function Version({
  version,
  before,
  isSold,
}: {
  readonly version: PlanVersion;
  readonly before: PlanVersion | undefined;
  readonly isSold: boolean;
}) {
  return (
    <Section
      title={`Version ${version.version}`}
      actions={
        isSold ? (
          <Mark tone="good">sold now</Mark>
        ) : version.availableOn > today() ? (
          <Mark tone="info">from {format.day(version.availableOn)}</Mark>
        ) : undefined
      }
    >
      <Facts
        facts={[
          ['On sale from', format.day(version.availableOn)],
          version.migratesOn !== undefined && [
            'Earlier versions move to it on',
            format.day(version.migratesOn),
          ],
        ]}
      />
      {before === undefined ? (
        <Changes before={{}} after={version} isFirst />
      ) : (
        <>
          <h3>What changes against version {before.version}</h3>
          <Changes before={before} after={version} />
        </>
      )}
    </Section>
  );
}

function Consequence({
  before,
  after,
}: {
  readonly before: object;
  readonly after: Readonly<Record<string, unknown>>;
}) {
  return (
    <>
      <h3>What changes</h3>
      <Changes before={before} after={{ ...after, availableOn: undefined, migratesOn: undefined }} />
    </>
  );
}

interface Change {
  readonly what: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Told elsewhere, or of no meaning for who buys. */
const untold = ['version', 'availableOn', 'migratesOn'];

function isMoney(value: object): value is Money {
  return 'amount' in value && 'currency' in value;
}

/** Every term by its name, however deep it lies, in words. */
function termsOf(value: unknown, name = ''): readonly (readonly [string, string])[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object') {
    return [[name, typeof value === 'number' ? format.number(value) : String(value)]];
  }
  if (isMoney(value)) return [[name, `${value.amount} ${value.currency}`]];
  return Object.entries(value).flatMap(([key, one]) => {
    if (name === '' && untold.includes(key)) return [];
    const words = Array.isArray(value) ? String(Number(key) + 1) : wordsOf(key);
    return termsOf(one, name === '' ? words : `${name}: ${words.toLowerCase()}`);
  });
}

function Changes({
  before,
  after,
  isFirst = false,
}: {
  readonly before: object;
  readonly after: object;
  readonly isFirst?: boolean;
}) {
  const old = new Map(termsOf(before));
  const fresh = new Map(termsOf(after));
  const rows: readonly Change[] = [...new Set([...old.keys(), ...fresh.keys()])]
    .map((what) => ({ what, before: old.get(what), after: fresh.get(what) }))
    .filter((change) => change.before !== change.after);
  return (
    <Table
      label="Terms"
      rows={rows}
      keyOf={({ what }) => what}
      empty="Nothing but its day."
      columns={[
        { id: 'what', label: 'Term', cell: ({ what }) => what },
        ...(isFirst
          ? []
          : [
              {
                id: 'before',
                label: 'Before',
                cell: ({ before: was }: Change) => was ?? words.notSet,
              },
            ]),
        {
          id: 'after',
          label: isFirst ? 'Value' : 'After',
          cell: ({ after: is }) => <strong>{is ?? words.notSet}</strong>,
        },
      ]}
    />
  );
}
