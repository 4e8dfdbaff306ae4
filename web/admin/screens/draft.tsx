import { useNavigate, useParams } from '@tanstack/react-router';
import { Reading, useRead } from '../../shared/reading.tsx';
import { edited } from '../../shared/revision.ts';
import type { DraftInvoice } from '../../shared/routes.ts';
import { Act, Command } from '../form.tsx';
import { InvoiceLink, SubscriberLink } from '../links.tsx';
import { Table } from '../listing.tsx';
import { Facts, format, Mark, Page, Section } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { draftStates } from './billing-words.tsx';

export default function Draft() {
  const { id } = useParams({ strict: false }) as { readonly id: string };
  const draft = useRead('GET /draft-invoices/{id}', { params: { id } });
  return (
    <Reading of={draft} words={words.reading}>
      {(known) => <Known draft={known} />}
    </Reading>
  );
}

function Known({ draft }: { readonly draft: DraftInvoice }) {
  const { id, state, lines, total, note, dueOn, subscriberId, invoiceId } = draft;
  const may = useMay();
  const navigate = useNavigate();
  const [label, tone] = draftStates[state];
  return (
    <Page
      title="Draft invoice"
      mark={<Mark tone={tone}>{label}</Mark>}
      trail={[{ to: '/billing/drafts', label: 'Drafts' }]}
      actions={
        may('billing:write') &&
        state === 'draft' && (
          <>
            <Command
              route="POST /draft-invoices/{id}/discard"
              params={{ id }}
              label="Discard"
              look="danger"
              question={<p>The draft is given up for good. It stays on record.</p>}
            />
            <Act
              route="PUT /draft-invoices/{id}"
              params={{ id }}
              label="Change"
              submit="Save"
              size="large"
              of={edited('GET /draft-invoices/{id}', { params: { id } }, (known) => ({
                lines: known.lines,
                note: known.note,
                dueOn: known.dueOn,
              }))}
              about={{ subscriberId }}
            />
            <Command
              route="POST /draft-invoices/{id}/issue"
              params={{ id }}
              label="Issue"
              look="main"
              question={
                <p>
                  An invoice over {format.money(total)} and its taxes gets its number and is owed from then
                  on.
                </p>
              }
              onDone={(invoice) => void navigate({ to: `/billing/invoices/${invoice.id}` })}
            />
          </>
        )
      }
    >
      <Section title="At a glance">
        <Facts
          facts={[
            ['Subscriber', <SubscriberLink key="who" id={subscriberId} />],
            ['Before taxes', format.money(total)],
            dueOn !== undefined && ['Due', format.day(dueOn)],
            ['Note', note],
            invoiceId !== undefined && ['Became invoice', <InvoiceLink key="became" id={invoiceId} />],
          ]}
        />
      </Section>
      <Section title="Lines">
        <Table
          label="Lines"
          rows={lines.map((line, at) => ({ ...line, at }))}
          keyOf={({ at }) => String(at)}
          columns={[
            { id: 'what', label: 'What', cell: ({ item }) => item },
            { id: 'amount', label: 'Amount', isNumber: true, cell: ({ amount }) => format.money(amount) },
          ]}
        />
      </Section>
    </Page>
  );
}
