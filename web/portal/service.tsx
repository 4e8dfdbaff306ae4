import { useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Button } from '../shared/button.tsx';
import { useRead, useWrite } from '../shared/reading.tsx';
import type { PortalServiceDetail } from '../shared/routes.ts';
import { ChangeAddOns, ChangePlan } from './change.tsx';
import { UsageChart } from './chart.tsx';
import { tell } from './condition.ts';
import { useAccountParams, useHere, useRights } from './here.tsx';
import { Condition, WayOn } from './home.tsx';
import { Icon, type IconName } from './icons.tsx';
import { Card, Facts, Head, Meter, Rates, Shown, Sorry } from './parts.tsx';
import { useDues } from './pay.tsx';
import { Fault, Move, Password, Pause, Resume, TopUp } from './wishes.tsx';

/** Milliseconds between two looks at a line that stays as it is, and at one that is being changed. */
const calm = 15_000;
const quick = 1_500;

export function Service() {
  const { words } = useHere();
  const { accountId } = useAccountParams();
  const { serviceId = '' } = useParams({ strict: false }) as { readonly serviceId?: string };
  const [isChanging, follow] = useState(false);
  const service = useRead(
    'GET /portal/accounts/{accountId}/services/{serviceId}',
    { params: { accountId, serviceId } },
    { every: isChanging ? quick : calm },
  );
  if (service.data !== undefined && service.data.isChanging !== isChanging) follow(service.data.isChanging);
  return (
    <div className="place" key={serviceId}>
      <Head title={service.data?.plan.name ?? words.service.title} back={{ to: '/', words: words.home }} />
      <Shown of={service} lines={8}>
        {(seen) => <Whole service={seen} />}
      </Shown>
    </div>
  );
}

function Whole({ service }: { readonly service: PortalServiceDetail }) {
  return (
    <div className="sides">
      <div className="stack">
        <Now service={service} />
        <UsageChart serviceId={service.serviceId} />
        <Connection service={service} />
      </div>
      <div className="stack">
        <Planned service={service} />
        <Wishes service={service} />
        <Extras service={service} />
      </div>
    </div>
  );
}

function Now({ service }: { readonly service: PortalServiceDetail }) {
  const { words, format } = useHere();
  const dues = useDues();
  const { used, plan } = service;
  const told = tell(service, dues.data, words, format);
  return (
    <Card className="service">
      <Condition {...told} isChanging={service.isChanging} />
      <WayOn service={service} />
      {used !== undefined && (
        <div className="used">
          <p>
            <strong>{words.usedOf(format.volume(used.octets), format.volume(used.includedOctets))}</strong>
            <span className="soft">{words.usedUntil(format.day(used.renewsOn))}</span>
          </p>
          <Meter
            label={words.usage}
            words={words.usedOf(format.volume(used.octets), format.volume(used.includedOctets))}
            value={used.octets}
            most={used.includedOctets}
          />
        </div>
      )}
      <Facts
        of={[
          [words.service.plan, words.each(format.money(plan.price), words.period[plan.period])],
          [words.speed, <Rates key="rates" {...plan} />],
        ]}
      />
    </Card>
  );
}

function Connection({ service }: { readonly service: PortalServiceDetail }) {
  const { words, format } = useHere();
  const { address, technology, username, ipAddress, onlineSince } = service;
  const facts: (readonly [string, ReactNode])[] = [
    [words.service.address, <bdi key="address">{[address.line1, address.city].join(', ')}</bdi>],
    [words.service.connection, words.service.technology[technology]],
  ];
  if (onlineSince !== undefined) facts.push([words.onlineSince, format.instant(onlineSince)]);
  if (username !== undefined) facts.push([words.service.username, <bdi key="username">{username}</bdi>]);
  if (ipAddress !== undefined) facts.push([words.service.ip, <bdi key="ip">{ipAddress}</bdi>]);
  return (
    <Card title={words.service.connection}>
      <Facts of={facts} />
    </Card>
  );
}

function Planned({ service }: { readonly service: PortalServiceDetail }) {
  const { words, format } = useHere();
  const { mayManage } = useRights();
  const { accountId } = useAccountParams();
  const callOff = useWrite('DELETE /portal/accounts/{accountId}/services/{serviceId}/pending/{actionId}');
  if (service.pending.length === 0) return null;
  return (
    <Card title={words.service.pending}>
      <ul className="rows">
        {service.pending.map(({ actionId, kind, on, plan, isMine }) => (
          <li key={actionId} className="row">
            <Icon name="clock" />
            <span className="grow">
              <strong>
                {plan === undefined ? words.service.pendingKind[kind] : words.service.pendingPlan(plan)}
              </strong>
              <span className="soft">{format.day(on)}</span>
            </span>
            {isMine && mayManage && (
              <Button
                look="plain"
                isPending={callOff.isPending}
                onPress={() =>
                  callOff.mutate({ params: { accountId, serviceId: service.serviceId, actionId } })
                }
              >
                {words.service.callOff}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Sorry error={callOff.error} />
    </Card>
  );
}

type Wish = 'plan' | 'extras' | 'top-up' | 'pause' | 'resume' | 'move' | 'password' | 'fault';

/** What can be done with the line as it is now, by whoever looks. */
function Wishes({ service }: { readonly service: PortalServiceDetail }) {
  const { words } = useHere();
  const { mayManage } = useRights();
  const [wish, open] = useState<Wish>();
  const close = () => open(undefined);
  const { condition, isChanging, topUps, pause, because, username } = service;
  const isEnding = condition === 'ending' || condition === 'ended';
  const isUp = ['on', 'slow', 'used-up'].includes(condition);
  const offered: readonly (readonly [Wish, IconName, string, boolean])[] = [
    ['plan', 'change', words.service.change, mayManage && isUp],
    ['top-up', 'plus', words.service.topUp, mayManage && isUp && topUps.length > 0],
    ['extras', 'plus', words.service.extras, mayManage && isUp],
    ['pause', 'pause', words.service.pause, mayManage && condition === 'on' && pause !== undefined],
    ['resume', 'wifi', words.service.resume, mayManage && condition === 'paused' && because === 'requested'],
    ['move', 'move', words.service.move, mayManage && !isEnding],
    ['password', 'key', words.service.password, mayManage && isUp && username !== undefined],
    ['fault', 'alert', words.service.fault, condition !== 'ended'],
  ];
  const possible = offered.filter(([, , , isOffered]) => isOffered);
  if (possible.length === 0) return null;
  return (
    <Card title={words.service.manage}>
      <ul className="rows">
        {possible.map(([id, icon, name]) => (
          <li key={id}>
            <Button
              look="plain"
              isDisabled={isChanging && id !== 'fault' && id !== 'move'}
              onPress={() => open(id)}
            >
              <Icon name={icon} />
              <span className="grow">{name}</span>
              <span className="chevron" aria-hidden="true" />
            </Button>
          </li>
        ))}
      </ul>
      {wish === 'plan' && <ChangePlan service={service} onClose={close} />}
      {wish === 'extras' && <ChangeAddOns service={service} onClose={close} />}
      {wish === 'top-up' && <TopUp service={service} onClose={close} />}
      {wish === 'pause' && <Pause service={service} onClose={close} />}
      {wish === 'resume' && <Resume service={service} onClose={close} />}
      {wish === 'move' && <Move service={service} onClose={close} />}
      {wish === 'password' && <Password service={service} onClose={close} />}
      {wish === 'fault' && <Fault service={service} onClose={close} />}
    </Card>
  );
}

function Extras({ service }: { readonly service: PortalServiceDetail }) {
  const { words, format } = useHere();
  const kinds = [
    ['add-on', words.service.extras],
    ['equipment', words.service.equipment],
  ] as const;
  return kinds.map(([kind, title]) => {
    const items = service.extras.filter((extra) => extra.kind === kind);
    return (
      items.length > 0 && (
        <Card key={kind} title={title}>
          <ul className="rows">
            {items.map(({ itemId, name, serial, price, period, instalments }) => (
              <li key={itemId} className="row">
                <span className="grow">
                  <strong>
                    <bdi>{name}</bdi>
                  </strong>
                  {serial !== undefined && <span className="soft">{words.service.serial(serial)}</span>}
                </span>
                <span className="figures">
                  <span className="figure">{format.money(price)}</span>
                  <span className="soft">
                    {period !== undefined
                      ? words.period[period]
                      : instalments === undefined
                        ? words.service.once
                        : words.service.instalments(instalments)}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )
    );
  });
}
