/** The rule for a category of subscribers: its own before the one for all, and of equals the first. */
export function ruleFor<R extends { readonly category?: string | undefined }>(
  rules: readonly R[],
  category: string | undefined,
): R | undefined {
  const folded = (text: string | undefined) => text?.toLowerCase();
  const wanted = folded(category);
  return (
    (wanted === undefined ? undefined : rules.find((rule) => folded(rule.category) === wanted)) ??
    rules.find((rule) => rule.category === undefined)
  );
}
