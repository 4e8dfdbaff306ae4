import type { AccessOverride, AccessRestriction, Service } from '../../shared/routes.ts';
import { Act, Command } from '../form.tsx';
import { Facts, format, Mark, Section } from '../parts.tsx';
import { useMay } from '../who.ts';
import { entitlements } from './service-words.ts';

/** Such as `Throttled to 2 Mbit/s down, 1 Mbit/s up`. */
function leaves(access: AccessOverride | AccessRestriction): string {
  const { label } = entitlements[access.entitlement];
  return access.entitlement === 'throttled'
    ? `${label} to ${format.rate(access.rate.downKbps)} down, ${format.rate(access.rate.upKbps)} up`
    : label;
}

/** What the subscriber gets, by which rule, and how somebody of the staff decides otherwise for a while. */
export function Access({ service }: { readonly service: Service }) {
  const { id, state, entitlement, override, restriction, timeBand } = service;
  const may = useMay();
  const { label, tone, means } = entitlements[entitlement];
  const isSettable = state === 'active' && may('services:operate');
  return (
    <Section
      title="What it gets"
      note={means}
      actions={
        may('services:operate') && (
          <>
            {override !== undefined && (
              <Command
                route="DELETE /services/{id}/access-override"
                params={{ id }}
                label="End it"
                question={<p>Plan, usage and dunning decide again, at once.</p>}
              />
            )}
            {isSettable && (
              <Act
                route="POST /services/{id}/access-override"
                params={{ id }}
                label={override === undefined ? 'Set by hand' : 'Set anew'}
                title="Set by hand what it gets"
                submit="Set it"
                labels={{ kind: 'What it gets', until: 'Until', note: 'Why' }}
                intro={
                  <p className="hint">
                    It goes to the network at once and comes before plan, usage and dunning; what is charged
                    stays. It ends by itself at the time you name, else when somebody ends it.
                  </p>
                }
              />
            )}
          </>
        )
      }
    >
      <Facts
        facts={[
          [
            'Now',
            <Mark key="now" tone={tone}>
              {label}
            </Mark>,
          ],
          timeBand !== undefined && [
            'Hours',
            `${timeBand.band?.name ?? 'the usual ones'}, until ${format.instant(timeBand.until)}`,
          ],
          override !== undefined && [
            'Set by hand',
            <>
              {leaves(override)}
              {override.until === undefined
                ? ', until it is ended'
                : `, until ${format.instant(override.until)}`}
              {override.note !== undefined && <span className="hint line">{override.note}</span>}
            </>,
          ],
          restriction !== undefined && ['Left by dunning', leaves(restriction)],
        ]}
      />
    </Section>
  );
}
