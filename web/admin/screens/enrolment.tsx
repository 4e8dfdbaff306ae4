import { useState } from 'react';
import { Overlay } from '../../shared/controls.tsx';
import type { Enrolment, Site } from '../../shared/routes.ts';
import { Copied } from '../copied.tsx';
import { Act } from '../form.tsx';
import { words } from '../words.ts';
import { OnceShown } from './once-shown.tsx';

/** An agent's certificate: the request that the site makes is signed, and what comes back is taken along at once. */
export function EnrolAgent({ site: { id, enrolledAt } }: { readonly site: Site }) {
  const [enrolment, setEnrolment] = useState<Enrolment>();
  return (
    <>
      <Act
        route="POST /sites/{id}/enrolment"
        params={{ id }}
        label={enrolledAt === undefined ? 'Enrol its agent' : 'Enrol again'}
        size="large"
        submit="Sign the request"
        intro={
          <>
            <p>On the machine on site, make a key and a request. The key never leaves the site:</p>
            <Copied label="Command" text={requestCommand(id)} />
            {enrolledAt !== undefined && (
              <p className="note">
                The certificate that the agent has goes on working: enrol again when it nears its end, or the
                machine is another one, and revoke the former when the agent runs with the new one.
              </p>
            )}
          </>
        }
        labels={{ certificateRequest: 'Certificate request (agent.csr)' }}
        onDone={setEnrolment}
      />
      {enrolment !== undefined && (
        <Overlay
          title="For the agent on site"
          size="large"
          closeLabel={words.close}
          onClose={() => setEnrolment(undefined)}
        >
          <OnceShown
            note="The certificate is not kept here; whoever lost it enrols again. Put both files beside the key on site, and start the agent with the second."
            texts={{
              'agent.pem': enrolment.certificate,
              'agent.json': JSON.stringify(configurationOf(enrolment), undefined, 2),
            }}
          />
        </Overlay>
      )}
    </>
  );
}

const requestCommand = (siteId: string) =>
  `openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout agent.key -out agent.csr -subj /CN=${siteId}`;

/** What `npm run agent -- --config agent.json` takes. */
function configurationOf({ siteId, endpoint }: Enrolment) {
  const url = endpoint.includes('://') ? endpoint : `mqtts://${endpoint}:8883`;
  return {
    siteId,
    dataDir: 'agent-data',
    mqtt: { url, ca: 'ca.pem', cert: 'agent.pem', key: 'agent.key' },
    radius: { host: '0.0.0.0', authPort: 1812, acctPort: 1813 },
  };
}
