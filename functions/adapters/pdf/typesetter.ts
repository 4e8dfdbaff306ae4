import bidiModule, { type Bidi } from 'bidi-js';
import type { FontFile, Fonts, Weight } from './fonts.ts';

type Pdf = PDFKit.PDFDocument;

export interface Style {
  readonly size: number;
  readonly weight?: Weight;
  readonly color?: string;
}

/** The text without marks of direction. */
export function unmarked(text: string): string {
  return text.replace(new RegExp(invisible, 'gu'), '');
}

/** A stretch of text of one font and one direction. */
interface Run {
  readonly text: string;
  readonly font: FontFile;
  readonly level: number;
}

// The package's default export is the factory itself, which its types describe for another module system.
const bidi = (bidiModule as unknown as () => Bidi)();
const missing = '?';
/** Of Noto Sans, as a part of its size. */
const ascent = 1.069;
/** Marks of direction and joining have done their work when the order is known, and no font draws them. */
const invisible = /[\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/u;

/**
 * Sets text of any script: each character in a font that has it, each line in the order in which it is read (Unicode
 * Standard Annex #9).
 */
export class Typesetter {
  readonly #pdf: Pdf;
  readonly #fonts: Fonts;
  readonly #direction: 'ltr' | 'rtl';
  readonly #registered = new Set<string>();

  constructor(pdf: Pdf, fonts: Fonts, direction: 'ltr' | 'rtl') {
    this.#pdf = pdf;
    this.#fonts = fonts;
    this.#direction = direction;
  }

  widthOf(text: string, style: Style): number {
    return this.#runs(text, style).reduce((width, run) => width + this.#widthOf(run, style), 0);
  }

  /** The text in lines that are no wider than the space; a word that is wider by itself is broken. */
  wrap(text: string, style: Style, width: number): string[] {
    return text.split('\n').flatMap((paragraph) => {
      const lines: string[] = [];
      let line = '';
      for (const word of paragraph.split(/ +/)) {
        const longer = line === '' ? word : `${line} ${word}`;
        if (this.widthOf(longer, style) <= width) {
          line = longer;
          continue;
        }
        if (line !== '') lines.push(line);
        const parts = this.#broken(word, style, width);
        line = parts.pop() ?? '';
        lines.push(...parts);
      }
      return [...lines, line];
    });
  }

  /** Draws one line in a box; `start` is the side on which the document's language begins. Answers its width. */
  draw(
    text: string,
    box: { readonly x: number; readonly y: number; readonly width: number },
    align: 'start' | 'end' | 'center',
    style: Style,
  ): number {
    const runs = this.#runs(text, style);
    const width = runs.reduce((sum, run) => sum + this.#widthOf(run, style), 0);
    const isLeft = (align === 'start') === (this.#direction === 'ltr');
    const room = box.width - width;
    let x = box.x + (align === 'center' ? room / 2 : isLeft ? 0 : room);
    for (const run of inReadingOrder(runs)) {
      this.#use(run.font, style);
      const color = style.color ?? '#1a1a1a';
      this.#pdf
        .fillColor(color)
        .strokeColor(color)
        .lineWidth(style.size / 40);
      // Fonts differ in how far they reach above the line; the line itself is what they share.
      this.#pdf.text(drawn(run), x, box.y + style.size * ascent, {
        lineBreak: false,
        baseline: 'alphabetic',
        stroke: run.font.light,
        fill: true,
      });
      x += this.#widthOf(run, style);
    }
    return width;
  }

  #broken(word: string, style: Style, width: number): string[] {
    const parts: string[] = [];
    let part = '';
    for (const character of word) {
      if (part !== '' && this.widthOf(part + character, style) > width) {
        parts.push(part);
        part = '';
      }
      part += character;
    }
    return [...parts, part];
  }

  #runs(text: string, { weight = 'regular' }: Style): Run[] {
    const { levels } = bidi.getEmbeddingLevels(text, this.#direction);
    const runs: { text: string; font: FontFile; level: number }[] = [];
    let at = 0;
    for (const character of text) {
      const level = levels[at] ?? 0;
      const shown = level % 2 === 1 ? (bidi.getMirroredCharacter(character) ?? character) : character;
      at += character.length;
      if (invisible.test(character)) continue;
      const last = runs.at(-1);
      const own = this.#fonts.of(shown, weight, last?.font);
      const font = own ?? this.#fonts.of(missing, weight);
      if (font === undefined) throw new Error('the fonts of a document were not loaded');
      const drawable = own === undefined ? missing : shown;
      if (last !== undefined && last.font === font && last.level === level) last.text += drawable;
      else runs.push({ text: drawable, font, level });
    }
    return runs;
  }

  #widthOf(run: Run, style: Style): number {
    this.#use(run.font, style);
    return this.#pdf.widthOfString(drawn(run));
  }

  #use(font: FontFile, { size }: Style): void {
    if (!this.#registered.has(font.name)) {
      this.#pdf.registerFont(font.name, font.data);
      this.#registered.add(font.name);
    }
    this.#pdf.font(font.name, size);
  }
}

/** PDFKit sets the words of a stretch one by one from left to right, and shapes each by its own script. */
function drawn({ text, level }: Run): string {
  return level % 2 === 1 ? text.split(' ').reverse().join(' ') : text;
}

/** Rule L2 of the annex, on runs: from the highest level down, each stretch of that level and above is reversed. */
function inReadingOrder(runs: readonly Run[]): Run[] {
  const ordered = [...runs];
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  for (let level = highest; level > 0; level--) {
    for (let from = 0; from < ordered.length; from++) {
      if ((ordered[from]?.level ?? 0) < level) continue;
      let to = from;
      while (to < ordered.length && (ordered[to]?.level ?? 0) >= level) to++;
      ordered.splice(from, to - from, ...ordered.slice(from, to).reverse());
      from = to;
    }
  }
  return ordered;
}
