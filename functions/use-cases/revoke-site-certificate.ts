import type { SiteCertificate } from '../contracts/http/sites.ts';
import { revokeCertificate, siteAggregate } from '../domain/network/site.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { showCertificates } from './list-site-certificates.ts';
import { loadKnown } from './load.ts';
import { changeOne } from './write-one.ts';

/**
 * Ends an agent's connection for good, and answers the site's certificates. The broker is told first: of a repeat after
 * a fault in between nothing is left undone.
 */
export async function revokeSiteCertificate(
  { store, siteRegistry }: Pick<Ports, 'store' | 'siteRegistry'>,
  siteId: string,
  certificateId: string,
  context: Context,
): Promise<Result<readonly SiteCertificate[]>> {
  const site = await loadKnown(store, siteAggregate, siteId);
  if (!site.ok) return site;
  const known = await siteRegistry.certificates(siteId);
  if (!known.some((certificate) => certificate.certificateId === certificateId)) {
    return refuse('site.certificate-unknown', `The site ${siteId} has no certificate ${certificateId}.`);
  }
  await siteRegistry.revoke(certificateId);
  const changed = await changeOne(store, siteAggregate, siteId, context, ({ state }) =>
    done({ events: revokeCertificate(state, certificateId) }),
  );
  if (!changed.ok) return changed;
  return done(showCertificates(await siteRegistry.certificates(siteId), changed.value.state, context.now));
}
