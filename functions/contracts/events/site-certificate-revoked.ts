import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** Nobody gets in with this certificate of the site’s agent any more. */
export const siteCertificateRevoked = defineEvent(
  'site.certificate-revoked',
  z.strictObject({ certificateId: z.string() }),
);
export type SiteCertificateRevoked = EventOf<typeof siteCertificateRevoked>;
