import { Select } from '../shared/controls.tsx';
import { Field, Fields } from './field.tsx';
import { type FieldProps, labelOf, membersOf } from './form-place.ts';
import { type Schema, wordsOf } from './schema.ts';
import { words } from './words.ts';

/** One of several shapes: told apart by a constant that each has, by its one property, or by what it is. */
export function OneOf({ place, name, schema, value, onChange, pointer, isRequired }: FieldProps) {
  const options = (schema.anyOf ?? schema.oneOf ?? []).map((one) => place.schemas.resolve(one));
  const present = options.filter(({ type }) => type !== 'null');
  const isClearable = present.length < options.length;
  const label = labelOf(place.labels, pointer, name);
  if (present.length === 1) {
    return (
      <Field
        {...{ place, name, pointer, isRequired }}
        schema={{
          ...present[0]!,
          ...(schema.description === undefined ? {} : { description: schema.description }),
        }}
        value={value === null ? undefined : value}
        // `null` clears what is there; nothing at all would leave it.
        onChange={(next) => onChange(next === undefined && isClearable ? null : next)}
      />
    );
  }
  const variants = present.flatMap((option) => variantsOf(option));
  const chosen = variants.find(({ fits }) => fits(value)) ?? variants.find(({ mayFit }) => mayFit?.(value));
  return (
    <fieldset className="group">
      <legend className="unseen">{label}</legend>
      <Select
        label={label}
        hint={schema.description}
        error={place.errors.get(pointer)}
        isRequired={isRequired}
        value={chosen?.id}
        onChange={(id) =>
          onChange(id === '' ? undefined : variants.find((variant) => variant.id === id)!.initial)
        }
        choices={[
          ...(isRequired ? [] : [{ id: '', label: words.notSet }]),
          ...variants.map(({ id }) => ({ id, label: wordsOf(id) })),
        ]}
        placeholder={words.choose}
      />
      {chosen?.schema !== undefined &&
        (chosen.schema.type === 'object' ? (
          <Fields
            place={place}
            schema={chosen.schema}
            value={value}
            onChange={onChange}
            pointer={pointer}
            without={chosen.fixed}
          />
        ) : (
          <Field {...{ place, name, value, onChange, pointer }} schema={chosen.schema} isRequired />
        ))}
    </fieldset>
  );
}

interface Variant {
  readonly id: string;
  readonly fits: (value: unknown) => boolean;
  /** Too little is there to tell it from another. */
  readonly mayFit?: (value: unknown) => boolean;
  readonly initial: unknown;
  /** What else is asked for once it is chosen. */
  readonly schema?: Schema;
  /** Properties that the choice itself sets. */
  readonly fixed?: readonly string[];
}

export function variantsOf(schema: Schema): readonly Variant[] {
  if (schema.enum !== undefined) {
    return schema.enum.map((one) => ({ id: String(one), fits: (value) => value === one, initial: one }));
  }
  if (schema.const !== undefined) {
    return [{ id: String(schema.const), fits: (value) => value === schema.const, initial: schema.const }];
  }
  if (schema.type === 'object') {
    const constants = Object.entries(schema.properties ?? {}).filter(
      ([, { const: fixed }]) => fixed !== undefined && fixed !== true,
    );
    const required = schema.required ?? [];
    const [first = 'details'] = required;
    const several = constants.length === 0 ? schema.properties?.[first]?.enum : undefined;
    if (several !== undefined) {
      return several.map((one) => ({
        id: String(one),
        fits: (value) => membersOf(value)[first] === one,
        initial: { [first]: one },
        schema,
        fixed: [first],
      }));
    }
    const initial = Object.fromEntries(constants.map(([name, { const: fixed }]) => [name, fixed]));
    return [
      {
        id: constants.length > 0 ? String(constants[0]![1].const) : first,
        fits: (value) =>
          typeof value === 'object' &&
          value !== null &&
          (constants.length > 0
            ? constants.every(([name, { const: fixed }]) => membersOf(value)[name] === fixed)
            : required.length === 0 || first in value),
        mayFit: (value) =>
          constants.length === 0 &&
          typeof value === 'object' &&
          value !== null &&
          Object.keys(value).length === 0,
        // Its property is there before it has a value: it is what the shape is told by.
        initial: constants.length === 0 && required.length > 0 ? { [first]: undefined } : initial,
        schema,
        fixed: constants.map(([name]) => name),
      },
    ];
  }
  if (schema.type === 'number' || schema.type === 'integer') {
    return [{ id: 'number', fits: (value) => typeof value === 'number', initial: 0, schema }];
  }
  if (schema.type === 'array') return [{ id: 'list', fits: Array.isArray, initial: [], schema }];
  return [{ id: 'text', fits: (value) => typeof value === 'string', initial: '', schema }];
}
