import type { PortalBrand } from '../shared/routes.ts';
import { palettesOf } from './colours.ts';

/** Dresses the page in the operator's colours, name and icons. */
export async function dress(brand: PortalBrand, home: string): Promise<void> {
  const { light, dark } = palettesOf(brand.accent);
  const { style } = document.documentElement;
  for (const [name, palette] of [
    ['light', light],
    ['dark', dark],
  ] as const) {
    style.setProperty(`--accent-${name}`, palette.accent);
    style.setProperty(`--on-accent-${name}`, palette.onAccent);
    style.setProperty(`--tint-${name}`, palette.tint);
  }
  document.title = brand.name;
  for (const [scheme, colour] of [
    ['light', '#ffffff'],
    ['dark', '#14161a'],
  ] as const) {
    const meta = document.createElement('meta');
    meta.name = 'theme-color';
    meta.media = `(prefers-color-scheme: ${scheme})`;
    meta.content = colour;
    document.head.append(meta);
  }
  const icons = await Promise.all([192, 512].map((size) => icon(brand, light.accent, light.onAccent, size)));
  link('icon', icons[0]!);
  link('apple-touch-icon', icons[0]!);
  link('manifest', URL.createObjectURL(manifestOf(brand, home, icons)));
}

function link(rel: string, href: string): void {
  const found = document.head.querySelector<HTMLLinkElement>(`link[rel="${rel}"]`);
  const element = found ?? document.createElement('link');
  element.rel = rel;
  element.href = href;
  if (found === null) document.head.append(element);
}

/** Addresses in it are absolute: it comes from memory, and so has no place that they could be relative to. */
function manifestOf(brand: PortalBrand, home: string, icons: readonly string[]): Blob {
  const manifest = {
    id: home,
    name: brand.name,
    short_name: brand.name.slice(0, 12).trim(),
    start_url: home,
    scope: home,
    display: 'standalone',
    background_color: '#ffffff',
    theme_color: '#ffffff',
    icons: [192, 512].flatMap((size, index) =>
      (['any', 'maskable'] as const).map((purpose) => ({
        src: icons[index]!,
        sizes: `${size}x${size}`,
        type: 'image/png',
        purpose,
      })),
    ),
  };
  return new Blob([JSON.stringify(manifest)], { type: 'application/manifest+json' });
}

/** The operator's logo on white, or the first letter of the name on its colour. What matters is within the safe circle. */
async function icon(brand: PortalBrand, accent: string, ink: string, size: number): Promise<string> {
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext('2d')!;
  context.fillStyle = brand.logo === undefined ? accent : '#ffffff';
  context.fillRect(0, 0, size, size);
  if (brand.logo === undefined) {
    context.fillStyle = ink;
    context.font = `700 ${size * 0.52}px system-ui, sans-serif`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText([...brand.name][0]?.toUpperCase() ?? '', size / 2, size * 0.54);
  } else {
    const logo = new Image();
    logo.src = logoAddress(brand.logo);
    await logo.decode();
    const scale = Math.min((size * 0.6) / logo.width, (size * 0.6) / logo.height);
    const [width, height] = [logo.width * scale, logo.height * scale];
    context.drawImage(logo, (size - width) / 2, (size - height) / 2, width, height);
  }
  return canvas.toDataURL('image/png');
}

export const logoAddress = ({ mediaType, base64 }: NonNullable<PortalBrand['logo']>): string =>
  `data:${mediaType};base64,${base64}`;
