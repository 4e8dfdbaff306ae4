import type { SiteCertificate } from '../contracts/http/sites.ts';
import type { Instant } from '../contracts/scalars.ts';
import { type Site, siteAggregate } from '../domain/network/site.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { KnownCertificate } from '../ports/site-registry.ts';
import { loadKnown } from './load.ts';

/** The certificates that a site's agent may have, newest first. */
export async function listSiteCertificates(
  { store, siteRegistry }: Pick<Ports, 'store' | 'siteRegistry'>,
  siteId: string,
  { now }: Pick<Context, 'now'>,
): Promise<Result<readonly SiteCertificate[]>> {
  const site = await loadKnown(store, siteAggregate, siteId);
  if (!site.ok) return site;
  return done(showCertificates(await siteRegistry.certificates(siteId), site.value.state, now));
}

/** What the broker knows of each, beside what the site says. */
export function showCertificates(
  known: readonly KnownCertificate[],
  { link, revoked = {} }: Pick<Site, 'link' | 'revoked'>,
  now: Instant,
): readonly SiteCertificate[] {
  return known
    .map(({ certificateId, isActive, issuedAt, expiresAt }): SiteCertificate => {
      const revokedAt = revoked[certificateId];
      return {
        certificateId,
        state: isActive ? (expiresAt <= now ? 'expired' : 'valid') : 'revoked',
        issuedAt,
        expiresAt,
        isLatest: link.certificateId === certificateId,
        ...(revokedAt === undefined ? {} : { revokedAt }),
      };
    })
    .toSorted((one, other) => (one.issuedAt < other.issuedAt ? 1 : -1));
}
