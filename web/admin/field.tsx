import { useState } from 'react';
import { Checkbox, Select, TextField } from '../shared/controls.tsx';
import { ListField, RecordField } from './field-lists.tsx';
import { OneOf } from './field-variants.tsx';
import { asSent, type Common, type FieldProps, labelOf, membersOf, type Place } from './form-place.ts';
import { InstantField } from './instant-field.tsx';
import { LocationField } from './map/location-field.tsx';
import { ownedPickerOf } from './owned-pickers.tsx';
import { isSoldItem, Picker, pickerOf, SoldItemPicker } from './pickers.tsx';
import { nameOf, type Schema, wordsOf } from './schema.ts';
import { words } from './words.ts';

/** One property as the control that fits its schema. */
export function Field({ place, name, schema: given, value, onChange, pointer, isRequired }: FieldProps) {
  const refName = given.$ref === undefined ? undefined : nameOf(given.$ref);
  const schema = place.schemas.resolve(given);
  const common = {
    label: labelOf(place.labels, pointer, name),
    hint: schema.description,
    error: place.errors.get(pointer),
    isRequired,
    name: pointer.slice(1),
  };
  if (isSoldItem(pointer))
    return <SoldItemPicker {...common} value={value as string | undefined} onChange={onChange} />;
  const picker = pickerOf(name);
  if (picker !== undefined && (schema.type === 'string' || refName === 'Id')) {
    return (
      <Picker
        {...common}
        route={picker}
        siteId={place.about.siteId}
        value={value as string | undefined}
        onChange={onChange}
      />
    );
  }
  const Owned = ownedPickerOf(name);
  if (Owned !== undefined && (schema.type === 'string' || refName === 'Id')) {
    return <Owned {...common} about={place.about} value={value as string | undefined} onChange={onChange} />;
  }
  if (schema.const !== undefined) {
    return schema.const === true ? (
      <Checkbox value={value === true} onChange={(is) => onChange(is ? true : undefined)}>
        {common.label}
      </Checkbox>
    ) : undefined;
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined)
    return <OneOf {...{ place, name, value, onChange, pointer, isRequired }} schema={schema} />;
  if (refName === 'Location')
    return <LocationField {...{ pointer, value, onChange }} label="On the map" errors={place.errors} />;
  if (refName === 'Money')
    return <MoneyField {...common} value={value} onChange={onChange} currency={place.currency} />;
  if (schema.enum !== undefined) {
    return (
      <Select
        {...common}
        value={value === undefined ? undefined : String(value)}
        onChange={(id) => onChange(id === '' ? undefined : schema.enum!.find((one) => String(one) === id))}
        choices={[
          ...(isRequired ? [] : [{ id: '', label: words.notSet }]),
          ...schema.enum.map((one) => ({ id: String(one), label: wordsOf(String(one)) })),
        ]}
        placeholder={schema.default === undefined ? words.notSet : wordsOf(String(schema.default))}
      />
    );
  }
  switch (schema.type) {
    case 'boolean':
      return (
        <div className="field">
          <Checkbox value={(value ?? schema.default) === true} onChange={onChange}>
            {common.label}
          </Checkbox>
          {common.hint !== undefined && <span className="hint">{common.hint}</span>}
        </div>
      );
    case 'integer':
    case 'number':
      return (
        <TextField
          {...common}
          inputMode="decimal"
          value={value === undefined || value === null ? '' : String(value)}
          placeholder={schema.default === undefined ? '' : String(schema.default)}
          onChange={(text) =>
            onChange(text === '' ? undefined : Number.isNaN(Number(text)) ? text : Number(text))
          }
        />
      );
    case 'array':
      return <ListField {...{ place, name, value, onChange, pointer, isRequired }} schema={schema} />;
    case 'object':
      return schema.properties === undefined ? (
        <RecordField {...{ place, name, value, onChange, pointer, isRequired }} schema={schema} />
      ) : (
        <ObjectField {...{ place, name, value, onChange, pointer, isRequired }} schema={schema} />
      );
    case 'string':
      if (schema.format === 'date-time')
        return <InstantField {...common} value={value} onChange={onChange} />;
      return (
        <TextField
          {...common}
          type={
            schema.writeOnly === true
              ? 'password'
              : schema.format === 'date'
                ? 'date'
                : schema.format === 'email'
                  ? 'email'
                  : 'text'
          }
          {...(schema.writeOnly === true ? { autoComplete: 'new-password' } : {})}
          rows={schema.writeOnly !== true && (schema.maxLength ?? 0) > 400 ? 4 : undefined}
          value={(value ?? '') as string}
          placeholder={String(schema.default ?? schema.example ?? '')}
          onChange={(text) => onChange(text === '' ? undefined : asSent(refName, text))}
        />
      );
    default:
      return <JsonField {...common} value={value} onChange={onChange} />;
  }
}

function MoneyField({
  label,
  hint,
  error,
  isRequired,
  value,
  onChange,
  currency: usual,
}: Common & {
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly currency: string;
}) {
  const { amount = '', currency = usual } = membersOf(value) as { amount?: string; currency?: string };
  return (
    <div className="money">
      <TextField
        label={label}
        hint={hint}
        error={error}
        isRequired={isRequired}
        inputMode="decimal"
        value={amount}
        onChange={(text) => onChange(text === '' ? undefined : { amount: text, currency })}
      />
      <TextField
        label={words.currency}
        isLabelHidden
        value={currency}
        maxLength={3}
        onChange={(code) => onChange({ amount, currency: code.toUpperCase() })}
      />
    </div>
  );
}

/** For what has no shape of its own: the very JSON. */
function JsonField({
  value,
  onChange,
  ...common
}: Common & { readonly value: unknown; readonly onChange: (value: unknown) => void }) {
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value)));
  return (
    <TextField
      {...common}
      value={text}
      onChange={(typed) => {
        setText(typed);
        try {
          onChange(typed === '' ? undefined : JSON.parse(typed));
        } catch {
          // A word without quotes is what most people mean by it.
          onChange(typed);
        }
      }}
    />
  );
}

function ObjectField({ place, name, schema, value, onChange, pointer, isRequired }: FieldProps) {
  const isThere = isRequired || value !== undefined;
  const label = labelOf(place.labels, pointer, name);
  return (
    <fieldset className="group">
      <legend>
        {isRequired ? (
          label
        ) : (
          <Checkbox value={isThere} onChange={(is) => onChange(is ? {} : undefined)}>
            {label}
          </Checkbox>
        )}
      </legend>
      {schema.description !== undefined && <p className="hint">{schema.description}</p>}
      {place.errors.has(pointer) && <p className="field-error">{place.errors.get(pointer)}</p>}
      {isThere && (
        <Fields place={place} schema={schema} value={value} onChange={onChange} pointer={pointer} />
      )}
    </fieldset>
  );
}

/** The members of an object, in the order of its schema; what must be given is marked. */
export function Fields({
  place,
  schema: given,
  value,
  onChange,
  pointer,
  only,
  without = [],
}: {
  readonly place: Place;
  readonly schema: Schema;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly pointer: string;
  readonly only?: readonly string[] | undefined;
  readonly without?: readonly string[] | undefined;
}) {
  const schema = place.schemas.resolve(given);
  const members = membersOf(value);
  const names = (only ?? Object.keys(schema.properties ?? {})).filter((name) => !without.includes(name));
  return (
    <div className="fields">
      {names.map((name) => (
        <Field
          key={name}
          place={place}
          name={name}
          schema={schema.properties![name]!}
          value={members[name]}
          isRequired={schema.required?.includes(name) === true}
          pointer={`${pointer}/${name}`}
          onChange={(next) => {
            const { [name]: _, ...rest } = members;
            onChange(next === undefined ? rest : { ...members, [name]: next });
          }}
        />
      ))}
    </div>
  );
}
