import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from '../shared/button.tsx';
import { Checkbox } from '../shared/controls.tsx';
import { type Formats, formats } from '../shared/format.ts';
import { queryClient, useRead, useWrite } from '../shared/reading.tsx';
import type { OpenPaymentLink, PortalBrand, PortalLanguage } from '../shared/routes.ts';
import { useTheme } from '../shared/theme.ts';
import { logoAddress } from './brand.ts';
import { Icon } from './icons.tsx';
import { Reach, toldOf } from './parts.tsx';
import { leaveFor, Transfers, wayName } from './pay.tsx';
import type { Words } from './words/english.ts';
import { languageFor, tellPage, wordsOf } from './words/language.ts';

const key = 'throughline.link';
/** Milliseconds between two looks while somebody waits for what they paid. */
const quick = 2_000;

/** What was due when somebody left for the provider's page. */
interface Left {
  readonly token: string;
  readonly due: string;
}

function leftBefore(token: string): Left | undefined {
  const kept = sessionStorage.getItem(key);
  const left = kept === null ? undefined : (JSON.parse(kept) as Left);
  return left?.token === token ? left : undefined;
}

/** Where a link leads: paying, or saving a method, without signing in. */
export function PaymentLink({ brand, token }: { readonly brand: PortalBrand; readonly token: string }) {
  return (
    <QueryClientProvider client={queryClient()}>
      <Spoken brand={brand} token={token} />
    </QueryClientProvider>
  );
}

function Spoken({ brand, token }: { readonly brand: PortalBrand; readonly token: string }) {
  useTheme();
  const [left] = useState(() => leftBefore(token));
  const link = useRead(
    'GET /portal/payment-links/{token}',
    { params: { token } },
    { every: left === undefined ? false : quick },
  );
  const [spoken, setSpoken] = useState<{ readonly language: PortalLanguage; readonly words: Words }>();
  const own = link.data?.language;
  const isKnown = link.data !== undefined || link.isError;
  useEffect(() => {
    if (!isKnown) return;
    const language = languageFor(brand.languages, own);
    void wordsOf(language).then((words) => {
      tellPage(language, words);
      setSpoken({ language, words });
    });
  }, [brand, own, isKnown]);
  if (spoken === undefined) return null;
  const { words, language } = spoken;
  return (
    <main className="place narrow alone">
      <header className="head">
        {brand.logo !== undefined && <img src={logoAddress(brand.logo)} alt="" height="40" />}
        <h1>
          <bdi>{brand.name}</bdi>
        </h1>
      </header>
      {link.data !== undefined ? (
        <Asked
          token={token}
          link={link.data}
          left={left}
          words={words}
          format={formats(language, undefined, brand.figures)}
        />
      ) : (
        <Plain>
          <p role="alert">{link.error !== null && toldOf(link.error, words)}</p>
        </Plain>
      )}
      <Reach brand={brand} words={words} />
    </main>
  );
}

const Plain = ({ children }: { readonly children: ReactNode }) => (
  <section className="card centre">{children}</section>
);

function Asked({
  token,
  link,
  left,
  words,
  format,
}: {
  readonly token: string;
  readonly link: OpenPaymentLink;
  readonly left: Left | undefined;
  readonly words: Words;
  readonly format: Formats;
}) {
  const follow = useWrite('POST /portal/payment-links/{token}/sessions');
  const [keeps, keep] = useState(false);
  const [waits, setWaits] = useState(left !== undefined);
  const { purpose, due, invoice, expiresAt, providers, transfers } = link;
  const isPaying = purpose === 'pay';
  const hasArrived = left !== undefined && Number(due.amount) < Number(left.due);
  if (isPaying && (hasArrived || Number(due.amount) === 0)) {
    return (
      <Plain>
        <div className="done" aria-hidden="true">
          <Icon name="check" />
        </div>
        <p role="status">
          <strong className="big">{hasArrived ? words.garden.paid : words.garden.nothing}</strong>
        </p>
      </Plain>
    );
  }
  if (waits) {
    return (
      <Plain>
        {isPaying && <div className="turning" aria-hidden="true" />}
        <p role="status">
          <strong className="big">{isPaying ? words.garden.waiting : words.link.cameBack}</strong>
        </p>
        <p className="soft">{isPaying ? words.garden.waitingWhy : words.link.cameBackWhy}</p>
        <Button
          look="plain"
          onPress={() => {
            sessionStorage.removeItem(key);
            setWaits(false);
          }}
        >
          {isPaying ? words.garden.notPaid : words.again}
        </Button>
      </Plain>
    );
  }
  const isLeaving = follow.isPending || follow.isSuccess;
  const go = ({ provider, keepsMethods }: (typeof providers)[number]) =>
    follow.mutate(
      { params: { token }, body: { provider, saveMethod: isPaying && keeps && keepsMethods } },
      {
        onSuccess(page) {
          sessionStorage.setItem(key, JSON.stringify({ token, due: due.amount } satisfies Left));
          leaveFor(page);
        },
      },
    );
  return (
    <section className="card owed">
      {isPaying ? (
        <>
          <p className="soft">{invoice ?? words.owe}</p>
          <p className="amount">{format.money(due)}</p>
        </>
      ) : (
        <>
          <h2>{words.link.save}</h2>
          <p className="soft">{words.link.saveWhy}</p>
        </>
      )}
      {providers.length === 0 && transfers.length === 0 && <p className="soft">{words.noWayToPay}</p>}
      <div className="stack">
        {providers.map((way) => (
          <Button key={way.provider} look="main" isPending={isLeaving} onPress={() => go(way)}>
            <Icon name="card" />
            {isLeaving
              ? words.goingToPay
              : providers.length === 1 && isPaying
                ? words.pay(format.money(due))
                : wayName(way.provider, words.ways)}
          </Button>
        ))}
      </div>
      <Transfers of={transfers} words={words} />
      {isPaying && providers.some(({ keepsMethods }) => keepsMethods) && (
        <Checkbox value={keeps} onChange={keep}>
          {words.keepMethod}
        </Checkbox>
      )}
      {follow.error !== null && (
        <p role="alert" className="note bad">
          {words.didNotWork} {toldOf(follow.error, words)}
        </p>
      )}
      <p className="soft">{words.link.goodUntil(format.instant(expiresAt))}</p>
    </section>
  );
}
