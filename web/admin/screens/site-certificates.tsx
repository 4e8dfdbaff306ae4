import { Reading, useRead } from '../../shared/reading.tsx';
import type { Site, SiteCertificate } from '../../shared/routes.ts';
import { Command } from '../form.tsx';
import { Table } from '../listing.tsx';
import { Ago, format, Mark, Section, type Tone } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { EnrolAgent } from './enrolment.tsx';

const states: Readonly<Record<SiteCertificate['state'], readonly [Tone, string]>> = {
  valid: ['good', 'Valid'],
  expired: ['warn', 'Expired'],
  revoked: ['bad', 'Revoked'],
};

/** With which certificates an agent gets in for the site; the one of a lost or replaced machine is revoked here. */
export function SiteCertificates({ site }: { readonly site: Site }) {
  const { id } = site;
  const may = useMay();
  const certificates = useRead('GET /sites/{id}/certificates', { params: { id } });
  return (
    <Section
      title="Certificates"
      note="Whoever has the key of a valid one is this site to the platform. To replace an agent: enrol it again, start it with what comes back, then revoke the certificate before."
      actions={may('network:write') && <EnrolAgent site={site} />}
    >
      <Reading of={certificates} words={words.reading}>
        {({ items }) => (
          <Table
            label="Certificates"
            rows={items}
            keyOf={({ certificateId }) => certificateId}
            empty="None yet. On site: make a key and a certificate request, have it signed here, and start the agent with what comes back. The key never leaves the site."
            columns={[
              {
                id: 'certificate',
                label: 'Certificate',
                cell: ({ certificateId }) => (
                  <span className="code" title={certificateId}>
                    {short(certificateId)}
                  </span>
                ),
              },
              {
                id: 'state',
                label: 'State',
                cell: ({ state, isLatest, revokedAt }) => (
                  <>
                    <Mark tone={states[state][0]}>{states[state][1]}</Mark>{' '}
                    {revokedAt !== undefined && <Ago at={revokedAt} />}
                    {isLatest && state !== 'revoked' && (
                      <Mark tone="info">{site.status === 'online' ? 'Connected with it' : 'Used last'}</Mark>
                    )}
                  </>
                ),
              },
              {
                id: 'issued',
                label: 'Issued',
                isWide: true,
                cell: ({ issuedAt }) => format.instant(issuedAt),
              },
              {
                id: 'expires',
                label: 'Expires',
                isWide: true,
                cell: ({ expiresAt }) => format.day(expiresAt.slice(0, 10)),
              },
              {
                id: 'revoke',
                label: '',
                cell: (certificate) =>
                  may('network:write') &&
                  certificate.state === 'valid' && (
                    <Command
                      route="POST /sites/{id}/certificates/{certificateId}/revoke"
                      params={{ id, certificateId: certificate.certificateId }}
                      label="Revoke"
                      look="danger"
                      question={<Revocation site={site} of={certificate} among={items} />}
                    />
                  ),
              },
            ]}
          />
        )}
      </Reading>
    </Section>
  );
}

/** What a site is without the certificate. */
function Revocation({
  site: { name, status, comparisons },
  of: { certificateId, isLatest },
  among,
}: {
  readonly site: Site;
  readonly of: SiteCertificate;
  readonly among: readonly SiteCertificate[];
}) {
  const others = among.filter((other) => other.state === 'valid' && other.certificateId !== certificateId);
  const services = comparisons.replica?.last?.services;
  return (
    <>
      <p>
        Nobody gets in with certificate <span className="code">{short(certificateId)}</span> again. This
        cannot be undone.
      </p>
      {isLatest && status === 'online' ? (
        <>
          <p className="note bad">
            <strong>The agent of {name} is connected with it: it is cut off within minutes.</strong>
          </p>
          <p>
            {services === undefined || services === 0
              ? 'Its subscribers'
              : `The ${format.number(services)} services there`}{' '}
            stay online: the agent goes on answering from what it holds. But no order, suspension or payment
            reaches it, and its usage waits on site, until an agent with another certificate is started.
          </p>
        </>
      ) : (
        <p>
          {status === 'online'
            ? `The agent of ${name} is connected with another one, and stays.`
            : `The agent of ${name} is away; ${isLatest ? 'this is the one it used last.' : 'it used another one last.'}`}
        </p>
      )}
      {others.length === 0 && (
        <p className="note">
          It is the only valid one: until its agent is enrolled again, nobody is this site.
        </p>
      )}
    </>
  );
}

const short = (certificateId: string) => certificateId.slice(0, 12);
