import { Select, TextField } from '../../shared/controls.tsx';
import { usePages, useRead } from '../../shared/reading.tsx';
import type { AccessRequest } from '../../shared/routes.ts';
import type { Place } from '../form-place.ts';
import { Ago, format, Mark } from '../parts.tsx';
import { words } from '../words.ts';
import type { Draft } from './sale-draft.ts';

interface Part {
  readonly access: Draft;
  readonly set: (part: Draft) => void;
  readonly place: Place;
}

/** ONUs that the OLT sees and nobody has: found by their light, not by typing a serial number. */
export function WaitingOnus({ nodeId, access, set, place }: Part & { readonly nodeId: string | undefined }) {
  const seen = useRead(
    'GET /access-nodes/{id}/onus',
    { params: { id: nodeId ?? '' }, query: { state: 'unconfigured' } },
    { enabled: nodeId !== undefined, every: 10_000 },
  );
  const olt = (access['olt'] ?? {}) as Draft;
  const waiting = seen.data?.items ?? [];
  return (
    <>
      {nodeId !== undefined && (
        <fieldset className="group">
          <legend>ONUs that wait on this OLT</legend>
          {seen.isError && <p className="field-error">{seen.error.message}</p>}
          {seen.isPending && <p className="soft">Asking the OLT …</p>}
          {seen.data !== undefined && waiting.length === 0 && (
            <p className="soft">
              None has light and is unknown at {format.time(seen.data.seenAt)}. Looked at again every ten
              seconds.
            </p>
          )}
          <div className="checks">
            {waiting.map(({ serial, port, receivedDbm, waitsSince }) => (
              <label key={serial} className="onu">
                <input
                  type="radio"
                  name="onu"
                  checked={access['onuSerial'] === serial}
                  onChange={() => set({ onuSerial: serial })}
                />{' '}
                <span className="code">{serial}</span> <span className="soft">at {port}</span>
                {receivedDbm !== undefined && <Mark>{format.number(receivedDbm)} dBm</Mark>}
                {waitsSince !== undefined && (
                  <span className="soft">
                    {' '}
                    seen since <Ago at={waitsSince} />
                  </span>
                )}
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <div className="fields pair">
        <TextField
          label="ONU serial"
          isRequired
          value={(access['onuSerial'] ?? '') as string}
          error={place.errors.get('/access/onuSerial')}
          onChange={(onuSerial) => set({ onuSerial })}
        />
        <TextField
          label="Line profile"
          isRequired
          value={(olt['lineProfile'] ?? '') as string}
          error={place.errors.get('/access/olt/lineProfile')}
          onChange={(lineProfile) => set({ olt: { ...olt, lineProfile } })}
        />
        <TextField
          label="Service profile"
          isRequired
          value={(olt['serviceProfile'] ?? '') as string}
          error={place.errors.get('/access/olt/serviceProfile')}
          onChange={(serviceProfile) => set({ olt: { ...olt, serviceProfile } })}
        />
      </div>
    </>
  );
}

export function SimStock({ access, set, place }: Part) {
  const stock = usePages('GET /sims', { query: { status: 'stock', limit: 100 } });
  const imsi = access['imsi'] as AccessRequest extends { readonly imsi: infer I } ? I : string | undefined;
  return (
    <Select
      label="SIM from stock"
      isRequired
      isDisabled={stock.isPending}
      value={imsi}
      error={place.errors.get('/access/imsi')}
      hint={stock.items.length === 0 && !stock.isPending ? 'The stock is empty.' : undefined}
      onChange={(id) => set({ imsi: id })}
      choices={stock.items.map(({ imsi: id, iccid, msisdn }) => ({
        id,
        label: id,
        detail: [`ICCID ${iccid}`, msisdn].filter((one) => one !== undefined).join(', '),
      }))}
      placeholder={words.choose}
    />
  );
}
