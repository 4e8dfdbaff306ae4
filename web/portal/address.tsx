import { TextField } from '../shared/controls.tsx';
import type { Address } from '../shared/routes.ts';
import { useHere } from './here.tsx';
import { fieldError } from './parts.tsx';

const names = ['line1', 'line2', 'postalCode', 'city', 'region', 'country'] as const;
type Name = (typeof names)[number];
export type Fields = Readonly<Record<Name, string>>;

const autoComplete: Readonly<Record<Name, string>> = {
  line1: 'address-line1',
  line2: 'address-line2',
  postalCode: 'postal-code',
  city: 'address-level2',
  region: 'address-level1',
  country: 'country',
};

export const fieldsOf = (address: Partial<Address> | undefined): Fields =>
  Object.fromEntries(names.map((name) => [name, address?.[name] ?? ''])) as Fields;

/** What was left empty is left out. */
export const addressOfFields = (fields: Fields): Address =>
  Object.fromEntries(
    Object.entries({ ...fields, country: fields.country.toUpperCase() }).filter(
      ([, value]) => value.trim() !== '',
    ),
  ) as unknown as Address;

export function AddressFields({
  fields,
  onChange,
  isOptional = false,
  error,
  pointer,
}: {
  readonly fields: Fields;
  readonly onChange: (fields: Fields) => void;
  /** Whether it may be left out whole. */
  readonly isOptional?: boolean;
  readonly error: Error | null;
  readonly pointer: string;
}) {
  const { words } = useHere();
  return (
    <div className="address">
      {names.map((name) => (
        <TextField
          key={name}
          label={words.address[name]}
          value={fields[name]}
          onChange={(value) => onChange({ ...fields, [name]: value })}
          isRequired={!isOptional && (name === 'line1' || name === 'city' || name === 'country')}
          autoComplete={autoComplete[name]}
          {...(name === 'country' ? { hint: words.address.countryHint, maxLength: 2 } : {})}
          error={fieldError(error, `${pointer}/${name}`, words)}
        />
      ))}
    </div>
  );
}
