import type { Driver, DriverTools } from '../../../edge-agent/capabilities/driver.ts';
import { perform } from '../../../edge-agent/recording/call.ts';
import { withoutPlaces } from '../../../edge-agent/recording/record-call.ts';
import type { Recording } from '../../../edge-agent/recording/recording.ts';
import { cliPeer } from './cli-peer.ts';
import { httpPeer } from './http-peer.ts';
import { radiusPeer } from './radius-peer.ts';
import { routerOsPeer } from './routeros-peer.ts';
import { type ReplayPeer, type Script, scriptOf } from './script.ts';
import { snmpPeer } from './snmp-peer.ts';

type Texts = Readonly<Record<string, string>>;

export interface Replayed {
  readonly outcome: unknown;
  /** What the driver asked that is not recorded, and what it no longer asked. */
  readonly problems: readonly string[];
}

/** The driver in the same dialogue again, with peers on real sockets that know only the answers of the recording. */
export async function replay(
  driver: Driver,
  recording: Recording,
  toolsFor: (now: () => string) => DriverTools,
): Promise<Replayed> {
  const credentials = credentialsOf(recording);
  const scripts: Script<never, never>[] = [];
  const peers: ReplayPeer[] = [];
  try {
    let settings: Record<string, unknown> = withoutTls(recording);
    for (const [line, { settings: names }] of recording.lines.entries()) {
      const script = scriptOf<never, never>(recording, line);
      const peer = await peerOf(recording, line, script, credentials);
      scripts.push(script);
      peers.push(peer);
      settings = { ...settings, ...peer.settings };
      for (const name of names) settings[name] = peer.port;
    }
    const opened = driver.open(
      driver.settings.parse(settings),
      driver.credentials.parse(credentials),
      toolsFor(() => recording.recordedAt),
      { nodeId: 'nod_recorded', address: '127.0.0.1', port: peers[0]!.port },
    );
    try {
      const places = peers.map(({ port }) => ({ host: '127.0.0.1', port }));
      const outcome = withoutPlaces((await perform(opened, recording.call)) ?? null, places);
      return { outcome, problems: scripts.flatMap(({ problems }) => problems) };
    } finally {
      opened.close?.();
    }
  } finally {
    for (const peer of peers) await peer.close();
  }
}

function peerOf(
  recording: Recording,
  line: number,
  script: Script<never, never>,
  credentials: Texts,
): Promise<ReplayPeer> {
  const { cliUsername = '', cliPassword = '', secret = '' } = credentials;
  const { username = cliUsername, password = cliPassword } = credentials;
  switch (recording.lines[line]!.protocol) {
    case 'http':
      return httpPeer(script);
    case 'routeros':
      return routerOsPeer(script, { username, password });
    case 'cli':
      return cliPeer(script, { username, password });
    case 'snmp':
      return snmpPeer(script, credentials, recording.settings);
    case 'radius':
      return radiusPeer(script, credentials['coaSecret'] ?? secret);
  }
}

/** A private key of the recording is a stand-in, with which nobody can log in. */
function credentialsOf({ credentials }: Recording): Texts {
  const { privateKey, passphrase: _, cliPrivateKey, cliPassphrase: __, ...rest } = credentials as Texts;
  return {
    ...rest,
    ...(privateKey === undefined ? {} : { password: 'stand-in' }),
    ...(cliPrivateKey === undefined ? {} : { cliPassword: 'stand-in' }),
  };
}

/** The dialogue is the same, whatever it went through. */
function withoutTls({ settings, lines }: Recording): Record<string, unknown> {
  const { ca: _ca, fingerprint: _fingerprint, serverName: _name, infoAddress: _info, ...rest } = settings;
  const mayHaveTls = lines.some(({ protocol }) => protocol === 'http' || protocol === 'routeros');
  return mayHaveTls ? { ...rest, tls: false } : rest;
}
