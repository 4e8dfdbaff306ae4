import { useNavigate } from '@tanstack/react-router';
import { Button } from '../shared/button.tsx';
import type { NewBulkChange, NewRound } from '../shared/routes.ts';
import { Act } from './form.tsx';
import { format } from './parts.tsx';
import type { Selection } from './selection.tsx';
import { useMay } from './who.ts';
import { words } from './words.ts';

/** No more than these are named one by one in a request. */
const atMost = 1000;

type Wish = Partial<NewBulkChange>;

/** What is done for the subscribers themselves, and not with their services. */
const roundOffers: readonly {
  readonly label: string;
  readonly asks: 'message' | 'tags';
  readonly begins: NewRound;
}[] = [
  {
    label: 'Write to them',
    asks: 'message',
    begins: { message: { channels: ['email'], words: [{ language: 'en', subject: '', text: '' }] } },
  },
  { label: 'Tag them', asks: 'tags', begins: { tags: {} } },
];

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
  reached,
  here,
}: {
  readonly selection: Selection;
  /** The services of the chosen as the API is told of them; nothing where there can be none. */
  readonly meant: (ids: readonly string[] | undefined) => Wish | undefined;
  /** The chosen, or whoever has the chosen services, as subscribers. */
  readonly reached: (ids: readonly string[] | undefined) => NewRound;
  /** Rows that are here. */
  readonly here: number;
}) {
  const may = useMay();
  const { ids, isEverything } = selection;
  const [mayChange, mayReach] = [may('bulk-changes:write'), may('rounds:write')];
  if ((!mayChange && !mayReach) || (ids.size === 0 && !isEverything)) return undefined;
  const isTooMany = ids.size > atMost;
  const named = isEverything ? undefined : [...ids];
  const told = isTooMany ? undefined : meant(named);
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
        {mayChange && told !== undefined && <Changes told={told} isEverything={isEverything} />}
        {mayReach && !isTooMany && <Rounds told={reached(named)} />}
        <Button look="plain" onPress={selection.clear}>
          {words.clearChosen}
        </Button>
      </div>
    </section>
  );
}

function Changes({ told, isEverything }: { readonly told: Wish; readonly isEverything: boolean }) {
  const navigate = useNavigate();
  return offers.map(({ label, submit, asks, begins, fits, means }) => (
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
          {means} First you see who can be changed and who cannot, what is charged before and after, and whose
          session is cut.
        </p>
      }
      onDone={({ id }) => void navigate({ to: `/billing/bulk-changes/${id}` })}
    />
  ));
}

function Rounds({ told }: { readonly told: NewRound }) {
  const navigate = useNavigate();
  return roundOffers.map(({ label, asks, begins }) => (
    <Act
      key={label}
      route="POST /rounds"
      label={label}
      submit="See who is reached"
      size="large"
      only={[asks]}
      initial={{ ...begins, ...told }}
      intro={<p className="hint">First you see who is reached and who is left out, and why.</p>}
      onDone={({ id }) => void navigate({ to: `/rounds/${id}` })}
    />
  ));
}
