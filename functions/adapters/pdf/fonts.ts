import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import wawoff2 from 'wawoff2';

export type Weight = 'regular' | 'bold';

/**
 * Families in the order in which a character is looked for. `light`: the file's one weight is a light one, so its strokes
 * are drawn a little wider. PDFKit can take a part of a WOFF or TrueType font, but not of a WOFF2.
 */
const families = [
  { name: 'noto-sans', scope: '@fontsource' },
  { name: 'noto-sans-arabic', scope: '@fontsource' },
  { name: 'noto-sans-hebrew', scope: '@fontsource' },
  { name: 'noto-sans-thai', scope: '@fontsource' },
  // Hangul from the Korean family, which comes first because the Chinese one names a syllable that it does not draw.
  { name: 'noto-sans-kr', scope: '@fontsource-variable', light: true, within: [0xac00, 0xd7a3] },
  { name: 'noto-sans-sc', scope: '@fontsource-variable', light: true },
] as const;
type Family = (typeof families)[number];

/** One file of a family: the characters of some scripts in one weight. */
export interface FontFile {
  readonly name: string;
  readonly light: boolean;
  readonly data: Buffer;
}

interface Subset {
  readonly family: Family;
  readonly name: string;
  readonly ranges: readonly (readonly [first: number, last: number])[];
}

const require = createRequire(import.meta.url);
const loaded = new Map<string, FontFile>();
let known: readonly Subset[] | undefined;

/** What each file holds, as the packages say it themselves (unicode.json). */
function subsets(): readonly Subset[] {
  known ??= families.flatMap((family) => {
    const { scope, name } = family;
    const file = require.resolve(`${scope}/${name}/unicode.json`);
    const ranges = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    return Object.entries(ranges).map(([subset, text]) => ({
      family,
      name: subset.replace(/[[\]]/g, ''),
      ranges: text.split(',').map((range) => {
        const [first = 0, last = first] = range
          .replace('U+', '')
          .split('-')
          .map((hex) => Number.parseInt(hex, 16));
        return [first, last] as const;
      }),
    }));
  });
  return known;
}

/** The fonts that a text needs, by the characters in them. */
export class Fonts {
  readonly #bySubset = new Map<Subset, Readonly<Record<Weight, FontFile>>>();
  readonly #byCharacter = new Map<string, Subset | undefined>();

  /** Reads the files for every character of the texts. */
  async load(texts: Iterable<string>): Promise<void> {
    const latin = subsets().find(({ name }) => name === 'latin');
    const needed = new Set<Subset | undefined>([latin]);
    for (const text of texts) for (const character of text) needed.add(this.#find(character));
    for (const subset of needed) {
      if (subset === undefined || this.#bySubset.has(subset)) continue;
      this.#bySubset.set(subset, {
        regular: await fontFile(subset, 'regular'),
        bold: await fontFile(subset, 'bold'),
      });
    }
  }

  /** The font of a character; `near`, that of the character before it, when it has this one, too. Undefined when no font has it. */
  of(character: string, weight: Weight, near?: FontFile): FontFile | undefined {
    const code = character.codePointAt(0) ?? 0;
    for (const [subset, files] of this.#bySubset) {
      if (files[weight] === near && covers(subset, code)) return near;
    }
    const subset = this.#find(character);
    return subset === undefined ? undefined : this.#bySubset.get(subset)?.[weight];
  }

  #find(character: string): Subset | undefined {
    if (!this.#byCharacter.has(character)) {
      const code = character.codePointAt(0) ?? 0;
      this.#byCharacter.set(
        character,
        subsets().find((subset) => covers(subset, code)),
      );
    }
    return this.#byCharacter.get(character);
  }
}

function covers({ family, ranges }: Subset, code: number): boolean {
  const [least, most] = 'within' in family ? family.within : [0, Number.POSITIVE_INFINITY];
  return code >= least && code <= most && ranges.some(([first, last]) => code >= first && code <= last);
}

async function fontFile({ family, name }: Subset, weight: Weight): Promise<FontFile> {
  const isLight = 'light' in family;
  const path = isLight
    ? `${family.scope}/${family.name}/files/${family.name}-${name}-wght-normal.woff2`
    : `${family.scope}/${family.name}/files/${family.name}-${name}-${weight === 'bold' ? 700 : 400}-normal.woff`;
  const known = loaded.get(path);
  if (known !== undefined) return known;
  const file = readFileSync(require.resolve(path));
  const data = isLight ? Buffer.from(await wawoff2.decompress(file)) : file;
  const font = { name: path, light: isLight, data };
  loaded.set(path, font);
  return font;
}
