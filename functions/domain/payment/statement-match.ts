import type { Money } from '../../contracts/scalars.ts';

/** An invoice of which nothing is open any more: it was paid, credited or written off. */
export interface SettledInvoice {
  readonly number: string;
  readonly isWrittenOff: boolean;
  /** What a payer may have read of it as to be paid. */
  readonly asked: readonly number[];
  /** What it was paid with. */
  readonly paymentIds: readonly string[];
}

/** A subscriber who may have paid: what is open, and by which numbers it is known. */
export interface Candidate {
  readonly subscriberId: string;
  readonly number: string;
  readonly name: string;
  readonly currency: string;
  readonly open: readonly { readonly invoiceId: string; readonly number: string; readonly due: number }[];
  /** Those of the invoices that the payer may name. */
  readonly settled: readonly SettledInvoice[];
  /** Of the payment plan that runs, where that was looked at. */
  readonly instalments: readonly number[];
}

/** Money, and what its payer wrote. */
export interface Paid {
  readonly text: string;
  /** Who paid, as the bank or the provider says. */
  readonly name?: string | undefined;
  readonly money?: Money | undefined;
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
 * Whether a text has a whole name, however it is spaced, from the beginning of a word to the end of one; also with the last
 * name first, as banks have it.
 */
function hasName(text: string, name: string): boolean {
  const turned = name.trim().replace(/^(.+)\s(\S+)$/, '$2 $1');
  return [name, turned].map(compact).some((wanted) => {
    const spaced = [...wanted].join('[^\\p{L}\\p{N}]*');
    return (
      wanted.length >= 4 &&
      new RegExp(`(?<![\\p{L}\\p{N}])${spaced}(?![\\p{L}\\p{N}])`, 'u').test(text.toLowerCase())
    );
  });
}

function isNamed({ name = '', text }: Paid, candidate: Candidate): boolean {
  return [name, text].some((written) => hasName(written, candidate.name));
}

function minorFor({ money }: Paid, { currency }: Candidate): number | undefined {
  return money?.currency === currency ? money.minor : undefined;
}

/** Settled invoices that are named, and whether the amount is what was asked for them. */
function settledNamed(
  paid: Paid,
  candidate: Candidate,
): readonly (SettledInvoice & { readonly isOfAmount: boolean })[] {
  const numbers = new Set(numbersIn(paid.text));
  return candidate.settled
    .filter(({ number }) => numbers.has(compact(number)))
    .map((invoice) => ({
      ...invoice,
      isOfAmount: invoice.asked.some((minor) => minor === minorFor(paid, candidate)),
    }));
}

function openOfAmount(paid: Paid, candidate: Candidate): Candidate['open'][number] | undefined {
  return candidate.open.find(({ due }) => due === minorFor(paid, candidate));
}

/** In words, what of what is owed comes to that amount. */
function amountSigns(paid: Paid, candidate: Candidate): readonly string[] {
  const { open, instalments } = candidate;
  const minor = minorFor(paid, candidate);
  const invoice = openOfAmount(paid, candidate);
  const isAll = open.length > 1 && open.reduce((sum, { due }) => sum + due, 0) === minor;
  return [
    ...(invoice === undefined ? [] : [`invoice ${invoice.number} is of that amount`]),
    ...(isAll ? ['all that is open comes to that amount'] : []),
    ...(instalments.some((one) => one === minor)
      ? ['an instalment of their payment plan is of that amount']
      : []),
  ];
}

/**
 * For whom money is, where its text names it for certain: an open invoice by its number, or an account by its. Two of
 * different subscribers are no certainty. A settled invoice is one together with another sign, since a mistyped digit most
 * often makes the number of one: the money is of its subscriber then, for what is owed the longest.
 */
export function matchByNumber(paid: Paid, candidates: readonly Candidate[]): Match | undefined {
  const numbers = new Set(numbersIn(paid.text));
  const named = candidates.flatMap((candidate): Match[] => {
    const { subscriberId, number, open } = candidate;
    const invoice = open.find((one) => numbers.has(compact(one.number)));
    if (invoice !== undefined) return [{ subscriberId, invoiceId: invoice.invoiceId }];
    return numbers.has(compact(number)) ? [{ subscriberId }] : [];
  });
  const [first] = named;
  if (first === undefined) return matchBySettled(paid, candidates);
  return named.every(({ subscriberId }) => subscriberId === first.subscriberId)
    ? (named.find(({ invoiceId }) => invoiceId !== undefined) ?? first)
    : undefined;
}

function matchBySettled(paid: Paid, candidates: readonly Candidate[]): Match | undefined {
  const [named, ...others] = candidates.filter((candidate) => settledNamed(paid, candidate).length > 0);
  if (named === undefined || others.length > 0) return undefined;
  const isOfAmount =
    amountSigns(paid, named).length > 0 || settledNamed(paid, named).some((invoice) => invoice.isOfAmount);
  // Many pay the same amount: it is no sign where the payer is somebody else of whom we know.
  const isOfAnother = candidates.some((other) => other !== named && isNamed(paid, other));
  const isTheirs = isNamed(paid, named) || (isOfAmount && !isOfAnother);
  return isTheirs ? { subscriberId: named.subscriberId } : undefined;
}

/** What the settled invoices were paid with by which money was matched. */
export function paidBefore(
  paid: Paid,
  { subscriberId, invoiceId }: Match,
  candidates: readonly Candidate[],
): readonly string[] {
  const candidate = candidates.find((one) => one.subscriberId === subscriberId);
  if (candidate === undefined || invoiceId !== undefined) return [];
  return [...new Set(settledNamed(paid, candidate).flatMap(({ paymentIds }) => paymentIds))];
}

/**
 * Who may be meant where no number says so for certain, the likeliest first: a name or the number of a settled invoice says
 * more than an amount, and a name more than a number in which a digit may be wrong.
 */
export function suggest(paid: Paid, candidates: readonly Candidate[]): readonly Suggestion[] {
  return candidates
    .flatMap((candidate) => {
      const { subscriberId, name } = candidate;
      const named = isNamed(paid, candidate);
      const settled = settledNamed(paid, candidate);
      const amounts = amountSigns(paid, candidate);
      const invoice = openOfAmount(paid, candidate);
      const reasons = [...(named ? [`${name} is named`] : []), ...settled.map(settledInWords), ...amounts];
      if (reasons.length === 0) return [];
      const certain = (named ? 2 : 0) + (settled.length > 0 ? 2 : 0);
      const isTwice = settled.some(({ isOfAmount }) => isOfAmount);
      return [
        {
          suggestion: {
            subscriberId,
            ...(invoice === undefined ? {} : { invoiceId: invoice.invoiceId }),
            why: reasons.join('; '),
          },
          named,
          score: certain + amounts.length + (isTwice ? 1 : 0),
        },
      ];
    })
    .toSorted((a, b) => b.score - a.score || Number(b.named) - Number(a.named))
    .slice(0, 5)
    .map(({ suggestion }) => suggestion);
}

function settledInWords({ number, isWrittenOff, isOfAmount }: ReturnType<typeof settledNamed>[number]) {
  const became = isWrittenOff ? 'written off' : 'settled';
  return `invoice ${number} of theirs, ${became}, is named${isOfAmount ? ' and was of that amount' : ''}`;
}
