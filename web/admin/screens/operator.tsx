import { type ChangeEvent, type CSSProperties, useId, useState } from 'react';
import { Button } from '../../shared/button.tsx';
import { useNotice } from '../../shared/controls.tsx';
import { Reading, useRead } from '../../shared/reading.tsx';
import { edited } from '../../shared/revision.ts';
import type { OperatorSettings } from '../../shared/routes.ts';
import { ApiForm } from '../form.tsx';
import { Facts, Page, Section } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';

type Logo = NonNullable<OperatorSettings['logo']>;

const labels = {
  name: 'Name',
  taxId: 'Tax number',
  accent: 'Colour',
  attachInvoices: 'Invoices go along with the mail as PDF',
  figures: 'Days, times and numbers',
  paymentLink: 'Address on which invoices are paid',
  creditNote: 'Credit notes',
  invoice: 'Invoices',
} as const;

/** Who sells, and how documents, mails and the portal look. */
export default function Operator() {
  const operator = useRead('GET /operator');
  return (
    <Page title="Operator and brand">
      <Reading of={operator} words={words.reading}>
        {(known) => <Loaded known={known} />}
      </Reading>
    </Page>
  );
}

function Loaded({ known }: { readonly known: OperatorSettings }) {
  const [draft, setDraft] = useState(known);
  const [chosen, choose] = useState<{ readonly logo: Logo | undefined }>();
  const { logo } = chosen ?? known;
  const notice = useNotice();
  const mayWrite = useMay()('operator:write');
  return (
    <>
      {notice.view}
      <div className="grid">
        {mayWrite && (
          <Section title="Who sells" note="Documents already issued keep what they had.">
            <LogoField logo={logo} onChange={(taken) => choose({ logo: taken })} onFault={notice.warn} />
            <ApiForm
              route="PUT /operator"
              of={edited('GET /operator', {}, (seen) => seen)}
              without={['logo']}
              labels={labels}
              submit={words.save}
              shape={(body) => ({ ...body, ...chosen })}
              onChange={(body) => setDraft(body as OperatorSettings)}
              onDone={() => {
                choose(undefined);
                notice.tell('Saved. Documents and mails from now on look like this.');
              }}
            />
          </Section>
        )}
        <Preview operator={draft} logo={logo} />
      </div>
    </>
  );
}

/** The base64 of a file, without what a data address has before it. */
function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

function LogoField({
  logo,
  onChange,
  onFault,
}: {
  readonly logo: Logo | undefined;
  readonly onChange: (logo: Logo | undefined) => void;
  readonly onFault: (words: string) => void;
}) {
  const id = useId();
  const take = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0];
    if (file === undefined) return;
    if (file.type !== 'image/png' && file.type !== 'image/jpeg') {
      onFault('A logo is a PNG or JPEG image.');
      return;
    }
    onChange({ mediaType: file.type, base64: await base64Of(file) });
  };
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        Logo
      </label>
      <input
        id={id}
        className="input"
        type="file"
        accept="image/png,image/jpeg"
        onChange={(event) => {
          take(event).catch((error: unknown) => onFault(String(error)));
        }}
      />
      <span className="hint">PNG or JPEG of 90 kB at most. Saved with the form.</span>
      {logo !== undefined && <Button onPress={() => onChange(undefined)}>Without a logo</Button>}
    </div>
  );
}

function Preview({
  operator: { name, legalName, address, email, phone, accent = '#1f4e79', footer },
  logo,
}: {
  readonly operator: OperatorSettings;
  readonly logo: Logo | undefined;
}) {
  const image = logo !== undefined && (
    <img src={`data:${logo.mediaType};base64,${logo.base64}`} alt={`Logo of ${name}`} />
  );
  // Text on a colour of the operator's own is told apart by its lightness alone (WCAG 2.2, relative luminance).
  const style = { '--brand': accent, '--on-brand': isLight(accent) ? '#000' : '#fff' } as CSSProperties;
  return (
    <Section title="How it looks" note="As it stands in the form; nothing is saved yet.">
      <h3>The portal</h3>
      <div className="brand" style={style}>
        <header>
          {image}
          <strong>
            <bdi>{name}</bdi>
          </strong>
        </header>
        <p>Nothing is due.</p>
        <span className="brand-button">Pay now</span>
      </div>
      <h3>A mail</h3>
      <div className="brand mail-like" style={style}>
        {image}
        <p>
          <strong>Your invoice is here</strong>
        </p>
        <p>Dear Maria, your invoice of this month is attached.</p>
        <footer className="hint">
          <bdi>
            {[legalName ?? name, address?.line1, address?.city, phone, email, footer]
              .filter((part) => part !== undefined && part !== '')
              .join(' · ')}
          </bdi>
        </footer>
      </div>
      <Facts facts={[['Colour', <code key="accent">{accent}</code>]]} />
    </Section>
  );
}

function isLight(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179;
}
