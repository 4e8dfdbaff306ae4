import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type AnswerOf, type Given, Refusal, type WriteRoute } from '../shared/api.ts';
import { Button } from '../shared/button.tsx';
import { Checkbox, Overlay, Select, TextField } from '../shared/controls.tsx';
import { Reading, useApi, useWrite } from '../shared/reading.tsx';
import { LocationField } from './map/location-field.tsx';
import { isSoldItem, Picker, pickerOf, SoldItemPicker } from './pickers.tsx';
import { nameOf, type Schema, Schemas, wordsOf } from './schema.ts';
import { words } from './words.ts';

/** Words of people for a property where its own name does not say enough, by its pointer without numbers. */
export type Labels = Readonly<Record<string, string>>;

export interface Place {
  readonly schemas: Schemas;
  readonly labels: Labels;
  /** What the API refused, by JSON pointer. */
  readonly errors: ReadonlyMap<string, string>;
  /** The money of this deployment, for an amount that has none yet. */
  readonly currency: string;
}

interface FieldProps {
  readonly place: Place;
  readonly name: string;
  readonly schema: Schema;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly pointer: string;
  readonly isRequired: boolean;
}

type Members = Readonly<Record<string, unknown>>;
const membersOf = (value: unknown): Members => (value ?? {}) as Members;

export function labelOf(labels: Labels, pointer: string, name: string): string {
  const key = pointer.replaceAll(/\/\d+(?=\/|$)/g, '').slice(1);
  return labels[key] ?? labels[name] ?? wordsOf(name);
}

const isText = (schema: Schema) =>
  schema.type === 'string' && schema.enum === undefined && schema.const === undefined;

/** Numbers are told with spaces, dashes and brackets, and called without (E.164). */
const asSent = (refName: string | undefined, text: string) =>
  refName === 'Phone' ? text.replaceAll(/[\s().-]/g, '') : text;

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
    return <Picker {...common} route={picker} value={value as string | undefined} onChange={onChange} />;
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

interface Common {
  readonly label: string;
  readonly hint: string | undefined;
  readonly error: string | undefined;
  readonly isRequired: boolean;
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

/** One of several shapes: told apart by a constant that each has, by its one property, or by what it is. */
function OneOf({ place, name, schema, value, onChange, pointer, isRequired }: FieldProps) {
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
  const chosen = variants.find(({ fits }) => fits(value));
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
  readonly initial: unknown;
  /** What else is asked for once it is chosen. */
  readonly schema?: Schema;
  /** Properties that the choice itself sets. */
  readonly fixed?: readonly string[];
}

function variantsOf(schema: Schema): readonly Variant[] {
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
    const initial = Object.fromEntries(constants.map(([name, { const: fixed }]) => [name, fixed]));
    const required = schema.required ?? [];
    return [
      {
        id: constants.length > 0 ? String(constants[0]![1].const) : (required[0] ?? 'details'),
        fits: (value) =>
          typeof value === 'object' &&
          value !== null &&
          (constants.length > 0
            ? constants.every(([name, { const: fixed }]) => membersOf(value)[name] === fixed)
            : required.length === 0 || Object.keys(value).length === 0 || required[0]! in value),
        initial,
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

function ListField({ place, name, schema, value, onChange, pointer, isRequired }: FieldProps) {
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
  if (isText(itemSchema) && pickerOf(name) === undefined) {
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
function RecordField({ place, name, schema, value, onChange, pointer }: FieldProps) {
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

const schemasOf = { queryKey: ['schemas'], staleTime: Number.POSITIVE_INFINITY } as const;

export function useSchemas() {
  const api = useApi();
  return useQuery({ ...schemasOf, queryFn: () => Schemas.load(api) });
}

/** The currency that this deployment sells in: that of the first plan, until a form is told another one. */
export function useUsualCurrency(): string {
  const api = useApi();
  const plans = useQuery({
    queryKey: ['usual currency'],
    queryFn: ({ signal }) => api.call('GET /plans', { query: { limit: 1 } }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return plans.data?.items[0]?.versions.at(-1)?.price.currency ?? 'USD';
}

export interface ApiFormProps<R extends WriteRoute> {
  readonly route: R;
  readonly params?: Readonly<Record<string, string>> | undefined;
  /** What the form begins with. */
  readonly initial?: unknown;
  /** Members of the body to ask for; all if left out. The rest of `initial` is sent as it is. */
  readonly only?: readonly string[] | undefined;
  readonly without?: readonly string[] | undefined;
  readonly labels?: Labels | undefined;
  readonly submit: string;
  readonly isDanger?: boolean | undefined;
  readonly ifMatch?: string | undefined;
  /** Schema of the body where the API leaves a part of it to a driver. */
  readonly schema?: Schema | undefined;
  /** What the body would do, shown before it is sent. */
  readonly consequence?: ((body: unknown) => ReactNode) | undefined;
  /** The last change before it is sent, such as a time as an instant. */
  readonly shape?: ((body: Members) => unknown) | undefined;
  /** Told of every change before it is sent, such as for a preview. */
  readonly onChange?: ((body: unknown) => void) | undefined;
  readonly onDone: (answer: AnswerOf<R>) => void;
  readonly onCancel?: (() => void) | undefined;
}

/** A form of what a route takes, made from the API's own description. What it refuses stands at the field. */
export function ApiForm<R extends WriteRoute>(props: ApiFormProps<R>) {
  const schemas = useSchemas();
  return (
    <Reading of={schemas} words={words.reading}>
      {(known) => <LoadedForm {...props} schemas={known} />}
    </Reading>
  );
}

function LoadedForm<R extends WriteRoute>({
  route,
  params,
  initial,
  only,
  without,
  labels = {},
  submit,
  isDanger = false,
  ifMatch,
  schema,
  consequence,
  shape = (body) => body,
  onChange,
  onDone,
  onCancel,
  schemas,
}: ApiFormProps<R> & { readonly schemas: Schemas }) {
  const [body, keepBody] = useState<unknown>(initial ?? {});
  const setBody = (next: unknown) => {
    keepBody(next);
    onChange?.(next);
  };
  const write = useWrite(route);
  const currency = useUsualCurrency();
  const problem = write.error instanceof Refusal ? write.error.problem : undefined;
  const errors = new Map(
    problem?.errors?.map(({ pointer, message }) => [pointer.replace(/^#/, ''), message]),
  );
  const bodySchema = schemas.resolve(schema ?? schemas.bodyOf(route));
  const choices = bodySchema.anyOf ?? bodySchema.oneOf;
  const place: Place = { schemas, labels, errors, currency };
  const send = (event: FormEvent) => {
    event.preventDefault();
    const given = { ...(params === undefined ? {} : { params }), body: shape(membersOf(body)), ifMatch };
    write.mutate(given as unknown as Given<R> & { readonly ifMatch?: string }, { onSuccess: onDone });
  };
  return (
    <form className="form" onSubmit={send} noValidate>
      {choices === undefined ? (
        <Fields
          place={place}
          schema={bodySchema}
          value={body}
          onChange={setBody}
          pointer=""
          only={only}
          without={without}
        />
      ) : (
        <Field
          place={place}
          name="kind"
          schema={bodySchema}
          value={body}
          onChange={setBody}
          pointer=""
          isRequired
        />
      )}
      {consequence?.(shape(membersOf(body)))}
      {write.isError && (
        <p role="alert" className="note bad">
          {problem === undefined ? words.reading.failed : (problem.detail ?? problem.title)}
          {[...errors].map(([pointer, message]) => (
            <span key={pointer} className="line">
              {labelOf(labels, pointer, pointer.split('/').at(-1) ?? '')}: {message}
            </span>
          ))}
        </p>
      )}
      <footer className="actions">
        {onCancel !== undefined && <Button onPress={onCancel}>{words.cancel}</Button>}
        <Button type="submit" look={isDanger ? 'danger' : 'main'} isPending={write.isPending}>
          {submit}
        </Button>
      </footer>
    </form>
  );
}

/** A button that asks for what a route takes, and does it. */
export function Act<R extends WriteRoute>({
  label,
  title = label,
  look,
  size,
  onDone,
  intro,
  ...form
}: Omit<ApiFormProps<R>, 'onDone' | 'onCancel' | 'submit'> & {
  readonly label: string;
  readonly title?: string;
  readonly look?: 'main' | 'danger' | 'plain';
  readonly size?: 'medium' | 'large';
  readonly submit?: string;
  readonly intro?: ReactNode;
  readonly onDone?: (answer: AnswerOf<R>) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look={look} onPress={() => setOpen(true)}>
        {label}
      </Button>
      {isOpen && (
        <Overlay
          title={title}
          size={size ?? 'medium'}
          closeLabel={words.close}
          onClose={() => setOpen(false)}
        >
          {intro}
          <ApiForm
            {...(form as unknown as ApiFormProps<R>)}
            submit={form.submit ?? label}
            onCancel={() => setOpen(false)}
            onDone={(answer) => {
              setOpen(false);
              onDone?.(answer);
            }}
          />
        </Overlay>
      )}
    </>
  );
}

/** A button for what a route does without being told more, with its consequence in words before it is done. */
export function Command<R extends WriteRoute>({
  route,
  params,
  body,
  label,
  question,
  look,
  onDone,
}: {
  readonly route: R;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly label: string;
  /** Asked before it is done; without one it is done at once. */
  readonly question?: ReactNode;
  readonly look?: 'main' | 'danger' | 'plain';
  readonly onDone?: (answer: AnswerOf<R>) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const write = useWrite(route);
  const run = () =>
    write.mutate(
      {
        ...(params === undefined ? {} : { params }),
        ...(body === undefined ? {} : { body }),
      } as unknown as Given<R>,
      {
        onSuccess: (answer) => {
          setOpen(false);
          onDone?.(answer);
        },
        onError: () => setOpen(true),
      },
    );
  const { error } = write;
  return (
    <>
      <Button
        look={look}
        isPending={write.isPending}
        onPress={() => {
          write.reset();
          if (question === undefined) run();
          else setOpen(true);
        }}
      >
        {label}
      </Button>
      {isOpen && (
        <Overlay title={label} closeLabel={words.close} onClose={() => setOpen(false)}>
          {question}
          {error !== null && (
            <p role="alert" className="note bad">
              {error instanceof Refusal ? (error.problem.detail ?? error.message) : words.reading.failed}
            </p>
          )}
          <footer className="actions">
            <Button onPress={() => setOpen(false)}>{words.cancel}</Button>
            <Button look={look === 'danger' ? 'danger' : 'main'} isPending={write.isPending} onPress={run}>
              {error === null ? label : words.reading.again}
            </Button>
          </footer>
        </Overlay>
      )}
    </>
  );
}
