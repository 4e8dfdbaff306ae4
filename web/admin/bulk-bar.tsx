import { useNavigate } from '@tanstack/react-router';
import { Button } from '../shared/button.tsx';
import type { NewBulkChange } from '../shared/routes.ts';
import { Act } from './form.tsx';
import { format } from './parts.tsx';
import type { Selection } from './selection.tsx';
import { useMay } from './who.ts';
import { words } from './words.ts';

/** No more than these are named one by one in a request. */
const atMost = 1000;

type Wish = Partial<NewBulkChange>;

interface Offer {
  readonly label: string;
  readonly submit: string;
  readonly asks: readonly string[];
  readonly begins: Wish;
  /** Whom it can be done to, where the filter leaves that open. */
  readonly fits: NonNullable<NewBulkChange['serviceState']>;
  readonly means: string;
}

const offers: readonly Offer[] = [
  {
    label: 'Change plan',
    submit: 'See what it means',
    asks: ['toPlanId', 'toVersion', 'pacePerMinute'],
    begins: { action: 'plan' },
    fits: 'active',
    means: 'They get another plan or version; from each one’s proof on it is what is charged.',
  },
  {
    label: 'Suspend',
    submit: 'See what it means',
    asks: ['suspension', 'pacePerMinute'],
    begins: { action: 'suspend', suspension: { reason: 'administrative' } },
    fits: 'active',
    means: 'What is left of the line, and what is charged meanwhile, is by the policy for the reason.',
  },
  {
    label: 'Resume',
    submit: 'See what it means',
    asks: ['pacePerMinute'],
    begins: { action: 'resume' },
    fits: 'suspended',
    means: 'They are delivered in full again.',
  },
  {
    label: 'Move to another node',
    submit: 'See what it means',
    asks: ['move', 'pacePerMinute'],
    begins: { action: 'move' },
    fits: 'active',
    means: 'The node takes the place of the NAS, OLT or LTE core of its site that they are bound to.',
  },
];

/** How many are chosen, and what can be done with them. Nothing is done before it was surveyed and started. */
export function BulkBar({
  selection,
  meant,
  here,
}: {
  readonly selection: Selection;
  /** The chosen as the API is told of them. */
  readonly meant: (ids: readonly string[] | undefined) => Wish;
  /** Rows that are here. */
  readonly here: number;
}) {
  const may = useMay();
  const navigate = useNavigate();
  const { ids, isEverything } = selection;
  if (!may('bulk-changes:write') || (ids.size === 0 && !isEverything)) return undefined;
  const isTooMany = ids.size > atMost;
  return (
    <section className="bulk" aria-label={words.chosenRows}>
      <p role="status">
        {isEverything ? words.chosenAll : words.chosen(format.number(ids.size))}
        {isTooMany && ` ${words.tooManyChosen(format.number(atMost))}`}
      </p>
      <div className="actions">
        {!isEverything && ids.size >= here && (
          <Button look="plain" onPress={selection.chooseEverything}>
            {words.chooseMatching}
          </Button>
        )}
        {!isTooMany &&
          offers.map(({ label, submit, asks, begins, fits, means }) => {
            const told = meant(isEverything ? undefined : [...ids]);
            return (
              <Act
                key={label}
                route="POST /bulk-changes"
                label={label}
                submit={submit}
                only={asks}
                initial={{
                  ...begins,
                  ...told,
                  ...(isEverything ? { serviceState: told.serviceState ?? fits } : {}),
                  dryRun: true,
                }}
                intro={
                  <p className="hint">
                    {means} First you see who can be changed and who cannot, what is charged before and after,
                    and whose session is cut.
                  </p>
                }
                onDone={({ id }) => void navigate({ to: `/billing/bulk-changes/${id}` })}
              />
            );
          })}
        <Button look="plain" onPress={selection.clear}>
          {words.clearChosen}
        </Button>
      </div>
    </section>
  );
}
