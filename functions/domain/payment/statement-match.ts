/** A subscriber who may have paid: what is open, and by which numbers it is known. */
export interface Candidate {
  readonly subscriberId: string;
  readonly number: string;
  readonly name: string;
  readonly open: readonly { readonly invoiceId: string; readonly number: string; readonly due: number }[];
}

export interface Match {
  readonly subscriberId: string;
  readonly invoiceId?: string;
}

/** A guess for people to look at, with why. */
export interface Suggestion extends Match {
  readonly why: string;
}

function compact(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * Words of a text that may be numbers of this house: each with a digit in it and four characters at least, as they stand and
 * with the word before them, since payers put blanks where none belong.
 */
export function numbersIn(text: string): readonly string[] {
  const words = text
    .split(/[\s,;:]+/)
    .map(compact)
    .filter(Boolean);
  const pairs = words.flatMap((word, i) => (i === 0 ? [word] : [word, `${words[i - 1]}${word}`]));
  return [...new Set(pairs.filter((word) => /\d/.test(word) && word.length >= 4 && word.length <= 40))].slice(
    0,
    20,
  );
}

/**
 * For whom money is, where its text names it for certain: an open invoice by its number, or an account by its. Two of
 * different subscribers are no certainty.
 */
export function matchByNumber(text: string, candidates: readonly Candidate[]): Match | undefined {
  const numbers = new Set(numbersIn(text));
  const named = candidates.flatMap((candidate): Match[] => {
    const { subscriberId, number, open } = candidate;
    const invoice = open.find((one) => numbers.has(compact(one.number)));
    if (invoice !== undefined) return [{ subscriberId, invoiceId: invoice.invoiceId }];
    return numbers.has(compact(number)) ? [{ subscriberId }] : [];
  });
  const [first] = named;
  return first !== undefined && named.every(({ subscriberId }) => subscriberId === first.subscriberId)
    ? (named.find(({ invoiceId }) => invoiceId !== undefined) ?? first)
    : undefined;
}

/** Who may be meant where no number says so: whose open invoice, or all that is open, is that very amount comes first. */
export function suggest(
  {
    text,
    name,
    minor,
  }: { readonly text: string; readonly name?: string | undefined; readonly minor: number },
  candidates: readonly Candidate[],
): readonly Suggestion[] {
  const written = compact(`${name ?? ''}${text}`);
  return candidates
    .flatMap((candidate): (Suggestion & { readonly score: number })[] => {
      const { subscriberId, open } = candidate;
      const isNamed = compact(candidate.name).length >= 4 && written.includes(compact(candidate.name));
      const invoice = open.find(({ due }) => due === minor);
      const isAll = open.length > 1 && open.reduce((sum, { due }) => sum + due, 0) === minor;
      const reasons = [
        ...(isNamed ? [`${candidate.name} is named`] : []),
        ...(invoice === undefined ? [] : [`invoice ${invoice.number} is of that amount`]),
        ...(isAll ? ['all that is open comes to that amount'] : []),
      ];
      if (reasons.length === 0) return [];
      return [
        {
          subscriberId,
          ...(invoice === undefined ? {} : { invoiceId: invoice.invoiceId }),
          why: reasons.join('; '),
          score: reasons.length + (isNamed ? 1 : 0),
        },
      ];
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, 5)
    .map(({ score: _, ...suggestion }) => suggestion);
}
