import { useState } from 'react';
import { Button } from '../../shared/button.tsx';
import { Select } from '../../shared/controls.tsx';
import { usePages } from '../../shared/reading.tsx';
import type { Location, Plan, Technology } from '../../shared/routes.ts';
import { Fields } from '../field.tsx';
import type { Place } from '../form-place.ts';
import { format } from '../parts.tsx';
import { Picker } from '../pickers.tsx';
import { words } from '../words.ts';
import { NearestSites } from './nearest-sites.tsx';
import type { Draft } from './sale-draft.ts';
import { SimStock, WaitingOnus } from './sale-gear.tsx';
import { technologies } from './service-words.ts';

/** How the line is bound to the network, with what the site has free at this moment. */
export function SaleAccess({
  plan,
  location,
  access,
  onChange,
  place,
}: {
  readonly plan: Plan;
  /** Where the service is delivered, if that is known. */
  readonly location: Location | undefined;
  readonly access: Draft;
  readonly onChange: (access: Draft) => void;
  readonly place: Place;
}) {
  const [isAll, showAll] = useState(false);
  const technology = access['technology'] as Technology | undefined;
  const siteId = access['siteId'] as string | undefined;
  const nodes = usePages(
    'GET /access-nodes',
    { query: { siteId: siteId ?? '', limit: 100 } },
    { enabled: siteId !== undefined },
  );
  const pools = usePages(
    'GET /address-pools',
    { query: { siteId: siteId ?? '', limit: 100 } },
    { enabled: siteId !== undefined },
  );
  const set = (part: Draft) => onChange({ ...access, ...part });
  const variant = place.schemas
    .resolve({ $ref: '#/components/schemas/AccessRequest' })
    .oneOf?.find(({ properties }) => properties?.['technology']?.const === technology);
  const asked: readonly string[] = {
    pppoe: ['username'],
    hotspot: ['username'],
    ipoe: ['mac'],
    gpon: ['username'],
    lte: [],
  }[technology ?? 'lte'];
  const gear = technology === 'gpon' ? 'olt' : technology === 'lte' ? 'lte-core' : undefined;
  const member = gear === 'olt' ? 'olt' : 'core';
  const node = (access[member] as { readonly nodeId?: string } | undefined)?.nodeId;
  const all = ['technology', 'siteId', 'olt', 'core', 'onuSerial', 'imsi', 'addressPoolId', ...asked];
  const choose = (id: string | undefined) =>
    onChange({ ...(technology === undefined ? {} : { technology }), siteId: id });
  return (
    <div className="form">
      {location !== undefined && <NearestSites location={location} value={siteId} onChange={choose} />}
      <div className="fields pair">
        <Select
          label="Technology"
          isRequired
          value={technology}
          error={place.errors.get('/access/technology')}
          onChange={(id) => onChange({ ...(siteId === undefined ? {} : { siteId }), technology: id })}
          choices={plan.technologies.map((id) => ({ id, label: technologies[id] }))}
          placeholder={words.choose}
        />
        <Picker
          route="GET /sites"
          label="Site"
          isRequired
          error={place.errors.get('/access/siteId')}
          value={siteId}
          onChange={choose}
        />
      </div>
      {technology !== undefined && siteId !== undefined && (
        <>
          {gear !== undefined && (
            <Select
              label={gear === 'olt' ? 'OLT' : 'LTE core'}
              isRequired
              isDisabled={nodes.isPending}
              value={node}
              error={place.errors.get(`/access/${member}/nodeId`) ?? place.errors.get(`/access/${member}`)}
              onChange={(id) => set({ [member]: { ...(access[member] as object | undefined), nodeId: id } })}
              choices={nodes.items
                .filter(({ kind }) => kind === gear)
                .map(({ id, name, driver }) => ({ id, label: name, detail: driver }))}
              placeholder={words.choose}
            />
          )}
          {technology === 'gpon' && <WaitingOnus nodeId={node} access={access} set={set} place={place} />}
          {technology === 'lte' && <SimStock access={access} set={set} place={place} />}
          <div className="fields pair">
            {variant !== undefined && asked.length > 0 && (
              <Fields
                place={place}
                schema={variant}
                value={access}
                onChange={(value) => onChange(value as Draft)}
                pointer="/access"
                only={asked}
              />
            )}
            <Select
              label="Address"
              value={access['addressPoolId'] as string | undefined}
              error={place.errors.get('/access/addressPoolId')}
              hint="A fixed one costs the network nothing and the subscriber keeps it."
              onChange={(id) => {
                const { addressPoolId: _, ...others } = access;
                onChange(id === '' ? others : { ...others, addressPoolId: id });
              }}
              choices={[
                { id: '', label: 'Another one with each session' },
                ...pools.items.flatMap((pool) =>
                  pool.kind === 'ipv4'
                    ? [
                        {
                          id: pool.id,
                          label: `The lowest free one of ${pool.name}`,
                          detail: `${pool.cidr}, ${format.number(pool.utilisation.free)} of ${format.number(pool.utilisation.capacity)} free`,
                        },
                      ]
                    : [],
                ),
              ]}
              placeholder="Another one with each session"
            />
          </div>
          <p>
            <Button look="plain" aria-expanded={isAll} onPress={() => showAll(!isAll)}>
              {isAll ? 'Fewer details' : 'More details'}
            </Button>
          </p>
          {isAll && variant !== undefined && (
            <Fields
              place={place}
              schema={variant}
              value={access}
              onChange={(value) => onChange(value as Draft)}
              pointer="/access"
              without={all}
            />
          )}
        </>
      )}
    </div>
  );
}
