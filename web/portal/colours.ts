/** Colours as 8-bit red, green and blue. */
type Rgb = readonly [number, number, number];

const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
const darkInk: Rgb = [15, 19, 28];
/** Least contrast of words, WCAG 2.2 §1.4.3. */
const readable = 4.5;

const parse = (hex: string): Rgb => {
  const number = Number.parseInt(hex.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
};
const write = (colour: Rgb): string =>
  `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
const mix = (a: Rgb, b: Rgb, share: number): Rgb =>
  [0, 1, 2].map((i) => Math.round(a[i]! + (b[i]! - a[i]!) * share)) as unknown as Rgb;

/** Relative luminance, WCAG 2.2. */
function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrastOf(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Contrast of two colours such as `#0b5394`, 1 to 21. */
export const contrast = (a: string, b: string): number => contrastOf(parse(a), parse(b));

/** The colour itself where it can be read on `ground`, else moved towards `end` until it can. */
function readableOn(ground: Rgb, colour: Rgb, end: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const moved = mix(colour, end, share);
    if (contrastOf(moved, ground) >= readable) return moved;
  }
  return end;
}

export interface Palette {
  readonly accent: string;
  /** What is written on the accent. */
  readonly onAccent: string;
  /** A ground with a breath of the accent, on which the accent can still be read. */
  readonly tint: string;
}

/** An operator's one colour as both themes can bear it: its hue stays, its lightness gives way to what must be read. */
export function palettesOf(hex: string): { readonly light: Palette; readonly dark: Palette } {
  const brand = parse(hex);
  const palette = (ground: Rgb, end: Rgb): Palette => {
    const tint = mix(ground, readableOn(ground, brand, end), 0.09);
    const accent = readableOn(tint, brand, end);
    const onAccent = contrastOf(white, accent) >= contrastOf(darkInk, accent) ? white : darkInk;
    return { accent: write(accent), onAccent: write(onAccent), tint: write(tint) };
  };
  return { light: palette(white, black), dark: palette([31, 35, 41], white) };
}
