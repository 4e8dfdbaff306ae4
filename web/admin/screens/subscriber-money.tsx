import { usePages, useVersion } from '../../shared/reading.tsx';
import type { StatementEntry } from '../../shared/routes.ts';
import { FileButton } from '../files.tsx';
import { Command } from '../form.tsx';
import { type Column, Listing, ofOne, Table } from '../listing.tsx';
import { format, Mark, Section } from '../parts.tsx';
import { useMay } from '../who.ts';
import { columns as paymentColumns } from './payments.tsx';

const statementColumns: readonly Column<StatementEntry & { readonly id: string }>[] = [
  { id: 'on', label: 'Day', width: '8rem', cell: ({ on }) => format.day(on), text: ({ on }) => on },
  {
    id: 'words',
    label: 'What',
    width: '3fr',
    cell: ({ words: what }) => what,
    text: ({ words: what }) => what,
  },
  {
    id: 'amount',
    label: 'Amount',
    isNumber: true,
    cell: ({ amount }) => format.money(amount),
    text: ({ amount }) => amount.amount,
  },
  {
    id: 'balance',
    label: 'Owed after it',
    isNumber: true,
    cell: ({ balance }) => format.money(balance),
    text: ({ balance }) => balance.amount,
  },
];

export function Statement({ id }: { readonly id: string }) {
  const pages = usePages('GET /subscribers/{id}/statement', { params: { id }, query: { limit: 100 } });
  const rows = { ...pages, items: pages.items.map((entry) => ({ ...entry, id: entry.eventId })) };
  return (
    <>
      <p className="actions">
        <FileButton
          route="GET /subscribers/{id}/statement/pdf"
          given={{ params: { id } }}
          label="Open PDF"
          name="statement.pdf"
          opens
        />
      </p>
      <Listing
        label="Statement of account"
        columns={statementColumns}
        rows={rows}
        to={({ invoiceId, paymentId }) =>
          invoiceId !== undefined
            ? `/billing/invoices/${invoiceId}`
            : paymentId !== undefined
              ? `/billing/payments/${paymentId}`
              : '.'
        }
        empty="Nothing on this account yet."
        fileName={`statement-${id}`}
      />
    </>
  );
}

export function Payments({ id }: { readonly id: string }) {
  const rows = usePages('GET /payments', { query: { subscriberId: id, limit: 100, order: 'newest' } });
  const { data: seen } = useVersion('GET /subscribers/{id}/payment-methods', { params: { id } });
  const methods = seen?.body;
  const may = useMay();
  return (
    <>
      {methods !== undefined && (
        <Section
          title="Saved methods"
          actions={
            may('billing:write') &&
            methods.items.length > 0 && <Autopay id={id} isOn={methods.autopay} ifMatch={seen?.etag} />
          }
        >
          <Table
            label="Saved methods"
            rows={methods.items}
            keyOf={({ id: methodId }) => methodId}
            empty="None is saved: the subscriber saves one in the portal."
            columns={[
              { id: 'label', label: 'Method', cell: ({ label }) => label },
              { id: 'provider', label: 'Provider', cell: ({ provider }) => provider },
              { id: 'expires', label: 'Expires', cell: ({ expires }) => expires ?? '' },
              {
                id: 'default',
                label: 'Charged by itself',
                cell: ({ isDefault }) => isDefault && methods.autopay && <Mark tone="good">autopay</Mark>,
              },
              {
                id: 'remove',
                label: '',
                cell: ({ id: methodId, label, isDefault }) =>
                  may('billing:write') && (
                    <>
                      {!isDefault && (
                        <Command
                          route="PUT /subscribers/{id}/autopay"
                          params={{ id }}
                          body={{ enabled: methods.autopay, methodId }}
                          ifMatch={seen?.etag}
                          label="Charge this one"
                          look="plain"
                        />
                      )}
                      <Command
                        route="DELETE /subscribers/{id}/payment-methods/{methodId}"
                        params={{ id, methodId }}
                        label="Remove"
                        look="danger"
                        question={<p>{label} is not charged any more.</p>}
                      />
                    </>
                  ),
              },
            ]}
          />
        </Section>
      )}
      <Listing
        label="Payments"
        columns={ofOne(paymentColumns)}
        rows={rows}
        to={(payment) => `/billing/payments/${payment.id}`}
        empty="Nothing was paid yet."
        fileName={`payments-${id}`}
      />
    </>
  );
}

const Autopay = ({
  id,
  isOn,
  ifMatch,
}: {
  readonly id: string;
  readonly isOn: boolean;
  readonly ifMatch: string | undefined;
}) => (
  <Command
    route="PUT /subscribers/{id}/autopay"
    params={{ id }}
    body={{ enabled: !isOn }}
    ifMatch={ifMatch}
    label={isOn ? 'Turn autopay off' : 'Turn autopay on'}
    question={
      <p>
        {isOn
          ? 'Invoices are charged to the saved method no more; the subscriber pays them.'
          : 'Invoices are charged to the saved method from the next one on. Ask the subscriber first.'}
      </p>
    }
  />
);
