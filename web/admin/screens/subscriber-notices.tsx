import { isConflict, Refusal } from '../../shared/api.ts';
import { Checkbox } from '../../shared/controls.tsx';
import { useVersion, useWrite } from '../../shared/reading.tsx';
import type { NoticePreferences } from '../../shared/routes.ts';
import { Command } from '../form.tsx';
import { Table } from '../listing.tsx';
import { Mark, Section } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';

type Way = 'email' | 'sms';

/** By which ways a subscriber is told of what, and the addresses from which mail came back. */
export function Notices({ id }: { readonly id: string }) {
  const { data: seen } = useVersion('GET /subscribers/{id}/notification-preferences', { params: { id } });
  if (seen === undefined) return undefined;
  const { body: data, etag } = seen;
  return (
    <Section title="How they are told" note="What they turn off here or in the portal is not sent.">
      <Failing id={id} failing={data.failing} />
      <details>
        <summary>By mail and by text message, kind by kind</summary>
        <Ways id={id} notices={data} ifMatch={etag} />
      </details>
    </Section>
  );
}

function Failing({ id, failing }: { readonly id: string; readonly failing: NoticePreferences['failing'] }) {
  const may = useMay();
  return failing.map(({ address }) => (
    <p key={address} className="note warn">
      Nothing is written to {address} any more: mail came back from there, or was called unwanted.{' '}
      {may('subscribers:write') && (
        <Command
          route="DELETE /subscribers/{id}/failing-addresses/{address}"
          params={{ id, address }}
          label="Write there again"
          look="plain"
          question={<p>From the next notice on, {address} is written to again.</p>}
        />
      )}
    </p>
  ));
}

function Ways({
  id,
  notices,
  ifMatch,
}: {
  readonly id: string;
  readonly notices: NoticePreferences;
  readonly ifMatch: string | undefined;
}) {
  const mayChange = useMay()('subscribers:write');
  const set = useWrite('PUT /subscribers/{id}/notification-preferences');
  const { preferences, ways } = notices;
  const box = (way: Way) => (one: NoticePreferences['ways'][number]) => (
    <Checkbox
      value={one[way]}
      isDisabled={!mayChange || set.isPending}
      onChange={(isOn) =>
        set.mutate({
          params: { id },
          ifMatch,
          body: {
            preferences: { ...preferences, [one.kind]: { ...preferences[one.kind], [way]: isOn } },
          },
        })
      }
    >
      <span className="unseen">
        {wordsOf(one.kind)} by {way === 'email' ? 'mail' : 'text message'}
      </span>
    </Checkbox>
  );
  return (
    <>
      {set.error !== null && (
        <p role="alert" className="note bad">
          {set.error instanceof Refusal
            ? isConflict(set.error)
              ? words.meanwhile.shown
              : (set.error.problem.errors?.[0]?.message ?? set.error.message)
            : words.reading.failed}
        </p>
      )}
      <Table
        label="By which ways"
        rows={ways}
        keyOf={({ kind }) => kind}
        columns={[
          {
            id: 'kind',
            label: 'Of',
            cell: ({ kind, isLegal }) => (
              <>
                {wordsOf(kind)} {isLegal && <Mark>by one at least</Mark>}
              </>
            ),
          },
          { id: 'email', label: 'Mail', cell: box('email') },
          { id: 'sms', label: 'Text', cell: box('sms') },
        ]}
      />
    </>
  );
}
