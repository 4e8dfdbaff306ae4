import { Link } from '@tanstack/react-router';
import { useRead } from '../../shared/reading.tsx';
import { edited } from '../../shared/revision.ts';
import type { Subscriber } from '../../shared/routes.ts';
import { Act, Command } from '../form.tsx';
import { SubscriberLink } from '../links.tsx';
import { Table } from '../listing.tsx';
import { Notes } from '../notes.tsx';
import { Facts, Mark, Section } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { Notices } from './subscriber-notices.tsx';

export function Details({ subscriber }: { readonly subscriber: Subscriber }) {
  const { id } = subscriber;
  const may = useMay();
  const people = useRead('GET /subscribers/{id}/people', { params: { id } });
  const { notes, status, billingProfile } = subscriber;
  return (
    <div className="grid">
      <Section
        title="Details"
        actions={
          may('subscribers:write') && (
            <>
              <Act
                route="PATCH /subscribers/{id}"
                params={{ id }}
                label="Change"
                size="large"
                submit={words.save}
                of={edited('GET /subscribers/{id}', { params: { id } }, changeable)}
                without={['note', 'status']}
              />
              <Command
                route="PATCH /subscribers/{id}"
                params={{ id }}
                body={{ status: status === 'active' ? 'closed' : 'active' }}
                label={status === 'active' ? 'Close' : 'Open again'}
                look={status === 'active' ? 'danger' : 'plain'}
                question={
                  <p>
                    {status === 'active'
                      ? 'A closed subscriber cannot be sold anything; it may have no service that goes on.'
                      : 'The subscriber can be sold services again.'}
                  </p>
                }
              />
            </>
          )
        }
      >
        <Facts
          facts={[
            ['Kind', subscriber.kind === 'contact' ? 'Person' : 'Organization'],
            ['Contact', subscriber.contactName],
            ['Language', subscriber.language],
            ['Time zone', subscriber.timeZone],
            ['Currency', subscriber.currency],
            ['Tax ID', subscriber.taxId],
            ['Purchase order', subscriber.purchaseOrderNumber],
            ['Category', subscriber.category],
            subscriber.tags.length > 0 && ['Tags', <Tags key="tags" tags={subscriber.tags} />],
            subscriber.parentId !== undefined && [
              'Belongs to',
              <SubscriberLink key="parent" id={subscriber.parentId} />,
            ],
            subscriber.origin !== undefined && [
              'Came from',
              <Link key="lead" to={`/leads/${subscriber.origin.leadId}`}>
                a lead ({subscriber.origin.source})
              </Link>,
            ],
          ]}
        />
      </Section>
      <Section title="How it is billed">
        <Facts
          facts={Object.entries(billingProfile).map(([name, value]) => [wordsOf(name), told(value)] as const)}
        />
      </Section>
      <Section
        title="People in the portal"
        actions={
          may('subscribers:write') && (
            <Act
              route="POST /subscribers/{id}/people"
              params={{ id }}
              label="Invite"
              title="Invite somebody to the portal"
            />
          )
        }
      >
        <Table
          label="People in the portal"
          rows={people.data?.items ?? []}
          keyOf={({ personId }) => personId}
          empty="Nobody can use this account in the portal yet."
          columns={[
            { id: 'email', label: 'E-mail', cell: ({ email }) => email },
            { id: 'role', label: 'Role', cell: ({ role }) => <Mark>{role}</Mark> },
            {
              id: 'remove',
              label: '',
              cell: ({ personId, email }) =>
                may('subscribers:write') && (
                  <Command
                    route="DELETE /subscribers/{id}/people/{personId}"
                    params={{ id, personId }}
                    label="Remove"
                    look="danger"
                    question={<p>{email} cannot open this account any more.</p>}
                  />
                ),
            },
          ]}
        />
      </Section>
      <Notices id={id} />
      <Section title="Notes">
        <Notes notes={notes} />
      </Section>
    </div>
  );
}

/** A setting in words; nothing at all where there is nothing in it. */
function told(value: unknown): string {
  if (Array.isArray(value)) return value.map(told).join(', ');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, one]) => `${wordsOf(name)}: ${told(one)}`)
      .join('; ');
  }
  return typeof value === 'string' ? wordsOf(value) : String(value);
}

/** Of what is known, what a change may name. */
function changeable({
  name,
  contactName,
  emails,
  phones,
  addresses,
  language,
  timeZone,
  taxId,
  purchaseOrderNumber,
  category,
  tags,
}: Subscriber) {
  const known = {
    name,
    contactName,
    emails,
    phones,
    addresses,
    language,
    timeZone,
    taxId,
    purchaseOrderNumber,
    category,
    tags,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

/** Each leads to whoever else has it. */
function Tags({ tags }: { readonly tags: readonly string[] }) {
  return tags.map((tag, index) => (
    <span key={tag}>
      {index > 0 && ', '}
      <Link to={`/subscribers?tag=${encodeURIComponent(tag)}`}>
        <bdi>{tag}</bdi>
      </Link>
    </span>
  ));
}
