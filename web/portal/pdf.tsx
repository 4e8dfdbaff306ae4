import { useMutation } from '@tanstack/react-query';
import type { AnswerOf, Given, ReadRoute } from '../shared/api.ts';
import { Button } from '../shared/button.tsx';
import { useApi } from '../shared/reading.tsx';
import { useHere } from './here.tsx';
import { Icon } from './icons.tsx';
import { Sorry } from './parts.tsx';

type FileRoute = { [R in ReadRoute]: AnswerOf<R> extends Blob ? R : never }[ReadRoute];

/** The address of a file on the API would ask for a token, so it is fetched and handed over from memory. */
export function Pdf<R extends FileRoute>({
  route,
  given,
  of,
}: {
  readonly route: R;
  readonly given: Given<R>;
  /** What the file is called. */
  readonly of: string;
}) {
  const { words } = useHere();
  const api = useApi();
  const get = useMutation({
    async mutationFn() {
      const { body, fileName } = await api.ask(route, given);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(body as unknown as Blob);
      link.download = fileName ?? `${of}.pdf`;
      link.click();
      // The browser has taken it when the click returns; the memory goes with the next task.
      setTimeout(() => URL.revokeObjectURL(link.href));
    },
  });
  return (
    <>
      <Button isPending={get.isPending} onPress={() => get.mutate()}>
        <Icon name="file" />
        {words.getPdf(of)}
      </Button>
      <Sorry error={get.error} />
    </>
  );
}
