import { useRead } from '../../shared/reading.tsx';
import type { Dunning } from '../../shared/routes.ts';
import { Act, Command } from '../form.tsx';
import { Facts, format, Mark } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';

/** How far somebody who owes was taken, and what spares them: a hold, a promise, a plan of instalments. */
export function DunningLine({ id }: { readonly id: string }) {
  const { data } = useRead('GET /subscribers/{id}/dunning', { params: { id } });
  const may = useMay();
  if (data === undefined) return undefined;
  const { taken, hold, promise, plan, openSince, handedOverOn, disputed = [] } = data;
  const last = taken.at(-1);
  return (
    <>
      <Facts
        facts={[
          last !== undefined && [
            'Last step of dunning',
            <Mark key="step" tone="warn">
              {wordsOf(last.kind)} on {format.day(last.on)}
            </Mark>,
          ],
          handedOverOn !== undefined && ['Handed over', format.day(handedOverOn)],
          hold !== undefined && ['Dunning is held', `until ${format.day(hold.until)}: ${hold.reason}`],
          promise !== undefined && ['Promised to pay', `until ${format.day(promise.until)}`],
          disputed.length > 0 && [
            'Disputed',
            disputed.map(({ invoiceId, number, reason }) => (
              <span key={invoiceId} className="line">
                {number}: {reason}
              </span>
            )),
          ],
          plan !== undefined && ['Pays in instalments', <Instalments key="plan" plan={plan} />],
        ]}
      />
      {may('billing:write') && (
        <p className="actions">
          {openSince !== undefined && (
            <>
              <Act
                route="POST /subscribers/{id}/payment-promises"
                params={{ id }}
                label="Take a promise to pay"
                look="plain"
              />
              {plan === undefined && <AgreePlan id={id} />}
              {hold === undefined && <Hold id={id} />}
              <Dispute id={id} />
            </>
          )}
          {disputed.map(({ invoiceId, number }) => (
            <Command
              key={invoiceId}
              route="DELETE /subscribers/{id}/invoice-disputes/{invoiceId}"
              params={{ id, invoiceId }}
              label={`End the dispute of ${number}`}
              look="plain"
              question={<p>What is open of it is dunned again, from the next run on.</p>}
            />
          ))}
          {plan !== undefined && (
            <Command
              route="DELETE /subscribers/{id}/payment-plans"
              params={{ id }}
              label="End the plan"
              look="plain"
              question={<p>What is open of it is dunned again, from the next run on.</p>}
            />
          )}
          {hold !== undefined && (
            <Command
              route="DELETE /dunning/holds/{id}"
              params={{ id }}
              label="Lift the hold"
              look="plain"
              question={<p>Steps go on from the next run.</p>}
            />
          )}
        </p>
      )}
    </>
  );
}

const Instalments = ({ plan: { total, instalments } }: { readonly plan: NonNullable<Dunning['plan']> }) => (
  <>
    {format.money(total)} in {instalments.length}
    {instalments.map(({ on, amount }) => (
      <span key={on} className="hint line">
        {format.day(on)}: {format.money(amount)}
      </span>
    ))}
  </>
);

const AgreePlan = ({ id }: { readonly id: string }) => (
  <Act
    route="POST /subscribers/{id}/payment-plans"
    params={{ id }}
    label="Agree on instalments"
    look="plain"
    labels={{ instalments: 'In how many', firstOn: 'The first on', every: 'And then every' }}
    intro={
      <p className="hint">
        All that is open is paid in equal parts. While they are paid no step is taken for it, and what was cut
        comes back; the day after one that is missed, the steps go on.
      </p>
    }
  />
);

const Dispute = ({ id }: { readonly id: string }) => (
  <Act
    route="POST /subscribers/{id}/invoice-disputes"
    params={{ id }}
    label="Dispute an invoice"
    submit="Dispute"
    look="plain"
    intro={
      <p className="hint">
        No step is taken for it until you end the dispute, it is not charged, and what was cut for it comes
        back. Everything else goes on.
      </p>
    }
  />
);

const Hold = ({ id }: { readonly id: string }) => (
  <Act
    route="POST /dunning/holds"
    label="Hold dunning"
    submit="Hold"
    look="plain"
    only={['until', 'reason']}
    initial={{ subscriberId: id }}
    intro={
      <p className="hint">
        No step is taken before the day you name. What was cut already stays cut until it is paid.
      </p>
    }
  />
);
