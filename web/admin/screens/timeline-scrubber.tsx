import { useEffect, useState } from 'react';
import { Button } from '../../shared/button.tsx';
import type { TimelineEntry } from '../../shared/routes.ts';
import { InstantField } from '../instant-field.tsx';
import { format } from '../parts.tsx';

/** Milliseconds for which the hand must rest before the past is asked for. */
const rest = 200;

/**
 * From when somebody was taken in until now: dragged, or stepped with the keys, to any instant between, and from one
 * event to the next.
 */
export function Scrubber({
  from,
  events,
  at,
  onChange,
}: {
  readonly from: string;
  /** Those that are known so far, newest first. */
  readonly events: readonly TimelineEntry[];
  readonly at: string | undefined;
  readonly onChange: (at: string | undefined) => void;
}) {
  const [now] = useState(() => Date.now());
  const begin = Math.min(Date.parse(from), now - 1);
  const chosen = at === undefined ? now : Math.min(now, Math.max(begin, Date.parse(at)));
  const [hand, move] = useState<number>();
  const shown = hand ?? chosen;
  useEffect(() => {
    if (hand === undefined) return;
    const timer = setTimeout(() => {
      move(undefined);
      onChange(hand >= now ? undefined : new Date(hand).toISOString());
    }, rest);
    return () => clearTimeout(timer);
  }, [hand, now, onChange]);
  const instants = events.map((event) => Date.parse(event.at));
  const earlier = instants.filter((one) => one < shown).reduce<number | undefined>(latest, undefined);
  const later = instants.filter((one) => one > shown).reduce<number | undefined>(earliest, undefined);
  const step = Math.max(1, Math.round((now - begin) / 1000));
  return (
    <div className="scrubber">
      <div className="actions">
        <Button isDisabled={earlier === undefined} onPress={() => onChange(new Date(earlier!).toISOString())}>
          ← Event before
        </Button>
        <Button
          isDisabled={later === undefined && at === undefined}
          onPress={() => onChange(later === undefined ? undefined : new Date(later).toISOString())}
        >
          Event after →
        </Button>
        <InstantField
          label="As it was at"
          hint={undefined}
          error={undefined}
          isRequired={false}
          value={at}
          onChange={onChange}
        />
        {at !== undefined && <Button onPress={() => onChange(undefined)}>Back to now</Button>}
      </div>
      <div className="track">
        <div className="ticks" aria-hidden="true">
          {events.map(({ eventId, subject }, index) => (
            <span
              key={eventId}
              className={`tick ${subject.kind}`}
              style={{ insetInlineStart: `${(100 * (instants[index]! - begin)) / (now - begin)}%` }}
            />
          ))}
        </div>
        <input
          type="range"
          aria-label="Instant"
          aria-valuetext={shown >= now ? 'Now' : format.exact(new Date(shown).toISOString())}
          min={begin}
          max={now}
          step={step}
          value={shown}
          onChange={({ target }) => move(Number(target.value))}
        />
        <p className="ends hint">
          <span>{format.day(from.slice(0, 10))}</span>
          <output className="figure">
            {shown >= now ? 'Now' : format.exact(new Date(shown).toISOString())}
          </output>
          <span>Now</span>
        </p>
      </div>
    </div>
  );
}

const latest = (known: number | undefined, one: number) => (known === undefined || one > known ? one : known);
const earliest = (known: number | undefined, one: number) =>
  known === undefined || one < known ? one : known;
