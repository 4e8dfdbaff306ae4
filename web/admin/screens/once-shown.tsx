import { Copied } from '../copied.tsx';

/** A secret that nobody can read again. */
export function OnceShown({ secret }: { readonly secret: string }) {
  return (
    <>
      <p>It is shown this once. Keep it where the receiver can read it; deliveries are signed with it.</p>
      <Copied label="Secret" text={secret} />
    </>
  );
}
