import type { Instant } from '../contracts/scalars.ts';
import type { Result } from '../domain/result.ts';

/** A certificate as the broker knows it. */
export interface KnownCertificate {
  /** Its fingerprint. */
  readonly certificateId: string;
  readonly isActive: boolean;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}

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
  /** All that were ever bound to the site, revoked ones too. */
  certificates(siteId: string): Promise<readonly KnownCertificate[]>;
  /** Whoever is connected with it loses the connection, and nobody gets in with it again; idempotent. */
  revoke(certificateId: string): Promise<void>;
}
