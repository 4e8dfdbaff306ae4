import * as z from 'zod';
import { portalLanguage } from './portal.ts';
import { address, clockTime, email, phone } from './scalars.ts';
import { language } from './subscriber.ts';
import { clocks, dateOrders, numberMarks } from './written-figures.ts';

const name = z.string().trim().min(1).max(200);
const label = z.string().trim().min(1).max(60);

/** ISO 7064 MOD 97-10 over the account number as ISO 13616 arranges it. */
function isIban(text: string): boolean {
  const digits = `${text.slice(4)}${text.slice(0, 4)}`.replace(/[A-Z]/g, (letter) =>
    String(letter.charCodeAt(0) - 55),
  );
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}

/** Where subscribers pay by transfer. */
export const bankAccount = z
  .strictObject({
    holder: name.max(70),
    iban: z
      .string()
      .transform((text) => text.replaceAll(' ', '').toUpperCase())
      .pipe(
        z
          .string()
          .regex(/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/, { error: 'must be an IBAN', abort: true })
          .refine(isIban, 'is no IBAN: its check digits are wrong'),
      ),
    bic: z
      .string()
      .regex(/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/, 'must be a BIC of 8 or 11 characters')
      .optional(),
  })
  .meta({ id: 'BankAccount' });

/** How the documents of one series are numbered: `prefix`, the year and a hyphen if it starts anew each year, the number. */
export const numberSeries = z
  .strictObject({
    prefix: z.string().regex(/^[A-Z0-9][A-Z0-9/-]{0,11}$/, 'must be 1 to 12 of A-Z, 0-9, / and -'),
    digits: z.int().min(1).max(12).default(8),
    yearly: z.boolean().default(false).meta({ description: 'Whether it begins with 1 each year.' }),
  })
  .meta({ id: 'NumberSeries' });
export type NumberSeries = z.infer<typeof numberSeries>;

/** Most characters of base64 that a logo may have: it is part of every rendered document. */
const mostLogo = 120_000;

export const logo = z
  .strictObject({
    mediaType: z.enum(['image/png', 'image/jpeg']),
    base64: z.base64().min(1).max(mostLogo),
  })
  .meta({ id: 'Logo' });
export type Logo = z.infer<typeof logo>;

export const paper = z.enum(['A4', 'Letter']).meta({ id: 'Paper' });
export type Paper = z.infer<typeof paper>;

/** How days, times and numbers are written in the portal, on documents and in mails. */
export const writtenFigures = z
  .strictObject({
    dates: z
      .enum(dateOrders)
      .optional()
      .meta({ description: '5 Mar 2026, or Mar 5, 2026, each in the reader’s language, or 2026-03-05.' }),
    clock: z.enum(clocks).optional(),
    numbers: z
      .enum(numberMarks)
      .optional()
      .meta({ description: 'Between digits: 1,234.50, or 1.234,50, or 1 234,50.' }),
  })
  .meta({ id: 'WrittenFigures' });

const fromTheWeb = { protocol: /^https?$/, error: 'must be an address of the web' };

/** Where maps come from. The host must be one that the pages may call: `MapOrigins` of the deployment. */
const mapSource = z
  .union([
    z.strictObject({
      style: z
        .url(fromTheWeb)
        .max(500)
        .meta({ description: 'Address of a style document such as https://tiles.example.net/style.json.' }),
    }),
    z.strictObject({
      tiles: z
        .string()
        .max(500)
        .regex(
          /^https?:\/\/(?=[^\s]*\{z\})(?=[^\s]*\{x\})(?=[^\s]*\{y\})[^\s]+$/,
          'must name the tile by {z}, {x} and {y} such as https://tiles.example.net/{z}/{x}/{y}.png',
        )
        .meta({ description: 'Address of images of 256 pixels, with {z}, {x} and {y} in it.' }),
      attribution: z.string().trim().min(1).max(200).meta({
        description: 'Whom the map thanks, in plain words.',
      }),
    }),
  ])
  .meta({ id: 'MapSource' });
export type MapSource = z.infer<typeof mapSource>;

/** Who sells: what stands on every document, and how documents look. One deployment has one. */
export const operatorSettings = z
  .strictObject({
    name,
    legalName: name.optional().meta({ description: 'As registered, where it is not the name.' }),
    address: address.optional(),
    taxId: label.optional().meta({ description: 'Such as a VAT number with its country: IE6388047V.' }),
    registrationNumber: label.optional(),
    email: email.optional(),
    phone: phone.optional(),
    website: z
      .url({ protocol: /^https?$/ })
      .max(200)
      .optional(),
    bank: bankAccount.optional(),
    language: language.default('en'),
    paper: paper.default('A4'),
    /** Six hexadecimal digits of red, green and blue. */
    accent: z
      .string()
      .regex(/^#[0-9a-f]{6}$/, 'must be a colour such as #0b5394')
      .default('#1f4e79'),
    logo: logo.optional(),
    footer: z.string().trim().max(500).optional(),
    attachInvoices: z.boolean().optional().meta({
      description: 'Whether invoices and credit notes go along as PDF with the mail that tells of them.',
    }),
    quietHours: z
      .strictObject({ from: clockTime, to: clockTime })
      .refine(({ from, to }) => from !== to, { path: ['to'], message: 'must be another time than `from`' })
      .optional()
      .meta({
        description:
          'On the subscriber’s clock, perhaps over midnight: text messages wait until they are over. Mail does not.',
      }),
    numbering: z
      .strictObject({
        invoice: numberSeries.default({ prefix: 'INV-', digits: 8, yearly: false }),
        creditNote: numberSeries
          .optional()
          .meta({ description: 'A series of its own for credit notes; that of invoices if left out.' }),
      })
      .prefault({}),
    portal: z
      .strictObject({
        languages: z
          .array(portalLanguage)
          .min(1)
          .max(portalLanguage.options.length)
          .optional()
          .meta({ description: 'That can be chosen there, the usual one first; all of them if left out.' }),
        address: z
          .url({
            protocol: /^https?$/,
            error: 'must be an address of the web such as https://my.example.net',
          })
          .max(300)
          .optional()
          .meta({
            description:
              'Where subscribers sign in; invitations name it, and mails about a low balance lead there.',
          }),
      })
      .optional(),
    figures: writtenFigures.optional().meta({
      description: 'How days, times and numbers are written; as each reader’s language has them if left out.',
    }),
    map: mapSource.optional().meta({
      description: 'What maps show beneath sites and addresses; plain ground with a grid if left out.',
    }),
    /** `{invoice}` and `{account}` stand for the invoice's id and the account number. */
    paymentLink: z
      .string()
      .max(300)
      .regex(/^https:\/\/[^\s]+$/, 'must be an https address such as https://pay.example.net/{invoice}')
      .optional()
      .meta({
        description:
          'Where mails and documents lead to for paying, such as `/pay?account={account}` below the portal’s address.',
      }),
  })
  .meta({ id: 'OperatorSettings' });
export type OperatorSettings = z.infer<typeof operatorSettings>;
