import { Link } from '@tanstack/react-router';
import { useRead } from '../../shared/reading.tsx';
import type { Subscriber } from '../../shared/routes.ts';
import { Act } from '../form.tsx';
import { SubscriberLink } from '../links.tsx';
import { Facts, format, Mark, Section } from '../parts.tsx';
import { PaymentConsequence } from '../payment-consequence.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { SendLink } from './payment-link.tsx';
import { addressLine } from './service-words.ts';
import { DunningLine } from './subscriber-dunning.tsx';

export function Actions({ subscriber: { id, currency } }: { readonly subscriber: Subscriber }) {
  const may = useMay();
  return (
    <>
      {may('billing:write') && (
        <Act
          route="POST /payments"
          label="Record a payment"
          initial={{ subscriberId: id, amount: { amount: '', currency }, method: 'cash' }}
          without={['subscriberId']}
          consequence={(body) => <PaymentConsequence subscriberId={id} body={body} />}
        />
      )}
      {may('subscribers:write') && <SendLink id={id} />}
      {may('subscribers:write') && (
        <Act
          route="PATCH /subscribers/{id}"
          params={{ id }}
          label="Write a note"
          only={['note']}
          isKept
          submit="Write it"
        />
      )}
      {may('services:write') && (
        <Link className="button main" to={`/sell?subscriber=${id}`}>
          Sell a service
        </Link>
      )}
    </>
  );
}

/** What is asked first when somebody calls. */
export function Head({ subscriber }: { readonly subscriber: Subscriber }) {
  const { id, number, emails, phones, addresses, payerId, notes } = subscriber;
  const note = notes.at(-1);
  const may = useMay();
  const balance = useRead('GET /subscribers/{id}/balance', { params: { id } });
  const address = addresses.service ?? addresses.billing;
  const { data } = balance;
  return (
    <div className="grid">
      <Section title="Who">
        <Facts
          facts={[
            [
              'Account',
              <span key="number" className="figure">
                {number}
              </span>,
            ],
            emails.length > 0 && [
              'E-mail',
              <a key="mail" href={`mailto:${emails[0]}`}>
                {emails[0]}
              </a>,
            ],
            phones.length > 0 && [
              'Phone',
              <a key="phone" href={`tel:${phones[0]}`}>
                {phones[0]}
              </a>,
            ],
            address !== undefined && ['Address', addressLine(address)],
            ['Since', format.day(subscriber.createdAt.slice(0, 10))],
            note !== undefined && [
              'Last note',
              <Link key="note" to={`/subscribers/${id}/details`} title={note.text}>
                {note.text.length > 80 ? `${note.text.slice(0, 79)}…` : note.text}
              </Link>,
            ],
            payerId !== undefined && ['Paid by', <SubscriberLink key="payer" id={payerId} />],
          ]}
        />
      </Section>
      <Section title="Balance">
        {data === undefined ? (
          <p className="soft">{words.reading.loading}</p>
        ) : (
          <>
            <p className="big figure">{format.money(data.balance)}</p>
            <Facts
              facts={[
                ['Open on invoices', format.money(data.due)],
                [
                  'Overdue',
                  Number(data.overdue.amount) > 0 ? (
                    <Mark key="overdue" tone="bad">
                      {format.money(data.overdue)}
                    </Mark>
                  ) : (
                    'nothing'
                  ),
                ],
                Number(data.credit.amount) > 0 && ['Open credit', format.money(data.credit)],
              ]}
            />
            <DunningLine id={id} />
            {may('billing:write') && (
              <p className="actions">
                <Act
                  route="POST /subscribers/{id}/credits"
                  params={{ id }}
                  label="Give credit"
                  look="plain"
                  consequence={(body) => <PaymentConsequence subscriberId={id} body={body} as="credit" />}
                />
              </p>
            )}
          </>
        )}
      </Section>
    </div>
  );
}
