import { TextField } from '../shared/controls.tsx';
import type { Common } from './form-place.ts';

const pad = (value: number): string => String(value).padStart(2, '0');

/** An instant as the clock on this person's wall has it, for a field that knows no time zone. */
function onTheWall(instant: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return '';
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** A moment, chosen in this person's own time and told to the API in UTC. */
export function InstantField({
  hint,
  value,
  onChange,
  ...common
}: Common & {
  readonly name?: string;
  readonly value: unknown;
  readonly onChange: (value: string | undefined) => void;
}) {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <TextField
      {...common}
      hint={[hint, `In your time (${zone}).`].filter((one) => one !== undefined).join(' ')}
      type="datetime-local"
      value={typeof value === 'string' ? onTheWall(value) : ''}
      onChange={(text) => onChange(text === '' ? undefined : new Date(text).toISOString())}
    />
  );
}
