import { useNavigate } from '@tanstack/react-router';
import { Reading, useRead } from '../../shared/reading.tsx';
import type { StaffMember } from '../../shared/routes.ts';
import { Act } from '../form.tsx';
import { type Column, Table } from '../listing.tsx';
import { Page, Tabs } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { calledBy, RoleEffect, rolesIn, rolesInWords, StaffMark, staffTabs } from './staff-words.tsx';

const columns: readonly Column<StaffMember>[] = [
  { id: 'name', label: 'Name', width: '2fr', cell: (member) => <bdi>{calledBy(member)}</bdi> },
  {
    id: 'email',
    label: 'E-mail',
    width: '3fr',
    isWide: true,
    cell: ({ email }) => <bdi>{email ?? ''}</bdi>,
  },
  { id: 'roles', label: 'Roles', width: '2fr', cell: ({ roles }) => rolesInWords(roles) },
  { id: 'status', label: 'Status', width: '10rem', cell: ({ status }) => <StaffMark status={status} /> },
];

/** Who may sign in here, and as what. */
export default function Staff() {
  const staff = useRead('GET /staff');
  const may = useMay();
  const navigate = useNavigate();
  return (
    <Page
      title="Staff"
      actions={
        may('staff:operate') && (
          <Act
            route="POST /staff"
            label="Invite"
            title="Invite to the staff"
            look="main"
            size="large"
            labels={{ email: 'E-mail' }}
            intro={<p>A one-time password goes to the address by mail. It is good for three days.</p>}
            consequence={(body) =>
              rolesIn(body).length > 0 && <RoleEffect before={[]} after={rolesIn(body)} />
            }
            onDone={({ id }) => void navigate({ to: `/settings/staff/${id}` })}
          />
        )
      }
    >
      <Tabs label="Staff" tabs={staffTabs} />
      <Reading of={staff} words={words.reading}>
        {({ items }) => (
          <Table
            label="Staff"
            columns={columns}
            rows={items}
            keyOf={({ id }) => id}
            to={({ id }) => `/settings/staff/${encodeURIComponent(id)}`}
          />
        )}
      </Reading>
    </Page>
  );
}
