import { useState } from 'react';
import { Button } from '../../shared/button.tsx';
import { Reading, useRead } from '../../shared/reading.tsx';
import { Facts, format, Mark } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';

/** The devices themselves, asked now. */
export function Line({ id }: { readonly id: string }) {
  const [isAsked, ask] = useState(false);
  const line = useRead('GET /services/{id}/line', { params: { id } }, { enabled: isAsked });
  const may = useMay();
  if (!may('network:read')) return undefined;
  if (!isAsked) {
    return (
      <p>
        <Button onPress={() => ask(true)}>Ask the devices now</Button>
      </p>
    );
  }
  return (
    <Reading of={line} words={words.reading}>
      {({ seenAt, devices, sessions }) => (
        <div className="order">
          <p className="soft">
            As of {format.time(seenAt)}{' '}
            <Button look="plain" isPending={line.isFetching} onPress={() => void line.refetch()}>
              Ask again
            </Button>
          </p>
          {devices.map(({ nodeId, device, outcome, reason, onu, checks }) => (
            <div key={`${nodeId}${device}`}>
              <h3>
                {device}{' '}
                <Mark tone={outcome === 'as-desired' ? 'good' : outcome === 'different' ? 'bad' : 'warn'}>
                  {outcome.replace('-', ' ')}
                </Mark>
              </h3>
              {reason !== undefined && <p className="code">{reason}</p>}
              {onu !== undefined && (
                <Facts
                  facts={[
                    ['ONU', `${onu.serial} at ${onu.port}`],
                    ['State', onu.state],
                    [
                      'Receives',
                      onu.receivedDbm === undefined ? undefined : `${format.number(onu.receivedDbm)} dBm`,
                    ],
                    [
                      'OLT receives',
                      onu.oltReceivedDbm === undefined
                        ? undefined
                        : `${format.number(onu.oltReceivedDbm)} dBm`,
                    ],
                    [
                      'Distance',
                      onu.distanceMetres === undefined ? undefined : `${format.number(onu.distanceMetres)} m`,
                    ],
                    ['Last down', onu.lastDownCause],
                  ]}
                />
              )}
              <ol className="steps">
                {checks.map(({ check, ok, answer }) => (
                  <li key={check} className={ok ? 'step good' : 'step bad'}>
                    <span className="dot" aria-hidden="true" />
                    <div>
                      <strong>{check}</strong>
                      <p className="code">{answer}</p>
                    </div>
                  </li>
                ))}
              </ol>
            </div>
          ))}
          <p className="soft">
            {sessions.length === 0
              ? 'AAA on site knows no open session.'
              : `AAA on site knows: ${sessions.map(({ username, nasAddress, framedIp }) => `${username} on ${nasAddress} ${framedIp ?? ''}`).join('; ')}`}
          </p>
        </div>
      )}
    </Reading>
  );
}
