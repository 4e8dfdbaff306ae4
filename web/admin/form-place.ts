import type { Problem } from '../shared/routes.ts';
import { type Schema, type Schemas, wordsOf } from './schema.ts';
import { words } from './words.ts';

/** Words of people for a property where its own name does not say enough, by its pointer without numbers. */
export type Labels = Readonly<Record<string, string>>;

/** Why a form was refused; what is wrong with each field is told after it. */
export const whyOf = ({ code, detail, title }: Problem): string =>
  code === 'request.body-invalid' ? words.mendFields : (detail ?? title);

/** Whom and what a form is about, so that it offers what is theirs. */
export interface About {
  readonly subscriberId?: string | undefined;
  readonly serviceId?: string | undefined;
  readonly siteId?: string | undefined;
}

/** A route that acts on one thing of somebody is about it; a body that names somebody is about them. */
export function aboutOf(
  route: string,
  params: Readonly<Record<string, string>> = {},
  { subscriberId, siteId }: Members = {},
): About {
  const [, path = ''] = route.split(' ');
  const named = {
    ...(typeof subscriberId === 'string' ? { subscriberId } : {}),
    ...(typeof siteId === 'string' ? { siteId } : {}),
  };
  if (path.startsWith('/subscribers/{id}')) return { ...named, subscriberId: params['id'] };
  return path.startsWith('/services/{id}') ? { ...named, serviceId: params['id'] } : named;
}

export interface Place {
  readonly schemas: Schemas;
  readonly labels: Labels;
  /** What the API refused, by JSON pointer. */
  readonly errors: ReadonlyMap<string, string>;
  readonly about: About;
  /** The money of this deployment, for an amount that has none yet. */
  readonly currency: string;
}

export interface FieldProps {
  readonly place: Place;
  readonly name: string;
  readonly schema: Schema;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly pointer: string;
  readonly isRequired: boolean;
}

export interface Common {
  readonly label: string;
  readonly hint: string | undefined;
  readonly error: string | undefined;
  readonly isRequired: boolean;
}

export type Members = Readonly<Record<string, unknown>>;

export const membersOf = (value: unknown): Members => (value ?? {}) as Members;

export function labelOf(labels: Labels, pointer: string, name: string): string {
  const key = pointer.replaceAll(/\/\d+(?=\/|$)/g, '').slice(1);
  return labels[key] ?? labels[name] ?? wordsOf(name);
}

/** Numbers are told with spaces, dashes and brackets, and called without (E.164). */
export const asSent = (refName: string | undefined, text: string) =>
  refName === 'Phone' ? text.replaceAll(/[\s().-]/g, '') : text;
