import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Button } from '../../shared/button.tsx';
import { Reading, useRead } from '../../shared/reading.tsx';
import type { Invoice, InvoiceLine, InvoiceLineExplanation } from '../../shared/routes.ts';
import { FileButton } from '../files.tsx';
import { Act } from '../form.tsx';
import { InvoiceLink, ServiceLink, SubscriberLink } from '../links.tsx';
import { Table } from '../listing.tsx';
import { Choices, Facts, format, Mark, Page, Section, usePlaceChoice } from '../parts.tsx';
import { PdfView, useShowsPdf } from '../pdf-view.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { InvoiceMark, isNothing } from './billing-words.tsx';

const goTo = (answer: HTMLElement | null) => answer?.focus();

export default function InvoicePage() {
  const { id } = useParams({ strict: false }) as { readonly id: string };
  const invoice = useRead('GET /invoices/{id}', { params: { id } });
  return (
    <Reading of={invoice} words={words.reading}>
      {(known) => <Known invoice={known} />}
    </Reading>
  );
}

function Known({ invoice }: { readonly invoice: Invoice }) {
  const { id, number, document, state, total, paid, creditApplied, amountDue, writtenOff } = invoice;
  const [why, ask] = useState<InvoiceLine>();
  const given = { params: { id } };
  const showsPdf = useShowsPdf();
  const [asked, show] = usePlaceChoice('show');
  const shown = showsPdf && asked !== undefined && asked in papers ? (asked as Paper) : undefined;
  return (
    <Page
      title={`${document === 'invoice' ? 'Invoice' : 'Credit note'} ${number}`}
      mark={<InvoiceMark invoice={invoice} />}
      trail={[{ to: '/billing/invoices', label: 'Documents' }]}
      actions={
        <>
          {showsPdf ? (
            <Button onPress={() => show(shown === undefined ? 'pdf' : undefined)}>
              {shown === undefined ? 'Show PDF' : 'Hide PDF'}
            </Button>
          ) : (
            <FileButton
              route="GET /invoices/{id}/pdf"
              given={given}
              label="Open PDF"
              name={`${number}.pdf`}
              opens
            />
          )}
          {state !== 'void' && (
            <FileButton route="GET /invoices/{id}/ubl" given={given} label="UBL" name={`${number}.xml`} />
          )}
          <FileButton
            route="GET /invoices/{id}/explanation/pdf"
            given={given}
            label="Explanation PDF"
            name={`${number}-explanation.pdf`}
            opens
          />
          <Corrections invoice={invoice} />
        </>
      }
    >
      <Beside aside={shown !== undefined && <Print invoice={invoice} paper={shown} onChange={show} />}>
        <Section title="At a glance">
          <Facts
            facts={[
              ['Subscriber', <SubscriberLink key="who" id={invoice.subscriberId} />],
              ['Total', format.money(total)],
              ['Paid', format.money(paid)],
              !isNothing(creditApplied) && ['Settled by credit', format.money(creditApplied)],
              writtenOff !== undefined && ['Written off', format.money(writtenOff)],
              ['To pay', <strong key="due">{format.money(amountDue)}</strong>],
              ['Issued', format.day(invoice.issuedOn)],
              ['Due', format.day(invoice.dueOn)],
              invoice.paidOn !== undefined && ['Paid on', format.day(invoice.paidOn)],
              ['Purchase order', invoice.purchaseOrderNumber],
              invoice.aboutInvoiceId !== undefined && [
                'About invoice',
                <InvoiceLink key="about" id={invoice.aboutInvoiceId} />,
              ],
              ['Reason', invoice.reason],
              invoice.voided !== undefined && [
                'Voided',
                `${format.day(invoice.voided.on)}: ${invoice.voided.reason}`,
              ],
            ]}
          />
        </Section>
        <Section title="Lines" note="“Why?” tells the events, days and rule that a line rests on.">
          <Lines invoice={invoice} ask={ask} />
        </Section>
        {why !== undefined && (
          // Whoever asks is led to the answer, which leaves the lines and the document in sight.
          <div key={why.lineId} className="asked" tabIndex={-1} ref={goTo}>
            <Section
              title={`Why ${format.money(why.amount)} for ${why.item}?`}
              actions={
                <Button look="plain" onPress={() => ask(undefined)}>
                  {words.close}
                </Button>
              }
            >
              <Why invoiceId={id} lineId={why.lineId} />
            </Section>
          </div>
        )}
        {document === 'invoice' && <SavedMethods invoice={invoice} />}
      </Beside>
    </Page>
  );
}

/** What is handed out of it, and the place of each on the API. */
const papers = {
  pdf: ['Document', 'GET /invoices/{id}/pdf'],
  explanation: ['Explanation', 'GET /invoices/{id}/explanation/pdf'],
} as const;
type Paper = keyof typeof papers;

/** The page with something beside it where there is any. */
function Beside({ aside, children }: { readonly aside: ReactNode; readonly children: ReactNode }) {
  if (aside === false) return children;
  return (
    <div className="beside">
      <div className="stack">{children}</div>
      {aside}
    </div>
  );
}

function Print({
  invoice: { id, number, updatedAt },
  paper,
  onChange,
}: {
  readonly invoice: Invoice;
  readonly paper: Paper;
  readonly onChange: (paper: Paper) => void;
}) {
  const [label, route] = papers[paper];
  const given = { params: { id } };
  return (
    <section className="print" aria-label="PDF">
      <header>
        <Choices<Paper>
          label="PDF"
          value={paper}
          onChange={onChange}
          choices={Object.entries(papers).map(([one, [words]]) => [one as Paper, words] as const)}
        />
        <FileButton route={route} given={given} label="Open in a tab" name={`${number}-${paper}.pdf`} opens />
      </header>
      <PdfView route={route} given={given} version={updatedAt} title={`${number}: ${label}`} />
    </section>
  );
}

function Lines({
  invoice: { id, document, state, currency, lines, total },
  ask,
}: {
  readonly invoice: Invoice;
  readonly ask: (line: InvoiceLine) => void;
}) {
  const may = useMay();
  const navigate = useNavigate();
  const isCorrectable =
    may('billing:write') && document === 'invoice' && state !== 'void' && state !== 'written-off';
  return (
    <>
      <Table<InvoiceLine>
        label="Lines"
        rows={lines}
        keyOf={({ lineId }) => lineId}
        columns={[
          {
            id: 'item',
            label: 'What',
            cell: ({ item, subscriberName, serviceId, discounts = [] }) => (
              <>
                {serviceId === undefined ? item : <Link to={`/services/${serviceId}`}>{item}</Link>}
                {subscriberName !== undefined && <span className="hint line">{subscriberName}</span>}
                {discounts.map(({ discountId, name, amount }) => (
                  <span key={discountId} className="hint line">
                    {name}: {format.money(amount)}
                  </span>
                ))}
              </>
            ),
          },
          { id: 'kind', label: 'Kind', isWide: true, cell: ({ kind }) => wordsOf(kind) },
          {
            id: 'for',
            label: 'For',
            isWide: true,
            cell: ({ from, to, days, of }) => (
              <>
                {from !== undefined && to !== undefined && `${format.day(from)} until ${format.day(to)}`}
                {days !== undefined && of !== undefined && days !== of && (
                  <span className="hint line">
                    {days} of {of} days
                  </span>
                )}
              </>
            ),
          },
          {
            id: 'amount',
            label: 'Amount',
            isNumber: true,
            cell: ({ amount }) => format.money(amount),
          },
          {
            id: 'why',
            label: 'Actions',
            cell: (line) => (
              <div className="actions">
                <Button look="plain" aria-label={`Why ${line.item}?`} onPress={() => ask(line)}>
                  Why?
                </Button>
                {isCorrectable && line.kind !== 'tax' && (
                  <Act
                    route="POST /credit-notes"
                    label="Correct"
                    title={`Correct “${line.item}” by a credit note`}
                    submit="Issue credit note"
                    look="plain"
                    only={['amount', 'reason']}
                    initial={{
                      invoiceId: id,
                      lineId: line.lineId,
                      amount: { amount: `-${line.amount.amount}`.replace(/^--/, ''), currency },
                    }}
                    onDone={(note) => void navigate({ to: `/billing/invoices/${note.id}` })}
                  />
                )}
              </div>
            ),
          },
        ]}
      />
      <p className="end figure">
        <strong>Total {format.money(total)}</strong>
      </p>
    </>
  );
}

function Corrections({ invoice }: { readonly invoice: Invoice }) {
  const may = useMay();
  if (!may('billing:write') || invoice.document !== 'invoice' || invoice.state === 'void') return undefined;
  const { amountDue, paid, writtenOff } = invoice;
  const params = { id: invoice.id };
  return (
    <>
      {!isNothing(amountDue) && (
        <Act
          route="POST /invoices/{id}/write-off"
          params={params}
          label="Write off"
          isDanger
          intro={
            <p>
              {format.money(amountDue)} is not expected any more and leaves the receivables. A payment that
              comes after all still goes to it.
            </p>
          }
        />
      )}
      {writtenOff !== undefined && !isNothing(writtenOff) && (
        <Act
          route="POST /invoices/{id}/reinstate"
          params={params}
          label="Reinstate"
          intro={<p>{format.money(writtenOff)} was written off and is expected again.</p>}
        />
      )}
      {isNothing(paid) && writtenOff === undefined && (
        <Act
          route="POST /invoices/{id}/void"
          params={params}
          label="Void"
          look="danger"
          isDanger
          intro={<p>The invoice counts for nothing. The next billing run charges its days again.</p>}
        />
      )}
    </>
  );
}

function Why({ invoiceId, lineId }: { readonly invoiceId: string; readonly lineId: string }) {
  const explanation = useRead('GET /invoices/{id}/explanation', { params: { id: invoiceId } });
  return (
    <Reading of={explanation} words={words.reading}>
      {({ lines }) => {
        const line = lines.find((one) => one.lineId === lineId);
        return line === undefined ? (
          <p className="empty">This line has no explanation.</p>
        ) : (
          <Explanation line={line} />
        );
      }}
    </Reading>
  );
}

function Explanation({ line }: { readonly line: InvoiceLineExplanation }) {
  const { rule, fraction, period, price, version, discounts = [], serviceId, events } = line;
  return (
    <>
      <p>{line.words}</p>
      <Facts
        facts={[
          ['Rule', wordsOf(rule)],
          ['Amount', format.money(line.amount)],
          price !== undefined && ['Price of a full period', format.money(price)],
          period !== undefined && ['Days', `${format.day(period.from)} until ${format.day(period.to)}`],
          fraction !== undefined && ['Fraction', `${fraction.days} of ${fraction.of} days`],
          version !== undefined && ['Version of the plan', String(version)],
          serviceId !== undefined && ['Service', <ServiceLink key="service" id={serviceId} />],
          ...discounts.map(({ name, amount }) => [name, format.money(amount)] as const),
        ]}
      />
      <h3>Events it rests on</h3>
      {events.length === 0 ? (
        <p className="empty">None: it was written by hand.</p>
      ) : (
        <ol className="stack">
          {events.map(({ eventId, type, at, proof }) => (
            <li key={eventId}>
              <strong>{wordsOf(type)}</strong> <time dateTime={at}>{format.exact(at)}</time>
              {proof?.answers.map((answer) => (
                <p key={`${answer.name} ${answer.at}`} className="hint">
                  <Mark tone={answer.ok ? 'good' : 'bad'}>{answer.ok ? 'proven' : 'refused'}</Mark>{' '}
                  {answer.name}: {answer.answer}
                </p>
              ))}
              {proof !== undefined && (
                <p className="hint">
                  <Link to={`/orders/${proof.orderId}`}>Order</Link>
                  {proof.revision !== undefined && ` revision ${proof.revision}`}
                </p>
              )}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

/** Only who has saved a method is charged by it; for all others there is nothing to be asked. */
function SavedMethods({ invoice: { id, subscriberId } }: { readonly invoice: Invoice }) {
  const { data } = useRead('GET /subscribers/{id}/payment-methods', { params: { id: subscriberId } });
  return data !== undefined && data.items.length > 0 ? <Collection id={id} /> : undefined;
}

function Collection({ id }: { readonly id: string }) {
  const { data } = useRead('GET /invoices/{id}/collection', { params: { id } });
  if (data === undefined) return undefined;
  return (
    <Section title="Collection">
      <Facts
        facts={[
          ['State', wordsOf(data.state)],
          data.nextOn !== undefined && ['Next charge', format.day(data.nextOn)],
          data.stopped !== undefined && ['Stopped', wordsOf(data.stopped)],
        ]}
      />
      <Table
        label="Attempts"
        rows={data.attempts}
        keyOf={({ attempt }) => String(attempt)}
        empty="Not charged yet."
        columns={[
          { id: 'at', label: 'When', cell: ({ at }) => format.instant(at) },
          { id: 'method', label: 'Method', cell: ({ label }) => label },
          { id: 'amount', label: 'Amount', isNumber: true, cell: ({ amount }) => format.money(amount) },
          {
            id: 'outcome',
            label: 'Outcome',
            cell: ({ outcome, reason }) => (
              <>
                <Mark tone={outcome === 'succeeded' ? 'good' : outcome === 'declined' ? 'bad' : 'info'}>
                  {outcome ?? 'under way'}
                </Mark>{' '}
                {reason}
              </>
            ),
          },
        ]}
      />
    </Section>
  );
}
