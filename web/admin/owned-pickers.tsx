import { type ReactNode, useState } from 'react';
import { Select } from '../shared/controls.tsx';
import { usePages, useRead } from '../shared/reading.tsx';
import type { Invoice, InvoiceState, Service } from '../shared/routes.ts';
import type { About, Common } from './form-place.ts';
import { format } from './parts.tsx';
import { Picker } from './pickers.tsx';
import { addressLine, serviceStates } from './screens/service-words.ts';
import { words } from './words.ts';

interface OwnedProps extends Common {
  readonly about: About;
  readonly value: string | undefined;
  readonly onChange: (id: string | undefined) => void;
}

/** What a property names of a subscriber or a service that the form is about. */
const sources: Readonly<Record<string, (props: OwnedProps) => ReactNode>> = {
  invoiceId: InvoicePicker,
  serviceId: ServicePicker,
  itemId: ItemPicker,
  removeItems: ItemPicker,
};

export const ownedPickerOf = (name: string) => sources[name];

interface Choice {
  readonly id: string;
  readonly label: string;
  readonly detail?: string | undefined;
}

function Chosen({
  about: _,
  choices,
  isKnown,
  missing,
  hint,
  value,
  onChange,
  ...common
}: OwnedProps & {
  readonly choices: readonly Choice[];
  /** Whose it is, so that there is something to choose from. */
  readonly isKnown: boolean;
  /** What is said where there is nothing to choose from, yet or at all. */
  readonly missing: readonly [unknown: string, none: string];
}) {
  const isEmpty = choices.length === 0;
  return (
    <Select
      {...common}
      hint={isEmpty ? missing[isKnown ? 1 : 0] : hint}
      isDisabled={isEmpty}
      value={value}
      onChange={(id) => onChange(id === '' ? undefined : id)}
      placeholder={words.choose}
      choices={[...(common.isRequired || isEmpty ? [] : [{ id: '', label: words.notSet }]), ...choices]}
    />
  );
}

const payable: readonly InvoiceState[] = ['issued', 'partially-paid', 'written-off'];

/** An invoice on which something is open, by its number, day and what is open. */
function InvoicePicker(props: OwnedProps) {
  const { subscriberId } = props.about;
  const [issued, partly, writtenOff] = payable.map((state) => ({
    query: { subscriberId, state, limit: 100 },
  }));
  const options = { enabled: subscriberId !== undefined };
  const lists = [
    usePages('GET /invoices', issued, options),
    usePages('GET /invoices', partly, options),
    usePages('GET /invoices', writtenOff, options),
  ];
  const invoices = lists.flatMap(({ items }) => items).filter(({ total }) => Number(total.amount) > 0);
  return (
    <Chosen
      {...props}
      isKnown={subscriberId !== undefined}
      missing={['Choose the subscriber first.', 'No invoice is open.']}
      choices={invoices
        .toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : 1))
        .map((invoice) => ({ id: invoice.id, label: invoice.number, detail: openOf(invoice) }))}
    />
  );
}

function openOf({ state, dueOn, amountDue, total }: Invoice): string {
  return state === 'written-off'
    ? `${format.money(total)}, written off`
    : `${format.money(amountDue)} open, due ${format.day(dueOn)}`;
}

/** A service by its plan and address; where nobody is known whose it is, that is asked first. */
function ServicePicker(props: OwnedProps) {
  const [asked, setAsked] = useState<string>();
  const subscriberId = props.about.subscriberId ?? asked;
  const { items } = usePages(
    'GET /services',
    { query: { subscriberId, limit: 100 } },
    { enabled: subscriberId !== undefined },
  );
  const living = items.filter(({ state, id }) => state !== 'terminated' || id === props.value);
  return (
    <>
      {props.about.subscriberId === undefined && (
        <Picker
          label="Subscriber"
          hint="Whose service it is."
          route="GET /subscribers"
          value={asked}
          onChange={(id) => {
            setAsked(id);
            props.onChange(undefined);
          }}
        />
      )}
      <Chosen
        {...props}
        isKnown={subscriberId !== undefined}
        missing={['Choose the subscriber first.', 'There is no service.']}
        choices={(subscriberId === undefined ? [] : living).map(({ id, plan, address, state }: Service) => ({
          id,
          label: plan.name,
          detail: `${serviceStates[state].label}, ${addressLine(address)}`,
        }))}
      />
    </>
  );
}

/** An add-on or a piece of equipment on the service that the form is about. */
function ItemPicker(props: OwnedProps) {
  const { serviceId } = props.about;
  const { data } = useRead(
    'GET /services/{id}',
    { params: { id: serviceId ?? '' } },
    { enabled: serviceId !== undefined },
  );
  return (
    <Chosen
      {...props}
      isKnown
      missing={['', 'The service has no add-on and no equipment.']}
      choices={(data?.extras ?? []).map(({ itemId, name, serial, price }) => ({
        id: itemId,
        label: serial === undefined ? name : `${name} (${serial})`,
        detail: format.money(price.price),
      }))}
    />
  );
}
