/** Packet codes (RFC 2865 §3, 2866 §3, 5176 §2.3, 5997 §2). */
export const code = {
  accessRequest: 1,
  accessAccept: 2,
  accessReject: 3,
  accountingRequest: 4,
  accountingResponse: 5,
  accessChallenge: 11,
  statusServer: 12,
  disconnectRequest: 40,
  disconnectAck: 41,
  disconnectNak: 42,
  coaRequest: 43,
  coaAck: 44,
  coaNak: 45,
} as const;

/** Attribute types that the agent reads or writes itself; the RFC dictionaries name all others. */
export const attribute = {
  userName: 1,
  userPassword: 2,
  chapPassword: 3,
  nasIpAddress: 4,
  nasPort: 5,
  serviceType: 6,
  framedProtocol: 7,
  framedIpAddress: 8,
  filterId: 11,
  replyMessage: 18,
  state: 24,
  class: 25,
  vendorSpecific: 26,
  sessionTimeout: 27,
  idleTimeout: 28,
  calledStationId: 30,
  callingStationId: 31,
  nasIdentifier: 32,
  proxyState: 33,
  acctStatusType: 40,
  acctDelayTime: 41,
  acctInputOctets: 42,
  acctOutputOctets: 43,
  acctSessionId: 44,
  acctSessionTime: 46,
  acctTerminateCause: 49,
  acctInputGigawords: 52,
  acctOutputGigawords: 53,
  eventTimestamp: 55,
  chapChallenge: 60,
  nasPortType: 61,
  eapMessage: 79,
  messageAuthenticator: 80,
  acctInterimInterval: 85,
  framedPool: 88,
  nasIpv6Address: 95,
  framedIpv6Prefix: 97,
  framedIpv6Pool: 100,
  errorCause: 101,
  delegatedIpv6Prefix: 123,
  framedIpv6Address: 168,
  delegatedIpv6PrefixPool: 171,
} as const;

export const serviceType = { framed: 2, callCheck: 10, authorizeOnly: 17 } as const;
export const framedProtocolPpp = 1;

/** Acct-Status-Type (RFC 2866 §5.1). */
export const acctStatus = { start: 1, stop: 2, interim: 3, on: 7, off: 8 } as const;

/** Where things stand in a packet (RFC 2865 §3). */
export const headerLength = 20;
export const authenticatorAt = 4;
export const authenticatorLength = 16;
export const maximumLength = 4096;
/** The longest value that one attribute can hold. */
export const maximumValue = 253;
