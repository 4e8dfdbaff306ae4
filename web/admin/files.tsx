import { useState } from 'react';
import { type AnswerOf, type Given, type ReadRoute, Refusal } from '../shared/api.ts';
import { Button } from '../shared/button.tsx';
import { Overlay } from '../shared/controls.tsx';
import { useApi } from '../shared/reading.tsx';
import { keepFile } from './csv.ts';
import { words } from './words.ts';

/** A route that answers a file. */
export type FileRoute = {
  [R in ReadRoute]: AnswerOf<R> extends Blob ? R : never;
}[ReadRoute];

/** A button that keeps the file of a route, all its parts in one, or opens it in a tab of its own. */
export function FileButton<R extends FileRoute>({
  route,
  given,
  label,
  name,
  opens = false,
}: {
  readonly route: R;
  readonly given?: Given<R>;
  readonly label: string;
  /** Where the server gives it none. */
  readonly name: string;
  readonly opens?: boolean;
}) {
  const api = useApi();
  const [isPending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const fetchParts = async () => {
    const parts: Blob[] = [];
    let asked = given;
    for (;;) {
      const { body, fileName, next } = await api.ask(route, asked);
      const part = body as unknown as Blob;
      parts.push(parts.length === 0 ? part : await withoutHeader(part));
      if (next === undefined) {
        return { name: fileName ?? name, file: new Blob(parts, { type: part.type }) };
      }
      asked = { ...given, query: Object.fromEntries(new URLSearchParams(next)) } as unknown as Given<R>;
    }
  };
  const press = () => {
    // Only a tab that is opened by the press itself is let through.
    const tab = opens ? window.open('', '_blank') : null;
    setPending(true);
    fetchParts()
      .then(({ name: called, file }) => {
        if (tab === null) keepFile(called, file);
        else tab.location.href = URL.createObjectURL(file);
      })
      .catch((error: unknown) => {
        tab?.close();
        setRefusal(error instanceof Refusal ? (error.problem.detail ?? error.message) : words.reading.failed);
      })
      .finally(() => setPending(false));
  };
  return (
    <>
      <Button isPending={isPending} onPress={press}>
        {label}
      </Button>
      {refusal !== undefined && (
        <Overlay title={label} closeLabel={words.close} onClose={() => setRefusal(undefined)}>
          <p role="alert" className="note bad">
            {refusal}
          </p>
        </Overlay>
      )}
    </>
  );
}

async function withoutHeader(part: Blob): Promise<Blob> {
  const text = await part.text();
  return new Blob([text.slice(text.indexOf('\n') + 1)]);
}
