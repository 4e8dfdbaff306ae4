import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contrast, palettesOf } from '../../web/portal/colours.ts';

const colour = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`);

it('reckons contrast as WCAG has it', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

it('keeps whatever colour an operator has readable, as words and below words, in both themes', () => {
  fc.assert(
    fc.property(colour, (brand) => {
      const { light, dark } = palettesOf(brand);
      for (const [{ accent, onAccent, tint }, ground] of [
        [light, '#ffffff'],
        [light, '#f3f5f8'],
        [dark, '#1f2329'],
      ] as const) {
        expect(contrast(accent, ground)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(accent, tint)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(onAccent, accent)).toBeGreaterThanOrEqual(4.5);
      }
    }),
  );
});

it('leaves a colour alone that can be read as it is', () => {
  expect(palettesOf('#0b5394').light.accent).toBe('#0b5394');
});
