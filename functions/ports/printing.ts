import type { PrintedDocument } from '../domain/document/printed-document.ts';

/** Sets a document as PDF. The same document gives the same file. */
export interface Printing {
  print(document: PrintedDocument): Promise<Uint8Array>;
}
