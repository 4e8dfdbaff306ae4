import type { Result } from '../domain/result.ts';

/** Identities of sites at the broker: one thing per site, its certificate limited to the site's topics. */
export interface SiteRegistry {
  /** Creates the thing; idempotent. */
  register(siteId: string): Promise<void>;
  /**
   * Signs a certificate request (PEM, PKCS #10) for the site's agent and binds it to the site's policy. A request that
   * cannot be read or whose signature is wrong is refused with `site.certificate-request-invalid`.
   */
  enrol(
    siteId: string,
    certificateRequest: string,
  ): Promise<Result<{ readonly certificate: string; readonly endpoint: string }>>;
}
