import type { InvoiceLine } from '../../contracts/invoice.ts';
import type { Instant } from '../../contracts/scalars.ts';
import { hourCycles } from '../../contracts/written-figures.ts';
import { localDay } from '../billing/local-day.ts';
import { type ExplanationWords, explanationWords } from './explanation-words.ts';
import { type Figures, figuresIn } from './figures.ts';
import {
  describedLine,
  type IssuedDocument,
  invoiceDocument,
  lineNotes,
  reliefNotes,
} from './invoice-document.ts';
import type { PrintedDocument } from './printed-document.ts';
import { documentLanguage, fill, wordsIn } from './words.ts';

/** An event that a line rests on, and whether the network said so. */
export interface RestedOn {
  readonly type: string;
  readonly at: Instant;
  readonly isProven: boolean;
}

/**
 * Beside an invoice, for whoever asks how its amounts came about: of each line the rule, the days and the price, and the
 * events of the service that it rests on with their instants. The invoice itself stays as it was handed out.
 */
export function explanationDocument(
  issued: IssuedDocument,
  events: ReadonlyMap<string, RestedOn>,
): PrintedDocument {
  const { invoice, operator, subscriber } = issued;
  const language = documentLanguage(subscriber.details.language, operator.language);
  const words = wordsIn(language);
  const told = explanationWords[language];
  if (told === undefined) throw new Error(`there are no words for explanations in ${language}`);
  const figures = figuresIn(language, invoice.currency, operator.figures);
  const { payment: _, ...document } = invoiceDocument(issued);
  const clock = new Intl.DateTimeFormat(`${language}-u-nu-latn`, {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: subscriber.details.timeZone,
    timeZoneName: 'short',
    ...(operator.figures?.clock === undefined ? {} : { hourCycle: hourCycles[operator.figures.clock] }),
  });
  const eventWords = ({ type, at, isProven }: RestedOn): readonly string[] => {
    const name = told.events[type];
    if (name === undefined) return [];
    const day = figures.day(localDay(at, subscriber.details.timeZone));
    const said = fill(told.event, { event: name, day });
    return [isProven ? `${said}, ${fill(told.proven, { time: clock.format(Date.parse(at)) })}` : said];
  };
  return {
    ...document,
    title: told.heading,
    rows: invoice.lines.map((line) => ({
      cells: [
        line.tax === undefined
          ? describedLine(line, words)
          : `${line.tax.name}: ${describedLine(line, words)}`,
        line.from === undefined || line.to === undefined ? '' : figures.span(line.from, line.to),
        figures.amount(line.minor),
      ],
      notes: [
        ...reasons(line, told, figures),
        ...lineNotes(line, words, figures),
        ...reliefNotes([line], words),
        // A tax rests on what its line rests on.
        ...(line.tax === undefined ? line.events : []).flatMap((eventId) => {
          const event = events.get(eventId);
          return event === undefined ? [] : eventWords(event);
        }),
      ],
    })),
    totals: [],
    notes: [],
  };
}

function reasons(line: InvoiceLine, told: ExplanationWords, figures: Figures): readonly string[] {
  const { rule, days = 0, of = 0, price = 0, parts = [], minutes = 0, tax, version } = line;
  return [
    fill(told.rules[rule], {
      days,
      of,
      price: figures.amount(price),
      parts: parts.join(', '),
      minutes,
      rate: tax?.rate ?? '',
    }),
    ...grounds(line, told, figures),
    ...(version === undefined ? [] : [fill(told.version, { version })]),
  ];
}

/** Where the taxes of a line were found, added, contained and not charged alike; each place and day once. */
function grounds(
  { tax, contains = [], reliefs = [] }: InvoiceLine,
  told: ExplanationWords,
  figures: Figures,
): readonly string[] {
  const found = [tax, ...contains, ...reliefs].flatMap((each) => each?.ground ?? []);
  const said = found.flatMap(({ rule, jurisdiction, on }) => {
    const day = figures.day(on);
    if (rule === 'tax-service') return [fill(told.taxService, { day })];
    return jurisdiction === undefined ? [] : [fill(told.ratesOf, { place: jurisdiction, day })];
  });
  return [...new Set(said)];
}
