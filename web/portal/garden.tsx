import { useEffect, useState } from 'react';
import { Button } from '../shared/button.tsx';
import { useRead } from '../shared/reading.tsx';
import type { PortalDues, PortalService } from '../shared/routes.ts';
import { isHeldUp } from './condition.ts';
import { useAccountParams, useHere } from './here.tsx';
import { Icon } from './icons.tsx';
import { Card, Empty, Head, isMore, Reach, Shown, To } from './parts.tsx';
import { endPaying, Pay, payingNow, useDues } from './pay.tsx';

/** Milliseconds between two looks while somebody waits. */
const quick = 2_000;
/** After so long people are told that it takes longer than usual. */
const patience = 60_000;

/**
 * Where a subscriber pays and comes back online while watching; whoever is led here by the network sees what is owed first.
 * Nothing is shown as done before the account and the network say so.
 */
export function Garden() {
  const { words } = useHere();
  const params = useAccountParams();
  const dues = useDues(quick);
  const services = useRead(
    'GET /portal/accounts/{accountId}/services',
    { params, query: { limit: 100 } },
    { every: quick },
  );
  return (
    <div className="place narrow">
      <Head title={words.garden.title} />
      <Shown of={dues} lines={6}>
        {(seen) => (
          <Shown of={services} lines={6}>
            {({ items }) => <Watched dues={seen} services={items} />}
          </Shown>
        )}
      </Shown>
    </div>
  );
}

function Watched({
  dues,
  services,
}: {
  readonly dues: PortalDues;
  readonly services: readonly PortalService[];
}) {
  const { words } = useHere();
  const { accountId } = useAccountParams();
  const [paying, setPaying] = useState(() => payingNow(accountId));
  const heldUp = services.filter(isHeldUp);
  // What was held up when somebody came here, so that its return is seen.
  const [wasCut] = useState(heldUp.length > 0 || paying?.wasCut === true);
  const hasArrived = paying !== undefined && Number(dues.due.amount) < Number(paying.due);
  useEffect(() => {
    if (hasArrived) endPaying();
  }, [hasArrived]);

  if (paying !== undefined && !hasArrived) {
    const stop = () => {
      endPaying();
      setPaying(undefined);
    };
    return <Waiting stop={stop} />;
  }
  if (isMore(dues.overdue) || (heldUp.length > 0 && isMore(dues.due))) {
    return <Open dues={dues} isCut={heldUp.length > 0} />;
  }
  if (hasArrived || wasCut) {
    return <Restored isPaid={hasArrived} isBack={heldUp.length === 0} wasCut={wasCut} />;
  }
  if (isMore(dues.due)) return <Open dues={dues} isCut={false} />;
  return (
    <Card className="centre">
      <Empty icon="check" title={words.garden.nothing} />
      <To to="/" className="button">
        {words.toHome}
      </To>
    </Card>
  );
}

function Open({ dues, isCut }: { readonly dues: PortalDues; readonly isCut: boolean }) {
  const { words, format, brand } = useHere();
  return (
    <>
      {isCut && (
        <div className="notice bad" role="status">
          <Icon name="alert" />
          <div>
            <strong>{words.garden.cut}</strong>
            <p>{words.garden.cutWhy}</p>
          </div>
        </div>
      )}
      <Card className="owed">
        <p className="soft">{words.owe}</p>
        <p className="amount">{format.money(dues.due)}</p>
        <Pay dues={dues} isCut={isCut} />
      </Card>
      {dues.invoices.length > 0 && (
        <Card title={words.garden.open}>
          <ul className="rows">
            {dues.invoices.map(({ invoiceId, number, dueOn, amountDue, isOverdue }) => (
              <li key={invoiceId}>
                <To to="/bills/$invoiceId" params={{ invoiceId }} className="row">
                  <span className="grow">
                    <strong>{number}</strong>
                    <span className={isOverdue ? 'bad-ink' : 'soft'}>
                      {isOverdue ? words.overdueSince(format.day(dueOn)) : words.dueOn(format.day(dueOn))}
                    </span>
                  </span>
                  <span className="figure">{format.money(amountDue)}</span>
                  <span className="chevron" aria-hidden="true" />
                </To>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Reach brand={brand} words={words} />
    </>
  );
}

function Waiting({ stop }: { readonly stop: () => void }) {
  const { words } = useHere();
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), patience);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Card className="centre">
      <div className="turning" aria-hidden="true" />
      <p role="status">
        <strong className="big">{words.garden.waiting}</strong>
      </p>
      <p className="soft">{isLong ? words.garden.long : words.garden.waitingWhy}</p>
      <Button look="plain" onPress={stop}>
        {words.garden.notPaid}
      </Button>
    </Card>
  );
}

function Restored({
  isPaid,
  isBack,
  wasCut,
}: {
  readonly isPaid: boolean;
  readonly isBack: boolean;
  readonly wasCut: boolean;
}) {
  const { words } = useHere();
  const { steps } = words.garden;
  const title = wasCut ? (isBack ? words.garden.restored : words.garden.restoring) : words.garden.paid;
  return (
    <Card className="centre">
      {isBack ? (
        <div className="done" aria-hidden="true">
          <Icon name="check" />
        </div>
      ) : (
        <div className="turning" aria-hidden="true" />
      )}
      <p role="status">
        <strong className="big">{title}</strong>
      </p>
      {wasCut && (
        <ol className="steps">
          <li data-done={true}>{isPaid ? words.garden.paid : steps.paid}</li>
          <li data-done={isBack}>{steps.restoring}</li>
          <li data-done={isBack}>{steps.online}</li>
        </ol>
      )}
      {wasCut && isBack && <p className="soft">{words.garden.restoredWhy}</p>}
      <To to="/" className="button">
        {words.toHome}
      </To>
    </Card>
  );
}
