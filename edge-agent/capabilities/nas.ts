import { z } from 'zod';

/** RFC 5176 §2.1. */
const standardCoaPort = 3799;

/** How AAA treats the packets of a NAS. */
export interface NasPolicy {
  readonly secret: string;
  readonly requireMessageAuthenticator: boolean;
}

/** Settings that every NAS driver knows. */
export const nasSettings = z.strictObject({
  /** UDP port on which the NAS takes CoA and Disconnect requests. */
  coaPort: z
    .int('must be a UDP port from 1 to 65535')
    .min(1, 'must be a UDP port from 1 to 65535')
    .max(65_535, 'must be a UDP port from 1 to 65535')
    .default(standardCoaPort),
  /**
   * Refuse log-ins without Message-Authenticator (CVE-2024-3596). Turn it on for every NAS that sends one; off is the
   * default because accel-ppp, pppd and older RouterOS send none and their subscribers would be shut out.
   */
  requireMessageAuthenticator: z.boolean('must be true or false').default(false),
});

export const nasCredentials = z.strictObject({
  /** RADIUS shared secret. */
  secret: z.string('must be the RADIUS shared secret').min(1, 'must not be empty'),
  /** Of CoA and Disconnect requests, where the NAS has another one for them. */
  coaSecret: z.string().min(1, 'must not be empty').optional(),
});

export function nasPolicy(
  settings: z.output<typeof nasSettings>,
  credentials: z.output<typeof nasCredentials>,
): NasPolicy {
  return { secret: credentials.secret, requireMessageAuthenticator: settings.requireMessageAuthenticator };
}
