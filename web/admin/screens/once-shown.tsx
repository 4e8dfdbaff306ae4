import { Copied } from '../copied.tsx';

/** What nobody can read again, each with the button that takes it along. */
export function OnceShown({
  note,
  texts,
}: {
  /** Where to keep it, and what it is for. */
  readonly note: string;
  readonly texts: Readonly<Record<string, string>>;
}) {
  return (
    <>
      <p>
        <strong>It is shown this once.</strong> {note}
      </p>
      {Object.entries(texts).map(([label, text]) => (
        <div key={label} className="field">
          <span className="label">{label}</span>
          <Copied label={label} text={text} />
        </div>
      ))}
    </>
  );
}
