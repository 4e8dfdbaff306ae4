import { useState } from 'react';
import { Button } from '../shared/button.tsx';
import { Overlay, TextField } from '../shared/controls.tsx';
import type { Formats } from '../shared/format.ts';
import { useRead, useWrite } from '../shared/reading.tsx';
import type { PortalServiceDetail } from '../shared/routes.ts';
import { AddressFields, addressOfFields, fieldsOf } from './address.tsx';
import { useAccountParams, useHere, useMyDraft } from './here.tsx';
import { Choices, Done, Form, fieldError, Sorry } from './parts.tsx';
import type { Words } from './words/english.ts';

interface WishProps {
  readonly service: PortalServiceDetail;
  readonly onClose: () => void;
}

const useServiceParams = ({ serviceId }: PortalServiceDetail) => ({ ...useAccountParams(), serviceId });

export function TopUp({ service, onClose }: WishProps) {
  const { words, format } = useHere();
  const params = useServiceParams(service);
  const buy = useWrite('POST /portal/accounts/{accountId}/services/{serviceId}/top-ups');
  const [chosen, choose] = useState('0');
  const offer = service.topUps[Number(chosen)];
  const volume = (gigabytes: number) => format.volume(gigabytes * 1_000_000_000);
  return (
    <Overlay title={words.topUp.title} closeLabel={words.close} onClose={onClose}>
      {buy.isSuccess ? (
        <Done words={words.topUp.done} onClose={onClose} />
      ) : (
        <>
          <p className="soft">{words.topUp.why}</p>
          <Choices
            label={words.topUp.title}
            isLabelHidden
            value={chosen}
            onChange={choose}
            of={service.topUps.map(({ gigabytes, price }, index) => ({
              id: String(index),
              words: words.topUp.offer(volume(gigabytes), format.money(price)),
            }))}
          />
          <Sorry error={buy.error} />
          {offer !== undefined && (
            <Button
              look="main"
              isPending={buy.isPending}
              onPress={() => buy.mutate({ params, body: { gigabytes: offer.gigabytes } })}
            >
              {words.topUp.confirm(format.money(offer.price))}
            </Button>
          )}
        </>
      )}
    </Overlay>
  );
}

export function Pause({ service, onClose }: WishProps) {
  const { words, format } = useHere();
  const params = useServiceParams(service);
  const pause = useWrite('POST /portal/accounts/{accountId}/services/{serviceId}/pause');
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const bounds = service.pause;
  if (pause.isSuccess) {
    const { on } = pause.data;
    return (
      <Overlay title={words.pause.title} closeLabel={words.close} onClose={onClose}>
        <Done
          words={on === undefined ? words.pause.done : words.pause.doneOn(format.day(on))}
          onClose={onClose}
        />
      </Overlay>
    );
  }
  return (
    <Overlay title={words.pause.title} closeLabel={words.close} onClose={onClose}>
      <p className="soft">{words.pause.why}</p>
      {bounds !== undefined && (
        <p>
          <strong>{meanwhile(service, bounds.percent, words, format)}</strong>
        </p>
      )}
      <Form
        label={words.pause.confirm}
        isPending={pause.isPending}
        isDisabled={until === ''}
        onSend={() => pause.mutate({ params, body: { ...(from === '' ? {} : { from }), until } })}
      >
        <div className="pair">
          <TextField
            label={words.pause.from}
            hint={words.pause.fromHint}
            type="date"
            value={from}
            onChange={setFrom}
            error={fieldError(pause.error, '/from', words)}
          />
          <TextField
            label={words.pause.until}
            {...(bounds === undefined
              ? {}
              : { hint: words.pause.bounds(bounds.minimumDays ?? 1, bounds.maximumDays) })}
            type="date"
            isRequired
            value={until}
            onChange={setUntil}
            error={fieldError(pause.error, '/until', words)}
          />
        </div>
        <Sorry error={pause.error} pointers={['/from', '/until']} />
      </Form>
    </Overlay>
  );
}

/** What is charged while a line is paused, to the smallest unit of its currency. */
function meanwhile(
  { plan: { price, period } }: PortalServiceDetail,
  percent: number,
  words: Words,
  format: Formats,
): string {
  if (percent === 0) return words.pause.free;
  if (percent === 100) return words.pause.charged;
  const decimals = price.amount.split('.')[1]?.length ?? 0;
  const reduced = ((Number(price.amount) * percent) / 100).toFixed(decimals);
  return words.pause.reduced(
    format.money({ ...price, amount: reduced }),
    format.money(price),
    words.period[period],
  );
}

export function Resume({ service, onClose }: WishProps) {
  const { words } = useHere();
  const params = useServiceParams(service);
  const resume = useWrite('POST /portal/accounts/{accountId}/services/{serviceId}/resume');
  return (
    <Overlay title={words.pause.resume} closeLabel={words.close} onClose={onClose}>
      {resume.isSuccess ? (
        <Done words={words.pause.resumed} onClose={onClose} />
      ) : (
        <>
          <p>{words.pause.resumeWhy}</p>
          <Sorry error={resume.error} />
          <div className="ends">
            <Button onPress={onClose}>{words.cancel}</Button>
            <Button look="main" isPending={resume.isPending} onPress={() => resume.mutate({ params })}>
              {words.service.resume}
            </Button>
          </div>
        </>
      )}
    </Overlay>
  );
}

export function Move({ service, onClose }: WishProps) {
  const { words } = useHere();
  const params = useServiceParams(service);
  const move = useWrite('POST /portal/accounts/{accountId}/services/{serviceId}/move-requests');
  const { typed, type, forget } = useMyDraft(`move ${service.serviceId}`, {
    fields: fieldsOf({ country: service.address.country }),
    on: '',
    note: '',
  });
  const { fields, on, note } = typed;
  return (
    <Overlay
      title={words.move.title}
      closeLabel={words.close}
      onClose={onClose}
      isWrittenIn={!move.isSuccess && `${fields.line1}${note}` !== ''}
    >
      {move.isSuccess ? (
        <Done words={words.move.done} onClose={onClose} />
      ) : (
        <>
          <p className="soft">{words.move.why}</p>
          <Form
            label={words.move.confirm}
            isPending={move.isPending}
            onSend={() =>
              move.mutate(
                {
                  params,
                  body: {
                    address: addressOfFields(fields),
                    ...(on === '' ? {} : { on }),
                    ...(note.trim() === '' ? {} : { note }),
                  },
                },
                { onSuccess: forget },
              )
            }
          >
            <AddressFields
              fields={fields}
              onChange={(filled) => type({ ...typed, fields: filled })}
              error={move.error}
              pointer="/address"
            />
            <TextField
              label={words.move.on}
              type="date"
              value={on}
              onChange={(day) => type({ ...typed, on: day })}
              error={fieldError(move.error, '/on', words)}
            />
            <TextField
              label={words.move.note}
              rows={3}
              value={note}
              onChange={(written) => type({ ...typed, note: written })}
              maxLength={2000}
              error={fieldError(move.error, '/note', words)}
            />
            <Sorry error={move.error} pointers={['/address', '/on', '/note']} />
          </Form>
        </>
      )}
    </Overlay>
  );
}

export function Password({ service, onClose }: WishProps) {
  const { words } = useHere();
  const params = useServiceParams(service);
  const set = useWrite('PUT /portal/accounts/{accountId}/services/{serviceId}/access-password');
  const [password, type] = useState('');
  const made = set.data?.password;
  const isUnfit = fieldError(set.error, '/password', words) !== undefined;
  return (
    <Overlay title={words.password.title} closeLabel={words.close} onClose={onClose}>
      {set.isSuccess ? (
        <>
          {made !== undefined && (
            <>
              <p>{words.password.made}</p>
              <output className="secret" dir="ltr">
                {made}
              </output>
            </>
          )}
          <Done words={words.password.done} onClose={onClose} />
        </>
      ) : (
        <>
          <p className="soft">{words.password.why}</p>
          <Form
            label={words.password.confirm}
            isPending={set.isPending}
            onSend={() => set.mutate({ params, body: password === '' ? {} : { password } })}
          >
            <TextField
              label={words.password.own}
              value={password}
              onChange={type}
              autoComplete="off"
              maxLength={128}
              {...(isUnfit ? { error: words.password.ownHint } : { hint: words.password.ownHint })}
            />
            <Sorry error={set.error} pointers={['/password']} />
          </Form>
        </>
      )}
    </Overlay>
  );
}

export function Fault({ service, onClose }: WishProps) {
  const { words } = useHere();
  const params = useServiceParams(service);
  const { accountId } = params;
  const outages = useRead('GET /portal/accounts/{accountId}/outages', { params: { accountId } });
  const report = useWrite('POST /portal/accounts/{accountId}/services/{serviceId}/tickets');
  const { typed, type, forget } = useMyDraft(`fault ${service.serviceId}`, { subject: '', text: '' });
  const { text } = typed;
  // What was chosen in another language is chosen anew.
  const subject = words.fault.topics.find((topic) => topic === typed.subject);
  const isKnown = outages.data?.items.some(
    ({ endedAt, serviceIds }) => endedAt === undefined && serviceIds.includes(service.serviceId),
  );
  return (
    <Overlay
      title={words.fault.title}
      closeLabel={words.close}
      onClose={onClose}
      isWrittenIn={!report.isSuccess && text !== ''}
    >
      {report.isSuccess ? (
        <Done words={words.fault.done} onClose={onClose} />
      ) : (
        <>
          {isKnown === true && <p className="note warn">{words.fault.known}</p>}
          <Form
            label={words.fault.confirm}
            isPending={report.isPending}
            isDisabled={subject === undefined || text.trim() === ''}
            onSend={() =>
              report.mutate({ params, body: { topic: 'fault', ...typed } }, { onSuccess: forget })
            }
          >
            <Choices
              label={words.fault.what}
              value={subject}
              onChange={(chosen) => type({ ...typed, subject: chosen })}
              of={words.fault.topics.map((topic) => ({ id: topic, words: topic }))}
            />
            <TextField
              label={words.fault.text}
              hint={words.fault.textHint}
              rows={4}
              value={text}
              onChange={(written) => type({ ...typed, text: written })}
              maxLength={2000}
              isRequired
              error={fieldError(report.error, '/text', words)}
            />
            <Sorry error={report.error} pointers={['/text']} />
          </Form>
        </>
      )}
    </Overlay>
  );
}
