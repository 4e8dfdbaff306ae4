import type { OperatorSettings } from '../../contracts/operator.ts';
import type { Day, Instant } from '../../contracts/scalars.ts';
import type { Movement } from '../billing/statement.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import { figuresIn } from './figures.ts';
import { buyer, seller } from './parties.ts';
import type { PrintedDocument } from './printed-document.ts';
import { type DocumentWords, documentLanguage, fill, isolated, isRightToLeft, wordsIn } from './words.ts';

export interface StatementContent {
  readonly movements: readonly Movement[];
  readonly currency: string;
  /** The first day; the beginning if left out. */
  readonly from?: Day | undefined;
  /** The last day. */
  readonly to: Day;
  readonly operator: OperatorSettings;
  readonly subscriber: Subscriber;
  readonly at: Instant;
}

/** A statement of account: what was owed before, every movement of the days, what is owed at their end. */
export function statementDocument(content: StatementContent): PrintedDocument {
  const { movements, currency, from, to, operator, subscriber, at } = content;
  const language = documentLanguage(subscriber.details.language, operator.language);
  const words = wordsIn(language);
  const figures = figuresIn(language, currency, operator.figures);
  const before = from === undefined ? [] : movements.filter(({ on }) => on < from);
  const within = movements.filter(({ on }) => (from === undefined || on >= from) && on <= to);
  const opening = sumOf(before);
  const closing = opening + sumOf(within);
  let balance = opening;
  return {
    language,
    direction: isRightToLeft(language) ? 'rtl' : 'ltr',
    paper: operator.paper,
    accent: operator.accent,
    ...(operator.logo === undefined ? {} : { logo: operator.logo }),
    title: words.statement,
    number: subscriber.number,
    seller: seller(operator, words),
    buyer: buyer(subscriber, words),
    facts: [
      [words.account, subscriber.number],
      [words.span, `${from === undefined ? '…' : figures.day(from)} – ${figures.day(to)}`],
    ],
    columns: [
      { label: words.date, align: 'start', share: 0.16 },
      { label: words.what, align: 'start', share: 0.44 },
      { label: words.amount, align: 'end', share: 0.2 },
      { label: words.balance, align: 'end', share: 0.2 },
    ],
    rows: [
      ...(from === undefined
        ? []
        : [{ cells: [figures.day(from), words.opening, '', figures.amount(opening)] }]),
      ...within.map((movement) => {
        balance += movement.minor;
        return {
          cells: [
            figures.day(movement.on),
            described(movement, words),
            figures.amount(movement.minor),
            figures.amount(balance),
          ],
        };
      }),
    ],
    totals: [{ label: words.closing, amount: figures.amount(closing), strong: true }],
    notes: [],
    ...(operator.footer === undefined ? {} : { footer: isolated(operator.footer) }),
    pageWords: words.page,
    at,
  };
}

function sumOf(movements: readonly Movement[]): number {
  return movements.reduce((sum, { minor }) => sum + minor, 0);
}

function described({ kind, number = '', words: reason }: Movement, words: DocumentWords): string {
  const text = fill(words.movements[kind], { number });
  return kind === 'credit' ? `${text}: ${isolated(reason)}` : text;
}
