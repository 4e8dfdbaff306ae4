import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../shared/button.tsx';
import { Checkbox, Overlay } from '../shared/controls.tsx';
import { useApi, useRead, useWrite } from '../shared/reading.tsx';
import type { ChangePreview, MyChange, PortalOffers, PortalServiceDetail } from '../shared/routes.ts';
import { useAccountParams, useHere } from './here.tsx';
import { Choices, Done, Empty, Facts, isMore, Shown, Sorry } from './parts.tsx';

interface ChangeProps {
  readonly service: PortalServiceDetail;
  readonly onClose: () => void;
}

function useOffers(serviceId: string) {
  const { accountId } = useAccountParams();
  return useRead('GET /portal/accounts/{accountId}/services/{serviceId}/offers', {
    params: { accountId, serviceId },
  });
}

export function ChangePlan({ service, onClose }: ChangeProps) {
  const { words } = useHere();
  const offers = useOffers(service.serviceId);
  const [planId, choose] = useState<string>();
  const [isReviewed, review] = useState(false);
  return (
    <Overlay title={words.service.change} closeLabel={words.close} onClose={onClose}>
      <Shown of={offers} lines={5}>
        {({ plans }) =>
          plans.length === 0 ? (
            <Empty icon="change" title={words.change.none} />
          ) : isReviewed && planId !== undefined ? (
            <Review
              service={service}
              wish={{ planId }}
              hasChoice
              onBack={() => review(false)}
              onClose={onClose}
            />
          ) : (
            <>
              <Choices
                label={words.change.plans}
                value={planId}
                onChange={choose}
                of={plans.map((plan) => ({ id: plan.planId, words: <PlanWords plan={plan} /> }))}
              />
              <Button look="main" isDisabled={planId === undefined} onPress={() => review(true)}>
                {words.change.review}
              </Button>
            </>
          )
        }
      </Shown>
    </Overlay>
  );
}

function PlanWords({ plan }: { readonly plan: PortalOffers['plans'][number] }) {
  const { words, format } = useHere();
  const { quotaGigabytes, termMonths } = plan;
  const volume =
    quotaGigabytes === undefined
      ? words.change.unlimited
      : words.change.volume(format.volume(quotaGigabytes * 1_000_000_000));
  const more = [
    words.down(format.rate(plan.downKbps)),
    volume,
    ...(termMonths === undefined ? [] : [words.change.term(termMonths)]),
  ];
  return (
    <>
      <span className="choice-head">
        <strong>
          <bdi>{plan.name}</bdi>
        </strong>
        <span className="figure">{words.each(format.money(plan.price), words.period[plan.period])}</span>
      </span>
      <span className="soft block">{more.join(' · ')}</span>
    </>
  );
}

export function ChangeAddOns({ service, onClose }: ChangeProps) {
  const { words, format } = useHere();
  const offers = useOffers(service.serviceId);
  const [added, add] = useState<readonly string[]>([]);
  const [removed, remove] = useState<readonly string[]>([]);
  const [isReviewed, review] = useState(false);
  const had = service.extras.filter(({ kind }) => kind === 'add-on');
  const swap = (list: readonly string[], id: string, isIn: boolean) =>
    isIn ? [...list, id] : list.filter((one) => one !== id);
  const words1 = (name: string, price: string, said: string) => (
    <span>
      <strong>
        <bdi>{name}</bdi>
      </strong>
      <span className="soft block">
        {price} · {said}
      </span>
    </span>
  );
  const priceOf = ({
    price,
    period,
    instalments,
  }: Pick<PortalOffers['addOns'][number], 'price' | 'period' | 'instalments'>) =>
    period !== undefined
      ? words.each(format.money(price), words.period[period])
      : `${format.money(price)}, ${instalments === undefined ? words.service.once : words.service.instalments(instalments)}`;
  return (
    <Overlay title={words.service.extras} closeLabel={words.close} onClose={onClose}>
      <Shown of={offers} lines={4}>
        {({ addOns }) =>
          isReviewed ? (
            <Review
              service={service}
              wish={{
                ...(added.length === 0 ? {} : { addOns: added }),
                ...(removed.length === 0 ? {} : { removeItems: removed }),
              }}
              onBack={() => review(false)}
              onClose={onClose}
            />
          ) : addOns.length === 0 && had.length === 0 ? (
            <Empty icon="plus" title={words.change.noAddOns} />
          ) : (
            <>
              <p>{words.change.addOns}</p>
              <div>
                {had.map((item) => (
                  <Checkbox
                    key={item.itemId}
                    value={!removed.includes(item.itemId)}
                    onChange={(isKept) => remove(swap(removed, item.itemId, !isKept))}
                  >
                    {words1(
                      item.name,
                      priceOf(item),
                      removed.includes(item.itemId) ? words.change.giveUp : words.change.have,
                    )}
                  </Checkbox>
                ))}
                {addOns.map((addOn) => (
                  <Checkbox
                    key={addOn.addOnId}
                    value={added.includes(addOn.addOnId)}
                    onChange={(isAdded) => add(swap(added, addOn.addOnId, isAdded))}
                  >
                    {words1(addOn.name, priceOf(addOn), words.change.add)}
                  </Checkbox>
                ))}
              </div>
              <Button
                look="main"
                isDisabled={added.length + removed.length === 0}
                onPress={() => review(true)}
              >
                {words.change.review}
              </Button>
            </>
          )
        }
      </Shown>
    </Overlay>
  );
}

interface ReviewProps extends ChangeProps {
  readonly wish: MyChange;
  /** Whether it may also begin with the next bill. */
  readonly hasChoice?: boolean;
  readonly onBack: () => void;
}

/** To the cent what a change costs, as the billing reckons it; only then can it be asked for. */
function Review({ service, wish, hasChoice = false, onBack, onClose }: ReviewProps) {
  const { words, format } = useHere();
  const { accountId } = useAccountParams();
  const api = useApi();
  const params = { accountId, serviceId: service.serviceId };
  const [when, begin] = useState<NonNullable<MyChange['when']>>('now');
  const body = { ...wish, when };
  const change = useWrite('POST /portal/accounts/{accountId}/services/{serviceId}/change');
  const preview = useQuery({
    queryKey: ['change-preview', params, body],
    queryFn: ({ signal }) =>
      api.call(
        'POST /portal/accounts/{accountId}/services/{serviceId}/change-preview',
        { params, body },
        { signal },
      ),
    retry: false,
    // What has been asked for changes what the next change would cost.
    enabled: change.isIdle || change.isError,
  });
  if (change.isSuccess) {
    const { on } = change.data;
    return (
      <Done
        words={on === undefined ? words.change.done : words.change.doneOn(format.day(on))}
        onClose={onClose}
      />
    );
  }
  return (
    <>
      {hasChoice && (
        <Choices
          label={words.change.when}
          value={when}
          onChange={begin}
          of={[
            { id: 'now', words: words.change.now },
            { id: 'next-period', words: words.change.later },
          ]}
        />
      )}
      <section className="effect" aria-live="polite" aria-busy={preview.isFetching}>
        <Shown of={preview} lines={5}>
          {(seen) => <Effect preview={seen} />}
        </Shown>
      </section>
      <Sorry error={change.error} />
      <div className="ends">
        <Button onPress={onBack}>{words.back}</Button>
        <Button
          look="main"
          isPending={change.isPending}
          isDisabled={preview.data === undefined || preview.isFetching}
          onPress={() => change.mutate({ params, body })}
        >
          {words.change.confirm}
        </Button>
      </div>
    </>
  );
}

function Effect({ preview }: { readonly preview: ChangePreview }) {
  const { words, format } = useHere();
  const { recurring, due, lines, on } = preview;
  const each = (money: ChangePreview['due']) =>
    words.each(format.money(money), words.period[recurring.period]);
  const positive = { ...due, amount: due.amount.replace('-', '') };
  return (
    <>
      <h3>{words.change.effect}</h3>
      <Facts
        of={[
          [words.change.before, each(recurring.before)],
          [words.change.after, <strong key="after">{each(recurring.after)}</strong>],
        ]}
      />
      <p>
        {words.change.from(format.day(on))}{' '}
        {isMore(due)
          ? words.change.dueMore(format.money(due))
          : isMore(positive)
            ? words.change.dueLess(format.money(positive))
            : words.change.dueNone}
      </p>
      {lines.length > 0 && (
        <ul className="rows small">
          {lines.map(({ item, from, amount }) => (
            <li key={`${item} ${from} ${amount.amount}`} className="row">
              <span className="grow">
                <bdi>{item}</bdi>
                {from !== undefined && <span className="soft">{format.day(from)}</span>}
              </span>
              <span className={isMore(amount) ? 'figure' : 'figure good-ink'}>{format.money(amount)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
