import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../shared/button.tsx';
import { Checkbox, Overlay, TextField } from '../shared/controls.tsx';
import { useRead, useWrite } from '../shared/reading.tsx';
import type { Money, PortalDues, ProviderPage } from '../shared/routes.ts';
import { awaitChange, useAwaited } from './awaited.ts';
import { useAccountParams, useHere, useRights } from './here.tsx';
import { Icon } from './icons.tsx';
import { fieldError, isMore, Sorry } from './parts.tsx';
import { typedAmount } from './typed-amount.ts';
import type { Words } from './words/english.ts';

const key = 'throughline.paying';
/** Milliseconds between two looks at what a payment that is on its way may have changed. */
const calm = 10_000;
/** The same while somebody waits for it. */
const quick = 2_000;

/** What was open when the payer left for the page of a payment provider. */
export interface Paying {
  readonly accountId: string;
  readonly due: string;
  /** Whether a service waited for the payment. */
  readonly wasCut: boolean;
}

export function payingNow(accountId: string): Paying | undefined {
  const kept = sessionStorage.getItem(key);
  const paying = kept === null ? undefined : (JSON.parse(kept) as Paying);
  return paying?.accountId === accountId ? paying : undefined;
}

export const rememberPaying = (paying: Paying): void => sessionStorage.setItem(key, JSON.stringify(paying));
export const endPaying = (): void => sessionStorage.removeItem(key);

export const useDues = (every?: number) => {
  const params = useAccountParams();
  return useRead('GET /portal/accounts/{accountId}/dues', { params }, { every: every ?? false });
};

/** A place of the portal as others send somebody back to it. */
export const addressOf = (place: string): string => new URL(`/portal${place}`, location.href).href;

/** Leaves for the provider's page. Where it wants what it is told as a form, the browser posts it. */
export function leaveFor({ url, fields }: ProviderPage): void {
  if (url === undefined) throw new Error('the provider made no page');
  if (fields === undefined) {
    location.assign(url);
    return;
  }
  const form = document.createElement('form');
  form.method = 'post';
  form.action = url;
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}

type Way = PortalDues['providers'][number];

/**
 * The one button: to the provider's page and back to the place where the payment is watched. All that is due, or one bill
 * alone.
 */
export function Pay({
  dues,
  bill,
  isCut = false,
}: {
  readonly dues: PortalDues;
  readonly bill?: { readonly invoiceId: string; readonly due: Money };
  readonly isCut?: boolean;
}) {
  const { words, format } = useHere();
  const { mayPay } = useRights();
  const params = useAccountParams();
  const all = useWrite('POST /portal/accounts/{accountId}/payment-sessions');
  const one = useWrite('POST /portal/accounts/{accountId}/invoices/{invoiceId}/payment-sessions');
  const open = bill === undefined ? all : one;
  const due = bill?.due ?? dues.due;
  const [isChoosing, choose] = useState(false);
  const [only] = dues.providers;
  if (!isMore(due)) return null;
  if (!mayPay) return <p className="soft">{words.mayNotPay}</p>;
  if (only === undefined) {
    return dues.transfers.length > 0 ? (
      <Transfers of={dues.transfers} words={words} />
    ) : (
      <p className="soft">{words.noWayToPay}</p>
    );
  }
  const go = ({ provider }: Way, saveMethod: boolean) => {
    const body = { provider, saveMethod, returnUrl: addressOf('/pay') };
    const onSuccess = (session: ProviderPage) => {
      rememberPaying({ ...params, due: dues.due.amount, wasCut: isCut });
      leaveFor(session);
    };
    if (bill === undefined) all.mutate({ params, body }, { onSuccess });
    else one.mutate({ params: { ...params, invoiceId: bill.invoiceId }, body }, { onSuccess });
  };
  const hasChoice = dues.providers.length > 1 || (only.keepsMethods && !only.savesAlone);
  const isLeaving = open.isPending || open.isSuccess;
  return (
    <>
      <Button look="main" isPending={isLeaving} onPress={() => (hasChoice ? choose(true) : go(only, false))}>
        <Icon name="card" />
        {isLeaving ? words.goingToPay : words.pay(format.money(due))}
      </Button>
      {!isChoosing && <Sorry error={open.error} />}
      <Transfers of={dues.transfers} words={words} />
      {isChoosing && (
        <Ways
          dues={dues}
          due={due}
          isLeaving={isLeaving}
          error={open.error}
          go={go}
          onClose={() => choose(false)}
        />
      )}
    </>
  );
}

/** Where somebody pays without any page, and what is named there. */
export function Transfers({ of, words }: { readonly of: PortalDues['transfers']; readonly words: Words }) {
  const { transfer } = words;
  return of.map(({ provider, to, account }) => (
    <section key={provider} className="transfer">
      <p>
        <strong>{transfer.title}</strong>
      </p>
      <p className="soft">{transfer.how}</p>
      <dl className="facts">
        <div>
          <dt>{transfer.to}</dt>
          <dd>
            <bdi>{to}</bdi>
          </dd>
        </div>
        <div>
          <dt>{transfer.account}</dt>
          <dd>
            <bdi>{account}</bdi>
          </dd>
        </div>
      </dl>
    </section>
  ));
}

function Ways({
  dues,
  due,
  isLeaving,
  error,
  go,
  onClose,
}: {
  readonly dues: PortalDues;
  readonly due: Money;
  readonly isLeaving: boolean;
  readonly error: Error | null;
  readonly go: (way: Way, saveMethod: boolean) => void;
  readonly onClose: () => void;
}) {
  const { words, format } = useHere();
  const [keeps, keep] = useState(false);
  return (
    <Overlay title={words.payWith} closeLabel={words.close} onClose={onClose}>
      <p className="amount">{format.money(due)}</p>
      <div className="stack">
        {dues.providers.map((way) => (
          <Button key={way.provider} isPending={isLeaving} onPress={() => go(way, keeps && way.keepsMethods)}>
            {wayName(way.provider, words.ways)}
          </Button>
        ))}
      </div>
      {dues.providers.some(({ keepsMethods }) => keepsMethods) && (
        <Checkbox value={keeps} onChange={keep}>
          {words.keepMethod}
        </Checkbox>
      )}
      <Sorry error={error} />
    </Overlay>
  );
}

/** What is there for bills that are still to come, and the way to more of it. */
export function Credit({ dues }: { readonly dues: PortalDues }) {
  const { words, format } = useHere();
  const { mayPay } = useRights();
  const params = useAccountParams();
  const [every, look] = useState(calm);
  const balance = useRead('GET /portal/accounts/{accountId}/balance', { params }, { every });
  const { credit: wanted } = useSearch({ strict: false }) as { readonly credit?: unknown };
  const [isAdding, add] = useState(wanted === 'add');
  const credit = balance.data?.credit;
  const { isWaiting, hasCome, stop } = useAwaited('credit', credit?.amount);
  if (isWaiting !== (every === quick)) look(isWaiting ? quick : calm);
  return (
    <>
      {(isWaiting || hasCome) && (
        <p role="status" className={hasCome ? 'note good' : 'note'}>
          {hasCome ? words.garden.paid : words.garden.waiting}{' '}
          {isWaiting && (
            <button type="button" className="plain" onClick={stop}>
              {words.garden.notPaid}
            </button>
          )}
        </p>
      )}
      {credit !== undefined && isMore(credit) && <p className="soft">{words.credit(format.money(credit))}</p>}
      {mayPay && dues.providers.length > 0 && (
        <Button look="plain" onPress={() => add(true)}>
          <Icon name="plus" />
          {words.addCredit}
        </Button>
      )}
      {isAdding && mayPay && dues.providers.length > 0 && (
        <AddCredit dues={dues} credit={credit?.amount ?? '0'} onClose={() => add(false)} />
      )}
    </>
  );
}

function AddCredit({
  dues,
  credit,
  onClose,
}: {
  readonly dues: PortalDues;
  /** What is there before. */
  readonly credit: string;
  readonly onClose: () => void;
}) {
  const { words } = useHere();
  const params = useAccountParams();
  const open = useWrite('POST /portal/accounts/{accountId}/payment-sessions');
  const [amount, type] = useState('');
  const isLeaving = open.isPending || open.isSuccess;
  const { currency } = dues.due;
  const go = (provider: string) =>
    open.mutate(
      {
        params,
        body: {
          provider,
          amount: { amount: typedAmount(amount), currency },
          returnUrl: addressOf('/bills'),
        },
      },
      {
        onSuccess(page) {
          awaitChange('credit', { ...params, before: credit });
          leaveFor(page);
        },
      },
    );
  return (
    <Overlay title={words.addCredit} closeLabel={words.close} onClose={onClose}>
      <p className="soft">{words.addCreditWhy}</p>
      <TextField
        label={`${words.creditAmount} (${currency})`}
        value={amount}
        onChange={type}
        inputMode="decimal"
        autoComplete="off"
        isRequired
        error={fieldError(open.error, '/amount', words)}
      />
      <div className="stack">
        {dues.providers.map(({ provider }) => (
          <Button
            key={provider}
            look="main"
            isPending={isLeaving}
            isDisabled={amount.trim() === ''}
            onPress={() => go(provider)}
          >
            {isLeaving ? words.goingToPay : wayName(provider, words.ways)}
          </Button>
        ))}
      </div>
      <Sorry error={open.error} pointers={['/amount']} />
      <Transfers of={dues.transfers} words={words} />
    </Overlay>
  );
}

/** What payers know a way to pay by; one that nobody has put in words yet bears its own name. */
export const wayName = (provider: string, ways: Readonly<Record<string, string>>): string =>
  ways[provider] ?? provider.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase());
