import type { Logo, Paper } from '../../contracts/operator.ts';

/** Somebody on a document: the name, and lines of address and numbers under it. */
export interface PrintedParty {
  readonly name: string;
  readonly lines: readonly string[];
}

/** A cell's text goes to the side on which the language begins, or, as figures do, to the other. */
export interface PrintedColumn {
  readonly label: string;
  readonly align: 'start' | 'end';
  /** Share of the width. */
  readonly share: number;
}

export interface PrintedRow {
  readonly cells: readonly string[];
  /** In small print under the first cell. */
  readonly notes?: readonly string[];
}

/**
 * Everything that stands on a document, in the words and figures of its reader. What prints it decides nothing but where
 * things go.
 */
export interface PrintedDocument {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly paper: Paper;
  readonly accent: string;
  readonly logo?: Logo;
  readonly title: string;
  readonly number: string;
  /** Across the page, such as VOID. */
  readonly stamp?: string;
  readonly seller: PrintedParty;
  readonly buyer: PrintedParty;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly columns: readonly PrintedColumn[];
  readonly rows: readonly PrintedRow[];
  readonly totals: readonly { readonly label: string; readonly amount: string; readonly strong?: boolean }[];
  readonly notes: readonly string[];
  readonly payment?: {
    readonly heading: string;
    readonly lines: readonly string[];
    /** A QR code: what it says, and the words under it. */
    readonly code?: { readonly text: string; readonly caption: string };
    readonly link?: string;
  };
  readonly footer?: string;
  /** `{page}` and `{pages}` stand for the numbers. */
  readonly pageWords: string;
  /** The instant of the document, so that printing it again gives the same file. */
  readonly at: string;
}
