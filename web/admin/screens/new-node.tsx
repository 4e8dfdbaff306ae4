import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../shared/button.tsx';
import { Overlay, Select } from '../../shared/controls.tsx';
import { useRead } from '../../shared/reading.tsx';
import type { AccessNodeTrial, Driver, NewAccessNode } from '../../shared/routes.ts';
import { driverFields } from '../driver-schema.ts';
import { ApiForm } from '../form.tsx';
import { Picker } from '../pickers.tsx';
import type { Schema } from '../schema.ts';
import { words } from '../words.ts';
import { ConnectionTest } from './connection-test.tsx';
import { nodeKinds } from './node-words.tsx';

/** A device of a site: which it is first, and then what its driver must be told. */
export function NewNode({ siteId: given }: { readonly siteId?: string }) {
  const [isOpen, setOpen] = useState(false);
  const [site, setSite] = useState(given);
  const [driverName, choose] = useState<string>();
  const drivers = useRead('GET /drivers', {}, { enabled: isOpen });
  const navigate = useNavigate();
  const driver = drivers.data?.items.find(({ name }) => name === driverName);
  return (
    <>
      <Button look="main" onPress={() => setOpen(true)}>
        New node
      </Button>
      {isOpen && (
        <Overlay title="New node" size="large" closeLabel={words.close} onClose={() => setOpen(false)}>
          <div className="form">
            {given === undefined && (
              <Picker route="GET /sites" label="Site" isRequired value={site} onChange={setSite} />
            )}
            <Select
              label="Device"
              isRequired
              isDisabled={drivers.isPending}
              value={driverName}
              onChange={choose}
              placeholder={drivers.isPending ? words.reading.loading : words.choose}
              hint={driver?.summary}
              choices={(drivers.data?.items ?? []).map(({ name, kind }) => ({
                id: name,
                label: name,
                detail: nodeKinds[kind],
              }))}
            />
          </div>
          {driver !== undefined && site !== undefined && (
            <ApiForm
              key={`${site}${driver.name}`}
              route="POST /access-nodes"
              schema={nodeOf(driver)}
              initial={{
                siteId: site,
                kind: driver.kind,
                driver: driver.name,
                settings: {},
                credentials: {},
              }}
              consequence={(body) => <ConnectionTest trial={trialOf(body)} />}
              labels={{ driftPolicy: 'What was changed by hand' }}
              submit="Add the node"
              onCancel={() => setOpen(false)}
              onDone={({ id }) => void navigate({ to: `/network/nodes/${id}` })}
            />
          )}
        </Overlay>
      )}
    </>
  );
}

/** What the agent is asked to try: all that is typed but how the node is called and looked after. */
function trialOf(body: unknown): AccessNodeTrial {
  const { name: _, driftPolicy: __, address = '', ...trial } = body as Partial<NewAccessNode>;
  return { ...(trial as Omit<AccessNodeTrial, 'address'>), address };
}

function nodeOf(driver: Driver): Schema {
  const { settings, credentials } = driverFields(driver);
  return {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'Kind and address if left out.' },
      address: {
        type: 'string',
        description: 'An IP address; of NAS that share a secret, a CIDR such as 10.1.0.0/24.',
      },
      port: { type: 'integer', description: 'The driver’s own if left out.' },
      driftPolicy: { type: 'string', enum: ['mend', 'hold'], description: 'As the site has it if left out.' },
      credentials,
      settings,
    },
    required: ['address', 'credentials', 'settings'],
  };
}
