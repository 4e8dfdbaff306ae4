import { useState } from 'react';
import { TextField } from '../../shared/controls.tsx';
import { Reading, useApi, useRead } from '../../shared/reading.tsx';
import type { PaymentProviders as Providers } from '../../shared/routes.ts';
import { Copied } from '../copied.tsx';
import { Act, Command } from '../form.tsx';
import { Ago, Empty, Facts, Mark, Page, Section } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';

type Provider = Providers['items'][number];

/** Through whom subscribers pay. Secrets go in and never come out again. */
export default function PaymentProviders() {
  const providers = useRead('GET /payment-providers');
  const mayWrite = useMay()('operator:write');
  return (
    <Page title="Payment providers" actions={mayWrite && <AddProvider />}>
      <Reading of={providers} words={words.reading}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>
              No payment provider is set up: payments are written down by hand or come from bank statements.
            </Empty>
          ) : (
            items.map((provider) => (
              <ProviderCard key={provider.provider} mayWrite={mayWrite} {...provider} />
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
  mayWrite,
}: Provider & { readonly mayWrite: boolean }) {
  const api = useApi();
  const params = { provider };
  return (
    <Section
      title={wordsOf(provider)}
      actions={
        mayWrite && (
          <>
            <Act
              route="PUT /payment-providers/{provider}"
              params={params}
              initial={{ settings, secrets: Object.fromEntries(secretNames.map((name) => [name, ''])) }}
              shape={withoutEmptySecrets}
              label="Change"
              intro={secretHint}
            />
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
          ['Secrets that are set', secretNames.map((name) => wordsOf(name)).join(', ') || 'None'],
          ...Object.entries(settings).map(([name, value]) => [wordsOf(name), String(value)] as const),
        ]}
      />
      <p className="hint">Have the provider send its messages (webhooks) to:</p>
      <Copied label="Webhook address" text={api.addressOf(webhookPath)} />
    </Section>
  );
}

interface Configuration {
  readonly secrets?: Readonly<Record<string, string>>;
}

function withoutEmptySecrets(body: Configuration): Configuration {
  const given = Object.entries(body.secrets ?? {}).filter(([, secret]) => (secret ?? '') !== '');
  return { ...body, secrets: Object.fromEntries(given) };
}

function AddProvider() {
  const [provider, setProvider] = useState('');
  return (
    <Act
      route="PUT /payment-providers/{provider}"
      params={{ provider: provider.trim() }}
      shape={withoutEmptySecrets}
      label="Set up a provider"
      look="main"
      intro={
        <>
          <TextField
            label="Provider"
            hint="Such as stripe, gocardless, paypal, paystack, flutterwave, mpesa, razorpay or square."
            isRequired
            value={provider}
            onChange={setProvider}
          />
          {secretHint}
        </>
      }
    />
  );
}
