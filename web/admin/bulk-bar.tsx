import { useNavigate } from '@tanstack/react-router';
import { bulkActionPermissions } from '../../functions/contracts/permissions.ts';
import { Button } from '../shared/button.tsx';
import type { BulkActionKind, NewBulkAction } from '../shared/routes.ts';
import { Act } from './form.tsx';
import { format } from './parts.tsx';
import type { Selection } from './selection.tsx';
import { useMay } from './who.ts';
import { words } from './words.ts';

/** No more than these are named one by one in a request. */
const atMost = 1000;

type Wish = Partial<NewBulkAction>;

interface Offer {
  readonly action: BulkActionKind;
  readonly label: string;
  readonly asks: readonly string[];
  readonly begins?: Wish;
  /** The states of services that can have it; subscribers are meant where there are none. */
  readonly from?: readonly NonNullable<NewBulkAction['serviceState']>[];
  readonly means: string;
}

const offers: readonly Offer[] = [
  {
    action: 'plan',
    label: 'Change plan',
    asks: ['toPlanId', 'toVersion', 'pacePerMinute'],
    from: ['active'],
    means: 'They get another plan or version; from each one’s proof on it is what is charged.',
  },
  {
    action: 'suspend',
    label: 'Suspend',
    asks: ['suspension', 'pacePerMinute'],
    begins: { suspension: { reason: 'administrative' } },
    from: ['active'],
    means: 'What is left of the line, and what is charged meanwhile, is by the policy for the reason.',
  },
  {
    action: 'resume',
    label: 'Resume',
    asks: ['pacePerMinute'],
    from: ['suspended'],
    means: 'They are delivered in full again.',
  },
  {
    action: 'move',
    label: 'Move to another node',
    asks: ['move', 'pacePerMinute'],
    begins: { move: { toNodeId: '' } },
    from: ['active', 'suspended'],
    means: 'The node takes the place of the NAS, OLT or LTE core of its site that they are bound to.',
  },
  {
    action: 'message',
    label: 'Write to them',
    asks: ['message'],
    begins: { message: { channels: ['email'], words: [{ language: 'en', subject: '', text: '' }] } },
    means: 'By mail and text message, as each wants to be told.',
  },
  {
    action: 'tags',
    label: 'Tag them',
    asks: ['tags'],
    begins: { tags: {} },
    means: 'Tags are put on them, or taken off.',
  },
];

/** Whether rows can be chosen for anything at all. */
export function useMayChoose(): boolean {
  const may = useMay();
  return offers.some(({ action }) => may(bulkActionPermissions[action]));
}

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
  readonly reached: (ids: readonly string[] | undefined) => Wish;
  /** Rows that are here. */
  readonly here: number;
}) {
  const may = useMay();
  const mayChoose = useMayChoose();
  const { ids, isEverything } = selection;
  if (!mayChoose || (ids.size === 0 && !isEverything)) return undefined;
  const isTooMany = ids.size > atMost;
  const named = isEverything ? undefined : [...ids];
  const offered = isTooMany ? [] : offers.filter(({ action }) => may(bulkActionPermissions[action]));
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
        {offered.map((offer) => (
          <Offered
            key={offer.action}
            offer={offer}
            told={offer.from === undefined ? reached(named) : meant(named)}
            isEverything={isEverything}
          />
        ))}
        <Button look="plain" onPress={selection.clear}>
          {words.clearChosen}
        </Button>
      </div>
    </section>
  );
}

/** Where the filter leaves the state open, and nothing else of it says who is meant, or one state alone can have it. */
function stateMeant(told: Wish, [first, ...others]: NonNullable<Offer['from']> = []): Wish['serviceState'] {
  const asks = Object.values(told).some((part) => part !== undefined);
  return asks && others.length > 0 ? undefined : first;
}

function Offered({
  offer: { action, label, asks, begins, from, means },
  told,
  isEverything,
}: {
  readonly offer: Offer;
  readonly told: Wish | undefined;
  readonly isEverything: boolean;
}) {
  const navigate = useNavigate();
  if (told === undefined) return undefined;
  return (
    <Act
      route="POST /bulk-actions"
      label={label}
      submit="See what it means"
      {...(action === 'message' ? { size: 'large' as const } : {})}
      only={asks}
      initial={{
        action,
        ...begins,
        ...told,
        ...(isEverything ? { serviceState: told.serviceState ?? stateMeant(told, from) } : {}),
      }}
      intro={
        <p className="hint">
          {means} First you see for whom it is, who is left out and why
          {from !== undefined && ', what is charged before and after, and whose session is cut'}.
        </p>
      }
      onDone={({ id }) => void navigate({ to: `/bulk-actions/${id}` })}
    />
  );
}
