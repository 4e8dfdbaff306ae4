import { Link } from '@tanstack/react-router';
import { type ChangeEvent, type FormEvent, useId, useState } from 'react';
import { Refusal } from '../../shared/api.ts';
import { Button } from '../../shared/button.tsx';
import { Select, TextField } from '../../shared/controls.tsx';
import { useWrite } from '../../shared/reading.tsx';
import type { ImportedEntry, ImportedStatement, StatementColumns } from '../../shared/routes.ts';
import { InvoiceLink, SubscriberLink } from '../links.tsx';
import { type Column, Table } from '../listing.tsx';
import { Empty, Facts, format, Mark, Page, Section, Tabs, type Tone } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { paymentTabs } from './payments.tsx';

interface Given {
  readonly name: string;
  readonly content: string;
}

type Separator = NonNullable<StatementColumns['separator']>;

/** How the columns are called that banks write most, so that people have to choose only what is called otherwise. */
const usual = {
  date: /date|datum|buchung/i,
  amount: /amount|betrag|montant|importe/i,
  reference: /reference|purpose|details|verwendung|description|narrative/i,
  name: /name|payer|counterparty|auftraggeber/i,
  id: /transaction.?id|bank.?ref|referenznummer/i,
  account: /auftragskonto|own.?account|account.?iban/i,
} as const;

const separators: readonly Separator[] = [',', ';', '\t', '|'];

/** No column is called so. */
const none = '';

function isChosen(column: string | undefined): column is string {
  return column !== undefined && column !== none;
}

function headerOf(content: string): { readonly separator: Separator; readonly names: readonly string[] } {
  const line = content.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? '';
  const separator = separators.toSorted((a, b) => line.split(b).length - line.split(a).length)[0]!;
  return {
    separator,
    names: line
      .split(separator)
      .map((name) => name.trim().replace(/^"(.*)"$/, '$1'))
      .filter((name) => name !== ''),
  };
}

export default function Statements() {
  const may = useMay();
  const [given, give] = useState<Given>();
  const [result, setResult] = useState<ImportedStatement>();
  return (
    <Page title="Import a bank statement">
      <Tabs label="Payments" tabs={paymentTabs} />
      {may('billing:write') ? (
        <Section
          title="File of the bank"
          note="CAMT.053 (XML) or CSV. Money that names an invoice or an account is counted at once; the rest waits under “Unmatched”. Imported again, nothing is counted twice; what another kind of statement told in other words is held until you say whether it counts."
        >
          <FileField
            onGiven={(file) => {
              give(file);
              setResult(undefined);
            }}
          />
          {given !== undefined && <ImportForm key={given.name} given={given} onDone={setResult} />}
        </Section>
      ) : (
        <Empty>Your role may read payments but not import them.</Empty>
      )}
      {result !== undefined && <Result result={result} />}
    </Page>
  );
}

function FileField({ onGiven }: { readonly onGiven: (file: Given) => void }) {
  const id = useId();
  const take = async ({ target: { files } }: ChangeEvent<HTMLInputElement>) => {
    const file = files?.[0];
    if (file !== undefined) onGiven({ name: file.name, content: await file.text() });
  };
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        Statement
      </label>
      <input
        id={id}
        className="input"
        type="file"
        accept=".xml,.csv,.txt"
        onChange={(event) => void take(event)}
      />
    </div>
  );
}

function ImportForm({
  given: { content },
  onDone,
}: {
  readonly given: Given;
  readonly onDone: (result: ImportedStatement) => void;
}) {
  const isXml = content.trimStart().startsWith('<');
  const { separator, names } = headerOf(content);
  const guess = (like: RegExp) => names.find((name) => like.test(name));
  const [date, setDate] = useState(guess(usual.date));
  const [amount, setAmount] = useState(guess(usual.amount));
  const [reference, setReference] = useState(guess(usual.reference));
  const [name, setName] = useState(guess(usual.name));
  const [id, setId] = useState(guess(usual.id));
  const [account, setAccount] = useState(guess(usual.account));
  const [dateFormat, setDateFormat] = useState<NonNullable<StatementColumns['dateFormat']>>('YYYY-MM-DD');
  const [decimal, setDecimal] = useState<NonNullable<StatementColumns['decimal']>>(
    separator === ';' ? ',' : '.',
  );
  const [currency, setCurrency] = useState('');
  const write = useWrite('POST /bank-statements');
  const send = (event: FormEvent) => {
    event.preventDefault();
    write.mutate(
      {
        body: isXml
          ? { format: 'camt.053', content }
          : {
              format: 'csv',
              content,
              columns: {
                separator,
                date: date ?? '',
                dateFormat,
                amount: amount ?? '',
                decimal,
                currency: { code: currency },
                reference: reference === undefined ? [] : [reference],
                ...(isChosen(name) ? { name } : {}),
                ...(isChosen(id) ? { id } : {}),
                ...(isChosen(account) ? { account } : {}),
              },
            },
      },
      { onSuccess: onDone },
    );
  };
  const columns = names.map((column) => ({ id: column, label: column }));
  const orNone = [{ id: none, label: words.notSet }, ...columns];
  const { error } = write;
  return (
    <form className="form" onSubmit={send} noValidate>
      {!isXml && (
        <div className="tiles">
          <Select label="Column of the day" isRequired value={date} onChange={setDate} choices={columns} />
          <Select
            label="How days are written"
            value={dateFormat}
            onChange={(chosen) => setDateFormat(chosen as typeof dateFormat)}
            choices={['YYYY-MM-DD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'MM/DD/YYYY'].map((id) => ({
              id,
              label: id,
            }))}
          />
          <Select
            label="Column of the amount"
            isRequired
            value={amount}
            onChange={setAmount}
            choices={columns}
          />
          <Select
            label="Decimal sign"
            value={decimal}
            onChange={(chosen) => setDecimal(chosen as typeof decimal)}
            choices={[
              { id: '.', label: 'Point' },
              { id: ',', label: 'Comma' },
            ]}
          />
          <TextField
            label="Currency"
            isRequired
            maxLength={3}
            placeholder="USD"
            value={currency}
            onChange={(code) => setCurrency(code.toUpperCase())}
          />
          <Select
            label="Column of what the payer wrote"
            isRequired
            value={reference}
            onChange={setReference}
            choices={columns}
          />
          <Select label="Column of the payer’s name" value={name} onChange={setName} choices={orNone} />
          <Select
            label="Column of the bank’s reference of each entry"
            value={id}
            onChange={setId}
            choices={orNone}
          />
          <Select label="Column of your own account" value={account} onChange={setAccount} choices={orNone} />
        </div>
      )}
      {error !== null && (
        <p role="alert" className="note bad">
          {error instanceof Refusal ? error.message : words.reading.failed}
        </p>
      )}
      <footer className="actions">
        <Button type="submit" look="main" isPending={write.isPending}>
          Import
        </Button>
      </footer>
    </form>
  );
}

const outcomes: Readonly<Record<ImportedEntry['outcome'], readonly [string, Tone]>> = {
  matched: ['Matched', 'good'],
  unmatched: ['Unmatched', 'warn'],
  known: ['Known already', 'none'],
  held: ['Held: looks like another', 'warn'],
  returned: ['Went back', 'bad'],
};

const columns: readonly Column<ImportedEntry>[] = [
  { id: 'on', label: 'Day', cell: ({ on }) => format.day(on) },
  {
    id: 'outcome',
    label: 'Outcome',
    cell: ({ outcome }) => <Mark tone={outcomes[outcome][1]}>{outcomes[outcome][0]}</Mark>,
  },
  {
    id: 'whose',
    label: 'Counted for',
    cell: ({ subscriberId, invoiceId }) => (
      <>
        {subscriberId !== undefined && <SubscriberLink id={subscriberId} />}{' '}
        {invoiceId !== undefined && <InvoiceLink id={invoiceId} />}
      </>
    ),
  },
  {
    id: 'said',
    label: 'The payer wrote',
    isWide: true,
    cell: ({ name, reference }) => (
      <bdi>{[name, reference].filter((one) => one !== undefined && one !== '').join(': ')}</bdi>
    ),
  },
  { id: 'amount', label: 'Amount', isNumber: true, cell: ({ amount }) => format.money(amount) },
];

function Result({ result }: { readonly result: ImportedStatement }) {
  const { matched, unmatched, known, held, returned, items } = result;
  const left = unmatched + held;
  return (
    <Section
      title="Imported"
      actions={left > 0 && <Link to="/billing/inbox">Look at the {format.number(left)} left</Link>}
    >
      <Facts
        facts={[
          ['Matched', format.number(matched)],
          ['Unmatched', format.number(unmatched)],
          ['Known already', format.number(known)],
          held > 0 && ['Held, as they look like others', format.number(held)],
          returned > 0 && ['Went back', format.number(returned)],
        ]}
      />
      <Table
        label="Entries"
        columns={columns}
        rows={items}
        keyOf={({ paymentId, outcome }) => `${paymentId} ${outcome}`}
        to={({ paymentId }) => `/billing/payments/${paymentId}`}
        empty="The statement holds no money that came in."
      />
    </Section>
  );
}
