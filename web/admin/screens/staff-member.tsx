import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Overlay } from '../../shared/controls.tsx';
import { Reading, useRead } from '../../shared/reading.tsx';
import { edited } from '../../shared/revision.ts';
import type { StaffMember as Member } from '../../shared/routes.ts';
import { Act, Command } from '../form.tsx';
import { Facts, format, Page, Section } from '../parts.tsx';
import { useMay, useWho } from '../who.ts';
import { words } from '../words.ts';
import { OnceShown } from './once-shown.tsx';
import { Allowed, calledBy, RoleEffect, rolesIn, rolesInWords, StaffMark } from './staff-words.tsx';

/** One member of staff: what they may do, and whether they may at all. */
export default function StaffMember() {
  const { id } = useParams({ strict: false }) as { id: string };
  const member = useRead('GET /staff/{id}', { params: { id } });
  return (
    <Reading of={member} words={words.reading}>
      {(known) => <Loaded member={known} />}
    </Reading>
  );
}

function Loaded({ member }: { readonly member: Member }) {
  const { id, email, roles, status, since } = member;
  const may = useMay();
  const isSelf = useWho().id === id;
  return (
    <Page
      title={calledBy(member)}
      mark={<StaffMark status={status} />}
      trail={[{ to: '/settings/staff', label: 'Staff' }]}
      actions={
        may('staff:operate') && (
          <>
            <Act
              route="PATCH /staff/{id}"
              params={{ id }}
              of={edited('GET /staff/{id}', { params: { id } }, (known) => ({
                name: known.name,
                roles: known.roles,
              }))}
              label="Change"
              title={`Change ${calledBy(member)}`}
              size="large"
              consequence={(body) => <RoleEffect before={roles} after={rolesIn(body)} />}
            />
            {!isSelf && <SignInCommands member={member} />}
          </>
        )
      }
    >
      {status === 'awaiting-sign-in' && (
        <p className="note">
          {calledBy(member)} has to sign in with the one-time password that was mailed or shown, and choose
          another. If it was lost or ran out, an administrator makes a new one.
        </p>
      )}
      <Section title="About">
        <Facts
          facts={[
            ['E-mail', email === undefined ? undefined : <bdi key="email">{email}</bdi>],
            ['Roles', rolesInWords(roles)],
            ['Here since', format.instant(since)],
            [
              'In the audit log as',
              <span key="id" className="code">
                {id}
              </span>,
            ],
          ]}
        />
        {may('events:read') && (
          <p>
            <Link to="/settings/audit-log" search={{ by: 'staff', who: id } as never}>
              What this person did
            </Link>
          </p>
        )}
      </Section>
      <Section title="May do">
        <Allowed roles={status === 'disabled' ? [] : roles} />
        {status === 'disabled' && <p className="hint">Nothing while disabled.</p>}
        {isSelf && (
          <p className="hint">This is you. Another administrator changes your roles, or disables you.</p>
        )}
      </Section>
    </Page>
  );
}

/** What is done to somebody's way in; nobody does it to their own. */
function SignInCommands({ member }: { readonly member: Member }) {
  const { id, status } = member;
  const [password, setPassword] = useState<string>();
  return (
    <>
      {status === 'disabled' ? (
        <Command
          route="POST /staff/{id}/enable"
          params={{ id }}
          label="Enable"
          question={<p>{calledBy(member)} may sign in again, with the password and the roles of before.</p>}
        />
      ) : (
        <>
          <Command
            route="POST /staff/{id}/reset-sign-in"
            params={{ id }}
            label="One-time password"
            question={
              <p>
                The password of before and the second factor hold no more, and {calledBy(member)} is signed
                out everywhere at once. At the next sign-in they choose a password of their own.
              </p>
            }
            onDone={({ oneTimePassword }) => setPassword(oneTimePassword)}
          />
          <Command
            route="POST /staff/{id}/disable"
            params={{ id }}
            label="Disable"
            look="danger"
            question={
              <p>
                {calledBy(member)} cannot sign in again, and is signed out everywhere at once. What they did
                keeps their name.
              </p>
            }
          />
        </>
      )}
      {password !== undefined && (
        <Overlay title="One-time password" closeLabel={words.close} onClose={() => setPassword(undefined)}>
          <OnceShown
            note={`It is good for three days. Hand it to ${calledBy(member)} in person or by phone.`}
            texts={{ 'One-time password': password }}
          />
        </Overlay>
      )}
    </>
  );
}
