import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../shared/button.tsx';
import { Reading, useRead } from '../../shared/reading.tsx';
import { edited } from '../../shared/revision.ts';
import type { Lead, LeadStatus } from '../../shared/routes.ts';
import { Act } from '../form.tsx';
import { Notes } from '../notes.tsx';
import { Empty, Facts, format, Mark, Page, Section } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { leadStates, MoveForm } from './leads.tsx';
import { addressLine } from './service-words.ts';

/** One lead: who it is, what was offered, and the way on. */
export default function LeadPage() {
  const { id = '' } = useParams({ strict: false }) as { readonly id?: string };
  const lead = useRead('GET /leads/{id}', { params: { id } });
  return (
    <Reading of={lead} words={words.reading}>
      {(known) => <LeadView lead={known} />}
    </Reading>
  );
}

function LeadView({ lead }: { readonly lead: Lead }) {
  const { id, name, organization, status, source, sourceDetail, quote, subscriberId, notes } = lead;
  const may = useMay();
  const [to, setTo] = useState<LeadStatus>();
  const [label, tone] = leadStates[status];
  const isOpen = status !== 'won' && status !== 'lost';
  return (
    <Page
      title={name}
      mark={<Mark tone={tone}>{label}</Mark>}
      trail={[{ to: '/leads', label: 'Pipeline' }]}
      actions={
        may('leads:write') &&
        isOpen && (
          <>
            <Act
              route="PATCH /leads/{id}"
              params={{ id }}
              label="Change"
              submit={words.save}
              of={edited('GET /leads/{id}', { params: { id } }, given)}
              without={['status', 'quote', 'lostReason', 'note']}
            />
            <Act
              route="PATCH /leads/{id}"
              params={{ id }}
              label="Write a note"
              only={['note']}
              isKept
              submit="Write it"
            />
            <Button onPress={() => setTo('quoted')}>
              {quote === undefined ? 'Make an offer' : 'Another offer'}
            </Button>
            <Button look="danger" onPress={() => setTo('lost')}>
              Lost
            </Button>
            <Button look="main" onPress={() => setTo('won')}>
              Convert and sell
            </Button>
          </>
        )
      }
    >
      <div className="grid">
        <Section title="Who">
          <Facts
            facts={[
              ['Organization', organization],
              lead.phone !== undefined && [
                'Phone',
                <a key="phone" href={`tel:${lead.phone}`}>
                  {lead.phone}
                </a>,
              ],
              lead.email !== undefined && [
                'E-mail',
                <a key="mail" href={`mailto:${lead.email}`}>
                  {lead.email}
                </a>,
              ],
              lead.address !== undefined && ['Address', addressLine(lead.address)],
              ['Came by', [source, sourceDetail].filter((one) => one !== undefined).join(': ')],
              ['Who works on it', lead.assignee],
              ['Since', format.instant(lead.createdAt)],
              ['Why it was lost', lead.lostReason],
              subscriberId !== undefined && [
                'Became',
                <Link key="subscriber" to={`/subscribers/${subscriberId}`}>
                  a subscriber
                </Link>,
              ],
            ]}
          />
        </Section>
        <Section title="Offer">
          {quote === undefined ? (
            <Empty>Nothing was offered yet.</Empty>
          ) : (
            <Facts
              facts={[
                ['Plan', quote.planName],
                ['Price', `${format.money(quote.terms.price)} a ${quote.terms.period}`],
                quote.terms.setupFee !== undefined && [
                  'Set-up fee',
                  format.money(quote.terms.setupFee.price),
                ],
                quote.terms.contract !== undefined && ['Contract', `${quote.terms.contract.months} months`],
                ...quote.addOns.map(
                  ({ name: addOn, price }) =>
                    [addOn, `${format.money(price.price)} a ${price.period}`] as const,
                ),
                ['Holds until', format.day(quote.validUntilOn)],
              ]}
            />
          )}
        </Section>
        <Section title="Notes">
          <Notes notes={notes} />
        </Section>
      </div>
      {to !== undefined && <MoveForm move={{ lead, to }} onClose={() => setTo(undefined)} />}
    </Page>
  );
}

/** Of what is known, what a change may name. */
function given({
  name,
  organization,
  email,
  phone,
  source,
  sourceDetail,
  address,
  wantedPlanId,
  assignee,
}: Lead) {
  const known = { name, organization, email, phone, source, sourceDetail, address, wantedPlanId, assignee };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}
