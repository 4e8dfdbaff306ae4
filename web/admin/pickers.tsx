import { useDeferredValue, useState } from 'react';
import { ComboBox, ListBoxItem } from 'react-aria-components/ComboBox';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { ListBox } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Text } from 'react-aria-components/Text';
import { Select } from '../shared/controls.tsx';
import type { PagedRoute } from '../shared/reading.tsx';
import { usePages, useRead } from '../shared/reading.tsx';
import { words } from './words.ts';

/** Where the things are listed that a property names by id. */
const sources: Readonly<Record<string, PickedRoute>> = {
  planId: 'GET /plans',
  toPlanId: 'GET /plans',
  plans: 'GET /plans',
  wantedPlanId: 'GET /plans',
  siteId: 'GET /sites',
  siteIds: 'GET /sites',
  addOns: 'GET /add-ons',
  addOnId: 'GET /add-ons',
  modelId: 'GET /equipment-models',
  equipmentModelId: 'GET /equipment-models',
  addressPoolId: 'GET /address-pools',
  framedIpv6PoolId: 'GET /address-pools',
  delegatedIpv6PoolId: 'GET /address-pools',
  nodeId: 'GET /access-nodes',
  toNodeId: 'GET /access-nodes',
  oltId: 'GET /access-nodes',
  coreId: 'GET /access-nodes',
  nasId: 'GET /access-nodes',
  subscriberId: 'GET /subscribers',
  parentId: 'GET /subscribers',
  payerId: 'GET /subscribers',
};

type PickedRoute = Extract<
  PagedRoute,
  | 'GET /plans'
  | 'GET /sites'
  | 'GET /add-ons'
  | 'GET /equipment-models'
  | 'GET /address-pools'
  | 'GET /access-nodes'
  | 'GET /subscribers'
>;

export function pickerOf(name: string): PickedRoute | undefined {
  return sources[name];
}

interface Picked {
  readonly id: string;
  readonly name?: string | undefined;
  readonly number?: string | undefined;
  readonly status?: string | undefined;
  readonly driver?: string | undefined;
  readonly address?: unknown;
}

interface PickerProps {
  readonly route: PickedRoute;
  /** Of which place, where it is a thing of one. */
  readonly siteId?: string | undefined;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly isRequired?: boolean;
  readonly value: string | undefined;
  readonly onChange: (id: string | undefined) => void;
}

/** The name of a thing in place of its id: chosen from all there are, or sought where there are too many. */
export function Picker(props: PickerProps) {
  return props.route === 'GET /subscribers' ? <SubscriberPicker {...props} /> : <FromAll {...props} />;
}

function FromAll({ route, siteId, value, onChange, isRequired = false, ...field }: PickerProps) {
  const isOfSite = route === 'GET /access-nodes' || route === 'GET /address-pools';
  const query = { limit: 200, ...(isOfSite && siteId !== undefined ? { siteId } : {}) };
  const { items, isPending } = usePages(route, { query });
  const offered = (items as readonly Picked[]).filter(
    ({ id, status }) => status !== 'retired' || id === value,
  );
  return (
    <Select
      {...field}
      isRequired={isRequired}
      isDisabled={isPending}
      value={value}
      onChange={(id) => onChange(id === '' ? undefined : id)}
      placeholder={words.choose}
      choices={[
        ...(isRequired ? [] : [{ id: '', label: words.notSet }]),
        ...offered.map(({ id, name, driver, address }) => ({
          id,
          label: name ?? (typeof address === 'string' ? address : id),
          detail: driver,
        })),
      ]}
    />
  );
}

/** Whether a property names something that is sold, whatever it is: plan, add-on or equipment. */
export const isSoldItem = (pointer: string): boolean => /\/prices\/\d+\/itemId$/.test(pointer);

/** Whatever is sold, by name. */
export function SoldItemPicker({ value, onChange, ...field }: Omit<PickerProps, 'route'>) {
  const plans = usePages('GET /plans', { query: { limit: 200 } });
  const addOns = usePages('GET /add-ons', { query: { limit: 200 } });
  const models = usePages('GET /equipment-models', { query: { limit: 200 } });
  const of = (kind: string, items: readonly Picked[]) =>
    items.map(({ id, name }) => ({ id, label: name ?? id, detail: kind }));
  return (
    <Select
      {...field}
      isDisabled={plans.isPending || addOns.isPending || models.isPending}
      value={value}
      onChange={(id) => onChange(id)}
      placeholder={words.choose}
      choices={[...of('Plan', plans.items), ...of('Add-on', addOns.items), ...of('Equipment', models.items)]}
    />
  );
}

function SubscriberPicker({ label, hint, error, isRequired = false, value, onChange }: PickerProps) {
  const known = useRead(
    'GET /subscribers/{id}',
    { params: { id: value ?? '' } },
    { enabled: value !== undefined },
  );
  const [typed, setTyped] = useState<string>();
  const q = useDeferredValue(typed?.trim() ?? '');
  const found = usePages('GET /subscribers', { query: { limit: 20, q: q === '' ? undefined : q } });
  return (
    <ComboBox
      className="field"
      inputValue={typed ?? (value === undefined ? '' : (known.data?.name ?? ''))}
      onInputChange={setTyped}
      value={value ?? null}
      onChange={(key) => {
        onChange(key === null ? undefined : String(key));
        setTyped(undefined);
      }}
      onBlur={() => setTyped(undefined)}
      items={found.items}
      isRequired={isRequired}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      allowsEmptyCollection
      menuTrigger="focus"
    >
      <Label className="label">{label}</Label>
      <Input className="input" placeholder={words.searchHint} />
      {hint !== undefined && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
      <Popover className="popover">
        <ListBox<(typeof found.items)[number]>
          className="list"
          renderEmptyState={() => <p className="note">{words.nothing}</p>}
        >
          {({ id, name, number }) => (
            <ListBoxItem id={id} textValue={name} className="option">
              <Text slot="label">{name}</Text>
              <Text slot="description" className="hint">
                {number}
              </Text>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
