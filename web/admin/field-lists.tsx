import { useState } from 'react';
import { Button } from '../shared/button.tsx';
import { Checkbox, TextField } from '../shared/controls.tsx';
import { Field, Fields } from './field.tsx';
import { variantsOf } from './field-variants.tsx';
import { asSent, type FieldProps, labelOf, membersOf } from './form-place.ts';
import { ownedPickerOf } from './owned-pickers.tsx';
import { pickerOf } from './pickers.tsx';
import { nameOf, type Schema, wordsOf } from './schema.ts';
import { words } from './words.ts';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const isText = (schema: Schema) =>
  schema.type === 'string' && schema.enum === undefined && schema.const === undefined;

export function ListField({ place, name, schema, value, onChange, pointer, isRequired }: FieldProps) {
  const items = (value ?? []) as readonly unknown[];
  const itemSchema = place.schemas.resolve(schema.items ?? {});
  const itemName = schema.items?.$ref === undefined ? undefined : nameOf(schema.items.$ref);
  const label = labelOf(place.labels, pointer, name);
  const error = place.errors.get(pointer);
  const replace = (index: number, next: unknown) =>
    onChange(items.map((item, at) => (at === index ? next : item)));
  if (itemSchema.enum !== undefined) {
    return (
      <fieldset className="group">
        <legend>{label}</legend>
        {schema.description !== undefined && <p className="hint">{schema.description}</p>}
        {error !== undefined && <p className="field-error">{error}</p>}
        <div className="checks">
          {itemSchema.enum.map((one) => (
            <Checkbox
              key={String(one)}
              value={items.includes(one)}
              onChange={(is) => onChange(is ? [...items, one] : items.filter((item) => item !== one))}
            >
              {wordsOf(String(one))}
            </Checkbox>
          ))}
        </div>
      </fieldset>
    );
  }
  // ISO 8601 counts the days of the week; people name them.
  if (itemSchema.type === 'integer' && itemSchema.minimum === 1 && itemSchema.maximum === 7) {
    return (
      <fieldset className="group">
        <legend>{label}</legend>
        {schema.description !== undefined && <p className="hint">{schema.description}</p>}
        {error !== undefined && <p className="field-error">{error}</p>}
        <div className="checks">
          {weekdays.map((weekday, index) => (
            <Checkbox
              key={weekday}
              value={items.includes(index + 1)}
              onChange={(is) => {
                const days = is ? [...items, index + 1] : items.filter((item) => item !== index + 1);
                onChange(days.length === 0 && !isRequired ? undefined : days.toSorted());
              }}
            >
              {weekday}
            </Checkbox>
          ))}
        </div>
      </fieldset>
    );
  }
  if (isText(itemSchema) && pickerOf(name) === undefined && ownedPickerOf(name) === undefined) {
    const faults = items.flatMap((_, index) => place.errors.get(`${pointer}/${index}`) ?? []);
    return (
      <TextField
        label={label}
        hint={schema.description ?? words.onePerLine}
        error={error ?? faults[0]}
        isRequired={isRequired}
        rows={2}
        value={items.join('\n')}
        onChange={(text) =>
          onChange(
            text === ''
              ? isRequired
                ? []
                : undefined
              : text.split('\n').map((line) => asSent(itemName, line)),
          )
        }
      />
    );
  }
  const initial = itemSchema.type === 'object' ? {} : (variantsOf(itemSchema)[0]?.initial ?? undefined);
  return (
    <fieldset className="group">
      <legend>{label}</legend>
      {schema.description !== undefined && <p className="hint">{schema.description}</p>}
      {error !== undefined && <p className="field-error">{error}</p>}
      <ol className="items">
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an item has no other name than its place
          <li key={index}>
            {itemSchema.type === 'object' && itemSchema.properties !== undefined ? (
              <Fields
                place={place}
                schema={itemSchema}
                value={item}
                onChange={(next) => replace(index, next)}
                pointer={`${pointer}/${index}`}
              />
            ) : (
              <Field
                place={place}
                name={name}
                schema={schema.items ?? {}}
                value={item}
                onChange={(next) => replace(index, next)}
                pointer={`${pointer}/${index}`}
                isRequired
              />
            )}
            <Button
              look="plain"
              aria-label={words.removeItem(label, index + 1)}
              onPress={() => onChange(items.filter((_, at) => at !== index))}
            >
              {words.remove}
            </Button>
          </li>
        ))}
      </ol>
      <Button
        aria-label={words.addTo(label)}
        isDisabled={items.length >= (schema.maxItems ?? Number.POSITIVE_INFINITY)}
        onPress={() => onChange([...items, initial])}
      >
        {words.add}
      </Button>
    </fieldset>
  );
}

/** A table of names and values, or one value for each name that the schema knows. */
export function RecordField({ place, name, schema, value, onChange, pointer }: FieldProps) {
  const members = membersOf(value);
  const known = place.schemas.resolve(schema.propertyNames ?? {}).enum as readonly string[] | undefined;
  const valueSchema = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
  const [added, setAdded] = useState('');
  const names = known ?? Object.keys(members);
  const set = (key: string, next: unknown) => {
    const { [key]: _, ...rest } = members;
    const all = next === undefined ? rest : { ...members, [key]: next };
    onChange(Object.keys(all).length === 0 ? undefined : all);
  };
  return (
    <fieldset className="group">
      <legend>{labelOf(place.labels, pointer, name)}</legend>
      {schema.description !== undefined && <p className="hint">{schema.description}</p>}
      <div className="fields">
        {names.map((key) => (
          <Field
            key={key}
            place={place}
            name={key}
            schema={valueSchema}
            value={members[key]}
            onChange={(next) => set(key, next)}
            pointer={`${pointer}/${key}`}
            isRequired={false}
          />
        ))}
      </div>
      {known === undefined && (
        <div className="add">
          <TextField label={words.name} value={added} onChange={setAdded} />
          <Button
            isDisabled={added.trim() === ''}
            onPress={() => {
              set(added.trim(), '');
              setAdded('');
            }}
          >
            {words.add}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
