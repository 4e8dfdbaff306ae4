/** The form of a word that a language uses for a count: `one`, `few` and such as CLDR has them, and `other` for the rest. */
export function plurals(language: string) {
  const rules = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  return (
    count: number,
    forms: Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string },
  ): string => (forms[rules.select(count)] ?? forms.other).replace('#', number.format(count));
}
