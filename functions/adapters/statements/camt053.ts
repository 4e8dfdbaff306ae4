import { XMLParser, XMLValidator } from 'fast-xml-parser';
import * as z from 'zod';
import type { StatementEntry } from '../../contracts/bank-statement.ts';
import { withoutCardNumbers } from '../../contracts/card-number.ts';
import { currencyCode, day } from '../../contracts/scalars.ts';
import { parseMoney } from '../../domain/money.ts';
import { isReference, namesByContent, namesByReference } from '../../domain/payment/statement-names.ts';
import { done, type Result, refuse } from '../../domain/result.ts';
import type { BankStatements } from '../../ports/bank-statements.ts';

const predefined: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The five entities that XML itself defines (https://www.w3.org/TR/xml/#sec-predefined-ent); no other is ever read. */
function plain(words: string): string {
  return words.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => predefined[entity] ?? '');
}

const list = <T extends z.ZodType>(of: T) =>
  z.preprocess((value) => (value === undefined || value === '' ? [] : [value].flat()), z.array(of));
const text = z.coerce.string().max(500).transform(plain);
const amount = z.object({ '#text': z.coerce.string(), '@Ccy': currencyCode });
const date = z.object({ Dt: day.optional(), DtTm: z.string().optional() });

const details = z.object({
  Refs: z
    .object({ AcctSvcrRef: text.optional(), EndToEndId: text.optional(), TxId: text.optional() })
    .optional(),
  Amt: amount.optional(),
  AmtDtls: z.object({ TxAmt: z.object({ Amt: amount }).optional() }).optional(),
  RtrInf: z.unknown().optional(),
  RltdPties: z
    .object({
      Dbtr: z.object({ Nm: text.optional(), Pty: z.object({ Nm: text.optional() }).optional() }).optional(),
    })
    .optional(),
  RmtInf: z
    .object({
      Ustrd: list(text),
      Strd: list(
        z.object({
          CdtrRefInf: z.object({ Ref: text.optional() }).optional(),
          RfrdDocInf: list(z.object({ Nb: text.optional() })),
        }),
      ),
    })
    .optional(),
});
type Details = z.infer<typeof details>;

const entry = z.object({
  Amt: amount,
  CdtDbtInd: z.enum(['CRDT', 'DBIT']),
  RvslInd: z.coerce.string().optional(),
  Sts: z.union([z.object({ Cd: text.optional() }), text]).optional(),
  BookgDt: date.optional(),
  ValDt: date.optional(),
  AcctSvcrRef: text.optional(),
  AddtlNtryInf: text.optional(),
  NtryDtls: list(z.object({ TxDtls: list(details) })),
});
type Entry = z.infer<typeof entry>;

const document = z.object({
  Document: z.object({
    BkToCstmrStmt: z.object({
      Stmt: list(
        z.object({
          Id: text.optional(),
          Acct: z
            .object({ Id: z.object({ IBAN: text.optional(), Othr: z.object({ Id: text }).optional() }) })
            .optional(),
          Ntry: list(entry),
        }),
      ),
    }),
  }),
});

/** No statement is larger. */
const mostCharacters = 5_000_000;

/**
 * CAMT.053, "bank to customer statement", of any version (ISO 20022, https://www.iso20022.org/catalogue-messages). What is
 * booked and came in counts, and what had come in and the bank took back: a debit that reverses a credit (`RvslInd`), or that
 * says why it was returned (`RtrInf`). An entry with several transactions is those. No entity is ever expanded.
 */
export function bankStatements(): BankStatements {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    removeNSPrefix: true,
    parseTagValue: false,
    processEntities: false,
  });
  return {
    readCamt053(xml) {
      if (xml.length > mostCharacters || /<!DOCTYPE|<!ENTITY/i.test(xml)) {
        return unreadable('it is too long, or declares a document type');
      }
      const valid = XMLValidator.validate(xml);
      if (valid !== true) return unreadable(`line ${valid.err.line}: ${valid.err.msg}`);
      const parsed = document.safeParse(parser.parse(xml));
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        return unreadable(
          `${issue?.path.join('/') ?? 'Document'}: ${issue?.message ?? 'is not as expected'}`,
        );
      }
      const entries: StatementEntry[] = [];
      for (const statement of parsed.data.Document.BkToCstmrStmt.Stmt) {
        const { IBAN, Othr } = statement.Acct?.Id ?? {};
        const account = IBAN ?? Othr?.Id;
        const names = { byContent: namesByContent(withoutCardNumbers), byReference: namesByReference() };
        for (const one of statement.Ntry) {
          const read = movesOf(one, account, names);
          if (!read.ok) return read;
          entries.push(...read.value);
        }
      }
      return done(entries);
    },
  };
}

function unreadable(why: string) {
  return refuse(
    'bank-statement.unreadable',
    `This is no CAMT.053 that can be read: ${why.slice(0, 200)}.`,
    '/content',
  );
}

function detailsOf({ NtryDtls }: Entry): readonly Details[] {
  return NtryDtls.flatMap(({ TxDtls }) => TxDtls);
}

/** The transactions of an entry, where their amounts are its amount; else it is counted as one. */
function partsOf(one: Entry): readonly (Details | undefined)[] {
  const { Amt } = one;
  const several = detailsOf(one);
  if (several.length <= 1) return [several[0]];
  const own = several.map((part) => amountOf(part));
  const sum = own.reduce((all, part) => all + Math.round(Number(part?.['#text']) * 10_000), 0);
  const isWhole =
    own.every((part) => part?.['@Ccy'] === Amt['@Ccy']) && sum === Math.round(Number(Amt['#text']) * 10_000);
  return isWhole ? several : [undefined];
}

function amountOf({ Amt, AmtDtls }: Details): z.infer<typeof amount> | undefined {
  return Amt ?? AmtDtls?.TxAmt?.Amt;
}

/** `xs:boolean`. */
function isTrue(text: string | undefined): boolean {
  return text === 'true' || text === '1';
}

interface Naming {
  readonly byContent: ReturnType<typeof namesByContent>;
  readonly byReference: ReturnType<typeof namesByReference>;
}

function movesOf(
  one: Entry,
  stated: string | undefined,
  { byContent, byReference }: Naming,
): Result<readonly StatementEntry[]> {
  const status = typeof one.Sts === 'string' ? one.Sts : one.Sts?.Cd;
  const isCredit = one.CdtDbtInd === 'CRDT';
  const isReversal = isTrue(one.RvslInd);
  const isReturn = (part: Details | undefined) => !isCredit && (isReversal || part?.RtrInf !== undefined);
  if (status !== undefined && status !== 'BOOK') return done([]);
  if (isCredit ? isReversal : !isReversal && !detailsOf(one).some(isReturn)) return done([]);
  const booked = one.BookgDt ?? one.ValDt;
  const on = booked?.Dt ?? booked?.DtTm?.slice(0, 10);
  if (on === undefined) return unreadable('an entry has no booking date');
  const parts = partsOf(one);
  const account = stated ?? 'account';
  const source = { layout: 'camt.053', ...(stated === undefined ? {} : { account }) };
  const entries: StatementEntry[] = [];
  for (const [i, part] of parts.entries()) {
    if (!isCredit && !isReturn(part)) continue;
    const wire = (parts.length === 1 || part === undefined ? undefined : amountOf(part)) ?? one.Amt;
    const money = parseMoney({ amount: wire['#text'].trim(), currency: wire['@Ccy'] });
    if (!money.ok || !/^\d/.test(wire['#text'].trim())) return unreadable(`the amount ${wire['#text']}`);
    const { Strd = [], Ustrd = [] } = part?.RmtInf ?? {};
    const structured = Strd.flatMap(({ CdtrRefInf, RfrdDocInf }) => [
      CdtrRefInf?.Ref,
      ...RfrdDocInf.map(({ Nb }) => Nb),
    ]);
    const endToEnd = part?.Refs?.EndToEndId === 'NOTPROVIDED' ? undefined : part?.Refs?.EndToEndId;
    const reference = [...structured, ...Ustrd, endToEnd, part === undefined ? one.AddtlNtryInf : undefined]
      .filter((words) => words !== undefined && words !== '')
      .join(' ')
      .slice(0, 400);
    const own = [part?.Refs?.AcctSvcrRef, part?.Refs?.TxId].filter(isReference);
    const booking = [...own, one.AcctSvcrRef].find(isReference);
    const named = booking === undefined ? undefined : `${booking}:${i}`;
    const debtor = part?.RltdPties?.Dbtr;
    const name = debtor?.Nm ?? debtor?.Pty?.Nm;
    const entry = {
      on,
      money: money.value,
      reference,
      ...(name === undefined ? {} : { name: name.slice(0, 100) }),
      source,
    };
    // What came and went back on one day in the same words are two.
    const id = `${account}:${named ?? byContent(isCredit ? entry : { ...entry, name: `${name ?? ''}|returned` })}`;
    // The bank may tell of a return under the reference of what it returns.
    const returns = own.map((name) => `${account}:${name}:0`);
    const shared = parts.length === 1 ? one.AcctSvcrRef : undefined;
    const names = isCredit ? byReference(entry, [...own, shared, endToEnd]) : [];
    entries.push(isCredit ? { id, ...entry, names } : { id: `${id}:returned`, ...entry, names, returns });
  }
  return done(entries);
}
