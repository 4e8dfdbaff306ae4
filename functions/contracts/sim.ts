import * as z from 'zod';

/** Where a SIM is in its life. `retired` is the end: its IMSI and ICCID are never used again. */
export const simStatus = z
  .enum(['stock', 'assigned', 'activated', 'suspended', 'retired'])
  .meta({ id: 'SimStatus' });
export type SimStatus = z.infer<typeof simStatus>;

/** ITU-T E.118: 89 for telecommunication, 18 to 20 digits with the check digit. */
export const iccid = z
  .string()
  .regex(/^89\d{16,18}$/, 'must be an ICCID: 18 to 20 digits, the first of which are 89')
  .meta({ example: '8949000000000000018' });

export const imsi = z
  .string()
  .regex(/^\d{14,15}$/, 'must be 14 or 15 digits')
  .meta({ example: '001010000000001' });

/** E.164 without the plus, as mobile networks write it. */
export const msisdn = z
  .string()
  .regex(/^[1-9]\d{6,14}$/, 'must be a number in E.164 form without the plus, such as 491700000001')
  .meta({ example: '491700000001' });

/** Milenage key or OPc (3GPP TS 35.206): 128 bits in hexadecimal. */
export const simKey = z
  .string()
  .regex(/^[0-9A-Fa-f]{32}$/, 'must be 32 hexadecimal digits')
  .transform((text) => text.toLowerCase());

/** What is printed on a SIM or written about it. Its keys are sealed elsewhere. */
export const simDetails = z.strictObject({
  iccid,
  imsi,
  msisdn: msisdn.optional().meta({ description: 'The number that it has; it may get one later.' }),
  batch: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Of the maker’s delivery, as staff calls it.' }),
});
export type SimDetails = z.infer<typeof simDetails>;
