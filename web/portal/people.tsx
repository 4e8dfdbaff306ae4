import { useState } from 'react';
import { Button } from '../shared/button.tsx';
import { Overlay, TextField } from '../shared/controls.tsx';
import { useRead, useWrite } from '../shared/reading.tsx';
import type { AccountPerson, PersonRole } from '../shared/routes.ts';
import { useAccountParams, useHere } from './here.tsx';
import { Icon } from './icons.tsx';
import { Card, Choices, Done, Form, fieldError, Shown, Sorry } from './parts.tsx';

/** Who else uses the account; its owners let people in and take it away from them. */
export function People() {
  const { words } = useHere();
  const params = useAccountParams();
  const people = useRead('GET /portal/accounts/{accountId}/people', { params });
  const [open, setOpen] = useState<'nobody' | 'somebody' | AccountPerson>('nobody');
  const close = () => setOpen('nobody');
  return (
    <Card title={words.people}>
      <p className="soft">{words.peopleWhy}</p>
      <Shown of={people}>
        {({ items }) => (
          <ul className="rows small">
            {items.map((person) => (
              <Row key={person.personId} person={person} onPress={() => setOpen(person)} />
            ))}
          </ul>
        )}
      </Shown>
      <Button onPress={() => setOpen('somebody')}>
        <Icon name="plus" />
        {words.invite}
      </Button>
      {open === 'somebody' && <Invitation onClose={close} />}
      {typeof open === 'object' && <Change person={open} onClose={close} />}
    </Card>
  );
}

function Row({ person, onPress }: { readonly person: AccountPerson; readonly onPress: () => void }) {
  const { words, email } = useHere();
  return (
    <li className="row">
      <span className="grow">
        <strong>
          <bdi>{person.email}</bdi>
        </strong>
        <span className="soft">
          {words.roles[person.role]}
          {person.email === email && ` · ${words.isYou}`}
        </span>
      </span>
      <Button look="plain" aria-label={`${words.changePerson}: ${person.email}`} onPress={onPress}>
        {words.changePerson}
      </Button>
    </li>
  );
}

function Roles({
  value,
  onChange,
}: {
  readonly value: PersonRole;
  readonly onChange: (role: PersonRole) => void;
}) {
  const { words } = useHere();
  return (
    <Choices<PersonRole>
      label={words.whatTheyMay}
      value={value}
      onChange={onChange}
      of={(['owner', 'payer', 'viewer'] as const).map((id) => ({
        id,
        words: (
          <>
            <strong>{words.roles[id]}</strong>
            <span className="soft block">{words.rolesWhy[id]}</span>
          </>
        ),
      }))}
    />
  );
}

function Invitation({ onClose }: { readonly onClose: () => void }) {
  const { words } = useHere();
  const params = useAccountParams();
  const invite = useWrite('POST /portal/accounts/{accountId}/people');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<PersonRole>('payer');
  const address = email.trim();
  return (
    <Overlay title={words.invite} closeLabel={words.close} onClose={onClose}>
      {invite.isSuccess ? (
        <Done words={words.invited(address)} onClose={onClose} />
      ) : (
        <Form
          label={words.sendInvitation}
          isPending={invite.isPending}
          isDisabled={address === ''}
          onSend={() => invite.mutate({ params, body: { email: address, role } })}
        >
          <TextField
            label={words.theirEmail}
            type="email"
            isRequired
            value={email}
            onChange={setEmail}
            error={fieldError(invite.error, '/email', words)}
          />
          <Roles value={role} onChange={setRole} />
          <Sorry error={invite.error} pointers={['/email']} />
        </Form>
      )}
    </Overlay>
  );
}

function Change({ person, onClose }: { readonly person: AccountPerson; readonly onClose: () => void }) {
  const { words } = useHere();
  const { accountId } = useAccountParams();
  const invite = useWrite('POST /portal/accounts/{accountId}/people');
  const remove = useWrite('DELETE /portal/accounts/{accountId}/people/{personId}');
  const { personId, email } = person;
  const [role, setRole] = useState(person.role);
  const isPending = invite.isPending || remove.isPending;
  return (
    <Overlay title={email} closeLabel={words.close} onClose={onClose}>
      <Roles value={role} onChange={setRole} />
      <p className="soft">{words.removePersonWhy}</p>
      <Sorry error={invite.error ?? remove.error} />
      <div className="ends">
        <Button
          look="danger"
          isPending={isPending}
          onPress={() => remove.mutate({ params: { accountId, personId } }, { onSuccess: onClose })}
        >
          {words.removePerson}
        </Button>
        <Button
          look="main"
          isPending={isPending}
          isDisabled={role === person.role}
          onPress={() =>
            invite.mutate({ params: { accountId }, body: { email, role } }, { onSuccess: onClose })
          }
        >
          {words.save}
        </Button>
      </div>
    </Overlay>
  );
}
