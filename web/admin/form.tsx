import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import {
  type Answer,
  type AnswerOf,
  type Given,
  isConflict,
  type ReadRoute,
  Refusal,
  type WriteRoute,
} from '../shared/api.ts';
import { Button } from '../shared/button.tsx';
import { Overlay } from '../shared/controls.tsx';
import { useDraft } from '../shared/draft.ts';
import { Reading, useVersion, useWrite } from '../shared/reading.tsx';
import type { Foreign } from '../shared/rebase.ts';
import { type Edited, useRevision } from '../shared/revision.ts';
import { Field, Fields } from './field.tsx';
import {
  type About,
  aboutOf,
  type Labels,
  labelOf,
  type Members,
  membersOf,
  type Place,
  whyOf,
} from './form-place.ts';
import { Facts } from './parts.tsx';
import type { Schema, Schemas } from './schema.ts';
import { useSchemas, useUsualCurrency } from './schemas.ts';
import { Value } from './told.tsx';
import { useWho } from './who.ts';
import { words } from './words.ts';

export interface ApiFormProps<R extends WriteRoute> {
  readonly route: R;
  readonly params?: Readonly<Record<string, string>> | undefined;
  /** What the form begins with. */
  readonly initial?: unknown;
  /** Whether what is typed is kept until it is sent. Never of secrets. */
  readonly isKept?: boolean | undefined;
  /** What it is typed over, in the place of `initial`: a save that would undo what somebody else did is told first. */
  readonly of?: Edited<object> | undefined;
  /** Members of the body to ask for; all if left out. The rest of `initial` is sent as it is. */
  readonly only?: readonly string[] | undefined;
  readonly without?: readonly string[] | undefined;
  readonly labels?: Labels | undefined;
  /** Whom it is about, where neither the route nor the body says so. */
  readonly about?: About | undefined;
  readonly submit: string;
  readonly isDanger?: boolean | undefined;
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
      {(known) =>
        props.of !== undefined ? (
          <EditForm {...props} of={props.of} schemas={known} />
        ) : props.isKept === true ? (
          <KeptForm {...props} schemas={known} />
        ) : (
          <FreshForm {...props} schemas={known} />
        )
      }
    </Reading>
  );
}

type KnownForm<R extends WriteRoute> = ApiFormProps<R> & { readonly schemas: Schemas };

const asSentTo = <R extends WriteRoute>({ params, shape = (body) => body }: ApiFormProps<R>, body: unknown) =>
  ({ ...(params === undefined ? {} : { params }), body: shape(membersOf(body)) }) as unknown as Given<R>;

function FreshForm<R extends WriteRoute>(props: KnownForm<R>) {
  const { route, initial, onChange, onDone } = props;
  const [body, keep] = useState<unknown>(initial ?? {});
  const write = useWrite(route);
  return (
    <FormOf
      {...props}
      body={body}
      write={write}
      onType={(next) => {
        keep(next);
        onChange?.(next);
      }}
      onSend={() => write.mutate(asSentTo(props, body), { onSuccess: onDone })}
    />
  );
}

function KeptForm<R extends WriteRoute>(props: KnownForm<R>) {
  const { route, params = {}, initial = {}, onDone } = props;
  const thing = [route, ...Object.values(params)].join(' ');
  const { typed, type, forget } = useDraft<unknown>(useWho().id, thing, initial);
  const write = useWrite(route);
  const onSuccess = (answer: AnswerOf<R>) => {
    forget();
    onDone(answer);
  };
  return (
    <FormOf
      {...props}
      body={typed}
      write={write}
      onType={type}
      onSend={() => write.mutate(asSentTo(props, typed), { onSuccess })}
    />
  );
}

/** Of what was read: what others change meanwhile is told, and nothing of it is written over unseen. */
function EditForm<R extends WriteRoute>(props: KnownForm<R> & { readonly of: Edited<object> }) {
  const { route, given } = props.of;
  const seen = useVersion(route, given);
  return (
    <Reading of={seen} words={words.reading}>
      {(known) => <SeenForm {...props} seen={known} />}
    </Reading>
  );
}

function SeenForm<R extends WriteRoute>(
  props: KnownForm<R> & { readonly of: Edited<object>; readonly seen: Answer<ReadRoute> },
) {
  const { route, of, seen, onChange, onDone } = props;
  const { body, foreign, change, write } = useRevision(route, of, seen, (typed) => asSentTo(props, typed));
  const told = useRef(body);
  useEffect(() => {
    if (told.current === body) return;
    told.current = body;
    onChange?.(body);
  }, [body, onChange]);
  return (
    <FormOf
      {...props}
      body={body}
      foreign={foreign}
      write={write}
      onType={(next) => change(membersOf(next))}
      onSend={() => write.mutate(undefined, { onSuccess: onDone })}
    />
  );
}

function FormOf<R extends WriteRoute>({
  route,
  params,
  only,
  without,
  labels = {},
  about,
  submit,
  isDanger = false,
  schema,
  consequence,
  shape = (body) => body,
  onCancel,
  schemas,
  body,
  foreign = [],
  write,
  onType,
  onSend,
}: KnownForm<R> & {
  readonly body: unknown;
  readonly foreign?: readonly Foreign[];
  readonly write: { readonly error: Error | null; readonly isPending: boolean };
  readonly onType: (body: unknown) => void;
  readonly onSend: () => void;
}) {
  const currency = useUsualCurrency();
  const error = foreign.length > 0 && isConflict(write.error) ? null : write.error;
  const problem = error instanceof Refusal ? error.problem : undefined;
  const errors = new Map(
    problem?.errors?.map(({ pointer, message }) => [pointer.replace(/^#/, ''), message]),
  );
  const bodySchema = schemas.resolve(schema ?? schemas.bodyOf(route));
  const choices = bodySchema.anyOf ?? bodySchema.oneOf;
  const place: Place = {
    schemas,
    labels,
    errors,
    currency,
    about: { ...about, ...aboutOf(route, params, membersOf(body)) },
  };
  const isAsked = ({ member }: Foreign) =>
    (only?.includes(member) ?? true) && without?.includes(member) !== true;
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSend();
  };
  return (
    <form className="form" onSubmit={send} noValidate>
      {choices === undefined ? (
        <Fields
          place={place}
          schema={bodySchema}
          value={body}
          onChange={onType}
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
          onChange={onType}
          pointer=""
          isRequired
        />
      )}
      {consequence?.(shape(membersOf(body)))}
      {foreign.length > 0 && <Meanwhile foreign={foreign.filter(isAsked)} labels={labels} />}
      {error !== null && (
        <p role="alert" className="note bad">
          {problem === undefined ? words.reading.failed : whyOf(problem)}
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

function Meanwhile({ foreign, labels }: { readonly foreign: readonly Foreign[]; readonly labels: Labels }) {
  return (
    <div role="alert" className="note warn">
      <p>{words.meanwhile.lead}</p>
      <Facts
        facts={foreign.map(({ member, value, isContested }) => [
          labelOf(labels, `/${member}`, member),
          <div key={member}>
            <Value value={value} />
            <p className="hint">{isContested ? words.meanwhile.kept : words.meanwhile.taken}</p>
          </div>,
        ])}
      />
    </div>
  );
}

/** Does what the address asks for with `begin`, once: whoever comes back to the address does not begin again. */
function useBeginning(begins: boolean, begin: () => void): void {
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const navigate = useNavigate();
  const isAsked = begins && search['begin'] === true;
  const latest = useRef(begin);
  latest.current = begin;
  useEffect(() => {
    if (!isAsked) return;
    latest.current();
    const rest = ({ begin: _, ...others }: Readonly<Record<string, unknown>>) => others;
    void navigate({ to: '.', search: rest, replace: true } as Parameters<typeof navigate>[0]);
  }, [isAsked, navigate]);
}

/** A button that asks for what a route takes, and does it. */
export function Act<R extends WriteRoute>({
  label,
  title = label,
  look,
  size,
  onDone,
  intro,
  begins = false,
  ...form
}: Omit<ApiFormProps<R>, 'onDone' | 'onCancel' | 'submit'> & {
  readonly label: string;
  /** Whether it is what the place begins (`Place.begins`). */
  readonly begins?: boolean;
  readonly title?: string;
  readonly look?: 'main' | 'danger' | 'plain';
  readonly size?: 'medium' | 'large';
  readonly submit?: string;
  readonly intro?: ReactNode;
  readonly onDone?: (answer: AnswerOf<R>) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  useBeginning(begins, () => setOpen(true));
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
  ifMatch,
  label,
  question,
  look,
  onDone,
}: {
  readonly route: R;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** ETag of what the body was made from. */
  readonly ifMatch?: string | undefined;
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
        ifMatch,
      } as unknown as Given<R> & { readonly ifMatch?: string },
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
              {isConflict(error)
                ? words.meanwhile.shown
                : error instanceof Refusal
                  ? (error.problem.detail ?? error.message)
                  : words.reading.failed}
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
