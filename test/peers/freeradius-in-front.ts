import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../free-port.ts';
import { endProcess } from '../lab/end-process.ts';

const configuration = fileURLToPath(new URL('../../edge-agent/freeradius', import.meta.url));

/** Certificates of one authority: a server for EAP and RadSec, and a client for RadSec. */
export interface Certificates {
  readonly ca: string;
  readonly server: { readonly cert: string; readonly key: string };
  readonly client: { readonly cert: string; readonly key: string };
}

/** Debian's FreeRADIUS on the configuration of this repository, with ports and certificates of the test's own. */
export interface FreeRadiusInFront {
  readonly auth: number;
  readonly acct: number;
  readonly radsec: number;
  log(): string;
  stop(): Promise<void>;
}

export async function startFreeRadiusInFront(options: {
  readonly folder: string;
  readonly agentPort: number;
  readonly tokenFile: string;
  readonly nasSecret: string;
  readonly certificates: Certificates;
}): Promise<FreeRadiusInFront> {
  const { folder, agentPort, tokenFile, nasSecret, certificates } = options;
  const raddb = join(folder, 'raddb');
  cpSync(configuration, raddb, { recursive: true });
  const ports = { auth: await freePort(), acct: await freePort(), radsec: await freePort() };
  const settings: Record<string, string | number> = {
    prefix: '/usr',
    sysconfdir: folder,
    logdir: folder,
    run_dir: folder,
    agent_url: `"http://127.0.0.1:${agentPort}"`,
    token_file: tokenFile,
    listen_address: '127.0.0.1',
    auth_port: ports.auth,
    acct_port: ports.acct,
    radsec_port: ports.radsec,
    eap_certificate: certificates.server.cert,
    eap_private_key: certificates.server.key,
    eap_ca: certificates.ca,
    radsec_certificate: certificates.server.cert,
    radsec_private_key: certificates.server.key,
    radsec_ca: certificates.ca,
  };
  // Every setting of the file that is shipped must be one of these: the test would otherwise not be of that file.
  const shipped = [...readFileSync(join(raddb, 'settings.conf'), 'utf8').matchAll(/^(\w+) =/gm)].map(
    ([, name]) => name!,
  );
  const unknown = shipped.filter((name) => !(name in settings));
  if (unknown.length > 0)
    throw new Error(`settings.conf has ${unknown.join(', ')}, which the test does not set`);
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(join(raddb, 'settings.conf'), `${lines.join('\n')}\n`);
  writeFileSync(
    join(raddb, 'clients.conf'),
    ['client nas {', 'ipaddr = 127.0.0.0/8', `secret = "${nasSecret}"`, '}', ''].join('\n'),
  );
  writeFileSync(join(raddb, 'dictionary'), '$INCLUDE /usr/share/freeradius/dictionary\n');
  const child = spawn('freeradius', ['-f', '-d', raddb, '-n', 'radiusd'], { stdio: 'ignore' });
  const file = join(folder, 'radius.log');
  const log = () => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  for (let waited = 0; !log().includes('Ready to process requests'); waited += 50) {
    if (child.exitCode !== null || waited > 20_000) throw new Error(`freeradius did not start: ${log()}`);
    await pause(50);
  }
  return { ...ports, log, stop: () => endProcess(child) };
}

/** By Debian's openssl, so that nothing of ours has made what these programs of others judge. */
export function createCertificates(folder: string): Certificates {
  mkdirSync(folder, { recursive: true });
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...ec,
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
    '-days',
    '2',
    '-subj',
    '/CN=authority',
  );
  const issue = (name: string) => {
    const [cert, key] = [at(`${name}.pem`), at(`${name}.key`)];
    openssl('req', ...ec, '-keyout', key, '-out', at(`${name}.csr`), '-subj', `/CN=${name}`);
    writeFileSync(at(`${name}.ext`), `subjectAltName=DNS:${name},IP:127.0.0.1\n`);
    const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2'];
    openssl('x509', '-req', '-in', at(`${name}.csr`), ...signed, '-extfile', at(`${name}.ext`), '-out', cert);
    return { cert, key };
  };
  return { ca: at('ca.pem'), server: issue('radius.test'), client: issue('nas.test') };
}

/** Debian's radsecproxy as a NAS that speaks RadSec: UDP in, TLS out. Resolves with its UDP port. */
export async function startRadSecClient(options: {
  readonly folder: string;
  readonly radsec: number;
  readonly secret: string;
  readonly certificates: Certificates;
  /** The certificate to show; default the client's. */
  readonly shows?: { readonly cert: string; readonly key: string };
}): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const { folder, radsec, secret, certificates, shows = certificates.client } = options;
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const file = join(folder, 'radsecproxy.conf');
  writeFileSync(
    file,
    [
      `ListenUDP 127.0.0.1:${port}`,
      'LogLevel 2',
      'tls default {',
      `CACertificateFile ${certificates.ca}`,
      `CertificateFile ${shows.cert}`,
      `CertificateKeyFile ${shows.key}`,
      '}',
      'client nas {',
      'host 127.0.0.1',
      'type udp',
      `secret "${secret}"`,
      '}',
      'server front {',
      'host 127.0.0.1',
      'type tls',
      `port ${radsec}`,
      'secret radsec',
      'matchCertificateAttribute SubjectAltName:DNS:/^radius\\.test$/',
      'StatusServer off',
      '}',
      'realm * {',
      'server front',
      'accountingServer front',
      '}',
      '',
    ].join('\n'),
  );
  const child = spawn('radsecproxy', ['-f', '-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  for (let waited = 0; !log.includes('listening for udp'); waited += 50) {
    if (child.exitCode !== null || waited > 10_000) throw new Error(`radsecproxy did not start: ${log}`);
    await pause(50);
  }
  return { port, stop: () => endProcess(child) };
}
