import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Given } from '../shared/api.ts';
import { Reading, useApi } from '../shared/reading.tsx';
import type { FileRoute } from './files.tsx';
import { useScreen, wide } from './screen.ts';
import { words } from './words.ts';

/** Whether a PDF can stand inside a page: phones have no room for it, and hand it to another app. */
export function useShowsPdf(): boolean {
  return useScreen(wide) && navigator.pdfViewerEnabled;
}

/** A PDF of the API, as the browser itself shows it. */
export function PdfView<R extends FileRoute>({
  route,
  given,
  version,
  title,
}: {
  readonly route: R;
  readonly given: Given<R>;
  /** Of what is printed: read anew when it is another, and not with every event, which would lose the reader's place. */
  readonly version: string;
  readonly title: string;
}) {
  const api = useApi();
  const file = useQuery({
    queryKey: [route, given, 'file', version],
    queryFn: ({ signal }) => api.call(route, given, { signal }),
    staleTime: 'static',
  });
  return (
    <div className="pdf">
      <Reading of={file} words={words.reading}>
        {(blob) => <Frame file={blob as unknown as Blob} title={title} />}
      </Reading>
    </div>
  );
}

function Frame({ file, title }: { readonly file: Blob; readonly title: string }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  if (address === undefined) return undefined;
  return <iframe title={title} src={`${address}#toolbar=0&navpanes=0&view=FitH`} />;
}
