import { useState } from 'react';
import { Button } from '../shared/button.tsx';
import { Checkbox, Overlay } from '../shared/controls.tsx';
import { useVersion, useWrite } from '../shared/reading.tsx';
import type { Invoice, PaymentMethods, PortalDues } from '../shared/routes.ts';
import { useAll } from './all-pages.ts';
import { awaitChange, useAwaited } from './awaited.ts';
import { useAccountParams, useHere, useRights } from './here.tsx';
import { Icon } from './icons.tsx';
import { Card, Empty, Head, isMore, Shown, Sorry, To } from './parts.tsx';
import { addressOf, Credit, leaveFor, Pay, useDues } from './pay.tsx';
import { Pdf } from './pdf.tsx';

/** Shown at first; the rest on a press. */
const atFirst = 12;
/** Milliseconds between two looks while somebody waits for what they saved. */
const quick = 2_000;

export function Bills() {
  const { words } = useHere();
  const dues = useDues();
  return (
    <div className="place">
      <Head title={words.bills} />
      <div className="sides turned">
        <div className="stack">
          <Shown of={dues} lines={3}>
            {(seen) => <Owed dues={seen} />}
          </Shown>
          <Shown of={dues} lines={3}>
            {(seen) => <Methods dues={seen} />}
          </Shown>
        </div>
        <div className="stack">
          <Documents />
          <Statement />
        </div>
      </div>
    </div>
  );
}

function Owed({ dues }: { readonly dues: PortalDues }) {
  const { words, format } = useHere();
  return (
    <Card title={words.owe} className="owed">
      {isMore(dues.due) ? (
        <>
          <p className="amount">{format.money(dues.due)}</p>
          {isMore(dues.overdue) && <p className="bad-ink">{words.overdueOf(format.money(dues.overdue))}</p>}
          <Pay dues={dues} />
        </>
      ) : (
        <Empty icon="check" title={words.oweNothing} why={words.oweNothingWhy} />
      )}
      <Credit dues={dues} />
    </Card>
  );
}

export function StateMark({ invoice }: { readonly invoice: Invoice }) {
  const { words } = useHere();
  const dues = useDues();
  if (dues.data?.invoices.find(({ invoiceId }) => invoiceId === invoice.id)?.isOverdue === true)
    return <span className="mark bad">{words.overdue}</span>;
  if (invoice.document === 'credit-note') return <span className="mark info">{words.creditNote}</span>;
  const look = {
    issued: 'warn',
    'partially-paid': 'warn',
    paid: 'good',
    'written-off': '',
    void: '',
  } as const;
  return <span className={`mark ${look[invoice.state]}`}>{words.state[invoice.state]}</span>;
}

function Documents() {
  const { words, format } = useHere();
  const params = useAccountParams();
  const invoices = useAll('GET /portal/accounts/{accountId}/invoices', { params });
  const [shows, show] = useState(atFirst);
  return (
    <Card title={words.documents}>
      <Shown of={invoices} lines={6}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon="bills" title={words.noDocuments} why={words.noDocumentsWhy} />
          ) : (
            <>
              <ul className="rows">
                {items.slice(0, shows).map((invoice) => (
                  <li key={invoice.id}>
                    <To to="/bills/$invoiceId" params={{ invoiceId: invoice.id }} className="row">
                      <span className="grow">
                        <strong>{format.day(invoice.issuedOn)}</strong>
                        <bdi className="soft number">{invoice.number}</bdi>
                      </span>
                      <StateMark invoice={invoice} />
                      <span className="figure">{format.money(invoice.total)}</span>
                      <span className="chevron" aria-hidden="true" />
                    </To>
                  </li>
                ))}
              </ul>
              {items.length > shows && (
                <Button look="plain" onPress={() => show(items.length)}>
                  {words.more}
                </Button>
              )}
            </>
          )
        }
      </Shown>
    </Card>
  );
}

function Statement() {
  const { words, format } = useHere();
  const params = useAccountParams();
  const entries = useAll('GET /portal/accounts/{accountId}/statement', { params });
  const [shows, show] = useState(atFirst);
  return (
    <Card title={words.statement}>
      <Shown of={entries} lines={5}>
        {(items) =>
          items.length === 0 ? (
            <p className="soft">{words.noStatement}</p>
          ) : (
            <>
              <Pdf
                route="GET /portal/accounts/{accountId}/statement/pdf"
                given={{ params }}
                of={words.statement}
              />
              <ul className="rows">
                {items.slice(0, shows).map(({ eventId, on, kind, number, amount, balance }) => (
                  <li key={eventId} className="row">
                    <span className="grow">
                      <strong>{words.entry[kind]}</strong>
                      <span className="soft">
                        {format.day(on)}
                        {number !== undefined && ' · '}
                        {number !== undefined && <bdi className="number">{number}</bdi>}
                      </span>
                    </span>
                    <span className="figures">
                      <span className={isMore(amount) ? 'figure' : 'figure good-ink'}>
                        {format.money(amount)}
                      </span>
                      <span className="figure soft">
                        {words.balance} {format.money(balance)}
                      </span>
                    </span>
                  </li>
                ))}
              </ul>
              {items.length > shows && (
                <Button look="plain" onPress={() => show(items.length)}>
                  {words.more}
                </Button>
              )}
            </>
          )
        }
      </Shown>
    </Card>
  );
}

function Methods({ dues }: { readonly dues: PortalDues }) {
  const { words } = useHere();
  const { mayPay } = useRights();
  const params = useAccountParams();
  const [isQuick, look] = useState(false);
  const methods = useVersion(
    'GET /portal/accounts/{accountId}/payment-methods',
    { params },
    { every: isQuick && quick },
  );
  const kept = methods.data === undefined ? undefined : keptBy(methods.data.body);
  const { isWaiting, stop } = useAwaited('method', kept);
  if (isWaiting !== isQuick) look(isWaiting);
  const saving = dues.providers.filter(({ savesAlone }) => savesAlone);
  return (
    <Card title={words.methods}>
      <Shown of={methods} lines={3}>
        {({ body: seen, etag }) => (
          <>
            {seen.items.length === 0 ? (
              <Empty icon="card" title={words.noMethods} why={words.noMethodsWhy} />
            ) : (
              <MethodList methods={seen} ifMatch={etag} />
            )}
            {isWaiting && (
              <p role="status" className="note">
                {words.methodAwaited}{' '}
                <button type="button" className="plain" onClick={stop}>
                  {words.methodNotSaved}
                </button>
              </p>
            )}
            {mayPay && saving[0] !== undefined && (
              <SaveMethod provider={saving[0].provider} kept={keptBy(seen)} />
            )}
          </>
        )}
      </Shown>
    </Card>
  );
}

/** Which methods there are, in one word. */
const keptBy = ({ items }: PaymentMethods) => items.map(({ id }) => id).join(' ');

function SaveMethod({ provider, kept }: { readonly provider: string; readonly kept: string }) {
  const { words } = useHere();
  const params = useAccountParams();
  const open = useWrite('POST /portal/accounts/{accountId}/payment-methods/sessions');
  const isLeaving = open.isPending || open.isSuccess;
  return (
    <>
      <Button
        isPending={isLeaving}
        onPress={() =>
          open.mutate(
            { params, body: { provider, returnUrl: addressOf('/bills') } },
            {
              onSuccess(page) {
                awaitChange('method', { ...params, before: kept });
                leaveFor(page);
              },
            },
          )
        }
      >
        <Icon name="plus" />
        {isLeaving ? words.goingToPay : words.addMethod}
      </Button>
      <Sorry error={open.error} />
    </>
  );
}

function MethodList({
  methods,
  ifMatch,
}: {
  readonly methods: PaymentMethods;
  readonly ifMatch: string | undefined;
}) {
  const { words, format } = useHere();
  const { mayPay } = useRights();
  const { accountId } = useAccountParams();
  const autopay = useWrite('PUT /portal/accounts/{accountId}/autopay');
  const [leaving, leave] = useState<PaymentMethods['items'][number]>();
  return (
    <>
      <ul className="rows">
        {methods.items.map((method) => (
          <li key={method.id} className="row">
            <Icon name="card" />
            <span className="grow">
              <strong>
                <bdi>{method.label}</bdi>
              </strong>
              <span className="soft">
                {method.isDefault && methods.items.length > 1 && `${words.chosen} · `}
                {method.expires !== undefined && words.expires(format.month(method.expires))}
              </span>
            </span>
            {mayPay && !method.isDefault && (
              <Button
                look="plain"
                isPending={autopay.isPending}
                onPress={() =>
                  autopay.mutate({
                    params: { accountId },
                    ifMatch,
                    body: { enabled: methods.autopay, methodId: method.id },
                  })
                }
              >
                {words.choose}
              </Button>
            )}
            {mayPay && (
              <Button
                look="plain"
                aria-label={`${words.removeMethod}: ${method.label}`}
                onPress={() => leave(method)}
              >
                {words.removeMethod}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Checkbox
        value={methods.autopay}
        isDisabled={!mayPay}
        isReadOnly={autopay.isPending}
        onChange={(enabled) => autopay.mutate({ params: { accountId }, ifMatch, body: { enabled } })}
      >
        <span>
          <strong>{words.autopay}</strong>
          <span className="soft block">{words.autopayWhy}</span>
        </span>
      </Checkbox>
      <Sorry error={autopay.error} />
      {leaving !== undefined && <Removal method={leaving} onClose={() => leave(undefined)} />}
    </>
  );
}

function Removal({
  method,
  onClose,
}: {
  readonly method: PaymentMethods['items'][number];
  readonly onClose: () => void;
}) {
  const { words } = useHere();
  const { accountId } = useAccountParams();
  const remove = useWrite('DELETE /portal/accounts/{accountId}/payment-methods/{methodId}');
  return (
    <Overlay title={words.removeMethod} closeLabel={words.close} onClose={onClose}>
      <p>{words.removeMethodWhy(method.label)}</p>
      <Sorry error={remove.error} />
      <div className="ends">
        <Button onPress={onClose}>{words.cancel}</Button>
        <Button
          look="danger"
          isPending={remove.isPending}
          onPress={() =>
            remove.mutate({ params: { accountId, methodId: method.id } }, { onSuccess: onClose })
          }
        >
          {words.removeMethod}
        </Button>
      </div>
    </Overlay>
  );
}
