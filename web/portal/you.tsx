import { useState } from 'react';
import { Button } from '../shared/button.tsx';
import { Checkbox, TextField } from '../shared/controls.tsx';
import { useRead, useWrite } from '../shared/reading.tsx';
import type { NoticePreferences, PortalContacts, PortalLanguage } from '../shared/routes.ts';
import { AddressFields, addressOfFields, fieldsOf } from './address.tsx';
import { useAccountParams, useHere, useRights } from './here.tsx';
import { Icon } from './icons.tsx';
import { Card, Choices, Facts, Form, fieldError, Head, Shown, Sorry } from './parts.tsx';
import { People } from './people.tsx';

export function You() {
  const { words, account, email, signOut } = useHere();
  const { mayManage } = useRights();
  return (
    <div className="place">
      <Head title={words.you}>
        <p className="soft">
          <bdi>{words.signedInAs(email)}</bdi>
        </p>
      </Head>
      <div className="sides">
        <div className="stack">
          <Contacts />
          <Notices />
        </div>
        <div className="stack">
          <Card title={words.account}>
            <Facts
              of={[
                [words.accountNumber(account.number), <bdi key="name">{account.name}</bdi>],
                [words.role, words.roles[account.role]],
              ]}
            />
            <Button onPress={signOut}>{words.signOut}</Button>
          </Card>
          {mayManage && <People />}
          <Look />
        </div>
      </div>
    </div>
  );
}

function Look() {
  const { words, brand, language, speak, theme } = useHere();
  const { mayManage } = useRights();
  const params = useAccountParams();
  const change = useWrite('PATCH /portal/accounts/{accountId}/contacts');
  return (
    <Card title={words.look}>
      {brand.languages.length > 1 && (
        <Choices<PortalLanguage>
          label={words.language}
          value={language}
          onChange={(chosen) => {
            void speak(chosen);
            // Mail and text messages follow the account's language, which is the owner's to choose.
            if (mayManage) change.mutate({ params, body: { language: chosen } });
          }}
          of={brand.languages.map((id) => ({
            id,
            words: (
              <span lang={id} dir="auto">
                {words.languages[id]}
              </span>
            ),
          }))}
        />
      )}
      <Sorry error={change.error} />
      <Choices
        label={words.theme}
        value={theme.isDark ? 'dark' : 'light'}
        onChange={(chosen) => {
          if ((chosen === 'dark') !== theme.isDark) theme.swap();
        }}
        of={[
          { id: 'light', words: words.light },
          { id: 'dark', words: words.dark },
        ]}
      />
    </Card>
  );
}

function Contacts() {
  const { words } = useHere();
  const params = useAccountParams();
  const contacts = useRead('GET /portal/accounts/{accountId}/contacts', { params });
  return (
    <Card title={words.contacts}>
      <Shown of={contacts} lines={6}>
        {(seen) => <ContactsForm contacts={seen} />}
      </Shown>
    </Card>
  );
}

function ContactsForm({ contacts }: { readonly contacts: PortalContacts }) {
  const { words } = useHere();
  const { mayManage } = useRights();
  const params = useAccountParams();
  const change = useWrite('PATCH /portal/accounts/{accountId}/contacts');
  const [emails, setEmails] = useState(contacts.emails);
  const [phones, setPhones] = useState(contacts.phones);
  const [billing, setBilling] = useState(fieldsOf(contacts.addresses.billing));
  if (!mayManage) {
    const { billing: address } = contacts.addresses;
    return (
      <>
        <Facts
          of={[
            [words.emails, <bdi key="emails">{contacts.emails.join(', ')}</bdi>],
            [words.phones, <bdi key="phones">{contacts.phones.join(', ') || '–'}</bdi>],
            ...(address === undefined
              ? []
              : [
                  [
                    words.billingAddress,
                    <bdi key="billing">{[address.line1, address.city].join(', ')}</bdi>,
                  ] as const,
                ]),
          ]}
        />
        <p className="soft">{words.asOwnerOnly}</p>
      </>
    );
  }
  const filled = (list: readonly string[]) => list.map((one) => one.trim()).filter((one) => one !== '');
  // One that was there cannot be left empty: the API says then what is missing of it.
  const hasAddress =
    contacts.addresses.billing !== undefined || Object.values(billing).some((part) => part.trim() !== '');
  const isOther = (list: readonly string[], before: readonly string[]) =>
    list.join('\n') !== before.join('\n');
  /** What was saved, or refused, is not what is typed now. */
  const edit =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      if (change.isSuccess) change.reset();
      set(value);
    };
  return (
    <Form
      label={words.save}
      isPending={change.isPending}
      onSend={() => {
        const sent = { emails: filled(emails), phones: filled(phones) };
        // What is wrong with a line is told at its place among those that were sent.
        setEmails(sent.emails);
        setPhones(sent.phones);
        change.mutate({
          params,
          body: {
            ...(isOther(sent.emails, contacts.emails) ? { emails: sent.emails } : {}),
            ...(isOther(sent.phones, contacts.phones) ? { phones: sent.phones } : {}),
            ...(hasAddress ? { billingAddress: addressOfFields(billing) } : {}),
          },
        });
      }}
    >
      <Several
        label={words.emails}
        add={words.addEmail}
        type="email"
        list={emails}
        onChange={edit(setEmails)}
        error={change.error}
        pointer="/emails"
      />
      <Several
        label={words.phones}
        add={words.addPhone}
        hint={words.phoneHint}
        type="tel"
        list={phones}
        onChange={edit(setPhones)}
        error={change.error}
        pointer="/phones"
      />
      <fieldset>
        <legend className="label">{words.billingAddress}</legend>
        <AddressFields
          fields={billing}
          onChange={edit(setBilling)}
          isOptional={!hasAddress}
          error={change.error}
          pointer="/billingAddress"
        />
      </fieldset>
      <Sorry error={change.error} pointers={['/emails', '/phones', '/billingAddress']} />
      {change.isSuccess && (
        <p role="status" className="note good">
          {words.saved}
        </p>
      )}
    </Form>
  );
}

function Several({
  label,
  add,
  hint,
  type,
  list,
  onChange,
  error,
  pointer,
}: {
  readonly label: string;
  readonly add: string;
  readonly hint?: string;
  readonly type: 'email' | 'tel';
  readonly list: readonly string[];
  readonly onChange: (list: readonly string[]) => void;
  readonly error: Error | null;
  readonly pointer: string;
}) {
  const { words } = useHere();
  const shown = list.length === 0 ? [''] : list;
  return (
    <div className="several">
      {shown.map((value, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line of the form is known by its place alone
        <div key={index} className="one">
          <TextField
            label={index === 0 ? label : `${label} ${index + 1}`}
            {...(index === 0 && hint !== undefined ? { hint } : {})}
            type={type}
            value={value}
            onChange={(typed) => onChange(shown.map((one, at) => (at === index ? typed : one)))}
            autoComplete={type}
            error={
              fieldError(error, `${pointer}/${index}`, words) ??
              (index === 0 ? fieldError(error, pointer, words) : undefined)
            }
          />
          {shown.length > 1 && (
            <Button
              look="plain"
              aria-label={`${words.remove}: ${value}`}
              onPress={() => onChange(shown.filter((_, at) => at !== index))}
            >
              {words.remove}
            </Button>
          )}
        </div>
      ))}
      <Button look="plain" onPress={() => onChange([...shown, ''])}>
        <Icon name="plus" />
        {add}
      </Button>
    </div>
  );
}

type Kind = NoticePreferences['ways'][number]['kind'];

/** Many kinds of notice, as few choices as people can tell apart. */
const groups = {
  bills: ['invoice-issued', 'invoice-settled', 'credit-note-issued'],
  payments: [
    'payment-received',
    'charge-declined',
    'method-expiring',
    'balance-low',
    'balance-short',
    'balance-owed',
  ],
  reminders: ['reminder', 'late-fee', 'throttle', 'walled-garden', 'suspension', 'termination', 'hand-over'],
  service: [
    'services-restored',
    'service-active',
    'service-suspended',
    'service-resumed',
    'service-terminated',
  ],
  quota: ['quota-reached'],
  outage: ['outage'],
  terms: ['plan-change'],
  messages: ['message'],
} as const satisfies Readonly<Record<string, readonly Kind[]>>;

function Notices() {
  const { words } = useHere();
  const params = useAccountParams();
  const notices = useRead('GET /portal/accounts/{accountId}/notification-preferences', { params });
  return (
    <Card title={words.notices}>
      <p className="soft">{words.noticesWhy}</p>
      <Shown of={notices} lines={8}>
        {(seen) => <NoticeTable notices={seen} />}
      </Shown>
    </Card>
  );
}

function NoticeTable({ notices }: { readonly notices: NoticePreferences }) {
  const { words } = useHere();
  const { mayManage } = useRights();
  const params = useAccountParams();
  const set = useWrite('PUT /portal/accounts/{accountId}/notification-preferences');
  const waysOf = (kinds: readonly Kind[]) => notices.ways.filter(({ kind }) => kinds.includes(kind));
  const choose = (kinds: readonly Kind[], way: 'email' | 'sms', isOn: boolean) =>
    set.mutate({
      params,
      body: {
        preferences: {
          ...notices.preferences,
          ...Object.fromEntries(kinds.map((kind) => [kind, { ...notices.preferences[kind], [way]: isOn }])),
        },
      },
    });
  return (
    <>
      <table className="ways">
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">{words.notices}</span>
            </th>
            <th scope="col">{words.byEmail}</th>
            <th scope="col">{words.bySms}</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(groups).map(([group, kinds]) => {
            const name = words.noticeGroups[group as keyof typeof groups];
            return (
              <tr key={group}>
                <th scope="row">{name}</th>
                {(['email', 'sms'] as const).map((way) => {
                  const on = waysOf(kinds).filter((one) => one[way]).length;
                  return (
                    <td key={way}>
                      <Checkbox
                        value={on > 0}
                        isIndeterminate={on > 0 && on < kinds.length}
                        isDisabled={!mayManage}
                        isReadOnly={set.isPending}
                        onChange={(isOn) => choose(kinds, way, isOn)}
                      >
                        <span className="unseen">
                          {name}: {way === 'email' ? words.byEmail : words.bySms}
                        </span>
                      </Checkbox>
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
      <Sorry error={set.error} />
      {notices.failing.map(({ address }) => (
        <p key={address} className="note warn">
          {words.failing(address)}
        </p>
      ))}
    </>
  );
}
