import type { ReactNode } from 'react';
import { Copied } from '../copied.tsx';

/** A secret that nobody can read again, with what to do with it. */
export function OnceShown({
  label,
  secret,
  children,
}: {
  readonly label: string;
  readonly secret: string;
  readonly children: ReactNode;
}) {
  return (
    <>
      <p>{children}</p>
      <Copied label={label} text={secret} />
    </>
  );
}
