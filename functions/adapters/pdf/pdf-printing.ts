import PDFDocument from 'pdfkit';
import { encode } from 'uqr';
import type { PrintedDocument, PrintedParty } from '../../domain/document/printed-document.ts';
import type { Printing } from '../../ports/printing.ts';
import { Fonts } from './fonts.ts';
import { type Style, Typesetter, unmarked } from './typesetter.ts';

type Pdf = PDFKit.PDFDocument;

/** Points, 1/72 inch. */
const margin = 50;
const footerHeight = 46;
const logoHeight = 44;
const codeSize = 92;

const body: Style = { size: 9 };
const small: Style = { size: 7.5, color: '#5a5a5a' };
const strong: Style = { size: 9, weight: 'bold' };

export function pdfPrinting(): Printing {
  const fonts = new Fonts();
  return {
    async print(document) {
      await fonts.load(textsOf(document));
      return new Sheet(document, fonts).print();
    },
  };
}

/** One document on its pages. Everything is placed from the side on which the language begins. */
class Sheet {
  readonly #document: PrintedDocument;
  readonly #pdf: Pdf;
  readonly #type: Typesetter;
  readonly #done: Promise<Uint8Array>;
  #y = margin;

  constructor(document: PrintedDocument, fonts: Fonts) {
    this.#document = document;
    this.#pdf = new PDFDocument({
      size: document.paper === 'A4' ? 'A4' : 'LETTER',
      margin: 0,
      // No font of PDFKit's own: they have Latin letters only.
      font: '',
      bufferPages: true,
      lang: document.language,
      displayTitle: true,
      info: {
        Title: `${document.title} ${document.number}`,
        Author: unmarked(document.seller.name),
        CreationDate: new Date(document.at),
        ModDate: new Date(document.at),
      },
    });
    this.#type = new Typesetter(this.#pdf, fonts, document.direction);
    this.#done = collected(this.#pdf);
  }

  print(): Promise<Uint8Array> {
    this.#head();
    this.#table();
    this.#totals();
    this.#notes();
    this.#payment();
    this.#eachPage();
    this.#pdf.end();
    return this.#done;
  }

  get #width(): number {
    return this.#pdf.page.width - 2 * margin;
  }

  /** A box that begins `from` of the width away from the side where the language begins. */
  #box(from: number, width: number) {
    const x =
      this.#document.direction === 'ltr'
        ? margin + from * this.#width
        : margin + (1 - from - width) * this.#width;
    return { x, y: this.#y, width: width * this.#width };
  }

  /** Sets lines one under the other; answers where they end. */
  #lines(
    lines: readonly string[],
    from: number,
    width: number,
    style: Style,
    align: 'start' | 'end' = 'start',
  ) {
    const start = this.#y;
    for (const text of lines) {
      for (const line of this.#type.wrap(text, style, width * this.#width)) {
        this.#type.draw(line, this.#box(from, width), align, style);
        this.#y += style.size * 1.45;
      }
    }
    const end = this.#y;
    this.#y = start;
    return end;
  }

  #head(): void {
    const { logo, seller, buyer, title, number, accent, facts } = this.#document;
    const titleStyle: Style = { size: 20, weight: 'bold', color: accent };
    let left = this.#y;
    if (logo !== undefined) {
      const { x, width } = this.#box(0, 0.4);
      const image = Buffer.from(logo.base64, 'base64');
      const align = this.#document.direction === 'ltr' ? 'left' : 'right';
      this.#pdf.image(image, x, this.#y, { fit: [width, logoHeight], align: align as 'right' });
      left += logoHeight + 10;
    }
    const right = this.#lines([title, number], 0.5, 0.5, titleStyle, 'end');
    this.#y = left;
    left = this.#party(seller, 0);
    this.#y = Math.max(left, right) + 22;

    const top = this.#y;
    const buyerEnd = this.#party(buyer, 0);
    this.#y = top;
    for (const [label, value] of facts) {
      const labelEnd = this.#lines([label], 0.54, 0.2, { ...small, size: 8.5 });
      const valueEnd = this.#lines([value], 0.74, 0.26, body, 'end');
      this.#y = Math.max(labelEnd, valueEnd) + 1;
    }
    this.#y = Math.max(this.#y, buyerEnd) + 26;
  }

  #party({ name, lines }: PrintedParty, from: number): number {
    this.#y = this.#lines([name], from, 0.48, { size: 10.5, weight: 'bold' });
    return this.#lines(lines, from, 0.48, body);
  }

  #tableHead(): void {
    const { columns, accent } = this.#document;
    const { x, y } = this.#box(0, 1);
    this.#pdf.rect(x, y, this.#width, 19).fill(accent);
    this.#y += 4;
    let from = 0.012;
    for (const { label, align, share } of columns) {
      const width = share - 0.024;
      this.#lines([label], from, width, { size: 8.5, weight: 'bold', color: '#ffffff' }, align);
      from += share;
    }
    this.#y += 21;
  }

  #table(): void {
    const { columns, rows } = this.#document;
    this.#tableHead();
    for (const { cells, notes = [] } of rows) {
      const widths = columns.map(({ share }) => (share - 0.024) * this.#width);
      const heights = cells.map(
        (cell, i) => this.#type.wrap(cell, body, widths[i] ?? this.#width).length * body.size * 1.45,
      );
      const noteHeight = notes.length * small.size * 1.45;
      this.#room(Math.max(...heights) + noteHeight + 9, () => this.#tableHead());
      const top = this.#y;
      let from = 0.012;
      let end = top;
      for (const [i, { align, share }] of columns.entries()) {
        this.#y = top;
        let cellEnd = this.#lines([cells[i] ?? ''], from, share - 0.024, body, align);
        if (i === 0 && notes.length > 0) {
          this.#y = cellEnd;
          cellEnd = this.#lines(notes, from, share - 0.024, small);
        }
        end = Math.max(end, cellEnd);
        from += share;
      }
      this.#y = end + 4;
      this.#rule('#d9d9d9');
      this.#y += 5;
    }
  }

  #rule(color: string, from = 0, width = 1): void {
    const { x, y, width: length } = this.#box(from, width);
    this.#pdf
      .moveTo(x, y)
      .lineTo(x + length, y)
      .lineWidth(0.6)
      .strokeColor(color)
      .stroke();
  }

  #totals(): void {
    const { totals } = this.#document;
    this.#room(totals.length * 18 + 10);
    this.#y += 6;
    for (const { label, amount, strong: isStrong = false } of totals) {
      const style = isStrong ? strong : body;
      if (isStrong) {
        this.#rule('#8c8c8c', 0.4, 0.6);
        this.#y += 5;
      }
      const labelEnd = this.#lines([label], 0.4, 0.38, style);
      const amountEnd = this.#lines([amount], 0.78, 0.208, style, 'end');
      this.#y = Math.max(labelEnd, amountEnd) + 4;
    }
    this.#y += 14;
  }

  #notes(): void {
    for (const note of this.#document.notes) {
      this.#room(30);
      this.#y = this.#lines([note], 0, 1, body) + 4;
    }
  }

  #payment(): void {
    const { payment, accent } = this.#document;
    if (payment === undefined) return;
    const { heading, lines, code, link } = payment;
    this.#room(codeSize + 40);
    this.#y += 8;
    const top = this.#y;
    const isCoded = code !== undefined;
    const from = isCoded ? codeSize / this.#width + 0.03 : 0;
    if (isCoded) {
      const box = this.#box(0, codeSize / this.#width);
      this.#code(code.text, box);
      if (link !== undefined) this.#pdf.link(box.x, box.y, codeSize, codeSize, link);
      this.#y = top + codeSize + 4;
      this.#lines([code.caption], 0, 0.45, small);
      this.#y = top;
    }
    this.#y = this.#lines([heading], from, 1 - from, { ...strong, color: accent }) + 3;
    this.#y = this.#lines(lines, from, 1 - from, body);
    if (link !== undefined) {
      const start = this.#y;
      this.#y = this.#lines([link], from, 1 - from, { ...small, color: accent });
      const box = this.#box(from, 1 - from);
      this.#pdf.link(box.x, start, box.width, this.#y - start, link);
    }
    this.#y = Math.max(this.#y, isCoded ? top + codeSize + 18 : 0);
  }

  /** ISO/IEC 18004, drawn as squares so that it stays sharp on paper. */
  #code(text: string, { x, y }: { readonly x: number; readonly y: number }): void {
    const { data, size } = encode(text, { ecc: 'M', border: 2 });
    const module = codeSize / size;
    for (const [row, cells] of data.entries()) {
      for (const [column, isDark] of cells.entries()) {
        if (isDark) this.#pdf.rect(x + column * module, y + row * module, module, module);
      }
    }
    this.#pdf.fill('#000000');
  }

  /** Begins a page when so much no longer fits on this one. */
  #room(height: number, again?: () => void): void {
    if (this.#y + height <= this.#pdf.page.height - margin - footerHeight) return;
    this.#pdf.addPage();
    this.#y = margin;
    again?.();
  }

  #eachPage(): void {
    const { footer, pageWords, stamp } = this.#document;
    const { start, count } = this.#pdf.bufferedPageRange();
    for (let i = 0; i < count; i++) {
      this.#pdf.switchToPage(start + i);
      this.#y = this.#pdf.page.height - margin - footerHeight + 12;
      if (footer !== undefined) this.#lines([footer], 0, 0.8, small);
      const words = pageWords.replace('{page}', String(i + 1)).replace('{pages}', String(count));
      this.#lines([words], 0.8, 0.2, small, 'end');
      if (stamp !== undefined) this.#stamp(stamp);
    }
  }

  #stamp(words: string): void {
    const { width, height } = this.#pdf.page;
    const style: Style = { size: 88, weight: 'bold', color: '#c0392b' };
    this.#pdf.save();
    this.#pdf.opacity(0.22).rotate(-35, { origin: [width / 2, height / 2] });
    this.#type.draw(words, { x: 0, y: height / 2 - style.size / 2, width }, 'center', style);
    this.#pdf.restore();
  }
}

function collected(pdf: Pdf): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  return new Promise((resolve, reject) => {
    pdf.on('data', (part: Uint8Array) => parts.push(part));
    pdf.on('end', () => resolve(Buffer.concat(parts)));
    pdf.on('error', reject);
  });
}

/** Every text that is set, for the fonts that it needs. */
function* textsOf(document: PrintedDocument): Generator<string> {
  const { title, number, stamp, seller, buyer, facts, columns, rows, totals, notes, payment, footer } =
    document;
  yield* [title, number, stamp ?? '', footer ?? '', document.pageWords, '?0123456789'];
  for (const { name, lines } of [seller, buyer]) yield* [name, ...lines];
  for (const fact of facts) yield* fact;
  for (const { label } of columns) yield label;
  for (const { cells, notes: rowNotes = [] } of rows) yield* [...cells, ...rowNotes];
  for (const { label, amount } of totals) yield* [label, amount];
  yield* notes;
  if (payment !== undefined) {
    yield* [payment.heading, ...payment.lines, payment.code?.caption ?? '', payment.link ?? ''];
  }
}
