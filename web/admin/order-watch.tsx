import { Reading, useRead } from '../shared/reading.tsx';
import type { Order, OrderStep } from '../shared/routes.ts';
import { Facts, format, Mark, type Tone } from './parts.tsx';
import { orderKinds } from './screens/service-words.ts';
import { words } from './words.ts';

const states: Readonly<Record<Order['state'], readonly [string, Tone]>> = {
  requested: ['Requested', 'info'],
  running: ['Running', 'info'],
  succeeded: ['Succeeded', 'good'],
  failed: ['Failed', 'bad'],
};

export function OrderMark({ state }: { readonly state: Order['state'] }) {
  const [label, tone] = states[state];
  return <Mark tone={tone}>{label}</Mark>;
}

const lookEvery = 400;

/** An order as it goes: each step with the very answer of the device, then how it ended, or how it was undone. */
export function OrderWatch({
  orderId,
  children,
}: {
  readonly orderId: string;
  /** What can be done once it has ended. */
  readonly children?: (order: Order) => React.ReactNode;
}) {
  const first = useRead('GET /orders/{id}', { params: { id: orderId } });
  const isGoing = first.data === undefined || first.data.endedAt === undefined;
  const order = useRead('GET /orders/{id}', { params: { id: orderId } }, { every: isGoing && lookEvery });
  return (
    <Reading of={order} words={words.reading}>
      {(known) => <OrderView order={known}>{children?.(known)}</OrderView>}
    </Reading>
  );
}

function OrderView({ order, children }: { readonly order: Order; readonly children?: React.ReactNode }) {
  const { steps, compensation, sessions, reason } = order;
  const seconds =
    order.endedAt === undefined
      ? undefined
      : (Date.parse(order.endedAt) - Date.parse(order.requestedAt)) / 1000;
  return (
    <div className="order" aria-live="polite" aria-busy={order.endedAt === undefined}>
      <p className="order-state">
        <OrderMark state={order.state} /> <strong>{orderKinds[order.kind]}</strong>
        {seconds !== undefined && (
          <span className="soft">
            in {format.number(Math.round(seconds * 10) / 10)} s
            {order.state === 'succeeded' && ', proven by the network'}
          </span>
        )}
      </p>
      {reason !== undefined && (
        <p className="note bad">
          <strong>Why it failed: </strong>
          {reason}
        </p>
      )}
      <Steps steps={steps} label="Steps" />
      {order.endedAt === undefined && (
        <p className="step waiting">
          <span className="dot" aria-hidden="true" /> Waiting for the network …
        </p>
      )}
      {compensation !== undefined && (
        <>
          <h3>
            What had been applied was undone{' '}
            {compensation.confirmed === undefined ? (
              <Mark tone="info">running</Mark>
            ) : compensation.confirmed ? (
              <Mark tone="good">confirmed by the network</Mark>
            ) : (
              <Mark tone="bad">not confirmed</Mark>
            )}
          </h3>
          <p className="soft">{compensation.reason}</p>
          <Steps steps={compensation.steps} label="Steps of the undoing" />
        </>
      )}
      {sessions !== undefined && (
        <Facts
          facts={[
            ['Live sessions changed', sessions.changed],
            ['Live sessions cut', sessions.cut],
          ]}
        />
      )}
      {children}
    </div>
  );
}

function Steps({ steps, label }: { readonly steps: readonly OrderStep[]; readonly label: string }) {
  return (
    <ol className="steps" aria-label={label}>
      {steps.map(({ name, at, ok, answer, revision }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added at the end
        <li key={index} className={ok ? 'step good' : 'step bad'}>
          <span className="dot" aria-hidden="true" />
          <div>
            <strong>{name}</strong> <span className="unseen">{ok ? 'succeeded' : 'failed'}</span>
            {revision !== undefined && <span className="soft"> revision {revision}</span>}
            <p className="code">{answer}</p>
          </div>
          <time className="soft figure" dateTime={at} title={format.exact(at)}>
            {format.time(at)}
          </time>
        </li>
      ))}
    </ol>
  );
}
