import { Reading, useRead } from '../../shared/reading.tsx';
import type { RoleDescription, StaffMember } from '../../shared/routes.ts';
import { Mark, type Tone } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { words } from '../words.ts';

export type Role = RoleDescription['role'];

export const staffStates: Readonly<
  Record<StaffMember['status'], { readonly label: string; readonly tone: Tone }>
> = {
  active: { label: 'Active', tone: 'good' },
  'awaiting-sign-in': { label: 'Has yet to sign in', tone: 'info' },
  disabled: { label: 'Disabled', tone: 'none' },
};

export function StaffMark({ status }: { readonly status: StaffMember['status'] }) {
  const { label, tone } = staffStates[status];
  return <Mark tone={tone}>{label}</Mark>;
}

export const calledBy = ({ name, email, id }: StaffMember): string => name ?? email ?? id;
/** The roles that a form names so far. */
export const rolesIn = (body: unknown): readonly Role[] =>
  (body as { readonly roles?: readonly Role[] }).roles ?? [];
export const rolesInWords = (roles: readonly Role[]): string =>
  roles.length === 0 ? 'None' : roles.map(wordsOf).join(', ');

/** Who works here, and what each role may do. */
export const staffTabs = [
  { to: '/settings/staff', label: 'People' },
  { to: '/settings/roles', label: 'Roles' },
] as const;

/** What somebody may do with roles, in the order of the API, each once. */
function allowed(described: readonly RoleDescription[], held: readonly Role[]): readonly string[] {
  const told = described.filter(({ role }) => held.includes(role));
  return [...new Set(told.flatMap(({ permissions }) => permissions.map((one) => one.words)))];
}

/** What somebody may do. */
export function Allowed({ roles }: { readonly roles: readonly Role[] }) {
  const described = useRead('GET /roles');
  return (
    <Reading of={described} words={words.reading}>
      {({ items }) => <Deeds deeds={allowed(items, roles)} />}
    </Reading>
  );
}

export function Deeds({ deeds }: { readonly deeds: readonly string[] }) {
  return (
    <ul>
      {deeds.map((deed) => (
        <li key={deed}>{deed}</li>
      ))}
    </ul>
  );
}

/** What other roles would mean for somebody, before they have them. */
export function RoleEffect({
  before,
  after,
}: {
  readonly before: readonly Role[];
  readonly after: readonly Role[];
}) {
  const { data } = useRead('GET /roles');
  if (data === undefined) return <p className="note">{words.reading.loading}</p>;
  const [may, mayThen] = [allowed(data.items, before), allowed(data.items, after)];
  const gained = mayThen.filter((deed) => !may.includes(deed));
  const lost = may.filter((deed) => !mayThen.includes(deed));
  return (
    <section className="consequence" aria-label="What it will do" aria-live="polite">
      {gained.length === 0 && lost.length === 0 && <p>Nothing of what this person may do changes.</p>}
      {gained.length > 0 && (
        <>
          <p>
            <strong>{before.length === 0 ? 'This person may' : 'This person may besides'}</strong>
          </p>
          <Deeds deeds={gained} />
        </>
      )}
      {lost.length > 0 && (
        <>
          <p>
            <strong>This person may no more</strong>
          </p>
          <Deeds deeds={lost} />
        </>
      )}
    </section>
  );
}
