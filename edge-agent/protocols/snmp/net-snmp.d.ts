/** As much of net-snmp as is used here: the session of a manager, and the wire and security parts of its agent. */
declare module 'net-snmp' {
  export interface Varbind {
    oid: string;
    type: number;
    value: unknown;
  }

  export interface User {
    name: string;
    level: number;
    authProtocol: string;
    authKey: string;
    privProtocol: string;
    privKey: string;
  }

  export interface SessionOptions {
    port: number;
    transport: 'udp4' | 'udp6';
    version: number;
    timeout: number;
    retries: number;
    backoff?: number;
    backwardsGetNexts?: boolean;
    reportOidMismatchErrors?: boolean;
  }

  export interface Session {
    /** Read when a request begins; may be changed between requests. */
    retries: number;
    get(oids: string[], callback: (error: Error | null, varbinds: Varbind[]) => void): void;
    getNext(oids: string[], callback: (error: Error | null, varbinds: Varbind[]) => void): void;
    getBulk(
      oids: string[],
      nonRepeaters: number,
      maxRepetitions: number,
      callback: (error: Error | null, varbinds: Varbind[][]) => void,
    ): void;
    set(varbinds: Varbind[], callback: (error: Error | null, varbinds: Varbind[]) => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
    close(): void;
  }

  export interface Pdu {
    type: number;
    id: number;
    nonRepeaters: number;
    maxRepetitions: number;
    varbinds: Varbind[];
    errorStatus?: number;
    errorIndex?: number;
    getResponsePduForRequest(): Pdu;
  }

  export interface SecurityParameters {
    msgAuthoritativeEngineBoots: number;
    msgUserName: string;
  }

  export interface Message {
    version: number;
    pdu: Pdu;
    user: User;
    msgSecurityParameters: SecurityParameters;
    setAuthentication(signed: boolean): void;
    createReportResponseMessage(engine: Engine, context: string, errorType: string): Message;
    createResponseForRequest(pdu: Pdu): Message;
  }

  export interface Engine {
    engineBoots: number;
    engineTime: number;
  }

  export interface Sender {
    port: number;
    address: string;
  }

  type Handler = (socket: unknown, message: Message, sender: Sender) => void;

  export interface Agent {
    readonly engine: Engine;
    readonly listener: { send(message: Message, sender: Sender, socket: unknown): void };
    getAuthorizer(): { addCommunity(community: string): void; addUser(user: User): void };
    getRequest: Handler;
    setRequest: Handler;
    getNextRequest: Handler;
    getBulkRequest: Handler;
    close(callback?: () => void): void;
  }

  interface NetSnmp {
    readonly Version2c: number;
    readonly Version3: number;
    readonly SecurityLevel: { readonly authPriv: number };
    readonly AuthProtocols: Readonly<Record<'sha' | 'sha256', string>>;
    readonly PrivProtocols: Readonly<Record<'aes' | 'aes256b' | 'aes256r', string>>;
    readonly ErrorStatus: Readonly<Record<number, string>>;
    readonly ObjectType: {
      readonly Integer: number;
      readonly OctetString: number;
      readonly OID: number;
      readonly Gauge: number;
      readonly NoSuchObject: number;
      readonly NoSuchInstance: number;
      readonly EndOfMibView: number;
    };
    readonly RequestFailedError: new (
      message: string,
      status: number,
    ) => Error & { name: 'RequestFailedError'; status: number };
    readonly RequestTimedOutError: new (message: string) => Error & { name: 'RequestTimedOutError' };
    readonly ResponseInvalidError: new (
      message: string,
      code: number,
    ) => Error & { name: 'ResponseInvalidError'; code: number };
    readonly ResponseInvalidCode: {
      readonly ECouldNotDecrypt: number;
      readonly EAuthFailure: number;
    };
    createSession(host: string, community: string, options: SessionOptions): Session;
    createV3Session(host: string, user: User, options: SessionOptions): Session;
    createAgent(
      options: {
        address: string;
        port: number;
        disableAuthorization: boolean;
        dgramModule?: { createSocket(type: 'udp4'): import('node:dgram').Socket };
      },
      callback: (error: Error | null) => void,
    ): Agent;
  }

  const netSnmp: NetSnmp;
  export default netSnmp;
}
