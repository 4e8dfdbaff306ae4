import type { UseQueryResult } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { Refusal } from '../shared/api.ts';
import { Button } from '../shared/button.tsx';
import type { Money, PortalBrand } from '../shared/routes.ts';
import { useHere } from './here.tsx';
import { Icon, type IconName } from './icons.tsx';
import type { Words } from './words/english.ts';
import { wordsOfRefusal } from './words/refusal.ts';

/** A way to another place in the portal. */
export function To({
  to,
  params,
  className,
  children,
}: {
  readonly to: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <Link {...({ to, params, className } as unknown as LinkProps)} activeProps={{ 'aria-current': 'page' }}>
      {children}
    </Link>
  );
}

export function Card({
  title,
  action,
  className,
  children,
}: {
  readonly title?: string;
  readonly action?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section
      className={className === undefined ? 'card' : `card ${className}`}
      {...(title === undefined ? {} : { 'aria-labelledby': id })}
    >
      {title !== undefined && (
        <header>
          <h2 id={id}>{title}</h2>
          {action}
        </header>
      )}
      {children}
    </section>
  );
}

/** The head of a place, with the way back where it is not one of the first. */
export function Head({
  title,
  back,
  children,
}: {
  readonly title: string;
  readonly back?: { readonly to: string; readonly words: string };
  readonly children?: ReactNode;
}) {
  const { brand } = useHere();
  useEffect(() => {
    document.title = `${title} · ${brand.name}`;
  }, [title, brand.name]);
  return (
    <header className="head">
      {back !== undefined && (
        <To to={back.to} className="back">
          <span aria-hidden="true" className="chevron" /> {back.words}
        </To>
      )}
      <h1>{title}</h1>
      {children}
    </header>
  );
}

export function Empty({
  icon,
  title,
  why,
}: {
  readonly icon: IconName;
  readonly title: string;
  readonly why?: string;
}) {
  return (
    <div className="empty">
      <Icon name={icon} />
      <p>
        <strong>{title}</strong>
      </p>
      {why !== undefined && <p className="soft">{why}</p>}
    </div>
  );
}

/** As tall as what will come: nothing jumps when it is there. */
export function Skeleton({ lines = 3 }: { readonly lines?: number }) {
  const { words } = useHere();
  return (
    <div className="skeleton" role="status">
      <span className="unseen">{words.loading}</span>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a placeholder have no other name
        <span key={line} />
      ))}
    </div>
  );
}

/** What was read; its shape until it is there; or that it failed, with a way on. */
export function Shown<T>({
  of,
  lines,
  children,
}: {
  readonly of: UseQueryResult<T>;
  readonly lines?: number;
  readonly children: (value: T) => ReactNode;
}) {
  const { words } = useHere();
  if (of.data !== undefined) return children(of.data);
  if (!of.isError) return <Skeleton {...(lines === undefined ? {} : { lines })} />;
  return (
    <div role="alert" className="note bad">
      {words.failed} {toldOf(of.error, words)}{' '}
      {isRefused(of.error) ? (
        <To to="/" className="plain">
          {words.toHome}
        </To>
      ) : (
        <button type="button" className="plain" onClick={() => void of.refetch()}>
          {words.again}
        </button>
      )}
    </div>
  );
}

/** Said for good: another attempt would be refused like the first. */
const isRefused = (error: Error): boolean => error instanceof Refusal && error.problem.status < 500;

/** Why something was not done, in the reader's language. */
export function toldOf(error: Error, words: Words): string {
  if (!(error instanceof Refusal)) return words.offline;
  return wordsOfRefusal(error.code, words) ?? words.ourFault;
}

const flawAt = (error: Error | null, pointer: string) =>
  error instanceof Refusal
    ? error.problem.errors?.find((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`))
    : undefined;

/** What is wrong with a field, by the pointer of the problem, in the reader's language. */
export function fieldError(error: Error | null, pointer: string, words: Words): string | undefined {
  const flaw = flawAt(error, pointer);
  return flaw === undefined ? undefined : (wordsOfRefusal(flaw.code, words) ?? words.checkThis);
}

/** A refusal that no field of `pointers` shows. */
export function Sorry({
  error,
  pointers = [],
}: {
  readonly error: Error | null;
  readonly pointers?: readonly string[];
}) {
  const { words } = useHere();
  if (error === null || pointers.some((pointer) => flawAt(error, pointer) !== undefined)) return null;
  return (
    <p role="alert" className="note bad">
      {words.didNotWork} {toldOf(error, words)}
    </p>
  );
}

export function Facts({ of }: { readonly of: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {of.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Meter({
  label,
  words,
  value,
  most,
}: {
  readonly label: string;
  readonly words: string;
  readonly value: number;
  readonly most: number;
}) {
  const share = most === 0 ? 1 : Math.min(1, value / most);
  const look = share >= 1 ? 'bad' : share >= 0.8 ? 'warn' : 'good';
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers give <meter> looks of their own that no rule reaches
    <div
      className={`meter ${look}`}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={words}
    >
      <span style={{ inlineSize: `${share * 100}%` }} />
    </div>
  );
}

export function Rates({ downKbps, upKbps }: { readonly downKbps: number; readonly upKbps: number }) {
  const { words, format } = useHere();
  return (
    <span className="rates">
      {(
        [
          ['down', words.down, downKbps],
          ['up', words.up, upKbps],
        ] as const
      ).map(([icon, say, kbps]) => (
        <span key={icon}>
          <Icon name={icon} />
          <span aria-hidden="true">{format.rate(kbps)}</span>
          <span className="unseen">{say(format.rate(kbps))}</span>
        </span>
      ))}
    </span>
  );
}

/** A form whose button is pressed once: while it is on its way it cannot be pressed again. */
export function Form({
  label,
  isPending,
  isDisabled = false,
  onSend,
  children,
}: {
  readonly label: string;
  readonly isPending: boolean;
  readonly isDisabled?: boolean;
  readonly onSend: () => void;
  readonly children: ReactNode;
}) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // What was refused is told at a field, which may be far from the button that was pressed.
    if (!isPending) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [isPending]);
  return (
    <form
      ref={form}
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isPending && !isDisabled) onSend();
      }}
    >
      {children}
      <Button type="submit" look="main" isPending={isPending} isDisabled={isDisabled}>
        {label}
      </Button>
    </form>
  );
}

/** One of a few, as large as a thumb. */
export function Choices<T extends string>({
  label,
  isLabelHidden = false,
  value,
  onChange,
  of,
}: {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly value: T | undefined;
  readonly onChange: (value: T) => void;
  readonly of: readonly { readonly id: T; readonly words: ReactNode }[];
}) {
  return (
    <RadioGroup className="choices" value={value ?? null} onChange={(chosen) => onChange(chosen as T)}>
      <Label className={isLabelHidden ? 'unseen' : 'label'}>{label}</Label>
      {of.map(({ id, words }) => (
        <Radio key={id} value={id} className="choice">
          <span className="ring" aria-hidden="true" />
          <span className="grow">{words}</span>
        </Radio>
      ))}
    </RadioGroup>
  );
}

/** What was done, said to everybody, and the way back. */
export function Done({ words: said, onClose }: { readonly words: string; readonly onClose: () => void }) {
  const { words } = useHere();
  return (
    <div className="stack">
      <div role="status" className="done-line">
        <span className="done small" aria-hidden="true">
          <Icon name="check" />
        </span>
        <strong>{said}</strong>
      </div>
      <Button look="main" autoFocus onPress={onClose}>
        {words.close}
      </Button>
    </div>
  );
}

/** Compared only, never reckoned with. */
export const isMore = (money: Money, than = 0): boolean => Number(money.amount) > than;

/** How to reach the operator, where they say so. */
export function Reach({
  brand: { phone, email },
  words,
}: {
  readonly brand: Pick<PortalBrand, 'phone' | 'email'>;
  readonly words: Words;
}) {
  if ((phone ?? email) === undefined) return null;
  return (
    <p className="soft centred">
      {words.reach}:{' '}
      {phone !== undefined && (
        <a href={`tel:${phone}`}>
          <bdi>{phone}</bdi>
        </a>
      )}{' '}
      {email !== undefined && <a href={`mailto:${email}`}>{email}</a>}
    </p>
  );
}
