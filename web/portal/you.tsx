import { type Answer, isConflict } from '../shared/api.ts';
import { Button } from '../shared/button.tsx';
import { Checkbox, TextField } from '../shared/controls.tsx';
import { useVersion, useWrite } from '../shared/reading.tsx';
import type { Foreign } from '../shared/rebase.ts';
import { edited, useRevision } from '../shared/revision.ts';
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
  const { mayManage } = useRights();
  const contacts = useVersion(...readOf(useAccountParams()));
  return (
    <Card title={words.contacts}>
      <Shown of={contacts} lines={6}>
        {(seen) => (mayManage ? <ContactsForm seen={seen} /> : <ContactsSeen contacts={seen.body} />)}
      </Shown>
    </Card>
  );
}

type ReadContacts = 'GET /portal/accounts/{accountId}/contacts';

const readOf = (params: { readonly accountId: string }) =>
  ['GET /portal/accounts/{accountId}/contacts', { params }] as const;

function ContactsSeen({ contacts: { emails, phones, addresses } }: { readonly contacts: PortalContacts }) {
  const { words } = useHere();
  const { billing } = addresses;
  return (
    <>
      <Facts
        of={[
          [words.emails, <bdi key="emails">{emails.join(', ')}</bdi>],
          [words.phones, <bdi key="phones">{phones.join(', ') || '–'}</bdi>],
          ...(billing === undefined
            ? []
            : [
                [
                  words.billingAddress,
                  <bdi key="billing">{[billing.line1, billing.city].join(', ')}</bdi>,
                ] as const,
              ]),
        ]}
      />
      <p className="soft">{words.asOwnerOnly}</p>
    </>
  );
}

const typedOver = ({ emails, phones, addresses }: PortalContacts) => ({
  emails,
  phones,
  billingAddress: fieldsOf(addresses.billing),
});
type Typed = ReturnType<typeof typedOver>;

const filled = (list: readonly string[]) => list.map((one) => one.trim()).filter((one) => one !== '');
const isOther = (list: readonly string[], before: readonly string[]) => list.join('\n') !== before.join('\n');
const hasParts = (address: Typed['billingAddress']) =>
  Object.values(address).some((part) => part.trim() !== '');

function ContactsForm({ seen }: { readonly seen: Answer<ReadContacts> }) {
  const { words } = useHere();
  const params = useAccountParams();
  const { body, foreign, change, write } = useRevision(
    'PATCH /portal/accounts/{accountId}/contacts',
    edited(...readOf(params), typedOver),
    seen,
    (typed, before) => {
      const [emails, phones] = [filled(typed.emails), filled(typed.phones)];
      return {
        params,
        body: {
          ...(isOther(emails, before.emails) ? { emails } : {}),
          ...(isOther(phones, before.phones) ? { phones } : {}),
          // One that was there cannot be left empty: the API says then what is missing of it.
          ...(hasParts(before.billingAddress) || hasParts(typed.billingAddress)
            ? { billingAddress: addressOfFields(typed.billingAddress) }
            : {}),
        },
      };
    },
  );
  /** What was saved, or refused, is not what is typed now. */
  const type = (typed: Partial<Typed>) => {
    if (write.isSuccess) write.reset();
    change({ ...body, ...typed });
  };
  const error = foreign.length > 0 && isConflict(write.error) ? null : write.error;
  return (
    <Form
      label={words.save}
      isPending={write.isPending}
      onSend={() => {
        // What is wrong with a line is told at its place among those that were sent.
        change({ ...body, emails: filled(body.emails), phones: filled(body.phones) });
        write.mutate();
      }}
    >
      <Several
        label={words.emails}
        add={words.addEmail}
        type="email"
        list={body.emails}
        onChange={(emails) => type({ emails })}
        error={error}
        pointer="/emails"
      />
      <Several
        label={words.phones}
        add={words.addPhone}
        hint={words.phoneHint}
        type="tel"
        list={body.phones}
        onChange={(phones) => type({ phones })}
        error={error}
        pointer="/phones"
      />
      <fieldset>
        <legend className="label">{words.billingAddress}</legend>
        <AddressFields
          fields={body.billingAddress}
          onChange={(billingAddress) => type({ billingAddress })}
          isOptional={seen.body.addresses.billing === undefined && !hasParts(body.billingAddress)}
          error={error}
          pointer="/billingAddress"
        />
      </fieldset>
      {foreign.length > 0 && <Meanwhile foreign={foreign} />}
      <Sorry error={error} pointers={['/emails', '/phones', '/billingAddress']} />
      {write.isSuccess && (
        <p role="status" className="note good">
          {words.saved}
        </p>
      )}
    </Form>
  );
}

/** What others have changed while it was typed over. */
function Meanwhile({ foreign }: { readonly foreign: readonly Foreign[] }) {
  const { words } = useHere();
  const { emails, phones, billingAddress } = words;
  const labels: Readonly<Record<string, string>> = { emails, phones, billingAddress };
  return (
    <div role="alert" className="note warn">
      <p>{words.meanwhile.lead}</p>
      {foreign.map(({ member, value, isContested }) => (
        <p key={member}>
          {labels[member] ?? member}:{' '}
          <bdi>
            <strong>
              {Object.values(value as object)
                .filter((part) => part !== '')
                .join(', ') || '–'}
            </strong>
          </bdi>
          <span className="block">{isContested ? words.meanwhile.kept : words.meanwhile.taken}</span>
        </p>
      ))}
    </div>
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
  const notices = useVersion('GET /portal/accounts/{accountId}/notification-preferences', { params });
  return (
    <Card title={words.notices}>
      <p className="soft">{words.noticesWhy}</p>
      <Shown of={notices} lines={8}>
        {({ body, etag }) => <NoticeTable notices={body} ifMatch={etag} />}
      </Shown>
    </Card>
  );
}

function NoticeTable({
  notices,
  ifMatch,
}: {
  readonly notices: NoticePreferences;
  readonly ifMatch: string | undefined;
}) {
  const { words } = useHere();
  const { mayManage } = useRights();
  const params = useAccountParams();
  const set = useWrite('PUT /portal/accounts/{accountId}/notification-preferences');
  const waysOf = (kinds: readonly Kind[]) => notices.ways.filter(({ kind }) => kinds.includes(kind));
  const choose = (kinds: readonly Kind[], way: 'email' | 'sms', isOn: boolean) =>
    set.mutate({
      params,
      ifMatch,
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
