import { X509Certificate as NodeCertificate, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, join } from 'node:path';

/** Certificate and private key, both PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMilliseconds = 86_400_000;
const validityMilliseconds = 20 * 365 * dayMilliseconds;

/** Loaded when a certificate is made at last: a warm start does without. */
const x509 = async () => {
  await import('reflect-metadata');
  return await import('@peculiar/x509');
};

/**
 * The certificate authority of one stack, and the broker's own certificate. Validity is real time: TLS knows no settable
 * clock.
 */
export class Authority {
  readonly #ca: KeyPair;
  readonly server: KeyPair;

  private constructor(ca: KeyPair, server: KeyPair) {
    this.#ca = ca;
    this.server = server;
  }

  /** Reads it from the folder, or makes what is missing or does not fit the host. */
  static async open(folder: string, host: string): Promise<Authority> {
    let ca = readPair(folder, 'ca');
    if (ca === undefined) {
      ca = await makeAuthority();
      writePair(folder, 'ca', ca);
    }
    const hosts = [...new Set(['127.0.0.1', 'localhost', host])];
    let server = readPair(folder, 'server');
    if (
      server === undefined ||
      !isSignedBy(server.certificate, ca.certificate) ||
      !fits(server.certificate, hosts)
    ) {
      server = await makeServer(ca, hosts);
      writePair(folder, 'server', server);
    }
    return new Authority(ca, server);
  }

  get certificate(): string {
    return this.#ca.certificate;
  }

  /** A key and its certificate for a client. */
  async issue(commonName: string): Promise<KeyPair> {
    const { Pkcs10CertificateRequestGenerator } = await x509();
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const request = await Pkcs10CertificateRequestGenerator.create({
      name: `CN=${commonName}`,
      keys,
      signingAlgorithm: algorithm,
    });
    return { certificate: await this.sign(request.toString('pem')), key: await privatePem(keys.privateKey) };
  }

  /** The certificate for a PKCS #10 request in PEM. Throws a plain Error when the request is not one or not signed right. */
  async sign(requestPem: string): Promise<string> {
    const { Pkcs10CertificateRequest, ExtendedKeyUsage } = await x509();
    const request = new Pkcs10CertificateRequest(requestPem);
    if (!(await request.verify())) throw new Error('the signature of the certificate request is wrong');
    return await makeCertificate(
      this.#ca,
      request.subject,
      request.publicKey,
      ExtendedKeyUsage.clientAuth,
      [],
    );
  }

  /** Whether a certificate of an earlier start is still good. */
  hasSigned(certificate: string): boolean {
    return isSignedBy(certificate, this.#ca.certificate);
  }
}

/** What AWS calls the certificate's id: the SHA-256 of its DER, in hex. */
export function certificateIdOf(certificate: string | NodeCertificate): string {
  const parsed = typeof certificate === 'string' ? new NodeCertificate(certificate) : certificate;
  return parsed.fingerprint256.replaceAll(':', '').toLowerCase();
}

/** A private file, in place whole or not at all. */
export function writePrivately(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function readPair(folder: string, name: string): KeyPair | undefined {
  const certificate = join(folder, `${name}.pem`);
  const key = join(folder, `${name}-key.pem`);
  if (!existsSync(certificate) || !existsSync(key)) return undefined;
  return { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
}

/** The key first, so that a certificate never stands there without it. */
function writePair(folder: string, name: string, pair: KeyPair): void {
  writePrivately(join(folder, `${name}-key.pem`), pair.key);
  writePrivately(join(folder, `${name}.pem`), pair.certificate);
}

async function makeAuthority(): Promise<KeyPair> {
  const { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator } =
    await x509();
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: 'CN=Throughline local authority',
    ...validity(),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await privatePem(keys.privateKey) };
}

async function makeServer(ca: KeyPair, hosts: readonly string[]): Promise<KeyPair> {
  const { ExtendedKeyUsage } = await x509();
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await makeCertificate(
    ca,
    'CN=Throughline local broker',
    keys.publicKey,
    ExtendedKeyUsage.serverAuth,
    hosts,
  );
  return { certificate, key: await privatePem(keys.privateKey) };
}

async function makeCertificate(
  ca: KeyPair,
  subject: string,
  publicKey: Key | import('@peculiar/x509').PublicKey,
  usage: string,
  hosts: readonly string[],
): Promise<string> {
  const {
    BasicConstraintsExtension,
    ExtendedKeyUsageExtension,
    PemConverter,
    SubjectAlternativeNameExtension,
    X509Certificate,
    X509CertificateGenerator,
  } = await x509();
  const signingKey = await crypto.subtle.importKey(
    'pkcs8',
    PemConverter.decodeFirst(ca.key),
    algorithm,
    false,
    ['sign'],
  );
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject,
    issuer: new X509Certificate(ca.certificate).subject,
    ...validity(),
    publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new ExtendedKeyUsageExtension([usage]),
      ...(hosts.length === 0
        ? []
        : [
            new SubjectAlternativeNameExtension(
              hosts.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
            ),
          ]),
    ],
  });
  return certificate.toString('pem');
}

function validity(): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - dayMilliseconds), notAfter: new Date(now + validityMilliseconds) };
}

/** Positive, as RFC 5280 §4.1.2.2 wants it. */
function serial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

async function privatePem(key: Key): Promise<string> {
  const { PemConverter } = await x509();
  return PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

function isSignedBy(certificate: string, authority: string): boolean {
  return new NodeCertificate(certificate).verify(new NodeCertificate(authority).publicKey);
}

function fits(certificate: string, hosts: readonly string[]): boolean {
  const parsed = new NodeCertificate(certificate);
  return hosts.every(
    (host) => (isIP(host) === 0 ? parsed.checkHost(host) : parsed.checkIP(host)) !== undefined,
  );
}
