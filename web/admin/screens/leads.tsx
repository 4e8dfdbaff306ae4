import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { GridList, GridListItem } from 'react-aria-components/GridList';
import { useDragAndDrop } from 'react-aria-components/useDragAndDrop';
import { Refusal } from '../../shared/api.ts';
import { Overlay } from '../../shared/controls.tsx';
import { usePages, useWrite } from '../../shared/reading.tsx';
import type { Lead, LeadStatus } from '../../shared/routes.ts';
import { Act, ApiForm } from '../form.tsx';
import { Ago, format, Mark, Page, type Tone } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';

export const leadStates: Readonly<Record<LeadStatus, readonly [label: string, tone: Tone]>> = {
  new: ['New', 'info'],
  contacted: ['Contacted', 'info'],
  qualified: ['Qualified', 'info'],
  quoted: ['Quoted', 'warn'],
  won: ['Won', 'good'],
  lost: ['Lost', 'none'],
};
const columns: readonly LeadStatus[] = ['new', 'contacted', 'qualified', 'quoted', 'won', 'lost'];
const leadType = 'application/x-throughline-lead';

/** What a move asks for before it is made: an offer, a reason, a conversion. */
interface Move {
  readonly lead: Lead;
  readonly to: LeadStatus;
}

/**
 * The pipeline as a board. A card is dragged, or taken with Enter on its handle and put down with Tab and Enter, which a
 * screen reader is told of.
 */
export default function Leads() {
  const may = useMay();
  const navigate = useNavigate();
  const [move, setMove] = useState<Move>();
  const [refused, setRefused] = useState<string>();
  const change = useWrite('PATCH /leads/{id}');
  const isMovable = may('leads:write');
  const take = (lead: Lead, to: LeadStatus) => {
    if (lead.status === to) return;
    setRefused(undefined);
    if (to === 'quoted' || to === 'lost' || to === 'won') return setMove({ lead, to });
    change.mutate(
      { params: { id: lead.id }, body: { status: to } },
      {
        onError: (error) =>
          setRefused(`${lead.name}: ${error instanceof Refusal ? error.message : words.reading.failed}`),
      },
    );
  };
  return (
    <Page
      title="Pipeline"
      actions={
        isMovable && (
          <Act
            begins
            route="POST /leads"
            label="New lead"
            look="main"
            labels={{ wantedPlanId: 'Wants', name: 'Name', assignee: 'Who works on it' }}
            onDone={() => undefined}
          />
        )
      }
    >
      {refused !== undefined && (
        <p role="alert" className="note bad">
          {refused}
        </p>
      )}
      <div className="board">
        {columns.map((status) => (
          <Column
            key={status}
            status={status}
            isMovable={isMovable}
            onTake={take}
            onOpen={(id) => void navigate({ to: `/leads/${id}` })}
          />
        ))}
      </div>
      {move !== undefined && <MoveForm move={move} onClose={() => setMove(undefined)} />}
    </Page>
  );
}

function Column({
  status,
  isMovable,
  onTake,
  onOpen,
}: {
  readonly status: LeadStatus;
  readonly isMovable: boolean;
  readonly onTake: (lead: Lead, to: LeadStatus) => void;
  readonly onOpen: (id: string) => void;
}) {
  const [label] = leadStates[status];
  const { items, hasNextPage, fetchNextPage, isPending } = usePages('GET /leads', {
    // Of what has ended the latest is of interest, of what goes on the one that waits longest.
    query: { status, limit: 50, order: status === 'won' || status === 'lost' ? 'newest' : 'oldest' },
  });
  const { dragAndDropHooks } = useDragAndDrop({
    isDisabled: !isMovable,
    getItems: (keys) =>
      [...keys].map((key) => {
        const lead = items.find(({ id }) => id === key)!;
        return { [leadType]: JSON.stringify(lead), 'text/plain': lead.name };
      }),
    acceptedDragTypes: [leadType],
    getDropOperation: () => 'move',
    async onRootDrop({ items: dropped }) {
      for (const item of dropped) {
        if (item.kind !== 'text' || !item.types.has(leadType)) continue;
        onTake(JSON.parse(await item.getText(leadType)) as Lead, status);
      }
    },
  });
  return (
    <section className="column" aria-label={label}>
      <h2>
        {label} <span className="mark">{hasNextPage ? `${items.length}+` : items.length}</span>
      </h2>
      <GridList
        aria-label={`${label} leads`}
        items={items}
        selectionMode="none"
        dragAndDropHooks={dragAndDropHooks}
        onAction={(key) => onOpen(String(key))}
        renderEmptyState={() => (
          <p className="empty">{isPending ? words.reading.loading : 'No lead is here.'}</p>
        )}
        className="cards"
      >
        {(lead) => (
          <GridListItem id={lead.id} textValue={lead.name} className="lead">
            <LeadCard lead={lead} isMovable={isMovable} />
          </GridListItem>
        )}
      </GridList>
      {hasNextPage && (
        <button type="button" className="plain" onClick={() => void fetchNextPage()}>
          {words.more}
        </button>
      )}
    </section>
  );
}

function LeadCard({ lead, isMovable }: { readonly lead: Lead; readonly isMovable: boolean }) {
  const { name, organization, email, phone, address, quote, updatedAt, assignee } = lead;
  return (
    <>
      <div>
        <strong>
          <bdi>{name}</bdi>
        </strong>
        {organization !== undefined && <span className="soft"> {organization}</span>}
        <p className="hint">
          {[phone ?? email, address?.city].filter((one) => one !== undefined).join(' · ')}
        </p>
        {quote !== undefined && (
          <p>
            <Mark tone="warn">
              {quote.planName} {format.money(quote.terms.price)}
            </Mark>
          </p>
        )}
        <p className="hint">
          {assignee !== undefined && `${assignee} · `}
          <Ago at={updatedAt} />
        </p>
      </div>
      {isMovable && (
        <AriaButton slot="drag" className="handle" aria-label={`Move ${name}`}>
          ⠿
        </AriaButton>
      )}
    </>
  );
}

/** What goes with a move: the offer, the reason, or the conversion into a subscriber. */
export function MoveForm({
  move: { lead, to },
  onClose,
}: {
  readonly move: Move;
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const { id, name } = lead;
  const params = { id };
  return (
    <Overlay
      title={
        to === 'quoted'
          ? `An offer for ${name}`
          : to === 'lost'
            ? `${name} is lost`
            : `${name} becomes a subscriber`
      }
      closeLabel={words.close}
      onClose={onClose}
    >
      {to === 'quoted' && (
        <ApiForm
          route="PATCH /leads/{id}"
          params={params}
          only={['quote']}
          initial={{ quote: lead.wantedPlanId === undefined ? {} : { planId: lead.wantedPlanId } }}
          submit="Make the offer"
          onCancel={onClose}
          onDone={onClose}
        />
      )}
      {to === 'lost' && (
        <ApiForm
          route="PATCH /leads/{id}"
          params={params}
          only={['lostReason']}
          initial={{ status: 'lost' }}
          submit="It is lost"
          isDanger
          onCancel={onClose}
          onDone={onClose}
        />
      )}
      {to === 'won' && (
        <ApiForm
          route="POST /leads/{id}/convert"
          params={params}
          submit="Convert"
          onCancel={onClose}
          onDone={(subscriber) => {
            onClose();
            void navigate({ to: '/sell', search: { subscriber: subscriber.id } });
          }}
        />
      )}
    </Overlay>
  );
}
