import type { DesiredState, ProofStep } from '../../functions/contracts/network-state.ts';
import { attribute, code, framedProtocolPpp, serviceType } from '../protocols/radius/codes.ts';
import { type ExchangeTools, RadiusExchange } from '../protocols/radius/exchange.ts';
import { hidePassword, maximumPassword } from '../protocols/radius/hidden-values.ts';
import { md5 } from '../protocols/radius/md5.ts';
import { decodePacket, type NamedAttribute, namedAttribute } from '../protocols/radius/packet.ts';
import { PacketWriter } from '../protocols/radius/packet-writer.ts';
import { type AaaEntry, aaaEntry, vouchedByNetwork } from './aaa-entry.ts';
import { type NasClient, type NasSettings, nasClient } from './nas.ts';
import { acceptAttributes, readClass, type ToldNas } from './reply-attributes.ts';

/** NAS-Identifier of the agent's own log-ins. */
export const proofNasIdentifier = 'throughline-proof';

/** What AAA answered to a log-in of the agent's own. */
export type AccessProof =
  | { readonly answer: 'accepted' | 'rejected'; readonly attributes: readonly NamedAttribute[] }
  | { readonly answer: 'silent' };

/** A log-in as the subscriber's equipment would make it. */
export interface ProofRequest {
  readonly username: string;
  readonly password: string;
  readonly technology: AaaEntry['technology'];
  readonly stationMac?: string | undefined;
}

/** The NAS that is played in a log-in of the agent's own. */
export type PlayedNas = Pick<NasSettings, 'nodeId' | 'dialect' | 'walledGarden'>;

interface ProofClient {
  readonly exchange: RadiusExchange;
  readonly port: number;
  readonly secret: string;
}

const times = { initialMs: 500, maximumMs: 1000, attempts: 4 };
const writer = new PacketWriter();

/**
 * The agent as a RADIUS client of its own server, over a real socket. Each NAS that is played has its own local port, by
 * which the server knows it, and a secret that lives as long as this object. No session comes of it.
 */
export class ProofClients {
  readonly #host: string;
  readonly #port: number;
  readonly #random: (size: number) => Uint8Array;
  readonly #tools: ExchangeTools;
  readonly #byNode = new Map<string, Promise<ProofClient>>();
  readonly #byPort = new Map<number, NasClient>();

  constructor(options: {
    readonly host: string;
    readonly port: number;
    readonly random: (size: number) => Uint8Array;
    readonly tools: ExchangeTools;
  }) {
    this.#host = options.host;
    this.#port = options.port;
    this.#random = options.random;
    this.#tools = options.tools;
  }

  /** The client that speaks from this address and port, if it is one of ours. */
  find(address: string, port: number): NasClient | undefined {
    return this.#byPort.size > 0 && address === this.#host ? this.#byPort.get(port) : undefined;
  }

  async logIn(request: ProofRequest, played: PlayedNas): Promise<{ proof: AccessProof; nas: NasClient }> {
    const { exchange, port, secret } = await this.#clientFor(played.nodeId ?? '');
    // The node's settings may have changed since it was last played.
    const { dialect, walledGarden } = played;
    const nas = nasClient({ dialect, walledGarden, secret, requireMessageAuthenticator: true });
    this.#byPort.set(port, nas);
    return { proof: await this.#ask(request, exchange, nas), nas };
  }

  async #ask(request: ProofRequest, exchange: RadiusExchange, nas: NasClient): Promise<AccessProof> {
    const authenticator = Buffer.from(this.#random(16));
    const answer = await exchange.ask(
      { host: this.#host, port: this.#port, secret: nas.secret },
      (identifier) => accessRequest(identifier, request, nas, authenticator),
      (answerCode) => answerCode === code.accessAccept || answerCode === code.accessReject,
      true,
    );
    const packet = answer.answered ? decodePacket(answer.packet) : undefined;
    if (packet === undefined) return { answer: 'silent' };
    return {
      answer: packet.code === code.accessAccept ? 'accepted' : 'rejected',
      attributes: packet.attributes
        .filter(({ type }) => type !== attribute.messageAuthenticator)
        .map(namedAttribute),
    };
  }

  async close(): Promise<void> {
    const clients = await Promise.all(this.#byNode.values());
    await Promise.all(clients.map(({ exchange }) => exchange.close()));
  }

  #clientFor(node: string): Promise<ProofClient> {
    let client = this.#byNode.get(node);
    if (client === undefined) {
      client = this.#open();
      this.#byNode.set(node, client);
    }
    return client;
  }

  async #open(): Promise<ProofClient> {
    const secret = Buffer.from(this.#random(24)).toString('base64url');
    const exchange = new RadiusExchange(times, this.#tools, this.#host);
    return { exchange, port: await exchange.port(this.#host), secret };
  }
}

function accessRequest(
  identifier: number,
  { username, password, technology, stationMac }: ProofRequest,
  nas: NasClient,
  authenticator: Buffer,
): Buffer {
  writer
    .begin(code.accessRequest, identifier)
    .messageAuthenticator()
    .text(attribute.userName, username)
    .text(attribute.nasIdentifier, proofNasIdentifier);
  const secretOctets = Buffer.from(password);
  if (secretOctets.length <= maximumPassword) {
    writer.octets(attribute.userPassword, hidePassword(secretOctets, authenticator, nas.secret));
  } else {
    // A password that User-Password cannot hold; the challenge is the authenticator (RFC 2865 §5.3).
    const chap = Uint8Array.of(identifier);
    writer.octets(attribute.chapPassword, Buffer.concat([chap, md5(chap, secretOctets, authenticator)]));
  }
  if (technology === 'pppoe' || technology === 'gpon') {
    writer
      .integer(attribute.serviceType, serviceType.framed)
      .integer(attribute.framedProtocol, framedProtocolPpp);
  }
  if (stationMac !== undefined) writer.text(attribute.callingStationId, stationMac);
  return writer.access(nas.secret, authenticator);
}

/** The log-in that proves a desired state: with the subscriber's credentials where it has any. */
export function proofRequestFor(desired: DesiredState, password: string | undefined): ProofRequest {
  // A tombstone keeps no password, and needs none to be refused.
  const entry = aaaEntry({ ...desired, present: true }, password)!;
  return {
    username: entry.identity,
    password: vouchedByNetwork(entry.technology) ? entry.identity : (password ?? ''),
    technology: entry.technology,
    stationMac: entry.stationMac,
  };
}

/** Judges the answer to `proofRequestFor`: one step, whose answer staff can read. */
export function judgeProof(desired: DesiredState, proof: AccessProof, nas: ToldNas, at: string): ProofStep {
  const entry = aaaEntry(desired, undefined);
  const isGranted = entry !== undefined && entry.admission !== 'refused';
  const check = isGranted ? 'a log-in gets what was promised' : 'a log-in is refused';
  if (proof.answer === 'silent') return { check, at, ok: false, answer: 'no answer from AAA' };
  const answer = `Access-${proof.answer === 'accepted' ? 'Accept' : 'Reject'}: ${inWords(proof.attributes)}`;
  if (!isGranted) {
    return { check, at, ok: proof.answer === 'rejected' || isOfAnother(proof.attributes, desired), answer };
  }
  if (proof.answer === 'rejected') return { check, at, ok: false, answer };
  const missing = promised(entry, nas).filter(
    (one) => !proof.attributes.some(({ name, value }) => name === one.name && value === one.value),
  );
  if (missing.length === 0) return { check, at, ok: true, answer };
  return { check, at, ok: false, answer: `${answer}; missing ${inWords(missing)}` };
}

/** The identity has gone to another service since, which may well be let in. */
function isOfAnother(attributes: readonly NamedAttribute[], { serviceId }: DesiredState): boolean {
  const granted = attributes.find(({ name }) => name === 'Class');
  const holder = granted === undefined ? undefined : readClass(granted.value)?.serviceId;
  return holder !== undefined && holder !== serviceId;
}

function inWords(attributes: readonly NamedAttribute[]): string {
  return attributes.map(({ name, value }) => `${name} ${value}`).join(', ');
}

/** What an Access-Accept for this entry must contain, as it reads when it has come back over the wire. */
function promised(entry: AaaEntry, nas: ToldNas): NamedAttribute[] {
  return acceptAttributes(entry, nas).map(({ attribute: { name }, value }) => ({
    name,
    value: String(value),
  }));
}
