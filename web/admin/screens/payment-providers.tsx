import { useState } from 'react';
import { Button } from '../../shared/button.tsx';
import { Overlay, Select } from '../../shared/controls.tsx';
import { Reading, useApi, useRead } from '../../shared/reading.tsx';
import { edited } from '../../shared/revision.ts';
import type { PaymentProviderKind as Kind, PaymentProviders as Providers } from '../../shared/routes.ts';
import { Copied } from '../copied.tsx';
import { Act, ApiForm, Command } from '../form.tsx';
import { Ago, Empty, Facts, Mark, Page, Section } from '../parts.tsx';
import { type Schema, wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';

type Provider = Providers['items'][number];

/** Through whom subscribers pay. Secrets go in and never come out again. */
export default function PaymentProviders() {
  const providers = useRead('GET /payment-providers');
  const kinds = useRead('GET /payment-provider-kinds');
  const mayWrite = useMay()('operator:write');
  const known = kinds.data?.items ?? [];
  const used = new Set(providers.data?.items.map(({ provider }) => provider));
  const free = known.filter(({ name }) => !used.has(name));
  return (
    <Page title="Payment providers" actions={mayWrite && free.length > 0 && <AddProvider kinds={free} />}>
      <Reading of={providers} words={words.reading}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>
              No payment provider is set up: payments are written down by hand or come from bank statements.
            </Empty>
          ) : (
            items.map((provider) => (
              <ProviderCard
                key={provider.provider}
                mayWrite={mayWrite}
                kind={known.find(({ name }) => name === provider.provider)}
                {...provider}
              />
            ))
          )
        }
      </Reading>
    </Page>
  );
}

const secretHint = (
  <p className="hint">Secrets are kept sealed and never shown again. One that is left out stays as it was.</p>
);

function ProviderCard({
  provider,
  settings,
  secretNames,
  webhookPath,
  setAt,
  registered,
  mayWrite,
  kind,
}: Provider & { readonly mayWrite: boolean; readonly kind: Kind | undefined }) {
  const api = useApi();
  const params = { provider };
  return (
    <Section
      title={kind?.title ?? wordsOf(provider)}
      note={kind?.about}
      actions={
        mayWrite && (
          <>
            {kind !== undefined && (
              <Act
                route="PUT /payment-providers/{provider}"
                params={params}
                schema={bodyOf(kind, secretNames)}
                of={edited('GET /payment-providers', {}, ({ items }) => ({
                  settings: items.find((one) => one.provider === provider)?.settings ?? {},
                  secrets: {},
                }))}
                shape={withoutEmptySecrets}
                label="Change"
                size="large"
                intro={secretHint}
              />
            )}
            {kind?.isRegistered === true && (
              <Command
                route="POST /payment-providers/{provider}/registration"
                params={params}
                label="Register the webhook"
                question={
                  <p>
                    {kind.title} is told by its API to send here what is paid to your number. Told again,
                    nothing changes.
                  </p>
                }
              />
            )}
            <Command
              route="DELETE /payment-providers/{provider}"
              params={params}
              label="Remove"
              look="danger"
              question={
                <p>
                  Its secrets are forgotten and its messages are refused from then on: payments that it still
                  takes are not told to this platform.
                </p>
              }
            />
          </>
        )
      }
    >
      <Facts
        facts={[
          [
            'State',
            <Mark key="state" tone="good">
              Set up
            </Mark>,
          ],
          ['Set', <Ago key="set" at={setAt} />],
          kind?.isRegistered === true && [
            'Webhook',
            registered === undefined ? (
              <Mark key="registered" tone="warn">
                Not registered: nobody hears of what is paid by transfer
              </Mark>
            ) : (
              <Registered key="registered" title={kind.title} {...registered} />
            ),
          ],
          ['Secrets that are set', secretNames.map((name) => wordsOf(name)).join(', ') || 'None'],
          ...Object.entries(settings).map(([name, value]) => [wordsOf(name), String(value)] as const),
        ]}
      />
      <p className="hint">Have the provider send its messages (webhooks) to:</p>
      <Copied label="Webhook address" text={api.addressOf(webhookPath)} />
    </Section>
  );
}

function Registered({
  title,
  outcome,
  answer,
  at,
}: NonNullable<Provider['registered']> & { readonly title: string }) {
  return (
    <>
      {outcome === 'registered' ? (
        <Mark tone="good">Registered</Mark>
      ) : (
        <Mark tone="warn">{title} had addresses already</Mark>
      )}{' '}
      <Ago at={at} />: “{answer}”
      {outcome === 'registered-before' && (
        <span className="hint">
          {' '}
          It does not say whether they are these. If payments are not heard of, delete them at its own desk
          and register again.
        </span>
      )}
    </>
  );
}

interface Configuration {
  readonly secrets?: Readonly<Record<string, string>>;
}

function withoutEmptySecrets(body: Configuration): Configuration {
  const given = Object.entries(body.secrets ?? {}).filter(([, secret]) => (secret ?? '') !== '');
  return { ...body, secrets: Object.fromEntries(given) };
}

/** What the provider itself asks for, in place of "an object". What is set already need not be given again. */
function bodyOf({ settings, secrets }: Kind, secretNames: readonly string[] = []): Schema {
  const known = secrets as Schema;
  const fields = Object.entries(known.properties ?? {}).map(([name, field]) => [
    name,
    { ...field, writeOnly: true },
  ]);
  return {
    type: 'object',
    properties: {
      settings: settings as Schema,
      secrets: {
        ...known,
        properties: Object.fromEntries(fields),
        required: known.required?.filter((name) => !secretNames.includes(name)) ?? [],
      },
    },
    required: ['settings', 'secrets'],
  };
}

/** Every make that this release knows and that is not set up yet. */
function AddProvider({ kinds }: { readonly kinds: readonly Kind[] }) {
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState<string>();
  const kind = kinds.find((one) => one.name === name);
  return (
    <>
      <Button look="main" onPress={() => setOpen(true)}>
        Set up a provider
      </Button>
      {isOpen && (
        <Overlay
          title="Set up a provider"
          size="large"
          closeLabel={words.close}
          onClose={() => setOpen(false)}
        >
          <Select
            label="Provider"
            isRequired
            value={name}
            onChange={setName}
            placeholder={words.choose}
            choices={kinds.map(({ name: id, title }) => ({ id, label: title }))}
          />
          {kind !== undefined && (
            <>
              <p>{kind.about}</p>
              {secretHint}
              <ApiForm
                key={kind.name}
                route="PUT /payment-providers/{provider}"
                params={{ provider: kind.name }}
                schema={bodyOf(kind)}
                initial={{ settings: {}, secrets: {} }}
                shape={withoutEmptySecrets}
                submit="Set up"
                onDone={() => setOpen(false)}
                onCancel={() => setOpen(false)}
              />
            </>
          )}
        </Overlay>
      )}
    </>
  );
}
