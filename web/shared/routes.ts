// Written from the OpenAPI document by `npm run openapi`.

export type AccessBinding =
  | {
      readonly technology: 'pppoe';
      readonly siteId: Id;
      readonly framedIp?: string | undefined;
      /** Take `framedIp` from this pool of the site: the one that is given, or the lowest free one if none is. */
      readonly addressPoolId?: Id | undefined;
      /** Of the link to the subscriber (Framed-IPv6-Prefix, RFC 3162). One of a pool of the site. */
      readonly framedIpv6Prefix?: unknown | undefined;
      /** Take `framedIpv6Prefix` from this pool. */
      readonly framedIpv6PoolId?: Id | undefined;
      /** For the subscriber’s own network (Delegated-IPv6-Prefix, RFC 4818). One of a pool of the site. */
      readonly delegatedIpv6Prefix?: unknown | undefined;
      /** Take `delegatedIpv6Prefix` from this pool. */
      readonly delegatedIpv6PoolId?: Id | undefined;
      readonly username: string;
      readonly callingStationId?: string | undefined;
      readonly router?: RouterBinding | undefined;
    }
  | {
      readonly technology: 'ipoe';
      readonly siteId: Id;
      readonly framedIp?: string | undefined;
      /** Take `framedIp` from this pool of the site: the one that is given, or the lowest free one if none is. */
      readonly addressPoolId?: Id | undefined;
      /** Of the link to the subscriber (Framed-IPv6-Prefix, RFC 3162). One of a pool of the site. */
      readonly framedIpv6Prefix?: unknown | undefined;
      /** Take `framedIpv6Prefix` from this pool. */
      readonly framedIpv6PoolId?: Id | undefined;
      /** For the subscriber’s own network (Delegated-IPv6-Prefix, RFC 4818). One of a pool of the site. */
      readonly delegatedIpv6Prefix?: unknown | undefined;
      /** Take `delegatedIpv6Prefix` from this pool. */
      readonly delegatedIpv6PoolId?: Id | undefined;
      readonly mac: string;
      readonly router?: RouterBinding | undefined;
    }
  | {
      readonly technology: 'hotspot';
      readonly siteId: Id;
      readonly framedIp?: string | undefined;
      /** Take `framedIp` from this pool of the site: the one that is given, or the lowest free one if none is. */
      readonly addressPoolId?: Id | undefined;
      /** Of the link to the subscriber (Framed-IPv6-Prefix, RFC 3162). One of a pool of the site. */
      readonly framedIpv6Prefix?: unknown | undefined;
      /** Take `framedIpv6Prefix` from this pool. */
      readonly framedIpv6PoolId?: Id | undefined;
      /** For the subscriber’s own network (Delegated-IPv6-Prefix, RFC 4818). One of a pool of the site. */
      readonly delegatedIpv6Prefix?: unknown | undefined;
      /** Take `delegatedIpv6Prefix` from this pool. */
      readonly delegatedIpv6PoolId?: Id | undefined;
      readonly username: string;
      readonly router?: RouterBinding | undefined;
    }
  | {
      readonly technology: 'gpon';
      readonly siteId: Id;
      readonly framedIp?: string | undefined;
      /** Take `framedIp` from this pool of the site: the one that is given, or the lowest free one if none is. */
      readonly addressPoolId?: Id | undefined;
      /** Of the link to the subscriber (Framed-IPv6-Prefix, RFC 3162). One of a pool of the site. */
      readonly framedIpv6Prefix?: unknown | undefined;
      /** Take `framedIpv6Prefix` from this pool. */
      readonly framedIpv6PoolId?: Id | undefined;
      /** For the subscriber’s own network (Delegated-IPv6-Prefix, RFC 4818). One of a pool of the site. */
      readonly delegatedIpv6Prefix?: unknown | undefined;
      /** Take `delegatedIpv6Prefix` from this pool. */
      readonly delegatedIpv6PoolId?: Id | undefined;
      readonly username: string;
      readonly onuSerial: string;
      readonly olt?: OltBinding | undefined;
      readonly router?: RouterBinding | undefined;
    }
  | {
      readonly technology: 'lte';
      readonly siteId: Id;
      readonly framedIp?: string | undefined;
      /** Take `framedIp` from this pool of the site: the one that is given, or the lowest free one if none is. */
      readonly addressPoolId?: Id | undefined;
      /** Of the link to the subscriber (Framed-IPv6-Prefix, RFC 3162). One of a pool of the site. */
      readonly framedIpv6Prefix?: unknown | undefined;
      /** Take `framedIpv6Prefix` from this pool. */
      readonly framedIpv6PoolId?: Id | undefined;
      /** For the subscriber’s own network (Delegated-IPv6-Prefix, RFC 4818). One of a pool of the site. */
      readonly delegatedIpv6Prefix?: unknown | undefined;
      /** Take `delegatedIpv6Prefix` from this pool. */
      readonly delegatedIpv6PoolId?: Id | undefined;
      readonly imsi: string;
      readonly core?: CoreBinding | undefined;
    };

export type AccessNode = {
  readonly id: Id;
  readonly siteId: Id;
  readonly kind: AccessNodeKind;
  readonly driver: string;
  readonly name: string;
  readonly address: string;
  readonly port?: number | undefined;
  readonly settings: NodeSettings;
  readonly driftPolicy?: DriftPolicy | undefined;
  /** Names of the credentials that have a value. */
  readonly credentialsSet: readonly string[];
  /** In one word, by what the site’s agent last said of it. */
  readonly state: NodeState;
  /** What the site’s agent last said of it; absent before the first word. */
  readonly health?:
    | {
        readonly state: 'usable' | 'unusable';
        readonly problem?: string | undefined;
        readonly reachable?: boolean | undefined;
        readonly since?: Instant | undefined;
        readonly heardAt?: Instant | undefined;
        readonly lastError?:
          | {
              readonly at: Instant;
              readonly words: string;
            }
          | undefined;
        readonly errors: number;
        readonly requestsPerMinute: number;
        readonly limits?:
          | {
              readonly parallel: number;
              readonly perSecond?: number | undefined;
            }
          | undefined;
        readonly at: Instant;
      }
    | undefined;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
};

export type AccessNodeAnswer = {
  readonly at: Instant;
  /** `speaks-first`: nothing can be asked of such a node; whether it is right shows when it speaks by itself. */
  readonly answered: 'yes' | 'speaks-first';
  /** Who it says that it is, where it has a name for itself. */
  readonly identity?: string | undefined;
};

export type AccessNodeChange = {
  readonly kind?: AccessNodeKind | undefined;
  readonly driver?: string | undefined;
  readonly name?: string | undefined;
  readonly address?: string | undefined;
  /** `null`: the driver’s own port again. */
  readonly port?: (number | null) | undefined;
  /** `null`: as the site has it. */
  readonly driftPolicy?: (DriftPolicy | null) | undefined;
  /** Replaced whole. */
  readonly settings?: NodeSettings | undefined;
  /** Write-only. Those that are left out stay; `null` forgets one. */
  readonly credentials?: Readonly<Record<string, string | null>> | undefined;
};

export type AccessNodeKind = 'nas' | 'olt' | 'lte-core';

export type AccessNodeTrial = {
  readonly siteId: Id;
  readonly kind: AccessNodeKind;
  readonly driver: string;
  readonly address: string;
  readonly port?: number | undefined;
  readonly settings?: NodeSettings | undefined;
  /** Write-only. Those that are left out stay; `null` forgets one. */
  readonly credentials?: Readonly<Record<string, string | null>> | undefined;
  /** A node that is there: credentials that are left out are its own. */
  readonly nodeId?: Id | undefined;
};

export type AccessOverride =
  | {
      readonly entitlement: 'full' | 'walled-garden' | 'blocked';
      readonly until?: Instant | undefined;
      readonly note?: string | undefined;
    }
  | {
      readonly entitlement: 'throttled';
      readonly rate: {
        readonly downKbps: number;
        readonly upKbps: number;
      };
      readonly until?: Instant | undefined;
      readonly note?: string | undefined;
    };

export type AccessRequest =
  | {
      readonly technology: 'pppoe';
      readonly siteId: Id;
      readonly framedIp?: string | undefined;
      /** Take `framedIp` from this pool of the site: the one that is given, or the lowest free one if none is. */
      readonly addressPoolId?: Id | undefined;
      /** Of the link to the subscriber (Framed-IPv6-Prefix, RFC 3162). One of a pool of the site. */
      readonly framedIpv6Prefix?: string | undefined;
      /** Take `framedIpv6Prefix` from this pool. */
      readonly framedIpv6PoolId?: Id | undefined;
      /** For the subscriber’s own network (Delegated-IPv6-Prefix, RFC 4818). One of a pool of the site. */
      readonly delegatedIpv6Prefix?: string | undefined;
      /** Take `delegatedIpv6Prefix` from this pool. */
      readonly delegatedIpv6PoolId?: Id | undefined;
      readonly username: string;
      readonly callingStationId?: string | undefined;
      readonly router?: RouterBinding | undefined;
      /** Write-only. Where a username needs one and it is left out, one is made. */
      readonly password?: string | undefined;
    }
  | {
      readonly technology: 'ipoe';
      readonly siteId: Id;
      readonly framedIp?: string | undefined;
      /** Take `framedIp` from this pool of the site: the one that is given, or the lowest free one if none is. */
      readonly addressPoolId?: Id | undefined;
      /** Of the link to the subscriber (Framed-IPv6-Prefix, RFC 3162). One of a pool of the site. */
      readonly framedIpv6Prefix?: string | undefined;
      /** Take `framedIpv6Prefix` from this pool. */
      readonly framedIpv6PoolId?: Id | undefined;
      /** For the subscriber’s own network (Delegated-IPv6-Prefix, RFC 4818). One of a pool of the site. */
      readonly delegatedIpv6Prefix?: string | undefined;
      /** Take `delegatedIpv6Prefix` from this pool. */
      readonly delegatedIpv6PoolId?: Id | undefined;
      readonly mac: string;
      readonly router?: RouterBinding | undefined;
    }
  | {
      readonly technology: 'hotspot';
      readonly siteId: Id;
      readonly framedIp?: string | undefined;
      /** Take `framedIp` from this pool of the site: the one that is given, or the lowest free one if none is. */
      readonly addressPoolId?: Id | undefined;
      /** Of the link to the subscriber (Framed-IPv6-Prefix, RFC 3162). One of a pool of the site. */
      readonly framedIpv6Prefix?: string | undefined;
      /** Take `framedIpv6Prefix` from this pool. */
      readonly framedIpv6PoolId?: Id | undefined;
      /** For the subscriber’s own network (Delegated-IPv6-Prefix, RFC 4818). One of a pool of the site. */
      readonly delegatedIpv6Prefix?: string | undefined;
      /** Take `delegatedIpv6Prefix` from this pool. */
      readonly delegatedIpv6PoolId?: Id | undefined;
      readonly username: string;
      readonly router?: RouterBinding | undefined;
      /** Write-only. Where a username needs one and it is left out, one is made. */
      readonly password?: string | undefined;
    }
  | {
      readonly technology: 'gpon';
      readonly siteId: Id;
      readonly framedIp?: string | undefined;
      /** Take `framedIp` from this pool of the site: the one that is given, or the lowest free one if none is. */
      readonly addressPoolId?: Id | undefined;
      /** Of the link to the subscriber (Framed-IPv6-Prefix, RFC 3162). One of a pool of the site. */
      readonly framedIpv6Prefix?: string | undefined;
      /** Take `framedIpv6Prefix` from this pool. */
      readonly framedIpv6PoolId?: Id | undefined;
      /** For the subscriber’s own network (Delegated-IPv6-Prefix, RFC 4818). One of a pool of the site. */
      readonly delegatedIpv6Prefix?: string | undefined;
      /** Take `delegatedIpv6Prefix` from this pool. */
      readonly delegatedIpv6PoolId?: Id | undefined;
      readonly username: string;
      readonly onuSerial: string;
      readonly olt?: OltRequest | undefined;
      readonly router?: RouterBinding | undefined;
      /** Write-only. Where a username needs one and it is left out, one is made. */
      readonly password?: string | undefined;
    }
  | {
      readonly technology: 'lte';
      readonly siteId: Id;
      readonly framedIp?: string | undefined;
      /** Take `framedIp` from this pool of the site: the one that is given, or the lowest free one if none is. */
      readonly addressPoolId?: Id | undefined;
      /** Of the link to the subscriber (Framed-IPv6-Prefix, RFC 3162). One of a pool of the site. */
      readonly framedIpv6Prefix?: string | undefined;
      /** Take `framedIpv6Prefix` from this pool. */
      readonly framedIpv6PoolId?: Id | undefined;
      /** For the subscriber’s own network (Delegated-IPv6-Prefix, RFC 4818). One of a pool of the site. */
      readonly delegatedIpv6Prefix?: string | undefined;
      /** Take `delegatedIpv6Prefix` from this pool. */
      readonly delegatedIpv6PoolId?: Id | undefined;
      readonly imsi: string;
      readonly core?: CoreBinding | undefined;
      /** Write-only. Given together with `opc`. */
      readonly ki?: string | undefined;
      /** Write-only. Given together with `ki`. */
      readonly opc?: string | undefined;
    };

export type AccessRestriction =
  | {
      readonly entitlement: 'throttled';
      readonly rate: {
        readonly downKbps: number;
        readonly upKbps: number;
      };
    }
  | {
      readonly entitlement: 'walled-garden';
    };

export type AccountNumber = string;

export type AccountPeople = {
  readonly items: readonly AccountPerson[];
};

export type AccountPerson = {
  readonly personId: Id;
  readonly email: Email;
  readonly role: PersonRole;
  readonly since: Instant;
};

export type Accounting =
  | ('once' | 'recurring')
  | {
      readonly instalments: number;
    };

export type AccountingRecord = {
  readonly sequence: number;
  readonly kind: 'start' | 'interim' | 'stop' | 'on' | 'off';
  readonly serviceId?: Id | undefined;
  readonly username: string;
  readonly nodeId?: Id | undefined;
  readonly sessionId: string;
  readonly receivedAt: Instant;
  readonly sessionSeconds: number;
  readonly uploadOctets: number;
  readonly downloadOctets: number;
  readonly framedIp?: string | undefined;
  readonly framedIpv6Prefix?: string | undefined;
  readonly delegatedIpv6Prefix?: string | undefined;
  readonly callingStationId?: string | undefined;
  readonly terminateCause?: string | undefined;
  readonly technology?: Technology | undefined;
  readonly source?: SessionSource | undefined;
  readonly closedBy?: ClosingRule | undefined;
  readonly siteId: Id;
  readonly epoch: string;
};

export type ActionOrigin = 'request' | 'suspension' | 'price-change';

export type AddOn = {
  readonly id: Id;
  readonly name: string;
  readonly description?: string | undefined;
  readonly price: Money;
  readonly period: BillingPeriod;
  readonly charge: ChargeTiming;
  /** Days from the activation that are free. */
  readonly trialDays: number;
  readonly accounting: Accounting;
  /** What happens to unbilled instalments when the service ends. */
  readonly onTermination: 'bill-rest' | 'forgive';
  readonly status: OfferStatus;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
};

export type AddOnChange = {
  readonly name?: string | undefined;
  readonly description?: (string | null) | undefined;
  readonly price?: Money | undefined;
  readonly period?: BillingPeriod | undefined;
  readonly charge?: ChargeTiming | undefined;
  /** Days from the activation that are free. */
  readonly trialDays?: number | undefined;
  readonly accounting?: Accounting | undefined;
  /** What happens to unbilled instalments when the service ends. */
  readonly onTermination?: ('bill-rest' | 'forgive') | undefined;
};

export type Address = {
  readonly line1: string;
  readonly line2?: string | undefined;
  readonly city: string;
  readonly region?: string | undefined;
  readonly postalCode?: string | undefined;
  readonly country: string;
  readonly location?: Location | undefined;
};

export type AddressFault = 'bounced' | 'complained';

export type AddressHolder = {
  readonly address: string;
  readonly serviceId: Id;
  readonly subscriberId?: Id | undefined;
  /** Left out where it was not kept yet. */
  readonly since?: Instant | undefined;
  /** When the service gave it back. */
  readonly until?: Instant | undefined;
};

export type AddressHolders = {
  readonly items: readonly AddressHolder[];
};

export type AddressPool =
  | {
      readonly siteId: Id;
      readonly name: string;
      readonly kind: 'ipv4';
      readonly cidr: string;
      /** Addresses and blocks that are never given out, such as that of the router. */
      readonly exclude: readonly string[];
      readonly id: Id;
      readonly utilisation: Utilisation;
      readonly createdAt: Instant;
      readonly updatedAt: Instant;
    }
  | {
      readonly siteId: Id;
      readonly name: string;
      readonly kind: 'ipv6-prefix';
      readonly cidr: unknown;
      /** Of each prefix that is given out. */
      readonly prefixLength: number;
      /** Prefixes that are never given out, such as that of the router. */
      readonly exclude: readonly unknown[];
      readonly id: Id;
      readonly utilisation: Utilisation;
      readonly createdAt: Instant;
      readonly updatedAt: Instant;
    }
  | {
      readonly siteId: Id;
      readonly name: string;
      /** The OLT. */
      readonly nodeId: Id;
      readonly kind: 'vlan';
      /** In the provider’s network. */
      readonly serviceVlans: readonly {
        readonly first: number;
        readonly last: number;
      }[];
      /** Behind the ONU. */
      readonly userVlans: readonly {
        readonly first: number;
        readonly last: number;
      }[];
      readonly exclude: readonly string[];
      readonly id: Id;
      readonly utilisation: Utilisation;
      readonly createdAt: Instant;
      readonly updatedAt: Instant;
    }
  | {
      readonly siteId: Id;
      readonly name: string;
      /** The OLT. */
      readonly nodeId: Id;
      readonly kind: 'onu-id';
      readonly ports: readonly string[];
      readonly ids: readonly {
        readonly first: number;
        readonly last: number;
      }[];
      readonly exclude: readonly string[];
      readonly id: Id;
      readonly utilisation: Utilisation;
      readonly createdAt: Instant;
      readonly updatedAt: Instant;
    }
  | {
      readonly siteId: Id;
      readonly name: string;
      /** The OLT. */
      readonly nodeId: Id;
      readonly kind: 'service-port';
      readonly indexes: readonly {
        readonly first: number;
        readonly last: number;
      }[];
      readonly exclude: readonly string[];
      readonly id: Id;
      readonly utilisation: Utilisation;
      readonly createdAt: Instant;
      readonly updatedAt: Instant;
    };

export type AddressPoolChange = {
  readonly name?: string | undefined;
  /** Of a pool of addresses or prefixes. */
  readonly cidr?: string | undefined;
  /** Of each prefix that is given out. */
  readonly prefixLength?: number | undefined;
  /** In the provider’s network. */
  readonly serviceVlans?:
    | readonly {
        readonly first: number;
        readonly last: number;
      }[]
    | undefined;
  /** Behind the ONU. */
  readonly userVlans?:
    | readonly {
        readonly first: number;
        readonly last: number;
      }[]
    | undefined;
  readonly ports?: readonly string[] | undefined;
  readonly ids?:
    | readonly {
        readonly first: number;
        readonly last: number;
      }[]
    | undefined;
  readonly indexes?:
    | readonly {
        readonly first: number;
        readonly last: number;
      }[]
    | undefined;
  /** Replaced whole. */
  readonly exclude?: readonly string[] | undefined;
};

export type AddressUse = {
  readonly address: string;
  readonly at: Instant;
  /** Addresses that belonged to a service, in a session or not. */
  readonly assigned: readonly {
    /** What was held: the address, or the IPv6 prefix around it. */
    readonly value: string;
    readonly siteId?: Id | undefined;
    readonly serviceId?: Id | undefined;
    readonly subscriberId?: Id | undefined;
    readonly since?: Instant | undefined;
    /** Left out while it lasts. */
    readonly until?: Instant | undefined;
  }[];
  /** Sessions that had it; addresses from a NAS’s own pool are known by these alone. */
  readonly sessions: readonly {
    /** What was held: the address, or the IPv6 prefix around it. */
    readonly value: string;
    readonly siteId?: Id | undefined;
    readonly serviceId?: Id | undefined;
    readonly subscriberId?: Id | undefined;
    readonly since?: Instant | undefined;
    /** Left out while it lasts. */
    readonly until?: Instant | undefined;
    readonly sessionId: string;
    readonly username: string;
    readonly nodeId?: Id | undefined;
    readonly callingStationId?: string | undefined;
    /** When accounting last told of the session. */
    readonly toldAt: Instant;
  }[];
  /** False where so many later sessions had it that the oldest were not looked through. */
  readonly isWhole: boolean;
};

export type Alarm = {
  readonly id: Id;
  readonly state: 'raised' | 'cleared';
  readonly kind: AlarmKind;
  readonly severity: AlarmSeverity;
  readonly subject: {
    readonly type: 'service' | 'access-node' | 'webhook-endpoint' | 'dunning-policy' | 'ledger';
    readonly id: Id;
  };
  readonly siteId?: Id | undefined;
  /** What is wrong; of a cleared alarm, by what it was over. */
  readonly words: string;
  readonly raisedAt: Instant;
  readonly clearedAt?: Instant | undefined;
};

export type AlarmKind =
  | 'session-outlives'
  | 'node-unusable'
  | 'node-unreachable'
  | 'change-refused'
  | 'webhook-failing'
  | 'dunning-stopped'
  | 'ledger-proof';

export type AlarmSeverity = 'critical' | 'major' | 'minor' | 'warning';

export type Autopay = {
  readonly enabled: boolean;
  /** The method that is charged from now on. */
  readonly methodId?: Id | undefined;
  /** Invoices that are open already are charged too. */
  readonly includeOpen?: boolean | undefined;
};

export type AutopayPolicy = {
  readonly rules: readonly AutopayRule[];
  readonly setAt?: Instant | undefined;
};

export type AutopayRule = {
  readonly name?: string | undefined;
  /** Subscribers of this category; a rule without one is for all that no other fits. */
  readonly category?: string | undefined;
  /** At once when the invoice is issued, or on its due day. */
  readonly chargeOn: 'issue' | 'due';
  /** Days between one declined charge and the next; after the last the invoice is left to dunning. */
  readonly retryAfterDays: readonly number[];
};

export type AutopayRuleInput = {
  readonly name?: string | undefined;
  /** Subscribers of this category; a rule without one is for all that no other fits. */
  readonly category?: string | undefined;
  /** At once when the invoice is issued, or on its due day. */
  readonly chargeOn?: ('issue' | 'due') | undefined;
  /** Days between one declined charge and the next; after the last the invoice is left to dunning. */
  readonly retryAfterDays?: readonly number[] | undefined;
};

export type Balance = {
  readonly subscriberId: Id;
  /** What is owed in all; negative when credit is open. */
  readonly balance: Money;
  readonly credit: Money;
  /** Open on all invoices. */
  readonly due: Money;
  /** Of that, past the due day on the subscriber’s calendar. */
  readonly overdue: Money;
};

export type BankAccount = {
  readonly holder: string;
  readonly iban: string;
  readonly bic?: string | undefined;
};

export type BankAccountInput = {
  readonly holder: string;
  readonly iban: string;
  readonly bic?: string | undefined;
};

export type BillingPeriod = 'day' | 'week' | 'month' | 'quarter' | 'half-year' | 'year';

export type BillingPolicy = {
  /** By their days; of those that have begun the last one is in force. */
  readonly versions: readonly {
    readonly from: Day;
    readonly rules: readonly BillingPolicyRule[];
  }[];
  readonly setAt?: Instant | undefined;
};

export type BillingPolicyRule = {
  readonly name?: string | undefined;
  readonly match: {
    readonly planId?: Id | undefined;
    readonly siteId?: Id | undefined;
    readonly category?: string | undefined;
    readonly region?: string | undefined;
  };
  readonly terms: {
    readonly model?: ('cycle' | 'pro-rata') | undefined;
    readonly cycleDay?: number | undefined;
    readonly proration?: ('actual' | 'actual-30' | '30-360' | 'none') | undefined;
    readonly suspension?: Readonly<Record<string, ('stop' | 'continue') | number>> | undefined;
    readonly vacation?:
      | {
          readonly minimumDays: number;
          readonly maximumDays?: number | undefined;
        }
      | undefined;
    readonly outage?: ('minute' | 'day' | 'none') | undefined;
  };
};

export type BillingPolicyRuleInput = {
  readonly name?: string | undefined;
  readonly match?:
    | {
        readonly planId?: Id | undefined;
        readonly siteId?: Id | undefined;
        readonly category?: string | undefined;
        readonly region?: string | undefined;
      }
    | undefined;
  readonly terms: {
    readonly model?: ('cycle' | 'pro-rata') | undefined;
    readonly cycleDay?: number | undefined;
    readonly proration?: ('actual' | 'actual-30' | '30-360' | 'none') | undefined;
    readonly suspension?: Readonly<Record<string, ('stop' | 'continue') | number>> | undefined;
    readonly vacation?:
      | {
          readonly minimumDays?: number | undefined;
          readonly maximumDays?: number | undefined;
        }
      | undefined;
    readonly outage?: ('minute' | 'day' | 'none') | undefined;
  };
};

export type BillingProfile = {
  readonly model: 'cycle' | 'pro-rata' | 'hybrid';
  readonly cycleDay: number;
  readonly invoicing: 'merged' | 'independent';
  readonly proration: 'actual' | 'actual-30' | '30-360' | 'none';
  readonly suspension: Readonly<Record<string, ('stop' | 'continue') | number>>;
  readonly vacation?:
    | {
        readonly minimumDays: number;
        readonly maximumDays?: number | undefined;
      }
    | undefined;
  readonly outage: 'minute' | 'day' | 'none';
  readonly taxes: readonly {
    readonly name: string;
    readonly rate: string;
    readonly inclusive: boolean;
    readonly appliesTo?: readonly string[] | undefined;
    readonly compound?: boolean | undefined;
    readonly relief?: TaxRelief | undefined;
  }[];
  readonly paymentTermsDays: number;
};

export type BillingProfileChange = {
  readonly model?: ('cycle' | 'pro-rata' | 'hybrid') | undefined;
  readonly cycleDay?: number | undefined;
  readonly invoicing?: ('merged' | 'independent') | undefined;
  readonly proration?: ('actual' | 'actual-30' | '30-360' | 'none') | undefined;
  readonly suspension?: Readonly<Record<string, ('stop' | 'continue') | number>> | undefined;
  /** `null` for no bounds. */
  readonly vacation?:
    | ({
        readonly minimumDays?: number | undefined;
        readonly maximumDays?: number | undefined;
      } | null)
    | undefined;
  readonly outage?: ('minute' | 'day' | 'none') | undefined;
  readonly taxes?:
    | readonly {
        readonly name: string;
        readonly rate: string;
        readonly inclusive?: boolean | undefined;
        readonly appliesTo?: readonly string[] | undefined;
        readonly compound?: boolean | undefined;
        readonly relief?: TaxRelief | undefined;
      }[]
    | undefined;
  readonly paymentTermsDays?: number | undefined;
};

export type BillingRun = {
  readonly id: Id;
  readonly runId: Id;
  readonly state: BillingRunState;
  readonly on: Day;
  readonly dryRun: boolean;
  readonly startedBy: 'request' | 'schedule';
  readonly startedAt: Instant;
  readonly endedAt?: Instant | undefined;
  /** The dry run whose result this run issues. */
  readonly previewId?: Id | undefined;
  readonly progress?:
    | {
        /** Subscribers who were due when the run started. */
        readonly due: number;
        /** Subscribers who were billed or named as failures. */
        readonly done: number;
        /** Subscribers a second, up to `updatedAt`. */
        readonly perSecond?: number | undefined;
        /** From `updatedAt`, at that rate; 0 once the run has ended. */
        readonly remainingSeconds?: number | undefined;
      }
    | undefined;
  readonly counts: {
    readonly subscribers: number;
    readonly invoices: number;
    readonly failed: number;
  };
  /** Sum of the invoices, one per currency. */
  readonly totals: readonly Money[];
  /** What is found rests on a supposition; the sum of what is charged without it. */
  readonly whatIf?:
    | {
        readonly presentTotals: readonly Money[];
      }
    | undefined;
  /** Who could not be billed and why; the first two hundred. */
  readonly failures: readonly {
    readonly subscriberId: Id;
    readonly code: string;
    readonly message: string;
  }[];
  /** Of a dry run: how many subscribers are new, gone, changed or unusually high against what was charged last. Unusually high is more than three times the median of the last six invoices, and at least a thousand minor units more. */
  readonly differences?:
    | {
        readonly new: number;
        readonly gone: number;
        readonly changed: number;
        readonly unusuallyHigh: number;
      }
    | undefined;
  /** Of a dry run: who differs most from what was charged last, or from what is charged without what is supposed; the most first, at most twelve. */
  readonly greatest?:
    | readonly {
        readonly subscriberId: Id;
        readonly total: Money;
        readonly before?: Money | undefined;
      }[]
    | undefined;
  /** Why the run broke off. */
  readonly reason?: string | undefined;
  readonly updatedAt: Instant;
};

export type BillingRunChange = 'new' | 'gone' | 'changed' | 'same';

export type BillingRunState = 'running' | 'completed' | 'failed';

export type BillingRunWithInvoices = {
  readonly id: Id;
  readonly runId: Id;
  readonly state: BillingRunState;
  readonly on: Day;
  readonly dryRun: boolean;
  readonly startedBy: 'request' | 'schedule';
  readonly startedAt: Instant;
  readonly endedAt?: Instant | undefined;
  /** The dry run whose result this run issues. */
  readonly previewId?: Id | undefined;
  readonly progress?:
    | {
        /** Subscribers who were due when the run started. */
        readonly due: number;
        /** Subscribers who were billed or named as failures. */
        readonly done: number;
        /** Subscribers a second, up to `updatedAt`. */
        readonly perSecond?: number | undefined;
        /** From `updatedAt`, at that rate; 0 once the run has ended. */
        readonly remainingSeconds?: number | undefined;
      }
    | undefined;
  readonly counts: {
    readonly subscribers: number;
    readonly invoices: number;
    readonly failed: number;
  };
  /** Sum of the invoices, one per currency. */
  readonly totals: readonly Money[];
  /** What is found rests on a supposition; the sum of what is charged without it. */
  readonly whatIf?:
    | {
        readonly presentTotals: readonly Money[];
      }
    | undefined;
  /** Who could not be billed and why; the first two hundred. */
  readonly failures: readonly {
    readonly subscriberId: Id;
    readonly code: string;
    readonly message: string;
  }[];
  /** Of a dry run: how many subscribers are new, gone, changed or unusually high against what was charged last. Unusually high is more than three times the median of the last six invoices, and at least a thousand minor units more. */
  readonly differences?:
    | {
        readonly new: number;
        readonly gone: number;
        readonly changed: number;
        readonly unusuallyHigh: number;
      }
    | undefined;
  /** Of a dry run: who differs most from what was charged last, or from what is charged without what is supposed; the most first, at most twelve. */
  readonly greatest?:
    | readonly {
        readonly subscriberId: Id;
        readonly total: Money;
        readonly before?: Money | undefined;
      }[]
    | undefined;
  /** Why the run broke off. */
  readonly reason?: string | undefined;
  readonly updatedAt: Instant;
  /** The first thousand; `counts.invoices` counts all. */
  readonly invoices: readonly {
    /** Left out in a dry run. */
    readonly invoiceId?: Id | undefined;
    readonly number?: string | undefined;
    readonly subscriberId: Id;
    readonly total: Money;
    readonly amountDue: Money;
  }[];
};

export type BulkAction = {
  readonly id: Id;
  readonly state: BulkActionState;
  /** With whom it is done. */
  readonly of: 'services' | 'subscribers';
  readonly action: BulkActionKind;
  readonly planId?: Id | undefined;
  readonly siteId?: Id | undefined;
  readonly technology?: Technology | undefined;
  readonly network?: NetworkStatus | undefined;
  /** Of whoever has the service. */
  readonly tag?: string | undefined;
  /** The state in which the services are. */
  readonly serviceState?: ServiceState | undefined;
  /** The node on which the service ends, or on which its session is. */
  readonly nodeId?: Id | undefined;
  /** Versions of the plan that the services have; any if left out. */
  readonly fromVersions?: readonly number[] | undefined;
  readonly serviceIds?: readonly Id[] | undefined;
  readonly subscriberIds?: readonly Id[] | undefined;
  /** Of the subscribers, where something is done for them and not with their services. */
  readonly status?: SubscriberStatus | undefined;
  readonly toPlanId?: Id | undefined;
  readonly toVersion?: number | undefined;
  readonly suspension?:
    | {
        readonly reason: SuspensionReason;
        readonly note?: string | undefined;
        readonly until?: Day | undefined;
      }
    | undefined;
  /** VLANs, profiles and addresses stay unless they are named here; port and numbers are those of the new OLT. */
  readonly move?:
    | {
        /** The NAS, OLT or LTE core that takes the place of another of its kind. */
        readonly toNodeId: Id;
        readonly lineProfile?: string | undefined;
        readonly serviceProfile?: string | undefined;
        readonly serviceVlan?: number | undefined;
      }
    | undefined;
  readonly message?: BulkMessage | undefined;
  readonly tags?: TagChanges | undefined;
  readonly pacePerMinute?: number | undefined;
  readonly starts: 'when-told' | 'at-once';
  readonly survey: BulkActionSurvey;
  readonly counts: {
    readonly toDo: number;
    readonly underWay: number;
    readonly done: number;
    readonly failed: number;
    readonly leftOut: Readonly<Record<string, number>>;
    /** Sessions that were cut, because their NAS could not change them. */
    readonly sessionsCut: number;
    /** Sessions that got the new rate while they went on. */
    readonly ratesChanged: number;
    readonly email: number;
    readonly sms: number;
    readonly waiting: number;
  };
  readonly failuresByCode: Readonly<Record<string, number>>;
  /** With whom it could not be done in this pass and why; the first two hundred. */
  readonly failures: readonly {
    readonly serviceId?: Id | undefined;
    readonly subscriberId?: Id | undefined;
    readonly orderId?: Id | undefined;
    readonly code: string;
    readonly message: string;
  }[];
  /** How many came to an end, over the last while. */
  readonly ratePerMinute?: number | undefined;
  /** At this rate; left out while it cannot be told. */
  readonly remainingSeconds?: number | undefined;
  /** Sites that did not answer; their services failed at once. */
  readonly silentSites: readonly Id[];
  /** Rises with each retry. */
  readonly pass: number;
  /** Why the platform could not go on. */
  readonly reason?: string | undefined;
  readonly requestedAt: Instant;
  readonly endedAt?: Instant | undefined;
  readonly updatedAt: Instant;
};

export type BulkActionKind = 'plan' | 'network-profile' | 'suspend' | 'resume' | 'move' | 'message' | 'tags';

export type BulkActionResult = {
  readonly serviceId?: Id | undefined;
  readonly subscriberId?: Id | undefined;
  readonly orderId?: Id | undefined;
  readonly sessionsCut?: number | undefined;
  readonly ratesChanged?: number | undefined;
  readonly told?:
    | {
        readonly email: number;
        readonly sms: number;
        readonly waiting: number;
      }
    | undefined;
  readonly outcome: 'done' | 'failed' | 'left-out';
  readonly code?: string | undefined;
  readonly message?: string | undefined;
};

export type BulkActionState =
  | 'surveying'
  | 'surveyed'
  | 'running'
  | 'paused'
  | 'cancelled'
  | 'completed'
  | 'failed';

export type BulkActionSurvey = {
  /** Whether everybody was looked at. */
  readonly complete: boolean;
  /** Services with which it is done, or subscribers for whom it is. */
  readonly found: number;
  /** Of services: whether a session is open now, and whether it must be cut: foreseen, not measured. */
  readonly sessions: {
    readonly none: number;
    readonly kept: number;
    readonly cut: number;
  };
  /** What the services pay now and what they will pay; the same where nothing that is charged changes. What billing does with a suspension is by the policy of each subscriber. */
  readonly prices: readonly {
    readonly fromVersion: number;
    readonly services: number;
    readonly price: Money;
    readonly period: BillingPeriod;
    readonly newPrice: Money;
    readonly newPeriod: BillingPeriod;
  }[];
  /** All prices together, by rhythm and currency. */
  readonly recurring: readonly {
    readonly period: BillingPeriod;
    readonly before: Money;
    readonly after: Money;
  }[];
  /** Of a message: who are written to by mail. */
  readonly email: number;
  /** Of a message: who get a text message. */
  readonly sms: number;
  /** Who were meant and are left out, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
};

export type BulkActionWithFound = {
  readonly id: Id;
  readonly state: BulkActionState;
  /** With whom it is done. */
  readonly of: 'services' | 'subscribers';
  readonly action: BulkActionKind;
  readonly planId?: Id | undefined;
  readonly siteId?: Id | undefined;
  readonly technology?: Technology | undefined;
  readonly network?: NetworkStatus | undefined;
  /** Of whoever has the service. */
  readonly tag?: string | undefined;
  /** The state in which the services are. */
  readonly serviceState?: ServiceState | undefined;
  /** The node on which the service ends, or on which its session is. */
  readonly nodeId?: Id | undefined;
  /** Versions of the plan that the services have; any if left out. */
  readonly fromVersions?: readonly number[] | undefined;
  readonly serviceIds?: readonly Id[] | undefined;
  readonly subscriberIds?: readonly Id[] | undefined;
  /** Of the subscribers, where something is done for them and not with their services. */
  readonly status?: SubscriberStatus | undefined;
  readonly toPlanId?: Id | undefined;
  readonly toVersion?: number | undefined;
  readonly suspension?:
    | {
        readonly reason: SuspensionReason;
        readonly note?: string | undefined;
        readonly until?: Day | undefined;
      }
    | undefined;
  /** VLANs, profiles and addresses stay unless they are named here; port and numbers are those of the new OLT. */
  readonly move?:
    | {
        /** The NAS, OLT or LTE core that takes the place of another of its kind. */
        readonly toNodeId: Id;
        readonly lineProfile?: string | undefined;
        readonly serviceProfile?: string | undefined;
        readonly serviceVlan?: number | undefined;
      }
    | undefined;
  readonly message?: BulkMessage | undefined;
  readonly tags?: TagChanges | undefined;
  readonly pacePerMinute?: number | undefined;
  readonly starts: 'when-told' | 'at-once';
  readonly survey: BulkActionSurvey;
  readonly counts: {
    readonly toDo: number;
    readonly underWay: number;
    readonly done: number;
    readonly failed: number;
    readonly leftOut: Readonly<Record<string, number>>;
    /** Sessions that were cut, because their NAS could not change them. */
    readonly sessionsCut: number;
    /** Sessions that got the new rate while they went on. */
    readonly ratesChanged: number;
    readonly email: number;
    readonly sms: number;
    readonly waiting: number;
  };
  readonly failuresByCode: Readonly<Record<string, number>>;
  /** With whom it could not be done in this pass and why; the first two hundred. */
  readonly failures: readonly {
    readonly serviceId?: Id | undefined;
    readonly subscriberId?: Id | undefined;
    readonly orderId?: Id | undefined;
    readonly code: string;
    readonly message: string;
  }[];
  /** How many came to an end, over the last while. */
  readonly ratePerMinute?: number | undefined;
  /** At this rate; left out while it cannot be told. */
  readonly remainingSeconds?: number | undefined;
  /** Sites that did not answer; their services failed at once. */
  readonly silentSites: readonly Id[];
  /** Rises with each retry. */
  readonly pass: number;
  /** Why the platform could not go on. */
  readonly reason?: string | undefined;
  readonly requestedAt: Instant;
  readonly endedAt?: Instant | undefined;
  readonly updatedAt: Instant;
  /** Whom the survey found; the first thousand. `survey.found` counts all. */
  readonly found: readonly {
    readonly serviceId?: Id | undefined;
    readonly subscriberId: Id;
    readonly planId?: Id | undefined;
    readonly fromVersion?: number | undefined;
    readonly session?: ('none' | 'kept' | 'cut') | undefined;
    readonly channels?: readonly NoticeChannel[] | undefined;
  }[];
};

export type BulkMessage = {
  readonly channels: readonly NoticeChannel[];
  /** In each language once. The first are for whoever reads none of the others. */
  readonly words: readonly {
    readonly language: NoticeLanguage;
    readonly subject: string;
    /** Paragraphs are parted by an empty line. {name}, {account} and {operator} are filled in. */
    readonly text: string;
    /** What is said by text message; the subject if left out. */
    readonly sms?: string | undefined;
  }[];
};

export type ChangePreview = {
  /** The day from which it would hold. */
  readonly on: Day;
  readonly recurring: {
    readonly before: Money;
    readonly after: Money;
    readonly period: BillingPeriod;
  };
  /** By how much it changes what is charged on that day, taxes included; negative gives back. */
  readonly due: Money;
  /** What stands on the invoice of that day because of it. */
  readonly lines: readonly {
    readonly item: string;
    readonly from?: Day | undefined;
    /** The first day that is no longer part of it. */
    readonly to?: Day | undefined;
    readonly amount: Money;
  }[];
};

export type ChargeExplanation = {
  readonly serviceId: Id;
  readonly on: Day;
  /** Of the service on that day, as the network proved it. */
  readonly state: 'not-active' | 'active' | 'suspended' | 'terminated';
  readonly payerId: Id;
  readonly items: readonly {
    readonly itemId: Id;
    readonly item: string;
    readonly charged: boolean;
    readonly reason?: ChargeSilence | undefined;
    readonly words: string;
    /** The day on which it will be charged. */
    readonly dueOn?: Day | undefined;
    readonly lines: readonly {
      readonly invoiceId: Id;
      readonly number: string;
      readonly lineId: Id;
      readonly amount: Money;
    }[];
    readonly events: readonly ExplainedEvent[];
  }[];
};

export type ChargeForesight = {
  /** Today, where the subscriber is. */
  readonly on: Day;
  /** By how much it changes what is charged today, taxes included; negative gives back. */
  readonly due: Money;
  /** What is charged or given back because of it. */
  readonly lines: readonly {
    readonly item: string;
    readonly from?: Day | undefined;
    /** The first day that is no longer part of it. */
    readonly to?: Day | undefined;
    readonly amount: Money;
  }[];
  /** What recurs costs another sum for a full period, before taxes. */
  readonly recurring: readonly {
    readonly period: BillingPeriod;
    readonly from: Day;
    /** The first day on which it is over. */
    readonly to?: Day | undefined;
    readonly before: Money;
    readonly after: Money;
    readonly difference: Money;
  }[];
  /** It was never active: all of this as if it were activated today. */
  readonly withActivation?: true | undefined;
};

export type ChargeSilence =
  | 'trial'
  | 'free'
  | 'discounted'
  | 'suspended'
  | 'forgiven'
  | 'other-payer'
  | 'no-part-price'
  | 'rounded-to-zero'
  | 'in-arrear'
  | 'in-future'
  | 'voided'
  | 'not-run';

export type ChargeTiming = 'in-advance' | 'in-arrear';

export type ClosingRule = 'silence' | 'nas-restart' | 'cut' | 'device-list' | 'accounting';

export type Collection = {
  readonly invoiceId: Id;
  readonly number: string;
  readonly subscriberId: Id;
  readonly state: CollectionState;
  /** The day of the next charge. */
  readonly nextOn?: Day | undefined;
  readonly stopped?: CollectionStopReason | undefined;
  readonly attempts: readonly {
    readonly attempt: number;
    readonly methodId: Id;
    readonly provider: string;
    readonly label: string;
    readonly amount: Money;
    readonly at: Instant;
    readonly outcome?: ('succeeded' | 'pending' | 'declined') | undefined;
    readonly providerPaymentId?: string | undefined;
    /** Why it was declined, in the provider’s words. */
    readonly reason?: string | undefined;
  }[];
  readonly updatedAt: Instant;
};

export type CollectionState = 'scheduled' | 'charging' | 'pending' | 'paid' | 'stopped';

export type CollectionStopReason = 'settled' | 'autopay-off' | 'no-method' | 'declined' | 'exhausted';

export type CommandPreview = {
  /** The day on which it would be carried out. */
  readonly on: Day;
  /** By how much it changes what is charged on that day, taxes included; negative gives back. */
  readonly due: Money;
  /** What stands on the invoice of that day because of it. */
  readonly lines: readonly {
    readonly item: string;
    readonly from?: Day | undefined;
    /** The first day that is no longer part of it. */
    readonly to?: Day | undefined;
    readonly amount: Money;
  }[];
  /** Plan and what recurs beside it, where the order changes it. */
  readonly recurring?:
    | {
        readonly before: Money;
        readonly after: Money;
        readonly period: BillingPeriod;
      }
    | undefined;
  /** Sessions that are open now. */
  readonly sessions: number;
  /** Those of them that end by it, as far as drivers and their settings tell; a device may still refuse another rate. */
  readonly cut: readonly Session[];
  readonly becomes: {
    readonly state: ServiceState;
    readonly entitlement: Entitlement;
  };
};

export type ComparisonAsked = {
  readonly comparisonId: Id;
};

export type ComparisonDepth = 'replica' | 'devices';

export type ComparisonHours = {
  readonly replica?: number | undefined;
  readonly devices?: number | undefined;
};

export type ComparisonRequest = {
  readonly depth?: ComparisonDepth | undefined;
};

export type Comparisons = {
  readonly running?:
    | {
        readonly comparisonId: Id;
        readonly startedAt: Instant;
        /** That are compared; on two devices, one counts twice. */
        readonly services: number;
        /** That are not as they should be. */
        readonly differences: number;
        /** On nodes that did not answer. */
        readonly unreachable: number;
        /** How many of them on devices so far. */
        readonly looked?: number | undefined;
      }
    | undefined;
  readonly last?:
    | {
        readonly comparisonId: Id;
        readonly startedAt: Instant;
        /** That are compared; on two devices, one counts twice. */
        readonly services: number;
        /** That are not as they should be. */
        readonly differences: number;
        /** On nodes that did not answer. */
        readonly unreachable: number;
        readonly finishedAt: Instant;
        readonly durationMs: number;
        /** Services that it holds and that nobody ever issued. */
        readonly unknown: readonly {
          readonly serviceId: Id;
          readonly revision: number;
        }[];
      }
    | undefined;
};

export type ComposedNotice = {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly sms: string;
};

export type Concern =
  | 'failed-orders'
  | 'drift'
  | 'alarms'
  | 'dead-letters'
  | 'unanswered-tickets'
  | 'unmatched-payments'
  | 'held-entries'
  | 'failed-refunds'
  | 'dunning-stopped'
  | 'run-failures'
  | 'run-differences'
  | 'ledger-differences';

export type ContractTerm = {
  readonly months: number;
  readonly earlyTermination:
    | {
        readonly fee: Money;
      }
    | {
        readonly restPercent: number;
      };
};

export type CoreBinding = {
  readonly nodeId: Id;
  readonly apn: string;
  readonly msisdn?: string | undefined;
};

export type CostCentre = string;

export type CostCentreChange = {
  readonly costCentre: CostCentre | null;
};

export type Coupon = {
  readonly code: CouponCode;
  readonly name: string;
  readonly off?: DiscountOff | undefined;
  readonly appliesTo: 'plan' | 'service';
  readonly lasts:
    | 'forever'
    | {
        readonly periods: number;
      }
    | {
        readonly untilOn: Day;
      };
  readonly rank: number;
  readonly waivesSetupFee: boolean;
  readonly validFrom?: Day | undefined;
  readonly validThrough?: Day | undefined;
  readonly plans?: readonly Id[] | undefined;
  readonly maxRedemptions?: number | undefined;
  readonly oncePerSubscriber: boolean;
  readonly id: Id;
  readonly status: 'offered' | 'retired';
  /** How often it was redeemed. */
  readonly redeemed: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
};

export type CouponCode = string;

export type CouponRedemption = {
  readonly coupon: CouponCode;
  /** From which day it counts; in mid-period the rest of the period is charged anew. */
  readonly from?:
    | (
        | ('now' | 'next-period')
        | {
            readonly on: Day;
          }
      )
    | undefined;
};

export type CurrencyCode = string;

export type Day = string;

export type DeadLetter = {
  readonly messageId: string;
  readonly consumer: string;
  readonly firstReceivedAt: Instant;
  /** How often it was handed out: to its consumer, and to those who looked at it. */
  readonly attempts: number;
  /** The event that it brings. */
  readonly event?:
    | {
        readonly type: string;
        readonly aggregateType: string;
        readonly aggregateId: string;
        readonly at: string;
      }
    | undefined;
  /** Why the consumer could not go on with what the event is about, at its last try. */
  readonly failure?:
    | {
        readonly at: Instant;
        readonly words: string;
      }
    | undefined;
  /** The message as the consumer got it. */
  readonly body: unknown;
};

export type DeferredRevenue = {
  readonly currencies: readonly {
    readonly currency: CurrencyCode;
    readonly months: readonly {
      readonly month: Month;
      /** By the day of the document. */
      readonly invoiced: Money;
      /** For service days in the month, whenever it was invoiced. */
      readonly earned: Money;
      /** At the end of the month: invoiced, for days that come after it. */
      readonly deferred: Money;
      /** At the end of the month: of days up to it, invoiced only after it. */
      readonly accrued: Money;
    }[];
  }[];
};

export type DeviceReading = {
  readonly nodeId: Id;
  readonly device: 'onu' | 'router' | 'sim';
  /** Against the desired state. `different` also where the device refuses to be asked. */
  readonly outcome: 'as-desired' | 'different' | 'unreachable';
  readonly reason?: string | undefined;
  readonly onu?: OnuReading | undefined;
  /** Each with the device’s own answer, its live sessions among them. */
  readonly checks: readonly {
    readonly check: string;
    readonly ok: boolean;
    readonly answer: string;
  }[];
};

export type DiscountOff =
  | {
      /** Per cent of what the earlier ones left. */
      readonly percent: number;
    }
  | {
      readonly amount: Money;
    };

export type DraftInvoice = {
  readonly id: Id;
  readonly subscriberId: Id;
  readonly state: DraftInvoiceState;
  readonly currency: CurrencyCode;
  readonly lines: readonly DraftInvoiceLine[];
  /** Before taxes that come on top. */
  readonly total: Money;
  readonly note?: string | undefined;
  readonly dueOn?: Day | undefined;
  /** The invoice that it became. */
  readonly invoiceId?: Id | undefined;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
};

export type DraftInvoiceContent = {
  readonly lines: readonly DraftInvoiceLineInput[];
  /** Stands on the invoice. */
  readonly note?: string | undefined;
  /** By the subscriber’s payment terms if left out, or if it is over at the issue. */
  readonly dueOn?: Day | undefined;
};

export type DraftInvoiceLine = {
  /** What it is for, as it will stand on the invoice. */
  readonly item: string;
  /** The service that it belongs to, where it does. */
  readonly serviceId?: Id | undefined;
  readonly costCentre?: CostCentre | undefined;
  /** Whether the subscriber’s taxes apply to it. */
  readonly taxed: boolean;
  readonly amount: Money;
};

export type DraftInvoiceLineInput = {
  /** What it is for, as it will stand on the invoice. */
  readonly item: string;
  /** The service that it belongs to, where it does. */
  readonly serviceId?: Id | undefined;
  readonly costCentre?: CostCentre | undefined;
  /** Whether the subscriber’s taxes apply to it. */
  readonly taxed?: boolean | undefined;
  readonly amount: Money;
};

export type DraftInvoiceState = 'draft' | 'issued' | 'discarded';

export type DriftPolicy = 'mend' | 'hold';

export type DriftedService = {
  readonly id: Id;
  readonly subscriberId: Id;
  readonly state: ServiceState;
  /** What the subscriber has at this moment. */
  readonly entitlement: Entitlement;
  readonly plan: {
    readonly planId: Id;
    readonly name: string;
    readonly terms: PlanVersion;
    readonly networkVersion?: number | undefined;
  };
  readonly extras: readonly {
    readonly itemId: Id;
    readonly kind: 'add-on' | 'equipment';
    readonly modelId: Id;
    readonly name: string;
    readonly serial?: string | undefined;
    readonly price: ExtraPrice;
  }[];
  readonly discounts: readonly ServiceDiscount[];
  /** Why the set-up fee is not charged. */
  readonly setupFeeWaived?: string | undefined;
  readonly costCentre?: CostCentre | undefined;
  /** Of its quota, as of the last 80 or 100 % that were told of; left out before. */
  readonly quotaUse?:
    | {
        readonly from: Day;
        readonly renewsOn: Day;
        readonly octets: number;
        readonly carriedOctets?: number | undefined;
        readonly boughtOctets?: number | undefined;
      }
    | undefined;
  /** Volume that was bought beside the quota, for the span that begins on `from`. */
  readonly topUps?:
    | readonly {
        readonly id: Id;
        readonly gigabytes: number;
        readonly price: Money;
        readonly from: Day;
      }[]
    | undefined;
  /** The hours of its plan that it is in, and when the next ones begin; left out where the plan has none. */
  readonly timeBand?:
    | {
        readonly band?: TimeBand | undefined;
        readonly until: Instant;
      }
    | undefined;
  readonly override?: AccessOverride | undefined;
  /** What dunning leaves of it. */
  readonly restriction?: AccessRestriction | undefined;
  readonly address: Address;
  readonly access: AccessBinding;
  readonly network: NetworkView;
  /** Where its OLT has the ONU, as last proven. */
  readonly line?: ObservedLine | undefined;
  readonly suspension?:
    | {
        readonly reason: SuspensionReason;
        readonly note?: string | undefined;
        readonly since: Instant;
        /** The day on which it is planned to end. */
        readonly until?: Day | undefined;
      }
    | undefined;
  /** Orders that wait for their day, the next first. */
  readonly pending: readonly PendingAction[];
  /** The order that runs. */
  readonly order?:
    | {
        readonly orderId: Id;
        readonly kind: OrderKind;
      }
    | undefined;
  /** Why the last order did not succeed. */
  readonly failure?:
    | {
        readonly orderId: Id;
        readonly kind: OrderKind;
        readonly reason: string;
        readonly at: Instant;
      }
    | undefined;
  readonly selectedAt: Instant;
  readonly activatedAt?: Instant | undefined;
  readonly terminatedAt?: Instant | undefined;
  readonly updatedAt: Instant;
  /** What happens to it: mended, or held until staff decide. */
  readonly policy: DriftPolicy;
  /** When its site last looked. */
  readonly lookedAt?: Instant | undefined;
};

export type Driver = {
  readonly name: string;
  readonly kind: AccessNodeKind;
  readonly summary: string;
  /** What a node of this driver can do. */
  readonly capabilities: readonly string[];
  /** What a node must have set to give live sessions another rate, where not every node of the driver has `live-rates`. */
  readonly liveRatesNeed?:
    | {
        readonly settings: readonly string[];
        readonly credentials: readonly string[];
      }
    | undefined;
  /** What a device is burdened with at most, unless its settings say otherwise. */
  readonly limits: {
    readonly parallel: number;
    readonly perSecond?: number | undefined;
  };
  /** JSON Schema of `settings`; `message` beside a field says what its values must be. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** JSON Schema of `credentials`. With `anyOf` there is a choice. */
  readonly credentials: Readonly<Record<string, unknown>>;
  /** Credentials that a form must not show while they are typed. */
  readonly secrets: readonly string[];
};

export type Dunning = {
  readonly subscriberId: Id;
  /** Left out while nothing is open. */
  readonly openSince?: Day | undefined;
  /** Steps taken since then, in their order. */
  readonly taken: readonly {
    readonly invoiceId?: Id | undefined;
    readonly number?: string | undefined;
    readonly dueOn: Day;
    readonly stepId: string;
    readonly kind: DunningStepKind;
    readonly rate?:
      | {
          readonly downKbps: number;
          readonly upKbps: number;
        }
      | undefined;
    readonly blocks?: true | undefined;
    readonly feeInvoiceId?: Id | undefined;
    readonly on: Day;
  }[];
  readonly hold?:
    | {
        /** No step is taken before this day. */
        readonly until: Day;
        readonly reason: string;
      }
    | undefined;
  readonly promise?:
    | {
        /** The last day of the promise. */
        readonly until: Day;
        readonly madeOn: Day;
        readonly note?: string | undefined;
      }
    | undefined;
  /** In which instalments what was open is paid; no step is taken for it while they are. */
  readonly plan?:
    | {
        readonly agreedOn: Day;
        readonly total: Money;
        readonly invoiceIds: readonly Id[];
        readonly instalments: readonly {
          readonly on: Day;
          readonly amount: Money;
        }[];
        readonly note?: string | undefined;
      }
    | undefined;
  /** Invoices of which the subscriber says that they are wrong; no step is taken for them. */
  readonly disputed?:
    | readonly {
        readonly invoiceId: Id;
        readonly number: string;
        readonly reason: string;
        readonly since: Day;
      }[]
    | undefined;
  /** For what is open now. */
  readonly brokenPromises?: number | undefined;
  /** Services of which a step took something, not restored yet. */
  readonly cut: readonly Id[];
  /** Since then the debt is listed for whoever collects it. */
  readonly handedOverOn?: Day | undefined;
  /** Since then the balance of who pays before runs low, and that was told. */
  readonly lowSince?: Day | undefined;
  /** What was taken of them by the harshest step. */
  readonly level?:
    | {
        readonly kind: DunningStepKind;
        readonly rate?:
          | {
              readonly downKbps: number;
              readonly upKbps: number;
            }
          | undefined;
        readonly blocks?: true | undefined;
      }
    | undefined;
};

export type DunningPolicy = {
  /** By their days; of those that have begun the last one is in force. */
  readonly versions: readonly {
    readonly from: Day;
    readonly rules: readonly DunningRule[];
    readonly unmatchedLimit: number;
    /** Days of the week, 1 for Monday as ISO 8601 counts; every day if left out. On other days it waits. */
    readonly weekdays?: readonly number[] | undefined;
    /** On the subscriber’s clock; outside of them it waits. */
    readonly hours?:
      | {
          readonly from: string;
          readonly to: string;
        }
      | undefined;
    /** On a public holiday of one of these places it waits. */
    readonly holidays?:
      | readonly {
          readonly country: string;
          readonly region?: string | undefined;
        }[]
      | undefined;
    /** How many subscribers at most on one day (UTC); the others wait for the next one. */
    readonly perDay?: number | undefined;
  }[];
  readonly setAt?: Instant | undefined;
};

export type DunningPreview = {
  readonly items: readonly ForeseenDunning[];
  readonly nextCursor?: string | undefined;
  readonly on: Day;
  /** Why no step is taken for anybody at present. */
  readonly stopped?: string | undefined;
};

export type DunningRule = {
  readonly name?: string | undefined;
  /** Subscribers of this category; a rule without one is for all that no other fits. */
  readonly category?: string | undefined;
  readonly steps: readonly DunningStep[];
  /** Promises to pay are taken; left out, none are. */
  readonly promises?:
    | {
        /** How many days ahead at most. */
        readonly mostDays: number;
        /** Whether what was taken of services is given back on the word, until it is broken. */
        readonly restores: boolean;
      }
    | undefined;
  /** Payment plans are taken; left out, none are. */
  readonly plans?:
    | {
        readonly mostInstalments: number;
        /** How many days from the agreement on the first instalment is paid at the latest. */
        readonly firstWithinDays: number;
      }
    | undefined;
  /** Service is for a balance that was paid before: what open credit does not cover counts as overdue on its due day, so that a step of day 0 takes the service as soon as the balance is used up. */
  readonly prepaid?: true | undefined;
  /** No step is taken while the invoice is to be charged to the saved method once more. */
  readonly waitsForAutopay?: true | undefined;
  /** Nothing is taken of services of these technologies. */
  readonly excludedTechnologies?: readonly Technology[] | undefined;
  /** Subscribers with one of these tags are left alone, such as hospitals. */
  readonly excludedTags?: readonly string[] | undefined;
  /** Less than this, in its currency, is not pursued, and a payment that leaves less restores. */
  readonly minimum?: Money | undefined;
  /** Of `prepaid`: so much must stay on the balance, in its currency. What is missing of it counts as overdue since the day on which it fell short, and steps that take something of services are taken for it, though no invoice is open. */
  readonly minimumBalance?: Money | undefined;
  /** Of `prepaid`: when who has something to pay next is told that the balance runs low; once, until it is enough again. */
  readonly lowBalance?:
    | {
        /** As soon as the balance, less what must stay on it, does not cover what is charged next. */
        readonly nextDebit?: true | undefined;
        /** As soon as less than this, in its currency, is on the balance. */
        readonly below?: Money | undefined;
      }
    | undefined;
};

export type DunningRuleInput = {
  readonly name?: string | undefined;
  /** Subscribers of this category; a rule without one is for all that no other fits. */
  readonly category?: string | undefined;
  readonly steps: readonly DunningStep[];
  /** Promises to pay are taken; left out, none are. */
  readonly promises?:
    | {
        /** How many days ahead at most. */
        readonly mostDays: number;
        /** Whether what was taken of services is given back on the word, until it is broken. */
        readonly restores?: boolean | undefined;
      }
    | undefined;
  /** Payment plans are taken; left out, none are. */
  readonly plans?:
    | {
        readonly mostInstalments: number;
        /** How many days from the agreement on the first instalment is paid at the latest. */
        readonly firstWithinDays?: number | undefined;
      }
    | undefined;
  /** Service is for a balance that was paid before: what open credit does not cover counts as overdue on its due day, so that a step of day 0 takes the service as soon as the balance is used up. */
  readonly prepaid?: true | undefined;
  /** No step is taken while the invoice is to be charged to the saved method once more. */
  readonly waitsForAutopay?: true | undefined;
  /** Nothing is taken of services of these technologies. */
  readonly excludedTechnologies?: readonly Technology[] | undefined;
  /** Subscribers with one of these tags are left alone, such as hospitals. */
  readonly excludedTags?: readonly string[] | undefined;
  /** Less than this, in its currency, is not pursued, and a payment that leaves less restores. */
  readonly minimum?: Money | undefined;
  /** Of `prepaid`: so much must stay on the balance, in its currency. What is missing of it counts as overdue since the day on which it fell short, and steps that take something of services are taken for it, though no invoice is open. */
  readonly minimumBalance?: Money | undefined;
  /** Of `prepaid`: when who has something to pay next is told that the balance runs low; once, until it is enough again. */
  readonly lowBalance?:
    | {
        /** As soon as the balance, less what must stay on it, does not cover what is charged next. */
        readonly nextDebit?: true | undefined;
        /** As soon as less than this, in its currency, is on the balance. */
        readonly below?: Money | undefined;
      }
    | undefined;
};

export type DunningStatus = {
  /** No step is taken for anybody; who pays is restored all the same. */
  readonly isStopped: boolean;
  readonly because?:
    | ('unmatched-payments' | 'intake-silent' | 'messages-refused' | 'provider-unreachable' | 'clock')
    | undefined;
  /** What seems suspect, and what to do. */
  readonly words?: string | undefined;
  readonly override?:
    | {
        readonly until: Instant;
        readonly reason: string;
      }
    | undefined;
  /** How many owe something, or are not restored yet. */
  readonly watched: number;
};

export type DunningStep = {
  /** A step is taken once per invoice; one with another id is another step. */
  readonly stepId: string;
  readonly kind: DunningStepKind;
  /** Days after the due day; negative before it. Only a reminder comes before it. */
  readonly day: number;
  /** Of a late fee. */
  readonly fee?: LateFee | undefined;
  /** Of a throttle. */
  readonly rate?:
    | {
        readonly downKbps: number;
        readonly upKbps: number;
      }
    | undefined;
  /** Of a suspension: not even the page on which to pay can be reached. */
  readonly blocks?: true | undefined;
};

export type DunningStepKind =
  | 'reminder'
  | 'late-fee'
  | 'throttle'
  | 'walled-garden'
  | 'suspension'
  | 'termination'
  | 'hand-over';

export type Email = string;

export type Enrolment = {
  /** PEM. */
  readonly certificate: string;
  /** URL or host of the MQTT broker, TLS with client certificate. */
  readonly endpoint: string;
  readonly siteId: Id;
  /** Topic by channel. */
  readonly topics: {
    readonly up: Readonly<Record<string, string>>;
    readonly down: Readonly<Record<string, string>>;
  };
};

export type EnrolmentRequest = {
  readonly certificateRequest: string;
};

export type Entitlement = 'full' | 'throttled' | 'exhausted' | 'walled-garden' | 'blocked';

export type EquipmentModel = {
  readonly id: Id;
  readonly name: string;
  readonly description?: string | undefined;
  readonly vendor: string;
  readonly model: string;
  readonly sku?: string | undefined;
  readonly price: Money;
  readonly period: BillingPeriod;
  readonly charge: ChargeTiming;
  /** Days from the activation that are free. */
  readonly trialDays: number;
  readonly accounting: Accounting;
  /** What happens to unbilled instalments when the service ends. */
  readonly onTermination: 'bill-rest' | 'forgive';
  readonly status: OfferStatus;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
};

export type EquipmentModelChange = {
  readonly name?: string | undefined;
  readonly description?: (string | null) | undefined;
  readonly vendor?: string | undefined;
  readonly model?: string | undefined;
  readonly sku?: (string | null) | undefined;
  readonly price?: Money | undefined;
  readonly period?: BillingPeriod | undefined;
  readonly charge?: ChargeTiming | undefined;
  /** Days from the activation that are free. */
  readonly trialDays?: number | undefined;
  readonly accounting?: Accounting | undefined;
  /** What happens to unbilled instalments when the service ends. */
  readonly onTermination?: ('bill-rest' | 'forgive') | undefined;
};

export type EquipmentRequest = {
  readonly equipmentModelId: Id;
  readonly serial?: string | undefined;
};

export type EuVatRates = {
  /** When they were last compared with what the Commission publishes. */
  readonly asOf: Day;
  readonly reverseCharge: {
    readonly countries: readonly string[];
    readonly reason: string;
    readonly goods?:
      | {
          readonly reason: string;
        }
      | undefined;
  };
  readonly rates: readonly TaxRate[];
};

export type Event = {
  readonly eventId: Id;
  readonly type: string;
  readonly aggregateType:
    | 'lead'
    | 'subscriber'
    | 'person'
    | 'plan'
    | 'add-on'
    | 'equipment-model'
    | 'coupon'
    | 'site'
    | 'access-node'
    | 'alarm'
    | 'outage'
    | 'address-pool'
    | 'sim'
    | 'service'
    | 'service-order'
    | 'bulk-action'
    | 'bulk-change'
    | 'round'
    | 'billing-policy'
    | 'tax-rules'
    | 'tax-service'
    | 'billing-account'
    | 'billing-run'
    | 'ledger-proof'
    | 'invoice'
    | 'payment'
    | 'payment-providers'
    | 'payment-session'
    | 'payment-link'
    | 'payment-methods'
    | 'collection'
    | 'autopay-policy'
    | 'notification'
    | 'notice-templates'
    | 'operator'
    | 'draft-invoice'
    | 'webhook-endpoint'
    | 'dunning-policy'
    | 'dunning'
    | 'ticket'
    | 'staff'
    | 'saved-view';
  readonly aggregateId: Id;
  readonly version: number;
  readonly at: Instant;
  readonly actor: {
    readonly kind: 'staff' | 'machine' | 'subscriber' | 'system' | 'agent' | 'provider';
    readonly id: string;
  };
  readonly data: Readonly<Record<string, unknown>>;
  readonly position: number;
};

export type ExplainedEvent = {
  readonly eventId: Id;
  readonly type: string;
  /** When the network proved it, or when it was recorded. */
  readonly at: Instant;
  /** The order behind it and what devices and AAA answered. */
  readonly proof?:
    | {
        readonly orderId: Id;
        readonly revision?: number | undefined;
        readonly answers: readonly {
          readonly name: string;
          readonly at: Instant;
          readonly ok: boolean;
          readonly answer: string;
        }[];
      }
    | undefined;
};

export type ExtraPrice = {
  readonly price: Money;
  readonly period: BillingPeriod;
  readonly charge: ChargeTiming;
  readonly trialDays: number;
  readonly accounting: Accounting;
  readonly onTermination: 'bill-rest' | 'forgive';
};

export type FailingAddress = {
  readonly address: Email;
  readonly fault: AddressFault;
  /** What the carrier said. */
  readonly reason: string;
  readonly since: Instant;
};

export type Figures = {
  /** When they were reckoned; every night, and on request. */
  readonly asOf: Instant;
  /** Services that were activated and have not ended. */
  readonly services: number;
  /** Subscribers whose dunning is held. */
  readonly holds: number;
  /** Subscribers who cannot be reckoned and are in no other figure: `GET /ledger/proofs`. */
  readonly unreckoned: number;
  readonly months: readonly {
    readonly month: Month;
    /** Services that were there when it began. */
    readonly opening: number;
    /** Services that the network proved for the first time in the month, in the subscriber’s time zone. A service that is moved, changed or resumed is not activated again. */
    readonly activations: number;
    readonly terminations: number;
    /** Service churn of a month: services that ended in it ÷ services that had been activated before it and had not ended when it began. Of the present month: up to now. Left out where there was no service. */
    readonly churnPercent?: number | undefined;
  }[];
  readonly currencies: readonly {
    readonly currency: CurrencyCode;
    /** Monthly recurring revenue: what recurs on all services today, after discounts and before taxes, brought to a month: a day’s price × 365 ÷ 12, a week’s × 365 ÷ 84, a quarter’s ÷ 3, a half-year’s ÷ 6, a year’s ÷ 12. Plans, add-ons and equipment count; set-up and other fees, instalments, top-ups, usage and trials do not. A suspended service counts as far as its suspension is charged. Of a month that is over: as it was on its last day. */
    readonly mrr: Money;
    /** Average revenue per user: MRR ÷ subscribers of whom something recurs today, in this currency. */
    readonly arpu?: Money | undefined;
    /** Of whom something recurs today. */
    readonly subscribers: number;
    readonly months: readonly {
      readonly month: Month;
      readonly mrr: Money;
    }[];
    readonly receivables: Receivables;
  }[];
};

export type FiguresReport = {
  /** None before they were reckoned first. */
  readonly figures?: Figures | undefined;
  readonly definitions: Readonly<Record<string, string>>;
};

export type ForeseenDunning = {
  readonly subscriberId: Id;
  readonly number: string;
  readonly name: string;
  readonly action:
    | 'reminder'
    | 'late-fee'
    | 'throttle'
    | 'walled-garden'
    | 'suspension'
    | 'termination'
    | 'hand-over'
    | 'none';
  /** In words for staff. */
  readonly why: string;
  readonly spared?:
    | (
        | 'nothing-due'
        | 'exempt'
        | 'held'
        | 'promised'
        | 'disputed'
        | 'below-minimum'
        | 'credit'
        | 'unmatched-payment'
        | 'charge-under-way'
        | 'charge-to-come'
        | 'outside-weekdays'
        | 'holiday'
        | 'outside-hours'
        | 'daily-limit'
      )
    | undefined;
  readonly stepId?: string | undefined;
  readonly invoiceId?: Id | undefined;
  readonly owed?: Money | undefined;
  readonly hold?:
    | {
        /** No step is taken before this day. */
        readonly until: Day;
        readonly reason: string;
      }
    | undefined;
};

export type FoundSession = {
  readonly sessionId: string;
  readonly siteId: Id;
  readonly nodeId?: Id | undefined;
  readonly username: string;
  readonly technology?: Technology | undefined;
  readonly source: SessionSource;
  readonly framedIp?: string | undefined;
  /** RFC 3162: of the line itself. */
  readonly framedIpv6Prefix?: string | undefined;
  /** RFC 4818: behind the subscriber’s router. */
  readonly delegatedIpv6Prefix?: string | undefined;
  readonly callingStationId?: string | undefined;
  readonly startedAt: Instant;
  /** When the network was last heard of it. */
  readonly updatedAt: Instant;
  readonly endedAt?: Instant | undefined;
  /** RFC 2866 §5.10. */
  readonly terminateCause?: string | undefined;
  /** Absent when the NAS itself told of the end. */
  readonly closedBy?: ClosingRule | undefined;
  /** The end in words. */
  readonly endMeans?: string | undefined;
  readonly seconds: number;
  readonly uploadOctets: number;
  readonly downloadOctets: number;
  readonly serviceId?: Id | undefined;
  readonly subscriberId?: Id | undefined;
  /** Of whose it is. */
  readonly subscriberName?: string | undefined;
  /** Their account number. */
  readonly subscriberNumber?: AccountNumber | undefined;
};

export type HandOver = {
  readonly subscriberId: Id;
  readonly number: string;
  readonly name: string;
  readonly handedOverOn: Day;
  readonly open: Money;
  readonly invoices: readonly {
    readonly invoiceId: Id;
    readonly number: string;
    readonly dueOn: Day;
    readonly open: Money;
  }[];
};

export type Id = string;

export type ImportedEntry = {
  readonly paymentId: Id;
  /** `known`: it was imported before, by this file or another. `held`: it looks like money that is known, and counts once staff say so. `returned`: the bank took it back, and what it had settled is due again. */
  readonly outcome: 'matched' | 'unmatched' | 'known' | 'held' | 'returned';
  readonly on: Day;
  readonly amount: Money;
  readonly reference: string;
  readonly name?: string | undefined;
  readonly subscriberId?: Id | undefined;
  readonly invoiceId?: Id | undefined;
};

export type ImportedStatement = {
  readonly matched: number;
  readonly unmatched: number;
  readonly known: number;
  readonly held: number;
  readonly returned: number;
  readonly items: readonly ImportedEntry[];
};

export type Instant = string;

export type Invoice = {
  readonly id: Id;
  readonly number: string;
  readonly document: 'invoice' | 'credit-note';
  readonly subscriberId: Id;
  readonly state: InvoiceState;
  readonly currency: CurrencyCode;
  readonly issuedOn: Day;
  readonly issuedAt: Instant;
  readonly dueOn: Day;
  readonly purchaseOrderNumber?: string | undefined;
  readonly lines: readonly InvoiceLine[];
  readonly total: Money;
  /** Open credit that settled a part, at issue or later. */
  readonly creditApplied: Money;
  /** What payments settled. */
  readonly paid: Money;
  readonly amountDue: Money;
  /** What is not expected any more. A payment that comes after all goes to it. */
  readonly writtenOff?: Money | undefined;
  readonly paidOn?: Day | undefined;
  /** The invoice that a credit note is about. */
  readonly aboutInvoiceId?: Id | undefined;
  readonly reason?: string | undefined;
  readonly voided?:
    | {
        readonly on: Day;
        readonly reason: string;
      }
    | undefined;
  readonly updatedAt: Instant;
};

export type InvoiceLine = {
  readonly lineId: Id;
  readonly kind: InvoiceLineKind;
  readonly serviceId?: Id | undefined;
  /** Whose service it is, when another one pays for it. */
  readonly subscriberId?: Id | undefined;
  /** As that subscriber was called then. */
  readonly subscriberName?: string | undefined;
  readonly costCentre?: CostCentre | undefined;
  readonly itemId?: Id | undefined;
  /** What it is for, as it was named when it was sold. */
  readonly item: string;
  readonly from?: Day | undefined;
  /** The first day that is no longer part of it. */
  readonly to?: Day | undefined;
  /** With `of`: the fraction of the full price. */
  readonly days?: number | undefined;
  readonly of?: number | undefined;
  /** Of a full period, before discounts. */
  readonly price?: Money | undefined;
  /** What each changed the line by; the amount is what is left. */
  readonly discounts?:
    | readonly {
        readonly discountId: Id;
        readonly name: string;
        readonly amount: Money;
      }[]
    | undefined;
  /** How long the outage was for which it gives back. */
  readonly minutes?: number | undefined;
  /** Percentage that is charged during a suspension. */
  readonly rate?: number | undefined;
  /** Numbers of the instalments it stands for. */
  readonly parts?: readonly number[] | undefined;
  readonly amount: Money;
  readonly tax?:
    | {
        readonly name: string;
        readonly rate: string;
        /** Which rule chose it; left out where the billing profile names it. */
        readonly ground?: TaxGround | undefined;
        /** What a tax on tax was reckoned on. */
        readonly base?: Money | undefined;
      }
    | undefined;
  /** Taxes that the amount contains. */
  readonly contains?:
    | readonly {
        readonly name: string;
        readonly rate: string;
        /** Which rule chose it; left out where the billing profile names it. */
        readonly ground?: TaxGround | undefined;
        readonly amount: Money;
      }[]
    | undefined;
  /** Taxes that are not charged on it, and why. */
  readonly reliefs?:
    | readonly {
        readonly kind: 'exempt' | 'reverse-charge' | 'intra-community-supply' | 'export' | 'outside-scope';
        readonly reason?: string | undefined;
        readonly name: string;
        readonly ground?: TaxGround | undefined;
      }[]
    | undefined;
  /** The line that this one taxes, credits or adjusts. */
  readonly aboutLineId?: Id | undefined;
  /** The service events it rests on. */
  readonly events: readonly Id[];
};

export type InvoiceLineExplanation = {
  readonly lineId: Id;
  readonly item: string;
  readonly kind: InvoiceLineKind;
  readonly rule:
    | 'full-period'
    | 'part-period'
    | 'unused-rest'
    | 'undone'
    | 'once'
    | 'instalment'
    | 'rest-of-instalments'
    | 'setup-fee'
    | 'early-termination'
    | 'usage'
    | 'top-up'
    | 'outage'
    | 'tax'
    | 'tax-taken-back'
    | 'adjustment'
    | 'by-hand';
  readonly amount: Money;
  readonly words: string;
  readonly fraction?:
    | {
        readonly days: number;
        readonly of: number;
      }
    | undefined;
  readonly serviceId?: Id | undefined;
  /** Of the plan. */
  readonly version?: number | undefined;
  /** Of a full period, before discounts. */
  readonly price?: Money | undefined;
  /** The days that it is for. */
  readonly period?:
    | {
        readonly from: Day;
        readonly to: Day;
      }
    | undefined;
  readonly discounts?:
    | readonly {
        readonly discountId: Id;
        readonly name: string;
        readonly amount: Money;
      }[]
    | undefined;
  readonly aboutLineId?: Id | undefined;
  readonly events: readonly ExplainedEvent[];
};

export type InvoiceLineKind = 'recurring' | 'credit' | 'once' | 'instalment' | 'usage' | 'tax' | 'adjustment';

export type InvoiceState = 'issued' | 'partially-paid' | 'paid' | 'written-off' | 'void';

export type Language = string;

export type LateFee = {
  readonly percent?: number | undefined;
  /** One per currency; in another one no fee is charged. */
  readonly amounts?: readonly Money[] | undefined;
  /** The subscriber’s taxes apply to it; left out, it is outside of taxes, as damages are. */
  readonly taxed?: true | undefined;
};

export type Lead = {
  readonly id: Id;
  readonly status: LeadStatus;
  /** Full name of the person. */
  readonly name: string;
  readonly organization?: string | undefined;
  readonly email?: Email | undefined;
  readonly phone?: Phone | undefined;
  readonly source: LeadSource;
  readonly sourceDetail?: string | undefined;
  readonly address?: Address | undefined;
  readonly wantedPlanId?: Id | undefined;
  /** Who works on it. */
  readonly assignee?: string | undefined;
  readonly notes: readonly Note[];
  readonly quote?: Quote | undefined;
  readonly lostReason?: string | undefined;
  /** What it became; there once it is won. */
  readonly subscriberId?: Id | undefined;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
};

export type LeadChange = {
  /** Full name of the person. */
  readonly name?: string | undefined;
  readonly organization?: (string | null) | undefined;
  readonly email?: (Email | null) | undefined;
  readonly phone?: (Phone | null) | undefined;
  readonly source?: LeadSource | undefined;
  readonly sourceDetail?: (string | null) | undefined;
  readonly address?: (Address | null) | undefined;
  readonly wantedPlanId?: (Id | null) | undefined;
  readonly assignee?: (string | null) | undefined;
  /** `quoted` comes with `quote`; `won` is reached by conversion only. */
  readonly status?: LeadStatus | undefined;
  /** Makes an offer; the status becomes `quoted`. */
  readonly quote?: QuoteWish | undefined;
  readonly lostReason?: string | undefined;
  /** Is added to the notes. */
  readonly note?: string | undefined;
};

export type LeadConversion = {
  /** An organization if the lead names one, else a contact. */
  readonly kind?: SubscriberKind | undefined;
  readonly language?: Language | undefined;
  readonly timeZone?: TimeZone | undefined;
  /** That of the offer or of the wanted plan if left out, else USD. */
  readonly currency?: CurrencyCode | undefined;
  readonly billingProfile?: NewBillingProfile | undefined;
};

export type LeadSource =
  | 'website'
  | 'phone'
  | 'walk-in'
  | 'referral'
  | 'campaign'
  | 'partner'
  | 'social-media'
  | 'event'
  | 'field-sales'
  | 'other';

export type LeadStatus = 'new' | 'contacted' | 'qualified' | 'quoted' | 'won' | 'lost';

export type LedgerAccount = {
  readonly account: LedgerAccountName;
  readonly class: LedgerAccountClass;
  /** Debits less credits before the period. */
  readonly opening: Money;
  readonly debit: Money;
  readonly credit: Money;
  readonly closing: Money;
};

export type LedgerAccountClass = 'asset' | 'liability' | 'income' | 'expense';

export type LedgerAccountName = string;

export type LedgerEntryKind =
  | 'invoice'
  | 'credit-note'
  | 'void'
  | 'credit-applied'
  | 'goodwill'
  | 'write-off'
  | 'reinstatement'
  | 'payment'
  | 'allocation'
  | 'refund'
  | 'refund-allocation';

export type LedgerProof = {
  readonly id: Id;
  readonly state: LedgerProofState;
  readonly startedBy: 'request' | 'schedule';
  /** Whether everybody was proven, or those to whom something happened since the proof before. */
  readonly scope: 'everybody' | 'changed';
  readonly startedAt: Instant;
  readonly endedAt?: Instant | undefined;
  /** The place in the feed of events up to which it looked. */
  readonly through: number;
  /** How many were proven. */
  readonly subscribers: number;
  /** 0 is the proof; GET …/differences names them. */
  readonly differences: number;
  /** Why it broke off. */
  readonly reason?: string | undefined;
  readonly updatedAt: Instant;
};

export type LedgerProofDifference = {
  readonly finding: LedgerProofFinding;
  readonly words: string;
  readonly subscriberId?: Id | undefined;
  readonly serviceId?: Id | undefined;
  readonly invoiceId?: Id | undefined;
  readonly number?: string | undefined;
  readonly paymentId?: Id | undefined;
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
  readonly currency?: CurrencyCode | undefined;
  /** What it should be; of numbers in a series, how many. */
  readonly expected?: (Money | number) | undefined;
  readonly found?: (Money | number) | undefined;
};

export type LedgerProofFinding =
  | 'not-provable'
  | 'account-differs-from-history'
  | 'account-differs-from-documents'
  | 'account-differs-from-ledger'
  | 'document-differs-from-lines'
  | 'document-differs-from-settlement'
  | 'document-differs-from-ledger'
  | 'payment-differs-from-allocations'
  | 'number-missing'
  | 'number-twice'
  | 'ledger-unbalanced'
  | 'unmatched-differs-from-ledger'
  | 'active-not-charged'
  | 'charged-not-active'
  | 'instalments-out-of-step'
  | 'billing-overdue'
  | 'session-of-inactive-service'
  | 'charge-without-document'
  | 'document-without-charge';

export type LedgerProofState = 'running' | 'completed' | 'failed';

export type LineSeen = {
  /** By the clock of the site. */
  readonly seenAt: Instant;
  /** Of the desired state that the site holds; left out if it holds none. */
  readonly revision?: number | undefined;
  readonly devices: readonly DeviceReading[];
  /** That AAA on site knows as open. */
  readonly sessions: readonly OpenSession[];
};

export type LinkPurpose = 'pay' | 'save-method';

export type ListedAddressHolder = {
  readonly address: string;
  readonly serviceId: Id;
  readonly subscriberId?: Id | undefined;
  /** Left out where it was not kept yet. */
  readonly since?: Instant | undefined;
  /** When the service gave it back. */
  readonly until?: Instant | undefined;
  /** Of whose it is. */
  readonly subscriberName?: string | undefined;
  /** Their account number. */
  readonly subscriberNumber?: AccountNumber | undefined;
};

export type ListedDraftInvoice = {
  readonly id: Id;
  readonly subscriberId: Id;
  readonly state: DraftInvoiceState;
  readonly currency: CurrencyCode;
  readonly lines: readonly DraftInvoiceLine[];
  /** Before taxes that come on top. */
  readonly total: Money;
  readonly note?: string | undefined;
  readonly dueOn?: Day | undefined;
  /** The invoice that it became. */
  readonly invoiceId?: Id | undefined;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** Of whose it is. */
  readonly subscriberName?: string | undefined;
  /** Their account number. */
  readonly subscriberNumber?: AccountNumber | undefined;
};

export type ListedInvoice = {
  readonly id: Id;
  readonly number: string;
  readonly document: 'invoice' | 'credit-note';
  readonly subscriberId: Id;
  readonly state: InvoiceState;
  readonly currency: CurrencyCode;
  readonly issuedOn: Day;
  readonly issuedAt: Instant;
  readonly dueOn: Day;
  readonly purchaseOrderNumber?: string | undefined;
  readonly lines: readonly InvoiceLine[];
  readonly total: Money;
  /** Open credit that settled a part, at issue or later. */
  readonly creditApplied: Money;
  /** What payments settled. */
  readonly paid: Money;
  readonly amountDue: Money;
  /** What is not expected any more. A payment that comes after all goes to it. */
  readonly writtenOff?: Money | undefined;
  readonly paidOn?: Day | undefined;
  /** The invoice that a credit note is about. */
  readonly aboutInvoiceId?: Id | undefined;
  readonly reason?: string | undefined;
  readonly voided?:
    | {
        readonly on: Day;
        readonly reason: string;
      }
    | undefined;
  readonly updatedAt: Instant;
  /** Of whose it is. */
  readonly subscriberName?: string | undefined;
  /** Their account number. */
  readonly subscriberNumber?: AccountNumber | undefined;
};

export type ListedJournalLine = {
  /** Of the event that it follows from; an entry has lines of this id. */
  readonly entryId: Id;
  /** Place of that event in the feed. */
  readonly position: number;
  readonly kind: LedgerEntryKind;
  readonly on: Day;
  readonly at: Instant;
  readonly account: LedgerAccountName;
  readonly debit?: Money | undefined;
  readonly credit?: Money | undefined;
  readonly subscriberId?: Id | undefined;
  readonly invoiceId?: Id | undefined;
  /** Of that document. */
  readonly number?: string | undefined;
  readonly paymentId?: Id | undefined;
  /** Of whose it is. */
  readonly subscriberName?: string | undefined;
  /** Their account number. */
  readonly subscriberNumber?: AccountNumber | undefined;
};

export type ListedOrder = {
  readonly id: Id;
  readonly serviceId: Id;
  readonly subscriberId: Id;
  readonly siteId: Id;
  readonly kind: OrderKind;
  readonly state: 'requested' | 'running' | 'succeeded' | 'failed';
  readonly requestedBy: {
    readonly kind: 'staff' | 'machine' | 'subscriber' | 'system' | 'agent' | 'provider';
    readonly id: string;
  };
  readonly requestedAt: Instant;
  /** The bulk action of which it is a part. */
  readonly bulkActionId?: Id | undefined;
  readonly endedAt?: Instant | undefined;
  /** The desired state that fulfils the order. */
  readonly revision?: number | undefined;
  readonly steps: readonly OrderStep[];
  /** How what had been applied was undone. */
  readonly compensation?:
    | {
        readonly revision: number;
        readonly reason: string;
        readonly startedAt: Instant;
        readonly steps: readonly OrderStep[];
        /** Whether the network confirmed it; left out while it runs. */
        readonly confirmed?: boolean | undefined;
      }
    | undefined;
  /** Live sessions that got another rate, and those that were cut. */
  readonly sessions?:
    | {
        readonly changed: number;
        readonly cut: number;
      }
    | undefined;
  /** Why it failed, in words. */
  readonly reason?: string | undefined;
  /** Why it failed. */
  readonly code?: OrderFailureCode | undefined;
  /** Of whose it is. */
  readonly subscriberName?: string | undefined;
  /** Their account number. */
  readonly subscriberNumber?: AccountNumber | undefined;
};

export type ListedPayment = {
  readonly id: Id;
  readonly state: PaymentState;
  /** Name of the provider, or `manual`. */
  readonly provider: string;
  readonly providerPaymentId?: string | undefined;
  /** By which the payer knows it, where that is another number. */
  readonly receipt?: string | undefined;
  readonly method?: PaymentMethod | undefined;
  readonly amount?: Money | undefined;
  readonly receivedAt?: Instant | undefined;
  readonly receivedOn?: Day | undefined;
  readonly reference: {
    readonly invoiceId?: string | undefined;
    readonly subscriberId?: string | undefined;
  };
  readonly subscriberId?: Id | undefined;
  /** What it settled when it was counted. */
  readonly allocations: readonly {
    readonly invoiceId: Id;
    readonly amount: Money;
  }[];
  /** What was left over and became credit. */
  readonly credited?: Money | undefined;
  readonly refunded?: Money | undefined;
  /** What its provider was asked to send back, and has not answered yet. */
  readonly refunding?: Money | undefined;
  /** Why its provider refused the last refund. */
  readonly refundRefused?: string | undefined;
  /** The last refund that did not reach the payer, so that its money is back, until staff have seen it or refund again. */
  readonly refundFailed?:
    | {
        readonly amount: Money;
        readonly reason: string;
        readonly failedAt: Instant;
      }
    | undefined;
  /** Why it cannot be counted for anyone as it is. */
  readonly unmatched?:
    | {
        readonly reason: string;
        readonly detail: string;
        readonly since: Day;
      }
    | undefined;
  readonly failure?: string | undefined;
  /** What the payer disputes at their bank; nothing is dunned while one is open. */
  readonly disputes?:
    | readonly {
        readonly id: string;
        readonly state: 'open' | 'won' | 'lost';
        readonly amount: Money;
        readonly reason: string;
        readonly openedAt: Instant;
      }[]
    | undefined;
  readonly note?: string | undefined;
  /** Why it is not counted yet: it looks like another payment, or its provider announced it and has not confirmed it. */
  readonly held?:
    | {
        /** The payment that an entry of a statement looks like. */
        readonly twinId?: Id | undefined;
        readonly heldAt: Instant;
        /** Why its provider has not confirmed it. */
        readonly reason?: string | undefined;
      }
    | undefined;
  readonly updatedAt: Instant;
  /** Of whose it is. */
  readonly subscriberName?: string | undefined;
  /** Their account number. */
  readonly subscriberNumber?: AccountNumber | undefined;
};

export type ListedProofDifference = {
  readonly finding: LedgerProofFinding;
  readonly words: string;
  readonly subscriberId?: Id | undefined;
  readonly serviceId?: Id | undefined;
  readonly invoiceId?: Id | undefined;
  readonly number?: string | undefined;
  readonly paymentId?: Id | undefined;
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
  readonly currency?: CurrencyCode | undefined;
  /** What it should be; of numbers in a series, how many. */
  readonly expected?: (Money | number) | undefined;
  readonly found?: (Money | number) | undefined;
  /** Of whose it is. */
  readonly subscriberName?: string | undefined;
  /** Their account number. */
  readonly subscriberNumber?: AccountNumber | undefined;
};

export type ListedService = {
  readonly id: Id;
  readonly subscriberId: Id;
  readonly state: ServiceState;
  /** What the subscriber has at this moment. */
  readonly entitlement: Entitlement;
  readonly plan: {
    readonly planId: Id;
    readonly name: string;
    readonly terms: PlanVersion;
    readonly networkVersion?: number | undefined;
  };
  readonly extras: readonly {
    readonly itemId: Id;
    readonly kind: 'add-on' | 'equipment';
    readonly modelId: Id;
    readonly name: string;
    readonly serial?: string | undefined;
    readonly price: ExtraPrice;
  }[];
  readonly discounts: readonly ServiceDiscount[];
  /** Why the set-up fee is not charged. */
  readonly setupFeeWaived?: string | undefined;
  readonly costCentre?: CostCentre | undefined;
  /** Of its quota, as of the last 80 or 100 % that were told of; left out before. */
  readonly quotaUse?:
    | {
        readonly from: Day;
        readonly renewsOn: Day;
        readonly octets: number;
        readonly carriedOctets?: number | undefined;
        readonly boughtOctets?: number | undefined;
      }
    | undefined;
  /** Volume that was bought beside the quota, for the span that begins on `from`. */
  readonly topUps?:
    | readonly {
        readonly id: Id;
        readonly gigabytes: number;
        readonly price: Money;
        readonly from: Day;
      }[]
    | undefined;
  /** The hours of its plan that it is in, and when the next ones begin; left out where the plan has none. */
  readonly timeBand?:
    | {
        readonly band?: TimeBand | undefined;
        readonly until: Instant;
      }
    | undefined;
  readonly override?: AccessOverride | undefined;
  /** What dunning leaves of it. */
  readonly restriction?: AccessRestriction | undefined;
  readonly address: Address;
  readonly access: AccessBinding;
  readonly network: NetworkView;
  /** Where its OLT has the ONU, as last proven. */
  readonly line?: ObservedLine | undefined;
  /** The open session, or the last one. */
  readonly session?: Session | undefined;
  readonly suspension?:
    | {
        readonly reason: SuspensionReason;
        readonly note?: string | undefined;
        readonly since: Instant;
        /** The day on which it is planned to end. */
        readonly until?: Day | undefined;
      }
    | undefined;
  /** Orders that wait for their day, the next first. */
  readonly pending: readonly PendingAction[];
  /** The order that runs. */
  readonly order?:
    | {
        readonly orderId: Id;
        readonly kind: OrderKind;
      }
    | undefined;
  /** Why the last order did not succeed. */
  readonly failure?:
    | {
        readonly orderId: Id;
        readonly kind: OrderKind;
        readonly reason: string;
        readonly at: Instant;
      }
    | undefined;
  readonly selectedAt: Instant;
  readonly activatedAt?: Instant | undefined;
  readonly terminatedAt?: Instant | undefined;
  readonly updatedAt: Instant;
  /** Of whose it is. */
  readonly subscriberName: string;
  /** Their account number. */
  readonly subscriberNumber?: AccountNumber | undefined;
};

export type ListedTicket = {
  readonly id: Id;
  readonly subscriberId: Id;
  readonly serviceId?: Id | undefined;
  readonly topic: TicketTopic;
  readonly state: TicketState;
  readonly subject: string;
  readonly move?:
    | {
        readonly address: Address;
        readonly on?: Day | undefined;
      }
    | undefined;
  readonly replies: readonly {
    readonly text: string;
    readonly by: 'subscriber' | 'provider';
    readonly at: Instant;
  }[];
  readonly openedAt: Instant;
  readonly updatedAt: Instant;
  /** Of whose it is. */
  readonly subscriberName?: string | undefined;
  /** Their account number. */
  readonly subscriberNumber?: AccountNumber | undefined;
};

export type Location = {
  readonly latitude: number;
  readonly longitude: number;
};

export type Logo = {
  readonly mediaType: 'image/png' | 'image/jpeg';
  readonly base64: string;
};

export type MapSource =
  | {
      /** Address of a style document such as https://tiles.example.net/style.json. */
      readonly style: string;
    }
  | {
      /** Address of images of 256 pixels, with {z}, {x} and {y} in it. */
      readonly tiles: string;
      /** Whom the map thanks, in plain words. */
      readonly attribution: string;
    };

export type MendRequested = {
  /** The revision that the network gets. */
  readonly revision: number;
};

export type MessagePreview = {
  readonly subscriberId: Id;
  readonly language: NoticeLanguage;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly sms: string;
};

export type Money = {
  readonly amount: string;
  readonly currency: CurrencyCode;
};

export type Month = string;

export type MyChange = {
  readonly planId?: Id | undefined;
  readonly addOns?: readonly Id[] | undefined;
  /** Add-ons to give up, by `itemId`. */
  readonly removeItems?: readonly Id[] | undefined;
  readonly when?: ('now' | 'next-period') | undefined;
};

export type MyChangeTaken = {
  /** Left out where it begins at once. */
  readonly on?: Day | undefined;
  readonly actionId?: Id | undefined;
};

export type MyContacts = {
  readonly emails?: readonly Email[] | undefined;
  readonly phones?: readonly Phone[] | undefined;
  readonly billingAddress?: Address | undefined;
  readonly language?: Language | undefined;
};

export type MyInvitation = {
  readonly email: Email;
  readonly role: PersonRole;
};

export type MyInvoicePaymentSession = {
  readonly provider: string;
  /** The method with which is paid is kept, so that it can be charged later. */
  readonly saveMethod?: boolean | undefined;
  /** Where the payer goes afterwards. */
  readonly returnUrl: string;
};

export type MyMove = {
  readonly address: Address;
  readonly on?: Day | undefined;
  readonly note?: string | undefined;
};

export type MyPassword = {
  /** One is made if left out. */
  readonly password?: string | undefined;
};

export type MyPasswordTaken = {
  /** The one that was made. Shown this once. */
  readonly password?: string | undefined;
};

export type MyPause = {
  /** At once if left out. */
  readonly from?: Day | undefined;
  /** It comes back by itself when this day begins. */
  readonly until: Day;
};

export type MyPaymentSession = {
  readonly provider: string;
  readonly amount?: Money | undefined;
  /** The method with which is paid is kept, so that it can be charged later. */
  readonly saveMethod?: boolean | undefined;
  /** Where the payer goes afterwards. */
  readonly returnUrl: string;
};

export type MySavingSession = {
  readonly provider: string;
  /** Where the payer goes afterwards. */
  readonly returnUrl: string;
};

export type MyTopUp = {
  readonly gigabytes: number;
};

export type NearSite = {
  readonly id: Id;
  readonly name: string;
  readonly code?: string | undefined;
  readonly timeZone: TimeZone;
  readonly address?: Address | undefined;
  readonly driftPolicy?: DriftPolicy | undefined;
  readonly comparisonHours?: ComparisonHours | undefined;
  readonly payRedirect?: PayRedirect | undefined;
  /** Whether its agent is connected. */
  readonly status: 'online' | 'offline';
  readonly agentVersion?: string | undefined;
  /** When the link last came up or went down. */
  readonly lastSeenAt?: Instant | undefined;
  /** When its agent last got a certificate. */
  readonly enrolledAt?: Instant | undefined;
  readonly configurationRevision: number;
  /** What it held against what it should hold, by depth. */
  readonly comparisons: {
    readonly replica?: Comparisons | undefined;
    readonly devices?: Comparisons | undefined;
  };
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly location: Location;
  /** As the crow flies. */
  readonly metres: number;
};

export type NetworkDifference = {
  readonly nodeId: Id;
  readonly what: string;
  readonly desired: string;
  readonly observed: string;
};

export type NetworkProfile = {
  readonly downKbps: number;
  readonly upKbps: number;
  readonly addressPool?: string | undefined;
  readonly framedIpv6Pool?: string | undefined;
  readonly delegatedIpv6Pool?: string | undefined;
  readonly sessionTimeoutSeconds?: number | undefined;
  readonly idleTimeoutSeconds?: number | undefined;
  readonly interimSeconds: number;
};

export type NetworkProfileInput = {
  readonly downKbps: number;
  readonly upKbps: number;
  readonly addressPool?: string | undefined;
  readonly framedIpv6Pool?: string | undefined;
  readonly delegatedIpv6Pool?: string | undefined;
  readonly sessionTimeoutSeconds?: number | undefined;
  readonly idleTimeoutSeconds?: number | undefined;
  readonly interimSeconds?: number | undefined;
};

export type NetworkStatus = 'in-sync' | 'converging' | 'drifted' | 'unreachable';

export type NetworkView = {
  readonly status: NetworkStatus;
  /** Of the latest desired state; 0 before the first. */
  readonly revision: number;
  /** The latest one that was proven. */
  readonly observedRevision: number;
  /** Of that proof. */
  readonly provenAt?: Instant | undefined;
  /** The reason while drifted or unreachable. */
  readonly detail?: string | undefined;
  /** The last log-in that was refused, until a session begins after it. */
  readonly refusedLogin?:
    | {
        readonly at: Instant;
        readonly reason:
          | 'wrong-password'
          | 'wrong-station'
          | 'service-blocked'
          | 'no-credentials'
          | 'method-not-offered';
        readonly username: string;
        readonly nodeId?: Id | undefined;
        readonly nasAddress: string;
        readonly callingStationId?: string | undefined;
        readonly replyMessage: string;
        readonly count: number;
        readonly means: string;
      }
    | undefined;
  /** The service may not be online, and could not be taken off the network. */
  readonly outliving?:
    | {
        readonly since: Instant;
        readonly attempts: number;
        readonly words: string;
      }
    | undefined;
  /** Since when it is not in sync. */
  readonly since?: Instant | undefined;
  /** When it was seen so. */
  readonly lookedAt?: Instant | undefined;
  /** Both sides of what differs. */
  readonly differences?: readonly NetworkDifference[] | undefined;
  /** Changed by hand and left so by policy, until `mend` or an order overwrites it. */
  readonly held?: true | undefined;
};

export type NewAccessNode = {
  readonly siteId: Id;
  readonly kind: AccessNodeKind;
  readonly driver: string;
  /** Kind and address if left out. */
  readonly name?: string | undefined;
  readonly address: string;
  readonly port?: number | undefined;
  readonly settings?: NodeSettings | undefined;
  readonly driftPolicy?: DriftPolicy | undefined;
  /** Write-only: sealed, and never answered. */
  readonly credentials?: Readonly<Record<string, string>> | undefined;
};

export type NewAddOn = {
  readonly name: string;
  readonly description?: string | undefined;
  readonly price: Money;
  readonly period?: BillingPeriod | undefined;
  readonly charge?: ChargeTiming | undefined;
  /** Days from the activation that are free. */
  readonly trialDays?: number | undefined;
  readonly accounting?: Accounting | undefined;
  /** What happens to unbilled instalments when the service ends. */
  readonly onTermination?: ('bill-rest' | 'forgive') | undefined;
};

export type NewAddressPool =
  | {
      readonly siteId: Id;
      readonly name: string;
      readonly kind?: 'ipv4' | undefined;
      readonly cidr: string;
      /** Addresses and blocks that are never given out, such as that of the router. */
      readonly exclude?: readonly string[] | undefined;
    }
  | {
      readonly siteId: Id;
      readonly name: string;
      readonly kind: 'ipv6-prefix';
      readonly cidr: string;
      /** Of each prefix that is given out. */
      readonly prefixLength: number;
      /** Prefixes that are never given out, such as that of the router. */
      readonly exclude?: readonly string[] | undefined;
    }
  | {
      readonly siteId: Id;
      readonly name: string;
      /** The OLT. */
      readonly nodeId: Id;
      readonly kind: 'vlan';
      /** In the provider’s network. */
      readonly serviceVlans: readonly {
        readonly first: number;
        readonly last: number;
      }[];
      /** Behind the ONU. */
      readonly userVlans: readonly {
        readonly first: number;
        readonly last: number;
      }[];
      readonly exclude?: readonly string[] | undefined;
    }
  | {
      readonly siteId: Id;
      readonly name: string;
      /** The OLT. */
      readonly nodeId: Id;
      readonly kind: 'onu-id';
      readonly ports: readonly string[];
      readonly ids: readonly {
        readonly first: number;
        readonly last: number;
      }[];
      readonly exclude?: readonly string[] | undefined;
    }
  | {
      readonly siteId: Id;
      readonly name: string;
      /** The OLT. */
      readonly nodeId: Id;
      readonly kind: 'service-port';
      readonly indexes: readonly {
        readonly first: number;
        readonly last: number;
      }[];
      readonly exclude?: readonly string[] | undefined;
    };

export type NewAutopayPolicy = {
  readonly rules: readonly AutopayRuleInput[];
};

export type NewBankStatement =
  | {
      readonly format: 'camt.053';
      readonly content: string;
    }
  | {
      readonly format: 'csv';
      readonly content: string;
      readonly columns: StatementColumns;
    };

export type NewBillingPolicy = {
  /** Each term is taken from the most specific rule that has it: more criteria first, then plan before site before category before region, then the earlier one. */
  readonly rules: readonly BillingPolicyRuleInput[];
  /** A day that has begun nowhere; tomorrow if left out. */
  readonly from?: Day | undefined;
};

export type NewBillingProfile = {
  readonly model?: ('cycle' | 'pro-rata' | 'hybrid') | undefined;
  readonly cycleDay?: number | undefined;
  readonly invoicing?: ('merged' | 'independent') | undefined;
  readonly proration?: ('actual' | 'actual-30' | '30-360' | 'none') | undefined;
  readonly suspension?: Readonly<Record<string, ('stop' | 'continue') | number>> | undefined;
  readonly vacation?:
    | {
        readonly minimumDays?: number | undefined;
        readonly maximumDays?: number | undefined;
      }
    | undefined;
  readonly outage?: ('minute' | 'day' | 'none') | undefined;
  readonly taxes?:
    | readonly {
        readonly name: string;
        readonly rate: string;
        readonly inclusive?: boolean | undefined;
        readonly appliesTo?: readonly string[] | undefined;
        readonly compound?: boolean | undefined;
        readonly relief?: TaxRelief | undefined;
      }[]
    | undefined;
  readonly paymentTermsDays?: number | undefined;
};

export type NewBillingRun = {
  readonly on: Day;
  /** Computes and issues nothing. */
  readonly dryRun?: boolean | undefined;
  /** Other prices, taxes or rules than hold, for a dry run. What would be charged by them is compared with what would be charged without, and can never be issued. A day to come has everything charged that falls due until then. */
  readonly whatIf?:
    | {
        /** Of plans, add-ons and equipment models, whatever a service was sold at. */
        readonly prices?:
          | readonly {
              readonly itemId: Id;
              readonly price: Money;
            }[]
          | undefined;
        readonly taxRules?:
          | {
              readonly supply?: ('destination' | 'origin') | undefined;
              readonly rounding?: ('line' | 'document') | undefined;
              readonly splitAtRateChange?: readonly string[] | undefined;
              readonly categories?:
                | {
                    readonly plan?: string | undefined;
                    readonly addOn?: string | undefined;
                    readonly equipment?: string | undefined;
                    readonly other?: string | undefined;
                    readonly items?: Readonly<Record<string, string>> | undefined;
                  }
                | undefined;
              readonly reverseCharge?:
                | {
                    readonly countries: readonly string[];
                    readonly reason: string;
                    readonly goods?:
                      | {
                          readonly reason: string;
                        }
                      | undefined;
                  }
                | undefined;
              readonly rates?: readonly TaxRateInput[] | undefined;
            }
          | undefined;
        /** Rules from a day on, in the place of those that are set from that day on. */
        readonly billingPolicy?:
          | {
              readonly from: Day;
              readonly rules: readonly BillingPolicyRuleInput[];
            }
          | undefined;
      }
    | undefined;
};

export type NewBulkAction = {
  readonly action: BulkActionKind;
  readonly planId?: Id | undefined;
  readonly siteId?: Id | undefined;
  readonly technology?: Technology | undefined;
  readonly network?: NetworkStatus | undefined;
  /** Of whoever has the service. */
  readonly tag?: string | undefined;
  /** The state in which the services are. */
  readonly serviceState?: ServiceState | undefined;
  /** The node on which the service ends, or on which its session is. */
  readonly nodeId?: Id | undefined;
  /** Versions of the plan that the services have; any if left out. */
  readonly fromVersions?: readonly number[] | undefined;
  readonly serviceIds?: readonly Id[] | undefined;
  readonly subscriberIds?: readonly Id[] | undefined;
  /** Of the subscribers, where something is done for them and not with their services. */
  readonly status?: SubscriberStatus | undefined;
  readonly toPlanId?: Id | undefined;
  readonly toVersion?: number | undefined;
  readonly suspension?:
    | {
        readonly reason: SuspensionReason;
        readonly note?: string | undefined;
        readonly until?: Day | undefined;
      }
    | undefined;
  /** VLANs, profiles and addresses stay unless they are named here; port and numbers are those of the new OLT. */
  readonly move?:
    | {
        /** The NAS, OLT or LTE core that takes the place of another of its kind. */
        readonly toNodeId: Id;
        readonly lineProfile?: string | undefined;
        readonly serviceProfile?: string | undefined;
        readonly serviceVlan?: number | undefined;
      }
    | undefined;
  readonly message?: BulkMessage | undefined;
  readonly tags?: TagChangesInput | undefined;
  readonly pacePerMinute?: number | undefined;
  /** By default it waits, surveyed, until it is started. */
  readonly starts?: ('when-told' | 'at-once') | undefined;
};

export type NewCoupon = {
  readonly code: CouponCode;
  readonly name: string;
  readonly off?: DiscountOff | undefined;
  readonly appliesTo?: ('plan' | 'service') | undefined;
  readonly lasts?:
    | (
        | 'forever'
        | {
            readonly periods: number;
          }
        | {
            readonly untilOn: Day;
          }
      )
    | undefined;
  readonly rank?: number | undefined;
  readonly waivesSetupFee?: boolean | undefined;
  readonly validFrom?: Day | undefined;
  readonly validThrough?: Day | undefined;
  readonly plans?: readonly Id[] | undefined;
  readonly maxRedemptions?: number | undefined;
  readonly oncePerSubscriber?: boolean | undefined;
};

export type NewCredit = {
  readonly amount: Money;
  readonly reason: string;
};

export type NewCreditNote = {
  readonly invoiceId: Id;
  readonly lineId: Id;
  /** Negative takes back, positive adds. */
  readonly amount: Money;
  readonly reason: string;
};

export type NewDiscount = {
  readonly name: string;
  readonly off: DiscountOff;
  readonly appliesTo?:
    | (
        | ('plan' | 'service')
        | {
            readonly itemId: Id;
          }
      )
    | undefined;
  readonly lasts?:
    | (
        | 'forever'
        | {
            readonly periods: number;
          }
        | {
            readonly untilOn: Day;
          }
      )
    | undefined;
  /** Discounts are taken off in the order of their rank, and of one rank as they were granted. */
  readonly rank?: number | undefined;
  /** From which day it counts; in mid-period the rest of the period is charged anew. */
  readonly from?:
    | (
        | ('now' | 'next-period')
        | {
            readonly on: Day;
          }
      )
    | undefined;
};

export type NewDraftInvoice = {
  readonly lines: readonly DraftInvoiceLineInput[];
  /** Stands on the invoice. */
  readonly note?: string | undefined;
  /** By the subscriber’s payment terms if left out, or if it is over at the issue. */
  readonly dueOn?: Day | undefined;
  readonly subscriberId: Id;
};

export type NewDunningHold = {
  /** No step is taken before this day. */
  readonly until: Day;
  readonly reason: string;
  readonly subscriberId: Id;
};

export type NewDunningOverride = {
  /** Within the next seven days. */
  readonly until: Instant;
  readonly reason: string;
};

export type NewDunningPolicy = {
  /** The rule of the subscriber’s category comes before the one for all; a rule without steps exempts. */
  readonly rules: readonly DunningRuleInput[];
  /** With this many payments or more that nobody was found for, no step is taken: payments go astray. */
  readonly unmatchedLimit?: number | undefined;
  /** Days of the week, 1 for Monday as ISO 8601 counts; every day if left out. On other days it waits. */
  readonly weekdays?: readonly number[] | undefined;
  /** On the subscriber’s clock; outside of them it waits. */
  readonly hours?:
    | {
        readonly from: string;
        readonly to: string;
      }
    | undefined;
  /** On a public holiday of one of these places it waits. */
  readonly holidays?:
    | readonly {
        readonly country: string;
        readonly region?: string | undefined;
      }[]
    | undefined;
  /** How many subscribers at most on one day (UTC); the others wait for the next one. */
  readonly perDay?: number | undefined;
  /** A day that is not over; today (UTC) if left out. */
  readonly from?: Day | undefined;
};

export type NewEquipmentModel = {
  readonly name: string;
  readonly description?: string | undefined;
  readonly vendor: string;
  readonly model: string;
  readonly sku?: string | undefined;
  readonly price: Money;
  readonly period?: BillingPeriod | undefined;
  readonly charge?: ChargeTiming | undefined;
  /** Days from the activation that are free. */
  readonly trialDays?: number | undefined;
  readonly accounting?: Accounting | undefined;
  /** What happens to unbilled instalments when the service ends. */
  readonly onTermination?: ('bill-rest' | 'forgive') | undefined;
};

export type NewInvoiceDispute = {
  readonly invoiceId: Id;
  readonly reason: string;
};

export type NewLead = {
  /** Full name of the person. */
  readonly name: string;
  readonly organization?: string | undefined;
  readonly email?: Email | undefined;
  readonly phone?: Phone | undefined;
  readonly source?: LeadSource | undefined;
  readonly sourceDetail?: string | undefined;
  readonly address?: Address | undefined;
  readonly wantedPlanId?: Id | undefined;
  /** Who works on it. */
  readonly assignee?: string | undefined;
  readonly notes?: readonly string[] | undefined;
};

export type NewNoticePreferences = {
  readonly preferences: Readonly<
    Record<
      string,
      {
        readonly email?: boolean | undefined;
        readonly sms?: boolean | undefined;
      }
    >
  >;
};

export type NewNoticeTemplate = {
  readonly subject: string;
  readonly text: string;
  readonly sms: string;
};

export type NewOutage = {
  readonly siteId: Id;
  readonly nodeId?: Id | undefined;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly note?: string | undefined;
};

export type NewPayment = {
  readonly subscriberId: Id;
  readonly amount: Money;
  readonly method: 'cash' | 'cheque' | 'bank-transfer';
  /** Settled first; the oldest open invoices follow. */
  readonly invoiceId?: Id | undefined;
  /** As the payer said; what is left over goes to the oldest open invoices. */
  readonly allocations?:
    | readonly {
        readonly invoiceId: Id;
        readonly amount: Money;
      }[]
    | undefined;
  /** Today if left out. */
  readonly receivedOn?: Day | undefined;
  /** Number of the receipt or the bank’s reference; each is recorded once. */
  readonly externalId?: string | undefined;
  readonly note?: string | undefined;
};

export type NewPaymentLink = {
  readonly purpose: LinkPurpose;
  /** What is due of it is asked for; all that is due when the link is opened, if left out. */
  readonly invoiceId?: Id | undefined;
  /** After so many days it leads nowhere. */
  readonly days?: number | undefined;
  /** By mail and text message, as the subscriber wants to be told; or you hand it over. */
  readonly isSent?: boolean | undefined;
};

export type NewPaymentPlan = {
  readonly instalments: number;
  readonly firstOn: Day;
  readonly every?: ('week' | 'month') | undefined;
  readonly note?: string | undefined;
};

export type NewPaymentPromise = {
  /** The last day of the promise. */
  readonly until: Day;
  readonly note?: string | undefined;
};

export type NewPaymentSession = {
  readonly provider: string;
  /** What is due of it is asked for, unless an amount is named. */
  readonly invoiceId?: Id | undefined;
  readonly amount?: Money | undefined;
  /** The method with which is paid is kept, so that it can be charged later. */
  readonly saveMethod?: boolean | undefined;
  /** Where the payer goes afterwards. */
  readonly returnUrl: string;
};

export type NewPlan = {
  readonly price: Money;
  readonly period?: BillingPeriod | undefined;
  readonly charge?: ChargeTiming | undefined;
  /** Days from the activation that are free. */
  readonly trialDays?: number | undefined;
  readonly network: NetworkProfileInput;
  /** Charged once, with the first activation. */
  readonly setupFee?:
    | {
        readonly price: Money;
        readonly waivedFor?: ('nobody' | 'existing-subscribers') | undefined;
      }
    | undefined;
  readonly contract?: ContractTerm | undefined;
  /** Tiers of fair use: what follows from much volume within a day or a month. */
  readonly quota?: Quota | undefined;
  /** Volume that may be bought beside the quota, for the span in which it is bought. */
  readonly topUps?: readonly TopUpOffer[] | undefined;
  /** What usage costs: rated once a calendar month of the subscriber, and charged with the next invoice. */
  readonly usagePrices?: UsagePricesInput | undefined;
  /** First day, in the buyer’s time zone, on which it is sold; at once if left out. */
  readonly availableOn?: Day | undefined;
  /** The day on which services with an earlier version move to this one, announced on each of them; they keep theirs if left out. */
  readonly migratesOn?: Day | undefined;
  readonly name: string;
  readonly description?: string | undefined;
  readonly technologies: readonly Technology[];
};

export type NewPlanVersion = {
  readonly price: Money;
  readonly period?: BillingPeriod | undefined;
  readonly charge?: ChargeTiming | undefined;
  /** Days from the activation that are free. */
  readonly trialDays?: number | undefined;
  readonly network: NetworkProfileInput;
  /** Charged once, with the first activation. */
  readonly setupFee?:
    | {
        readonly price: Money;
        readonly waivedFor?: ('nobody' | 'existing-subscribers') | undefined;
      }
    | undefined;
  readonly contract?: ContractTerm | undefined;
  /** Tiers of fair use: what follows from much volume within a day or a month. */
  readonly quota?: Quota | undefined;
  /** Volume that may be bought beside the quota, for the span in which it is bought. */
  readonly topUps?: readonly TopUpOffer[] | undefined;
  /** What usage costs: rated once a calendar month of the subscriber, and charged with the next invoice. */
  readonly usagePrices?: UsagePricesInput | undefined;
  /** First day, in the buyer’s time zone, on which it is sold; at once if left out. */
  readonly availableOn?: Day | undefined;
  /** The day on which services with an earlier version move to this one, announced on each of them; they keep theirs if left out. */
  readonly migratesOn?: Day | undefined;
};

export type NewRefund = {
  readonly amount: Money;
  readonly reason?: string | undefined;
};

export type NewSavedView = {
  readonly name: string;
  readonly path: string;
  /** What follows the question mark in its address. */
  readonly search: Readonly<Record<string, string | number | boolean>>;
  /** Everybody who works here sees it. */
  readonly isShared?: boolean | undefined;
};

export type NewSavingSession = {
  readonly provider: string;
  /** Where the payer goes afterwards. */
  readonly returnUrl: string;
};

export type NewService = {
  readonly planId: Id;
  readonly addOns?: readonly Id[] | undefined;
  readonly equipment?: readonly EquipmentRequest[] | undefined;
  /** The subscriber’s service address if left out. */
  readonly address?: Address | undefined;
  readonly access: AccessRequest;
  /** Is redeemed with the sale. */
  readonly coupon?: CouponCode | undefined;
  /** Why the plan’s set-up fee is not charged. */
  readonly waiveSetupFee?: string | undefined;
  readonly costCentre?: CostCentre | undefined;
};

export type NewServiceOutage = {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly note?: string | undefined;
};

export type NewSim = {
  readonly iccid: string;
  readonly imsi: string;
  /** The number that it has; it may get one later. */
  readonly msisdn?: string | undefined;
  /** Of the maker’s delivery, as staff calls it. */
  readonly batch?: string | undefined;
  /** Write-only: sealed, and never answered. */
  readonly ki: string;
  /** Write-only: sealed, and never answered. */
  readonly opc: string;
};

export type NewSite = {
  readonly name: string;
  readonly code?: string | undefined;
  readonly timeZone?: TimeZone | undefined;
  readonly address?: Address | undefined;
  readonly driftPolicy?: DriftPolicy | undefined;
  readonly comparisonHours?: ComparisonHours | undefined;
  readonly payRedirect?: PayRedirect | undefined;
};

export type NewSubscriber = {
  /** Full name of the person, or the name of the organization. */
  readonly name: string;
  /** Whom to ask for in an organization. */
  readonly contactName?: string | undefined;
  readonly emails?: readonly Email[] | undefined;
  readonly phones?: readonly Phone[] | undefined;
  readonly addresses?:
    | {
        readonly service?: Address | undefined;
        readonly billing?: Address | undefined;
      }
    | undefined;
  readonly language?: Language | undefined;
  readonly timeZone?: TimeZone | undefined;
  readonly currency?: CurrencyCode | undefined;
  readonly taxId?: string | undefined;
  /** What it is exempt from, when. Each holds for the days of its period; what is removed is taxed again. */
  readonly taxExemptions?: readonly TaxExemption[] | undefined;
  readonly purchaseOrderNumber?: string | undefined;
  /** The subscriber to which this one belongs, such as a head office. */
  readonly parentId?: Id | undefined;
  /** A class of the provider, such as residential. */
  readonly category?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly kind: SubscriberKind;
  /** Keeps a number from elsewhere; one is made if left out. */
  readonly number?: AccountNumber | undefined;
  readonly billingProfile?: NewBillingProfile | undefined;
  readonly notes?: readonly string[] | undefined;
};

export type NewTaxRules = {
  readonly supply?: ('destination' | 'origin') | undefined;
  readonly rounding?: ('line' | 'document') | undefined;
  readonly splitAtRateChange?: readonly string[] | undefined;
  readonly categories?:
    | {
        readonly plan?: string | undefined;
        readonly addOn?: string | undefined;
        readonly equipment?: string | undefined;
        readonly other?: string | undefined;
        readonly items?: Readonly<Record<string, string>> | undefined;
      }
    | undefined;
  readonly reverseCharge?:
    | {
        readonly countries: readonly string[];
        readonly reason: string;
        readonly goods?:
          | {
              readonly reason: string;
            }
          | undefined;
      }
    | undefined;
  readonly rates?: readonly TaxRateInput[] | undefined;
};

export type NewTaxService = {
  /** It speaks the contract of functions/adapters/tax-service/README.md below this address. */
  readonly url: WebhookUrl;
  /** Bearer token, kept sealed. Left out, it stays as it was. */
  readonly token?: string | undefined;
};

export type NewTicket = {
  readonly topic?: ('fault' | 'billing' | 'other') | undefined;
  readonly subject: string;
  readonly text: string;
};

export type NewTicketForSubscriber = {
  readonly topic?: ('fault' | 'billing' | 'other') | undefined;
  readonly subject: string;
  readonly text: string;
  readonly serviceId?: Id | undefined;
};

export type NewTicketReply = {
  readonly text: string;
};

export type NewTopUp = {
  /** One of those that the plan offers. */
  readonly gigabytes: number;
};

export type NewWebhookEndpoint = {
  readonly url: WebhookUrl;
  readonly types: readonly WebhookEventType[];
  readonly description?: string | undefined;
};

export type NodeSettings = Readonly<
  Record<string, (string | number | boolean) | readonly (string | number | boolean)[]>
>;

export type NodeState = 'usable' | 'unreachable' | 'unusable' | 'unheard';

export type Note = {
  readonly text: string;
  readonly author: {
    readonly kind: 'staff' | 'machine' | 'subscriber' | 'system' | 'agent' | 'provider';
    readonly id: string;
  };
  readonly at: Instant;
};

export type NoticeChannel = 'email' | 'sms';

export type NoticeKind =
  | 'invoice-issued'
  | 'invoice-settled'
  | 'credit-note-issued'
  | 'payment-received'
  | 'charge-declined'
  | 'method-expiring'
  | 'reminder'
  | 'late-fee'
  | 'throttle'
  | 'walled-garden'
  | 'suspension'
  | 'termination'
  | 'hand-over'
  | 'balance-low'
  | 'balance-short'
  | 'balance-owed'
  | 'services-restored'
  | 'service-active'
  | 'quota-reached'
  | 'service-suspended'
  | 'service-resumed'
  | 'service-terminated'
  | 'outage'
  | 'plan-change'
  | 'message'
  | 'payment-link'
  | 'saving-link'
  | 'person-invited';

export type NoticeLanguage = 'en' | 'de' | 'es' | 'pt' | 'fr' | 'ar';

export type NoticePreferences = {
  readonly subscriberId: Id;
  /** What differs from the usual. */
  readonly preferences: Readonly<
    Record<
      string,
      {
        readonly email?: boolean | undefined;
        readonly sms?: boolean | undefined;
      }
    >
  >;
  /** By which ways the subscriber is told of each kind; `isLegal`: by one at least. */
  readonly ways: readonly {
    readonly kind: NoticeKind;
    readonly email: boolean;
    readonly sms: boolean;
    readonly isLegal: boolean;
  }[];
  /** Addresses that are written to no more: mail came back from them, or was called unwanted there. */
  readonly failing: readonly FailingAddress[];
};

export type NoticePreviewRequest = {
  /** The words that are set, if left out. */
  readonly template?:
    | {
        readonly subject: string;
        readonly text: string;
        readonly sms: string;
      }
    | undefined;
};

export type NoticeTemplate = {
  readonly kind: NoticeKind;
  readonly language: NoticeLanguage;
  readonly subject: string;
  readonly text: string;
  readonly sms: string;
  /** Whether the operator has worded it, and not the release. */
  readonly isOwn: boolean;
  /** What the words may be filled with: `{number}` and such. */
  readonly places: readonly string[];
};

export type NoticeTemplates = {
  readonly items: readonly NoticeTemplate[];
};

export type NumberSeries = {
  readonly prefix: string;
  readonly digits: number;
  /** Whether it begins with 1 each year. */
  readonly yearly: boolean;
};

export type NumberSeriesInput = {
  readonly prefix: string;
  readonly digits?: number | undefined;
  /** Whether it begins with 1 each year. */
  readonly yearly?: boolean | undefined;
};

export type ObservedLine = {
  readonly nodeId: Id;
  readonly port: string;
  readonly onuId?: number | undefined;
  readonly servicePort?: number | undefined;
};

export type OfferStatus = 'offered' | 'retired';

export type OltBinding = {
  readonly nodeId: Id;
  readonly lineProfile: string;
  readonly serviceProfile: string;
  /** In the provider’s network. */
  readonly serviceVlan: number;
  /** Behind the ONU. No two services of an OLT have both VLANs alike. */
  readonly userVlan: number;
  /** Where the ONU hangs. Left out, the OLT tells when the ONU is brought up. */
  readonly port?: string | undefined;
  /** The number of the ONU at its port. */
  readonly onuId?: number | undefined;
  /** The number of the service port, on makes that count them in the whole OLT. */
  readonly servicePort?: number | undefined;
};

export type OltOnus = {
  readonly nodeId: Id;
  readonly name: string;
  readonly siteId: Id;
  /** By the clock of the site. Left out where nothing was seen. */
  readonly seenAt?: Instant | undefined;
  /** Why nothing was seen, and what to do. */
  readonly problem?: string | undefined;
  readonly onus: readonly {
    readonly serial: string;
    /** Where it hangs, as the make writes it: 0/1/3. */
    readonly port: string;
    readonly onuId?: number | undefined;
    readonly servicePort?: number | undefined;
    readonly state: 'online' | 'offline' | 'unconfigured' | 'disabled';
    /** What the ONU receives. */
    readonly receivedDbm?: number | undefined;
    /** What the OLT receives of it. */
    readonly oltReceivedDbm?: number | undefined;
    readonly distanceMetres?: number | undefined;
    readonly lastDownCause?: string | undefined;
    /** Of one that is unconfigured: when the site first saw it so. */
    readonly waitsSince?: Instant | undefined;
    /** That was sold with this serial. */
    readonly service?:
      | {
          readonly serviceId: Id;
          readonly subscriberId: Id;
          readonly state: ServiceState;
        }
      | undefined;
  }[];
};

export type OltRequest = {
  readonly nodeId: Id;
  readonly lineProfile: string;
  readonly serviceProfile: string;
  /** In the provider’s network. Left out, it comes from a pool of the OLT. */
  readonly serviceVlan?: number | undefined;
  /** Behind the ONU. Left out, it comes from a pool of the OLT. */
  readonly userVlan?: number | undefined;
  /** Where the ONU hangs. Left out, the OLT tells when the ONU is brought up. */
  readonly port?: string | undefined;
  /** The number of the ONU at its port. Left out, it comes from a pool of the OLT that has the port. */
  readonly onuId?: number | undefined;
  /** The number of the service port. Left out, it comes from a pool of the OLT if there is one. */
  readonly servicePort?: number | undefined;
};

export type Online = {
  readonly siteId: Id;
  readonly online: number;
  readonly nodes: readonly {
    readonly nodeId: Id;
    readonly name: string;
    readonly online: number;
  }[];
  readonly at: Instant;
};

export type OnuReading = {
  readonly serial: string;
  /** Where it hangs, as the make writes it: 0/1/3. */
  readonly port: string;
  readonly onuId?: number | undefined;
  readonly servicePort?: number | undefined;
  readonly state: 'online' | 'offline' | 'unconfigured' | 'disabled';
  /** What the ONU receives. */
  readonly receivedDbm?: number | undefined;
  /** What the OLT receives of it. */
  readonly oltReceivedDbm?: number | undefined;
  readonly distanceMetres?: number | undefined;
  readonly lastDownCause?: string | undefined;
  /** Of one that is unconfigured: when the site first saw it so. */
  readonly waitsSince?: Instant | undefined;
};

export type OnusSeen = {
  /** By the clock of the site. */
  readonly seenAt: Instant;
  readonly items: readonly OnuReading[];
};

export type OpenPaymentLink = {
  readonly purpose: LinkPurpose;
  /** Zero where nothing is left to pay. */
  readonly due: Money;
  /** Its number. */
  readonly invoice?: string | undefined;
  readonly expiresAt: Instant;
  readonly language?: PortalLanguage | undefined;
  readonly providers: readonly {
    readonly provider: string;
    /** Whether what is paid with can be kept there. */
    readonly keepsMethods: boolean;
    /** Whether it can be kept without a payment. */
    readonly savesAlone: boolean;
  }[];
  readonly transfers: readonly {
    readonly provider: string;
    /** Such as a pay bill number. */
    readonly to: string;
    /** What is named there, so that it is known whose it is. */
    readonly account: string;
  }[];
};

export type OpenSession = {
  readonly sessionId: string;
  readonly username: string;
  readonly nasAddress: string;
  readonly nodeId?: Id | undefined;
  readonly framedIp?: string | undefined;
};

export type OperatorSettings = {
  readonly name: string;
  /** As registered, where it is not the name. */
  readonly legalName?: string | undefined;
  readonly address?: Address | undefined;
  /** Such as a VAT number with its country: IE6388047V. */
  readonly taxId?: string | undefined;
  readonly registrationNumber?: string | undefined;
  readonly email?: Email | undefined;
  readonly phone?: Phone | undefined;
  readonly website?: string | undefined;
  readonly bank?: BankAccount | undefined;
  readonly language: Language;
  readonly paper: Paper;
  readonly accent: string;
  readonly logo?: Logo | undefined;
  readonly footer?: string | undefined;
  /** Whether invoices and credit notes go along as PDF with the mail that tells of them. */
  readonly attachInvoices?: boolean | undefined;
  /** On the subscriber’s clock, perhaps over midnight: text messages wait until they are over. Mail does not. */
  readonly quietHours?:
    | {
        readonly from: string;
        readonly to: string;
      }
    | undefined;
  readonly numbering: {
    readonly invoice: NumberSeries;
    /** A series of its own for credit notes; that of invoices if left out. */
    readonly creditNote?: NumberSeries | undefined;
  };
  readonly portal?:
    | {
        /** That can be chosen there, the usual one first; all of them if left out. */
        readonly languages?: readonly PortalLanguage[] | undefined;
        /** Where subscribers sign in; invitations name it, and mails about a low balance lead there. */
        readonly address?: string | undefined;
      }
    | undefined;
  /** How days, times and numbers are written; as each reader’s language has them if left out. */
  readonly figures?: WrittenFigures | undefined;
  /** What maps show beneath sites and addresses; plain ground with a grid if left out. */
  readonly map?: MapSource | undefined;
  /** Where mails and documents lead to for paying, such as `/pay?account={account}` below the portal’s address. */
  readonly paymentLink?: string | undefined;
};

export type OperatorSettingsInput = {
  readonly name: string;
  /** As registered, where it is not the name. */
  readonly legalName?: string | undefined;
  readonly address?: Address | undefined;
  /** Such as a VAT number with its country: IE6388047V. */
  readonly taxId?: string | undefined;
  readonly registrationNumber?: string | undefined;
  readonly email?: Email | undefined;
  readonly phone?: Phone | undefined;
  readonly website?: string | undefined;
  readonly bank?: BankAccountInput | undefined;
  readonly language?: Language | undefined;
  readonly paper?: Paper | undefined;
  readonly accent?: string | undefined;
  readonly logo?: Logo | undefined;
  readonly footer?: string | undefined;
  /** Whether invoices and credit notes go along as PDF with the mail that tells of them. */
  readonly attachInvoices?: boolean | undefined;
  /** On the subscriber’s clock, perhaps over midnight: text messages wait until they are over. Mail does not. */
  readonly quietHours?:
    | {
        readonly from: string;
        readonly to: string;
      }
    | undefined;
  readonly numbering?:
    | {
        readonly invoice?: NumberSeriesInput | undefined;
        /** A series of its own for credit notes; that of invoices if left out. */
        readonly creditNote?: NumberSeriesInput | undefined;
      }
    | undefined;
  readonly portal?:
    | {
        /** That can be chosen there, the usual one first; all of them if left out. */
        readonly languages?: readonly PortalLanguage[] | undefined;
        /** Where subscribers sign in; invitations name it, and mails about a low balance lead there. */
        readonly address?: string | undefined;
      }
    | undefined;
  /** How days, times and numbers are written; as each reader’s language has them if left out. */
  readonly figures?: WrittenFigures | undefined;
  /** What maps show beneath sites and addresses; plain ground with a grid if left out. */
  readonly map?: MapSource | undefined;
  /** Where mails and documents lead to for paying, such as `/pay?account={account}` below the portal’s address. */
  readonly paymentLink?: string | undefined;
};

export type Order = {
  readonly id: Id;
  readonly serviceId: Id;
  readonly subscriberId: Id;
  readonly siteId: Id;
  readonly kind: OrderKind;
  readonly state: 'requested' | 'running' | 'succeeded' | 'failed';
  readonly requestedBy: {
    readonly kind: 'staff' | 'machine' | 'subscriber' | 'system' | 'agent' | 'provider';
    readonly id: string;
  };
  readonly requestedAt: Instant;
  /** The bulk action of which it is a part. */
  readonly bulkActionId?: Id | undefined;
  readonly endedAt?: Instant | undefined;
  /** The desired state that fulfils the order. */
  readonly revision?: number | undefined;
  readonly steps: readonly OrderStep[];
  /** How what had been applied was undone. */
  readonly compensation?:
    | {
        readonly revision: number;
        readonly reason: string;
        readonly startedAt: Instant;
        readonly steps: readonly OrderStep[];
        /** Whether the network confirmed it; left out while it runs. */
        readonly confirmed?: boolean | undefined;
      }
    | undefined;
  /** Live sessions that got another rate, and those that were cut. */
  readonly sessions?:
    | {
        readonly changed: number;
        readonly cut: number;
      }
    | undefined;
  /** Why it failed, in words. */
  readonly reason?: string | undefined;
  /** Why it failed. */
  readonly code?: OrderFailureCode | undefined;
};

export type OrderFailureCode = 'network.refused' | 'network.unreachable' | 'site.silent' | 'platform.fault';

export type OrderKind = 'activate' | 'change' | 'suspend' | 'resume' | 'terminate';

export type OrderStep = {
  readonly name: string;
  readonly at: Instant;
  readonly ok: boolean;
  /** What the device or AAA answered. */
  readonly answer: string;
  readonly revision?: number | undefined;
};

export type Ordered = {
  readonly orderId: Id;
};

export type OrderedChange = {
  readonly orderId?: Id | undefined;
  /** Instead of an order: what waits for its day. DELETE /services/{id}/pending/{actionId} cancels it. */
  readonly scheduled?:
    | {
        readonly actionId: Id;
        readonly on: Day;
      }
    | undefined;
  /** Made for the new access. Shown this once. */
  readonly password?: string | undefined;
};

export type OrderedOrScheduled = {
  readonly orderId?: Id | undefined;
  /** Instead of an order: what waits for its day. DELETE /services/{id}/pending/{actionId} cancels it. */
  readonly scheduled?:
    | {
        readonly actionId: Id;
        readonly on: Day;
      }
    | undefined;
};

export type Outage = {
  readonly siteId: Id;
  readonly nodeId?: Id | undefined;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly note?: string | undefined;
  readonly id: Id;
  readonly recordedAt: Instant;
};

export type OutageReach = {
  /** That had been activated by then and had not ended. */
  readonly services: number;
  readonly subscribers: number;
  /** The site has more services than are looked at here. */
  readonly hasMore: boolean;
};

export type Overview = {
  readonly at: Instant;
  /** Only what there is something of. Empty is normal. */
  readonly items: readonly {
    readonly concern: Concern;
    readonly count: number;
    /** There are at least so many. */
    readonly isMore: boolean;
    /** What is counted. */
    readonly meaning: string;
    /** Where this API names them. */
    readonly path: string;
    /** Why, where there is one reason. */
    readonly words?: string | undefined;
  }[];
};

export type Paper = 'A4' | 'Letter';

export type PayOff = {
  readonly rest?: ('bill' | 'forgive') | undefined;
};

export type PayRedirect = {
  /** TCP port on the agent’s host to which the router redirects web requests (port 80) of the walled garden. */
  readonly port: number;
  /** Of the agent’s host, as the router reaches it; 127.0.0.1 if left out. */
  readonly address?: string | undefined;
};

export type PayeeSuggestions = {
  readonly items: readonly {
    readonly subscriberId: Id;
    readonly invoiceId?: Id | undefined;
    readonly why: string;
  }[];
};

export type Payment = {
  readonly id: Id;
  readonly state: PaymentState;
  /** Name of the provider, or `manual`. */
  readonly provider: string;
  readonly providerPaymentId?: string | undefined;
  /** By which the payer knows it, where that is another number. */
  readonly receipt?: string | undefined;
  readonly method?: PaymentMethod | undefined;
  readonly amount?: Money | undefined;
  readonly receivedAt?: Instant | undefined;
  readonly receivedOn?: Day | undefined;
  readonly reference: {
    readonly invoiceId?: string | undefined;
    readonly subscriberId?: string | undefined;
  };
  readonly subscriberId?: Id | undefined;
  /** What it settled when it was counted. */
  readonly allocations: readonly {
    readonly invoiceId: Id;
    readonly amount: Money;
  }[];
  /** What was left over and became credit. */
  readonly credited?: Money | undefined;
  readonly refunded?: Money | undefined;
  /** What its provider was asked to send back, and has not answered yet. */
  readonly refunding?: Money | undefined;
  /** Why its provider refused the last refund. */
  readonly refundRefused?: string | undefined;
  /** The last refund that did not reach the payer, so that its money is back, until staff have seen it or refund again. */
  readonly refundFailed?:
    | {
        readonly amount: Money;
        readonly reason: string;
        readonly failedAt: Instant;
      }
    | undefined;
  /** Why it cannot be counted for anyone as it is. */
  readonly unmatched?:
    | {
        readonly reason: string;
        readonly detail: string;
        readonly since: Day;
      }
    | undefined;
  readonly failure?: string | undefined;
  /** What the payer disputes at their bank; nothing is dunned while one is open. */
  readonly disputes?:
    | readonly {
        readonly id: string;
        readonly state: 'open' | 'won' | 'lost';
        readonly amount: Money;
        readonly reason: string;
        readonly openedAt: Instant;
      }[]
    | undefined;
  readonly note?: string | undefined;
  /** Why it is not counted yet: it looks like another payment, or its provider announced it and has not confirmed it. */
  readonly held?:
    | {
        /** The payment that an entry of a statement looks like. */
        readonly twinId?: Id | undefined;
        readonly heldAt: Instant;
        /** Why its provider has not confirmed it. */
        readonly reason?: string | undefined;
      }
    | undefined;
  readonly updatedAt: Instant;
};

export type PaymentForesight = {
  readonly settles: readonly {
    readonly invoiceId: Id;
    readonly number: string;
    readonly amount: Money;
    readonly isPaid: boolean;
  }[];
  /** Where the subscriber would stand then. */
  readonly after: Balance;
};

export type PaymentLink = {
  readonly id: Id;
  readonly purpose: LinkPurpose;
  /** Shown in this answer and in none after it. */
  readonly url: string;
  readonly expiresAt: Instant;
  readonly isSent: boolean;
  /** What is asked for as things stand. */
  readonly amount?: Money | undefined;
};

export type PaymentLinkSession = {
  readonly provider: string;
  /** The method with which is paid is kept, so that it can be charged later. */
  readonly saveMethod?: boolean | undefined;
};

export type PaymentMatch = {
  readonly subscriberId?: Id | undefined;
  readonly invoiceId?: Id | undefined;
};

export type PaymentMethod = 'cash' | 'cheque' | 'bank-transfer' | 'provider';

export type PaymentMethods = {
  readonly subscriberId: Id;
  /** Whether invoices are charged by themselves. */
  readonly autopay: boolean;
  readonly items: readonly {
    readonly id: Id;
    readonly provider: string;
    readonly kind: SavedMethodKind;
    readonly label: string;
    readonly expires?: string | undefined;
    /** Whether it is the one that is charged. */
    readonly isDefault: boolean;
    readonly savedAt: Instant;
  }[];
};

export type PaymentProviderConfiguration = {
  readonly settings?: Readonly<Record<string, string | number | boolean>> | undefined;
  readonly secrets?: Readonly<Record<string, string>> | undefined;
};

export type PaymentProviderKind = {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** By which name the address of its webhook calls it, where it takes none with its own. */
  readonly webhookName?: string | undefined;
  /** Whether it is told by its API where to send its messages. */
  readonly isRegistered?: boolean | undefined;
  /** JSON Schema of `settings`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** JSON Schema of `secrets`; none of them is ever shown. */
  readonly secrets: Readonly<Record<string, unknown>>;
};

export type PaymentProviders = {
  readonly items: readonly {
    readonly provider: string;
    readonly settings: Readonly<Record<string, string | number | boolean>>;
    /** Secrets that are set; their values are never shown. */
    readonly secretNames: readonly string[];
    /** Below the API’s address; the provider must be told to send there. */
    readonly webhookPath: string;
    readonly setAt: Instant;
    /** What it answered when it was told by its API where to send its messages; left out where it is to be told anew. */
    readonly registered?:
      | {
          /** `registered-before`: it had addresses already, and does not say whether they are these. */
          readonly outcome: 'registered' | 'registered-before';
          /** In its own words. */
          readonly answer: string;
          readonly at: Instant;
        }
      | undefined;
  }[];
};

export type PaymentSession = {
  readonly id: Id;
  readonly state: 'requested' | 'opened' | 'refused';
  readonly subscriberId: Id;
  readonly invoiceId?: Id | undefined;
  readonly provider: string;
  /** Left out of a page on which a method is saved and nothing is paid. */
  readonly amount?: Money | undefined;
  readonly savesMethod?: boolean | undefined;
  /** The provider’s page; send the payer there. */
  readonly url?: string | undefined;
  /** Where they are given, the payer’s browser posts them to the page as a form. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
  readonly updatedAt: Instant;
};

export type PaymentState =
  | 'received'
  | 'unmatched'
  | 'failed'
  | 'partially-refunded'
  | 'refunded'
  | 'awaiting-charge'
  | 'held'
  | 'dropped';

export type PendingAction = {
  readonly actionId: Id;
  /** It is placed when this day begins for the subscriber. */
  readonly on: Day;
  readonly kind: OrderKind;
  readonly origin: ActionOrigin;
  readonly change?:
    | {
        readonly plan?:
          | {
              readonly planId: Id;
              readonly name: string;
              readonly terms: PlanVersion;
              readonly networkVersion?: number | undefined;
            }
          | undefined;
        readonly addItems?:
          | readonly {
              readonly itemId: Id;
              readonly kind: 'add-on' | 'equipment';
              readonly modelId: Id;
              readonly name: string;
              readonly serial?: string | undefined;
              readonly price: ExtraPrice;
            }[]
          | undefined;
        readonly removeItems?: readonly Id[] | undefined;
        readonly address?: Address | undefined;
      }
    | undefined;
  /** The planned end of a suspension. */
  readonly until?: Day | undefined;
};

export type PersonInvitation = {
  readonly email: Email;
  readonly role?: PersonRole | undefined;
};

export type PersonRole = 'owner' | 'payer' | 'viewer';

export type Phone = string;

export type Plan = {
  readonly id: Id;
  readonly name: string;
  readonly description?: string | undefined;
  readonly technologies: readonly Technology[];
  readonly status: OfferStatus;
  /** From 1 on. On a day, the one with the latest `availableOn` up to that day is sold; of several the last. */
  readonly versions: readonly PlanVersion[];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
};

export type PlanVersion = {
  readonly version: number;
  readonly price: Money;
  readonly period: BillingPeriod;
  readonly charge: ChargeTiming;
  readonly trialDays: number;
  readonly network: NetworkProfile;
  readonly setupFee?: SetupFee | undefined;
  readonly contract?: ContractTerm | undefined;
  readonly quota?: Quota | undefined;
  readonly topUps?: readonly TopUpOffer[] | undefined;
  readonly usagePrices?: UsagePrices | undefined;
  readonly timeBands?: readonly TimeBand[] | undefined;
  readonly availableOn: Day;
  readonly migratesOn?: Day | undefined;
};

export type PortalAccount = {
  readonly accountId: Id;
  readonly number: AccountNumber;
  readonly name: string;
  readonly role: PersonRole;
  readonly language: Language;
  readonly timeZone: TimeZone;
  readonly currency: CurrencyCode;
  readonly isClosed: boolean;
};

export type PortalAccounts = {
  readonly email: Email;
  readonly items: readonly PortalAccount[];
};

export type PortalBrand = {
  readonly name: string;
  readonly accent: string;
  readonly logo?: Logo | undefined;
  /** The first is the usual one. */
  readonly languages: readonly PortalLanguage[];
  readonly email?: Email | undefined;
  readonly phone?: Phone | undefined;
  readonly website?: string | undefined;
  readonly figures?: WrittenFigures | undefined;
};

export type PortalContacts = {
  /** Full name of the person, or the name of the organization. */
  readonly name: string;
  readonly emails: readonly Email[];
  readonly phones: readonly Phone[];
  readonly addresses: {
    readonly service?: Address | undefined;
    readonly billing?: Address | undefined;
  };
  readonly language: Language;
};

export type PortalDues = {
  /** With what is missing of what must stay on the balance of who pays before. */
  readonly due: Money;
  readonly overdue: Money;
  readonly invoices: readonly {
    readonly invoiceId: Id;
    readonly number: string;
    readonly dueOn: Day;
    readonly amountDue: Money;
    readonly isOverdue: boolean;
  }[];
  readonly providers: readonly {
    readonly provider: string;
    /** Whether what is paid with can be kept there. */
    readonly keepsMethods: boolean;
    /** Whether it can be kept without a payment. */
    readonly savesAlone: boolean;
  }[];
  readonly transfers: readonly {
    readonly provider: string;
    /** Such as a pay bill number. */
    readonly to: string;
    /** What is named there, so that it is known whose it is. */
    readonly account: string;
  }[];
};

export type PortalLanguage = 'en' | 'es' | 'pt' | 'fr' | 'ar';

export type PortalOffers = {
  readonly plans: readonly {
    readonly price: Money;
    readonly period: BillingPeriod;
    readonly name: string;
    readonly planId: Id;
    readonly downKbps: number;
    readonly upKbps: number;
    /** Up to the first step of its quota. */
    readonly quotaGigabytes?: number | undefined;
    /** For how long it binds. */
    readonly termMonths?: number | undefined;
  }[];
  readonly addOns: readonly {
    readonly price: Money;
    /** Left out of what is charged once or in instalments. */
    readonly period?: BillingPeriod | undefined;
    readonly name: string;
    readonly addOnId: Id;
    /** In so many parts the price is charged, one each period. */
    readonly instalments?: number | undefined;
  }[];
};

export type PortalOutage = {
  readonly outageId: Id;
  readonly startedAt: Instant;
  /** Left out while it lasts. */
  readonly endedAt?: Instant | undefined;
  /** Those of the account that it touches. */
  readonly serviceIds: readonly Id[];
};

export type PortalOutages = {
  readonly items: readonly PortalOutage[];
};

export type PortalService = {
  readonly serviceId: Id;
  readonly condition: ServiceCondition;
  /** Why it is not as it usually is. */
  readonly because?: ('overdue' | 'quota' | 'requested' | 'provider') | undefined;
  /** Of a suspension. */
  readonly since?: Instant | undefined;
  /** The day on which a suspension is planned to end. */
  readonly until?: Day | undefined;
  readonly plan: {
    readonly planId: Id;
    readonly name: string;
    readonly price: Money;
    readonly period: BillingPeriod;
    readonly downKbps: number;
    readonly upKbps: number;
  };
  readonly extras: readonly {
    readonly itemId: Id;
    readonly kind: 'add-on' | 'equipment';
    readonly name: string;
    readonly serial?: string | undefined;
    readonly price: Money;
    /** Left out of what is charged once or in instalments. */
    readonly period?: BillingPeriod | undefined;
    /** In so many parts the price is charged, one each period. */
    readonly instalments?: number | undefined;
  }[];
  readonly quota?: Quota | undefined;
  /** Volume that can be bought beside the quota. */
  readonly topUps: readonly TopUpOffer[];
  readonly address: Address;
  readonly technology: Technology;
  /** With which the line is dialled in. */
  readonly username?: string | undefined;
  /** Where it is always the same. */
  readonly ipAddress?: string | undefined;
  readonly pending: readonly {
    readonly actionId: Id;
    readonly kind: OrderKind;
    readonly on: Day;
    /** Whether it was asked for, and so may be cancelled. */
    readonly isMine: boolean;
    readonly plan?: string | undefined;
  }[];
  /** Whether an order is being carried out just now. */
  readonly isChanging: boolean;
};

export type PortalServiceDetail = {
  readonly serviceId: Id;
  readonly condition: ServiceCondition;
  /** Why it is not as it usually is. */
  readonly because?: ('overdue' | 'quota' | 'requested' | 'provider') | undefined;
  /** Of a suspension. */
  readonly since?: Instant | undefined;
  /** The day on which a suspension is planned to end. */
  readonly until?: Day | undefined;
  readonly plan: {
    readonly planId: Id;
    readonly name: string;
    readonly price: Money;
    readonly period: BillingPeriod;
    readonly downKbps: number;
    readonly upKbps: number;
  };
  readonly extras: readonly {
    readonly itemId: Id;
    readonly kind: 'add-on' | 'equipment';
    readonly name: string;
    readonly serial?: string | undefined;
    readonly price: Money;
    /** Left out of what is charged once or in instalments. */
    readonly period?: BillingPeriod | undefined;
    /** In so many parts the price is charged, one each period. */
    readonly instalments?: number | undefined;
  }[];
  readonly quota?: Quota | undefined;
  /** Volume that can be bought beside the quota. */
  readonly topUps: readonly TopUpOffer[];
  readonly address: Address;
  readonly technology: Technology;
  /** With which the line is dialled in. */
  readonly username?: string | undefined;
  /** Where it is always the same. */
  readonly ipAddress?: string | undefined;
  readonly pending: readonly {
    readonly actionId: Id;
    readonly kind: OrderKind;
    readonly on: Day;
    /** Whether it was asked for, and so may be cancelled. */
    readonly isMine: boolean;
    readonly plan?: string | undefined;
  }[];
  /** Whether an order is being carried out just now. */
  readonly isChanging: boolean;
  /** Within which bounds it can be paused; left out where that is not offered. */
  readonly pause?:
    | {
        readonly minimumDays: number;
        readonly maximumDays?: number | undefined;
        /** Of the price, what is charged while it is paused. */
        readonly percent: number;
      }
    | undefined;
  readonly isOnline: boolean;
  readonly onlineSince?: Instant | undefined;
  readonly used?:
    | {
        readonly from: Day;
        readonly renewsOn: Day;
        readonly octets: number;
        /** Up to the first step, with what was bought or carried. */
        readonly includedOctets: number;
      }
    | undefined;
};

export type PreviewedSubscriber = {
  readonly subscriberId: Id;
  /** Of whose it is. */
  readonly subscriberName?: string | undefined;
  /** Their account number. */
  readonly subscriberNumber?: AccountNumber | undefined;
  readonly total: Money;
  readonly change: BillingRunChange;
  /** What was charged last; of a supposition, what is charged without it. */
  readonly before?: Money | undefined;
  readonly percent?: number | undefined;
  readonly isUnusuallyHigh: boolean;
  readonly invoices: readonly {
    readonly issuedOn: Day;
    readonly dueOn: Day;
    readonly total: Money;
    readonly creditApplied: Money;
    readonly amountDue: Money;
    readonly lines: readonly InvoiceLine[];
  }[];
};

export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string | undefined;
  readonly instance?: string | undefined;
  readonly errors?:
    | readonly {
        readonly pointer: string;
        readonly code: string;
        readonly message: string;
      }[]
    | undefined;
};

export type ProviderPage = {
  readonly url?: string | undefined;
  readonly fields?: Readonly<Record<string, string>> | undefined;
};

export type Quota = {
  readonly per: 'day' | 'month';
  readonly steps: readonly {
    readonly gigabytes: number;
    readonly becomes:
      | 'exhausted'
      | {
          readonly downKbps: number;
          readonly upKbps: number;
        };
  }[];
  /** All services of a subscriber whose plans share a quota by this name draw on one: each is judged by what all of them have used. */
  readonly sharedAs?: string | undefined;
  /** What is left below the first step goes on into the next day or month, and ends with it. A day or month in which the service began leaves nothing. */
  readonly rollover?:
    | {
        /** No more gigabytes go on. */
        readonly most: number;
      }
    | undefined;
};

export type Quote = {
  readonly planId: Id;
  readonly planName: string;
  readonly terms: PlanVersion;
  readonly addOns: readonly {
    readonly addOnId: Id;
    readonly name: string;
    readonly price: ExtraPrice;
  }[];
  readonly validUntilOn: Day;
};

export type QuoteWish = {
  readonly planId: Id;
  readonly addOns?: readonly Id[] | undefined;
  /** Thirty days from now if left out. */
  readonly validUntilOn?: Day | undefined;
};

export type Receivables = {
  readonly notDue: Money;
  /** Due 1 to 30 days ago. */
  readonly to30: Money;
  readonly to60: Money;
  readonly to90: Money;
  readonly over90: Money;
  readonly total: Money;
};

export type RefusedTaxDocument = {
  readonly documentId: Id;
  readonly told: 'issued' | 'voided';
  readonly words: string;
};

export type Resumption = {
  readonly when?:
    | (
        | 'now'
        | {
            readonly on: Day;
          }
      )
    | undefined;
};

export type RevenueAssurance = {
  /** The last completed one; none before the first. */
  readonly proof?: LedgerProof | undefined;
  readonly counts: Readonly<Record<string, number>>;
  /** The first thousand. Empty is normal. */
  readonly items: readonly LedgerProofDifference[];
};

export type RoleDescription = {
  readonly role: StaffRole;
  readonly words: string;
  readonly permissions: readonly {
    readonly permission: string;
    readonly words: string;
  }[];
};

export type RouterBinding = {
  readonly nodeId: Id;
};

export type SavedMethodKind = 'card' | 'bank-account' | 'wallet' | 'other';

export type SavedView = {
  readonly name: string;
  readonly path: string;
  /** What follows the question mark in its address. */
  readonly search: Readonly<Record<string, string | number | boolean>>;
  /** Everybody who works here sees it. */
  readonly isShared: boolean;
  readonly id: Id;
  /** Who kept it. */
  readonly owner: {
    readonly kind: 'staff' | 'machine' | 'subscriber' | 'system' | 'agent' | 'provider';
    readonly id: string;
  };
  readonly updatedAt: Instant;
};

export type SelectedService = {
  readonly id: Id;
  readonly subscriberId: Id;
  readonly state: ServiceState;
  /** What the subscriber has at this moment. */
  readonly entitlement: Entitlement;
  readonly plan: {
    readonly planId: Id;
    readonly name: string;
    readonly terms: PlanVersion;
    readonly networkVersion?: number | undefined;
  };
  readonly extras: readonly {
    readonly itemId: Id;
    readonly kind: 'add-on' | 'equipment';
    readonly modelId: Id;
    readonly name: string;
    readonly serial?: string | undefined;
    readonly price: ExtraPrice;
  }[];
  readonly discounts: readonly ServiceDiscount[];
  /** Why the set-up fee is not charged. */
  readonly setupFeeWaived?: string | undefined;
  readonly costCentre?: CostCentre | undefined;
  /** Of its quota, as of the last 80 or 100 % that were told of; left out before. */
  readonly quotaUse?:
    | {
        readonly from: Day;
        readonly renewsOn: Day;
        readonly octets: number;
        readonly carriedOctets?: number | undefined;
        readonly boughtOctets?: number | undefined;
      }
    | undefined;
  /** Volume that was bought beside the quota, for the span that begins on `from`. */
  readonly topUps?:
    | readonly {
        readonly id: Id;
        readonly gigabytes: number;
        readonly price: Money;
        readonly from: Day;
      }[]
    | undefined;
  /** The hours of its plan that it is in, and when the next ones begin; left out where the plan has none. */
  readonly timeBand?:
    | {
        readonly band?: TimeBand | undefined;
        readonly until: Instant;
      }
    | undefined;
  readonly override?: AccessOverride | undefined;
  /** What dunning leaves of it. */
  readonly restriction?: AccessRestriction | undefined;
  readonly address: Address;
  readonly access: AccessBinding;
  readonly network: NetworkView;
  /** Where its OLT has the ONU, as last proven. */
  readonly line?: ObservedLine | undefined;
  /** The open session, or the last one. */
  readonly session?: Session | undefined;
  readonly suspension?:
    | {
        readonly reason: SuspensionReason;
        readonly note?: string | undefined;
        readonly since: Instant;
        /** The day on which it is planned to end. */
        readonly until?: Day | undefined;
      }
    | undefined;
  /** Orders that wait for their day, the next first. */
  readonly pending: readonly PendingAction[];
  /** The order that runs. */
  readonly order?:
    | {
        readonly orderId: Id;
        readonly kind: OrderKind;
      }
    | undefined;
  /** Why the last order did not succeed. */
  readonly failure?:
    | {
        readonly orderId: Id;
        readonly kind: OrderKind;
        readonly reason: string;
        readonly at: Instant;
      }
    | undefined;
  readonly selectedAt: Instant;
  readonly activatedAt?: Instant | undefined;
  readonly terminatedAt?: Instant | undefined;
  readonly updatedAt: Instant;
  /** The access password that was made for the service. Shown this once. */
  readonly password?: string | undefined;
};

export type ServedPlace = {
  readonly serviceId: Id;
  readonly subscriberId: Id;
  readonly plan: string;
  readonly technology: Technology;
  readonly state: ServiceState;
  readonly address: Address;
  readonly location: Location;
  /** As the crow flies. */
  readonly metres?: number | undefined;
};

export type ServedPlaces = {
  /** Services that were looked at, the newest first. */
  readonly lookedAt: number;
  /** Whether the site has more of them than that. */
  readonly hasMore: boolean;
  /** Of these, not ended and without a place. */
  readonly unplaced: number;
  readonly items: readonly ServedPlace[];
};

export type Service = {
  readonly id: Id;
  readonly subscriberId: Id;
  readonly state: ServiceState;
  /** What the subscriber has at this moment. */
  readonly entitlement: Entitlement;
  readonly plan: {
    readonly planId: Id;
    readonly name: string;
    readonly terms: PlanVersion;
    readonly networkVersion?: number | undefined;
  };
  readonly extras: readonly {
    readonly itemId: Id;
    readonly kind: 'add-on' | 'equipment';
    readonly modelId: Id;
    readonly name: string;
    readonly serial?: string | undefined;
    readonly price: ExtraPrice;
  }[];
  readonly discounts: readonly ServiceDiscount[];
  /** Why the set-up fee is not charged. */
  readonly setupFeeWaived?: string | undefined;
  readonly costCentre?: CostCentre | undefined;
  /** Of its quota, as of the last 80 or 100 % that were told of; left out before. */
  readonly quotaUse?:
    | {
        readonly from: Day;
        readonly renewsOn: Day;
        readonly octets: number;
        readonly carriedOctets?: number | undefined;
        readonly boughtOctets?: number | undefined;
      }
    | undefined;
  /** Volume that was bought beside the quota, for the span that begins on `from`. */
  readonly topUps?:
    | readonly {
        readonly id: Id;
        readonly gigabytes: number;
        readonly price: Money;
        readonly from: Day;
      }[]
    | undefined;
  /** The hours of its plan that it is in, and when the next ones begin; left out where the plan has none. */
  readonly timeBand?:
    | {
        readonly band?: TimeBand | undefined;
        readonly until: Instant;
      }
    | undefined;
  readonly override?: AccessOverride | undefined;
  /** What dunning leaves of it. */
  readonly restriction?: AccessRestriction | undefined;
  readonly address: Address;
  readonly access: AccessBinding;
  readonly network: NetworkView;
  /** Where its OLT has the ONU, as last proven. */
  readonly line?: ObservedLine | undefined;
  /** The open session, or the last one. */
  readonly session?: Session | undefined;
  readonly suspension?:
    | {
        readonly reason: SuspensionReason;
        readonly note?: string | undefined;
        readonly since: Instant;
        /** The day on which it is planned to end. */
        readonly until?: Day | undefined;
      }
    | undefined;
  /** Orders that wait for their day, the next first. */
  readonly pending: readonly PendingAction[];
  /** The order that runs. */
  readonly order?:
    | {
        readonly orderId: Id;
        readonly kind: OrderKind;
      }
    | undefined;
  /** Why the last order did not succeed. */
  readonly failure?:
    | {
        readonly orderId: Id;
        readonly kind: OrderKind;
        readonly reason: string;
        readonly at: Instant;
      }
    | undefined;
  readonly selectedAt: Instant;
  readonly activatedAt?: Instant | undefined;
  readonly terminatedAt?: Instant | undefined;
  readonly updatedAt: Instant;
};

export type ServiceChangeRequest = {
  readonly planId?: Id | undefined;
  /** Add-ons to add. */
  readonly addOns?: readonly Id[] | undefined;
  /** Equipment to add. */
  readonly equipment?: readonly EquipmentRequest[] | undefined;
  /** Items of the service to remove, by `itemId`. */
  readonly removeItems?: readonly Id[] | undefined;
  readonly address?: Address | undefined;
  /** Given whole and at once; the site stays the same. */
  readonly access?: AccessRequest | undefined;
  /** Prices are those of the day on which it is ordered. */
  readonly when?:
    | (
        | ('now' | 'next-period')
        | {
            readonly on: Day;
          }
      )
    | undefined;
};

export type ServiceCondition =
  | 'preparing'
  | 'delayed'
  | 'on'
  | 'slow'
  | 'used-up'
  | 'pay-only'
  | 'paused'
  | 'stopped'
  | 'ending'
  | 'ended';

export type ServiceDiscount = {
  readonly discountId: Id;
  readonly name: string;
  readonly off: DiscountOff;
  readonly appliesTo:
    | ('plan' | 'service')
    | {
        readonly itemId: Id;
      };
  readonly lasts:
    | 'forever'
    | {
        readonly periods: number;
      }
    | {
        readonly untilOn: Day;
      };
  readonly rank: number;
  readonly from?: Day | undefined;
  readonly couponId?: Id | undefined;
};

export type ServiceState =
  | 'selected'
  | 'provisioning'
  | 'active'
  | 'suspended'
  | 'failed'
  | 'terminating'
  | 'terminated';

export type ServiceThen = {
  readonly id: Id;
  readonly subscriberId: Id;
  readonly state: ServiceState;
  /** What the subscriber has at this moment. */
  readonly entitlement: Entitlement;
  readonly plan: {
    readonly planId: Id;
    readonly name: string;
    readonly terms: PlanVersion;
    readonly networkVersion?: number | undefined;
  };
  readonly extras: readonly {
    readonly itemId: Id;
    readonly kind: 'add-on' | 'equipment';
    readonly modelId: Id;
    readonly name: string;
    readonly serial?: string | undefined;
    readonly price: ExtraPrice;
  }[];
  readonly discounts: readonly ServiceDiscount[];
  /** Why the set-up fee is not charged. */
  readonly setupFeeWaived?: string | undefined;
  readonly costCentre?: CostCentre | undefined;
  /** Of its quota, as of the last 80 or 100 % that were told of; left out before. */
  readonly quotaUse?:
    | {
        readonly from: Day;
        readonly renewsOn: Day;
        readonly octets: number;
        readonly carriedOctets?: number | undefined;
        readonly boughtOctets?: number | undefined;
      }
    | undefined;
  /** Volume that was bought beside the quota, for the span that begins on `from`. */
  readonly topUps?:
    | readonly {
        readonly id: Id;
        readonly gigabytes: number;
        readonly price: Money;
        readonly from: Day;
      }[]
    | undefined;
  /** The hours of its plan that it is in, and when the next ones begin; left out where the plan has none. */
  readonly timeBand?:
    | {
        readonly band?: TimeBand | undefined;
        readonly until: Instant;
      }
    | undefined;
  readonly override?: AccessOverride | undefined;
  /** What dunning leaves of it. */
  readonly restriction?: AccessRestriction | undefined;
  readonly address: Address;
  readonly access: AccessBinding;
  readonly network: NetworkView;
  /** Where its OLT has the ONU, as last proven. */
  readonly line?: ObservedLine | undefined;
  readonly suspension?:
    | {
        readonly reason: SuspensionReason;
        readonly note?: string | undefined;
        readonly since: Instant;
        /** The day on which it is planned to end. */
        readonly until?: Day | undefined;
      }
    | undefined;
  /** Orders that wait for their day, the next first. */
  readonly pending: readonly PendingAction[];
  /** The order that runs. */
  readonly order?:
    | {
        readonly orderId: Id;
        readonly kind: OrderKind;
      }
    | undefined;
  /** Why the last order did not succeed. */
  readonly failure?:
    | {
        readonly orderId: Id;
        readonly kind: OrderKind;
        readonly reason: string;
        readonly at: Instant;
      }
    | undefined;
  readonly selectedAt: Instant;
  readonly activatedAt?: Instant | undefined;
  readonly terminatedAt?: Instant | undefined;
  readonly updatedAt: Instant;
};

export type Session = {
  readonly sessionId: string;
  readonly siteId: Id;
  readonly nodeId?: Id | undefined;
  readonly username: string;
  readonly technology?: Technology | undefined;
  readonly source: SessionSource;
  readonly framedIp?: string | undefined;
  /** RFC 3162: of the line itself. */
  readonly framedIpv6Prefix?: string | undefined;
  /** RFC 4818: behind the subscriber’s router. */
  readonly delegatedIpv6Prefix?: string | undefined;
  readonly callingStationId?: string | undefined;
  readonly startedAt: Instant;
  /** When the network was last heard of it. */
  readonly updatedAt: Instant;
  readonly endedAt?: Instant | undefined;
  /** RFC 2866 §5.10. */
  readonly terminateCause?: string | undefined;
  /** Absent when the NAS itself told of the end. */
  readonly closedBy?: ClosingRule | undefined;
  /** The end in words. */
  readonly endMeans?: string | undefined;
  readonly seconds: number;
  readonly uploadOctets: number;
  readonly downloadOctets: number;
};

export type SessionSource = 'accounting' | 'device';

export type SetupFee = {
  readonly price: Money;
  readonly waivedFor: 'nobody' | 'existing-subscribers';
};

export type Sim = {
  readonly id: Id;
  readonly status: SimStatus;
  readonly iccid: string;
  readonly imsi: string;
  /** The number that it has; it may get one later. */
  readonly msisdn?: string | undefined;
  /** Of the maker’s delivery, as staff calls it. */
  readonly batch?: string | undefined;
  /** The service that it belongs to. */
  readonly serviceId?: Id | undefined;
  readonly retiredReason?: string | undefined;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
};

export type SimChange = {
  /** `null` takes the number away. */
  readonly msisdn?: (string | null) | undefined;
  /** `activated` and `suspended` follow the orders of its service. */
  readonly status?: ('assigned' | 'stock' | 'retired') | undefined;
  /** With the status `assigned`. */
  readonly serviceId?: Id | undefined;
  /** Why it is retired. */
  readonly reason?: string | undefined;
};

export type SimImport = {
  /** What stands where in each row, as the heading of a CSV file does. */
  readonly columns: readonly ('iccid' | 'imsi' | 'msisdn' | 'ki' | 'opc' | 'batch')[];
  /** One SIM each; an empty text is no value. */
  readonly rows: readonly (readonly string[])[];
};

export type SimImportResult = {
  readonly stocked: number;
  /** Rows whose SIM was there already, the same. */
  readonly known: number;
  readonly refused: number;
  readonly rows: readonly {
    /** From 0. */
    readonly row: number;
    readonly result: 'stocked' | 'known' | 'refused';
    readonly simId?: Id | undefined;
    /** Why it was refused. */
    readonly code?: string | undefined;
    readonly message?: string | undefined;
    /** Where in the row it lies. */
    readonly column?: string | undefined;
  }[];
};

export type SimStatus = 'stock' | 'assigned' | 'activated' | 'suspended' | 'retired';

export type Site = {
  readonly id: Id;
  readonly name: string;
  readonly code?: string | undefined;
  readonly timeZone: TimeZone;
  readonly address?: Address | undefined;
  readonly driftPolicy?: DriftPolicy | undefined;
  readonly comparisonHours?: ComparisonHours | undefined;
  readonly payRedirect?: PayRedirect | undefined;
  /** Whether its agent is connected. */
  readonly status: 'online' | 'offline';
  readonly agentVersion?: string | undefined;
  /** When the link last came up or went down. */
  readonly lastSeenAt?: Instant | undefined;
  /** When its agent last got a certificate. */
  readonly enrolledAt?: Instant | undefined;
  readonly configurationRevision: number;
  /** What it held against what it should hold, by depth. */
  readonly comparisons: {
    readonly replica?: Comparisons | undefined;
    readonly devices?: Comparisons | undefined;
  };
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
};

export type SiteCertificate = {
  readonly certificateId: string;
  readonly state: 'valid' | 'expired' | 'revoked';
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  /** The site’s agent connected with it the last time. */
  readonly isLatest: boolean;
  /** Where it was revoked from here. */
  readonly revokedAt?: Instant | undefined;
};

export type SiteChange = {
  readonly name?: string | undefined;
  readonly code?: (string | null) | undefined;
  readonly timeZone?: TimeZone | undefined;
  readonly address?: (Address | null) | undefined;
  readonly driftPolicy?: (DriftPolicy | null) | undefined;
  readonly comparisonHours?: (ComparisonHours | null) | undefined;
  readonly payRedirect?: (PayRedirect | null) | undefined;
};

export type StaffChange = {
  readonly name?: string | undefined;
  /** What this person may do: all that any of the roles may. */
  readonly roles?: readonly StaffRole[] | undefined;
};

export type StaffInvitation = {
  readonly name: string;
  readonly email: Email;
  /** What this person may do: all that any of the roles may. */
  readonly roles: readonly StaffRole[];
};

export type StaffMember = {
  /** What tokens, and so the audit log, call this person. */
  readonly id: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly roles: readonly StaffRole[];
  /** `awaiting-sign-in`: has a one-time password, or had one that ran out, and none of their own. */
  readonly status: 'active' | 'awaiting-sign-in' | 'disabled';
  readonly since: Instant;
};

export type StaffMemberWithPassword = {
  /** What tokens, and so the audit log, call this person. */
  readonly id: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly roles: readonly StaffRole[];
  /** `awaiting-sign-in`: has a one-time password, or had one that ran out, and none of their own. */
  readonly status: 'active' | 'awaiting-sign-in' | 'disabled';
  readonly since: Instant;
  /** For one sign-in within three days. Shown this once: a repeat under the same Idempotency-Key comes without it. */
  readonly oneTimePassword?: string | undefined;
};

export type StaffRole = 'admin' | 'sales' | 'support' | 'billing' | 'network' | 'read-only';

export type StatementColumns = {
  readonly separator?: (',' | ';' | '\t' | '|') | undefined;
  readonly date: string;
  readonly dateFormat?: ('YYYY-MM-DD' | 'DD.MM.YYYY' | 'DD/MM/YYYY' | 'MM/DD/YYYY') | undefined;
  /** Negative, or with a minus behind it, for what went out. */
  readonly amount: string;
  readonly decimal?: ('.' | ',') | undefined;
  readonly currency:
    | {
        readonly column: string;
      }
    | {
        readonly code: CurrencyCode;
      };
  /** What the payer wrote, in their order. */
  readonly reference: readonly string[];
  /** Who paid. */
  readonly name?: string | undefined;
  /** The bank’s own reference of the entry; without one, equal entries of one day are counted. */
  readonly id?: string | undefined;
  /** Whose statement it is, such as its IBAN. */
  readonly account?: string | undefined;
};

export type StatementEntry = {
  readonly eventId: Id;
  readonly at: Instant;
  readonly on: Day;
  readonly kind:
    | 'invoice'
    | 'credit-note'
    | 'payment'
    | 'refund'
    | 'credit'
    | 'void'
    | 'write-off'
    | 'reinstatement';
  readonly words: string;
  readonly invoiceId?: Id | undefined;
  /** Of that invoice or credit note. */
  readonly number?: string | undefined;
  readonly paymentId?: Id | undefined;
  /** Positive raises what is owed. */
  readonly amount: Money;
  /** What was owed in all after it. */
  readonly balance: Money;
};

export type Subscriber = {
  readonly id: Id;
  readonly number: AccountNumber;
  readonly kind: SubscriberKind;
  readonly status: SubscriberStatus;
  /** Full name of the person, or the name of the organization. */
  readonly name: string;
  /** Whom to ask for in an organization. */
  readonly contactName?: string | undefined;
  readonly emails: readonly Email[];
  readonly phones: readonly Phone[];
  readonly addresses: {
    readonly service?: Address | undefined;
    readonly billing?: Address | undefined;
  };
  readonly language: Language;
  readonly timeZone: TimeZone;
  readonly currency: CurrencyCode;
  readonly taxId?: string | undefined;
  /** What it is exempt from, when. Each holds for the days of its period; what is removed is taxed again. */
  readonly taxExemptions?: readonly TaxExemption[] | undefined;
  readonly purchaseOrderNumber?: string | undefined;
  /** The subscriber to which this one belongs, such as a head office. */
  readonly parentId?: Id | undefined;
  /** A class of the provider, such as residential. */
  readonly category?: string | undefined;
  readonly tags: readonly string[];
  readonly billingProfile: BillingProfile;
  /** The parent that pays for its services; itself if left out. */
  readonly payerId?: Id | undefined;
  /** The lead it was converted from. */
  readonly origin?:
    | {
        readonly leadId: Id;
        readonly source: LeadSource;
        readonly sourceDetail?: string | undefined;
        readonly organization?: string | undefined;
        readonly assignee?: string | undefined;
        readonly wantedPlanId?: Id | undefined;
        readonly quote?: Quote | undefined;
      }
    | undefined;
  /** The latest fifty; the timeline has all. */
  readonly notes: readonly Note[];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
};

export type SubscriberChange = {
  /** Full name of the person, or the name of the organization. */
  readonly name?: string | undefined;
  readonly contactName?: (string | null) | undefined;
  readonly emails?: readonly Email[] | undefined;
  readonly phones?: readonly Phone[] | undefined;
  readonly addresses?:
    | {
        readonly service?: Address | undefined;
        readonly billing?: Address | undefined;
      }
    | undefined;
  readonly language?: Language | undefined;
  readonly timeZone?: TimeZone | undefined;
  readonly currency?: CurrencyCode | undefined;
  readonly taxId?: (string | null) | undefined;
  readonly taxExemptions?: (readonly TaxExemption[] | null) | undefined;
  readonly purchaseOrderNumber?: (string | null) | undefined;
  readonly parentId?: (Id | null) | undefined;
  readonly category?: (string | null) | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly billingProfile?: BillingProfileChange | undefined;
  readonly status?: SubscriberStatus | undefined;
  /** Who pays for its services from today on. */
  readonly payer?: ('self' | 'parent') | undefined;
  /** Is added to the notes. */
  readonly note?: string | undefined;
};

export type SubscriberKind = 'contact' | 'organization';

export type SubscriberState = {
  readonly at: Instant;
  /** Not there before it was taken in. */
  readonly subscriber?: Subscriber | undefined;
  readonly services: readonly ServiceThen[];
  /** Absent before anything moved. */
  readonly balance?: Balance | undefined;
};

export type SubscriberStatus = 'active' | 'closed';

export type SupposedCharge =
  | {
      readonly name: string;
      readonly off: DiscountOff;
      readonly appliesTo?:
        | (
            | ('plan' | 'service')
            | {
                readonly itemId: Id;
              }
          )
        | undefined;
      readonly lasts?:
        | (
            | 'forever'
            | {
                readonly periods: number;
              }
            | {
                readonly untilOn: Day;
              }
          )
        | undefined;
      /** Discounts are taken off in the order of their rank, and of one rank as they were granted. */
      readonly rank?: number | undefined;
      /** From which day it counts; in mid-period the rest of the period is charged anew. */
      readonly from?:
        | (
            | ('now' | 'next-period')
            | {
                readonly on: Day;
              }
          )
        | undefined;
      readonly kind: 'discount';
    }
  | {
      readonly kind: 'discount-end';
      readonly discountId: Id;
    }
  | {
      readonly coupon: CouponCode;
      /** From which day it counts; in mid-period the rest of the period is charged anew. */
      readonly from?:
        | (
            | ('now' | 'next-period')
            | {
                readonly on: Day;
              }
          )
        | undefined;
      readonly kind: 'coupon';
    }
  | {
      readonly rest?: ('bill' | 'forgive') | undefined;
      readonly kind: 'pay-off';
      readonly itemId: Id;
    }
  | {
      readonly startedAt: string;
      readonly endedAt: string;
      readonly note?: string | undefined;
      readonly kind: 'outage';
    };

export type SupposedCommand =
  | {
      readonly kind: 'activate';
    }
  | {
      readonly planId?: Id | undefined;
      /** Add-ons to add. */
      readonly addOns?: readonly Id[] | undefined;
      /** Equipment to add. */
      readonly equipment?: readonly EquipmentRequest[] | undefined;
      /** Items of the service to remove, by `itemId`. */
      readonly removeItems?: readonly Id[] | undefined;
      readonly address?: Address | undefined;
      /** Given whole and at once; the site stays the same. */
      readonly access?: AccessRequest | undefined;
      /** Prices are those of the day on which it is ordered. */
      readonly when?:
        | (
            | ('now' | 'next-period')
            | {
                readonly on: Day;
              }
          )
        | undefined;
      readonly kind: 'change';
    }
  | {
      readonly reason?: SuspensionReason | undefined;
      readonly note?: string | undefined;
      readonly when?:
        | (
            | 'now'
            | {
                readonly on: Day;
              }
          )
        | undefined;
      /** The service is resumed by itself when this day begins. */
      readonly until?: Day | undefined;
      readonly kind: 'suspend';
    }
  | {
      readonly when?:
        | (
            | 'now'
            | {
                readonly on: Day;
              }
          )
        | undefined;
      readonly kind: 'resume';
    }
  | {
      readonly when?:
        | (
            | ('now' | 'end-of-period')
            | {
                readonly on: Day;
              }
          )
        | undefined;
      /** No early-termination fee, although the contract’s term is not over. */
      readonly waiveFee?: true | undefined;
      readonly kind: 'terminate';
    };

export type SupposedOutage = {
  readonly siteId: Id;
  readonly nodeId?: Id | undefined;
  readonly startedAt: string;
  readonly endedAt: string;
};

export type SupposedPayment = {
  readonly amount: Money;
  /** Settled first; the oldest open invoices follow. */
  readonly invoiceId?: Id | undefined;
  /** A payment also goes to what was written off, credit does not. */
  readonly as?: ('payment' | 'credit') | undefined;
};

export type Suspension = {
  readonly reason?: SuspensionReason | undefined;
  readonly note?: string | undefined;
  readonly when?:
    | (
        | 'now'
        | {
            readonly on: Day;
          }
      )
    | undefined;
  /** The service is resumed by itself when this day begins. */
  readonly until?: Day | undefined;
};

export type SuspensionReason = 'overdue' | 'requested' | 'abuse' | 'administrative';

export type TagChanges = {
  readonly add: readonly string[];
  readonly remove: readonly string[];
};

export type TagChangesInput = {
  readonly add?: readonly string[] | undefined;
  readonly remove?: readonly string[] | undefined;
};

export type TaxExemption = {
  readonly tax?: string | undefined;
  readonly certificate: string;
  readonly reason?: string | undefined;
  readonly from: Day;
  /** The first day on which it does not hold any more. */
  readonly to?: Day | undefined;
  /** Where the certificate is kept. */
  readonly file?: string | undefined;
};

export type TaxGround = {
  readonly rule: 'rate' | 'exemption' | 'reverse-charge' | 'intra-community-supply' | 'tax-service';
  readonly jurisdiction?: string | undefined;
  readonly category?: string | undefined;
  readonly on: Day;
};

export type TaxPlace = {
  readonly country: string;
  readonly region?: string | undefined;
  readonly postalCodes?:
    | readonly {
        readonly from: string;
        readonly to: string;
      }[]
    | undefined;
};

export type TaxRate = {
  readonly name: string;
  readonly rate: string;
  readonly inclusive: boolean;
  readonly appliesTo?: readonly string[] | undefined;
  readonly compound?: boolean | undefined;
  readonly relief?: TaxRelief | undefined;
  readonly place: TaxPlace;
  readonly category?: string | undefined;
  readonly from: Day;
  readonly to?: Day | undefined;
};

export type TaxRateInput = {
  readonly name: string;
  readonly rate: string;
  readonly inclusive?: boolean | undefined;
  readonly appliesTo?: readonly string[] | undefined;
  readonly compound?: boolean | undefined;
  readonly relief?: TaxRelief | undefined;
  readonly place: TaxPlace;
  readonly category?: string | undefined;
  readonly from: Day;
  readonly to?: Day | undefined;
};

export type TaxRelief = {
  readonly kind: 'exempt' | 'reverse-charge' | 'intra-community-supply' | 'export' | 'outside-scope';
  readonly reason?: string | undefined;
};

export type TaxRules = {
  readonly supply: 'destination' | 'origin';
  readonly rounding: 'line' | 'document';
  readonly splitAtRateChange?: readonly string[] | undefined;
  readonly categories: {
    readonly plan: string;
    readonly addOn: string;
    readonly equipment: string;
    readonly other: string;
    readonly items: Readonly<Record<string, string>>;
  };
  readonly reverseCharge?:
    | {
        readonly countries: readonly string[];
        readonly reason: string;
        readonly goods?:
          | {
              readonly reason: string;
            }
          | undefined;
      }
    | undefined;
  readonly rates: readonly TaxRate[];
  readonly setAt?: Instant | undefined;
};

export type TaxService = {
  /** Left out where the tax rules decide. */
  readonly url?: WebhookUrl | undefined;
  /** Documents issued from then on are told to it. */
  readonly setAt?: Instant | undefined;
  /** The last documents that it did not take for good (422), to be settled with it. */
  readonly refused: readonly RefusedTaxDocument[];
};

export type Technology = 'pppoe' | 'ipoe' | 'hotspot' | 'gpon' | 'lte';

export type Termination = {
  readonly when?:
    | (
        | ('now' | 'end-of-period')
        | {
            readonly on: Day;
          }
      )
    | undefined;
  /** No early-termination fee, although the contract’s term is not over. */
  readonly waiveFee?: true | undefined;
};

export type Ticket = {
  readonly id: Id;
  readonly subscriberId: Id;
  readonly serviceId?: Id | undefined;
  readonly topic: TicketTopic;
  readonly state: TicketState;
  readonly subject: string;
  readonly move?:
    | {
        readonly address: Address;
        readonly on?: Day | undefined;
      }
    | undefined;
  readonly replies: readonly {
    readonly text: string;
    readonly by: 'subscriber' | 'provider';
    readonly at: Instant;
  }[];
  readonly openedAt: Instant;
  readonly updatedAt: Instant;
};

export type TicketState = 'waiting' | 'answered' | 'closed';

export type TicketTopic = 'fault' | 'move' | 'billing' | 'other';

export type TimeBand = {
  readonly name: string;
  readonly days: readonly number[];
  readonly from: string;
  readonly to: string;
  readonly rate?:
    | {
        readonly downKbps: number;
        readonly upKbps: number;
      }
    | undefined;
  readonly unmetered?: true | undefined;
};

export type TimeZone = string;

export type Timeline = {
  readonly items: readonly TimelineEntry[];
  readonly nextCursor?: string | undefined;
  /** With `at` only: everything as it was then. */
  readonly state?: SubscriberState | undefined;
};

export type TimelineEntry = {
  readonly eventId: Id;
  readonly at: Instant;
  readonly actor: {
    readonly kind: 'staff' | 'machine' | 'subscriber' | 'system' | 'agent' | 'provider';
    readonly id: string;
  };
  /** Name of the event. */
  readonly type: string;
  /** What it happened to. */
  readonly subject: {
    readonly kind: string;
    readonly id: Id;
  };
  readonly words: string;
  readonly data: Readonly<Record<string, unknown>>;
};

export type TopUpOffer = {
  readonly gigabytes: number;
  readonly price: Money;
};

export type TrialBalance = {
  readonly from: Day;
  readonly to: Day;
  /** The place in the feed of events up to which it is posted. */
  readonly postedThrough: number;
  readonly currencies: readonly {
    readonly currency: CurrencyCode;
    readonly accounts: readonly LedgerAccount[];
    /** Of all accounts; the same as the credit. */
    readonly debit: Money;
    readonly credit: Money;
  }[];
};

export type Usage = {
  /** Of the subscriber: days begin by it. */
  readonly timeZone: TimeZone;
  readonly items: readonly UsedSpan[];
};

export type UsagePrices = {
  /** Which direction is charged, seen from the subscriber. */
  readonly counts: 'both' | 'download' | 'upload';
  /** Of 10⁹ octets, within a whole calendar month of the subscriber; a part of one has its part. */
  readonly includedGigabytes: number;
  readonly tiers: readonly {
    /** Beyond what is included; the last tier has none and goes on for ever. */
    readonly upToGigabytes?: number | undefined;
    readonly perGigabyte: Money;
  }[];
  /** No month costs more than that. */
  readonly most?: Money | undefined;
};

export type UsagePricesInput = {
  /** Which direction is charged, seen from the subscriber. */
  readonly counts?: ('both' | 'download' | 'upload') | undefined;
  /** Of 10⁹ octets, within a whole calendar month of the subscriber; a part of one has its part. */
  readonly includedGigabytes?: number | undefined;
  readonly tiers: readonly {
    /** Beyond what is included; the last tier has none and goes on for ever. */
    readonly upToGigabytes?: number | undefined;
    readonly perGigabyte: Money;
  }[];
  /** No month costs more than that. */
  readonly most?: Money | undefined;
};

export type UsageRecord = {
  readonly day: Day;
  /** The access node that told of it; the site where no node is known. */
  readonly heardAt: Id;
  readonly sessionId: string;
  /** The part of the session within the day, as far as it was told. */
  readonly from: Instant;
  readonly to: Instant;
  readonly uploadOctets: number;
  readonly downloadOctets: number;
};

export type UsageRecords = {
  readonly items: readonly UsageRecord[];
  readonly nextCursor?: string | undefined;
  readonly from: Day;
  readonly to: Day;
  /** Of the subscriber. */
  readonly timeZone: TimeZone;
};

export type UsedSpan = {
  readonly from: Day;
  /** Inclusive. */
  readonly to: Day;
  readonly uploadOctets: number;
  readonly downloadOctets: number;
};

export type Utilisation = {
  /** How many addresses the pool can give out in all. */
  readonly capacity: number;
  /** How many belong to services. */
  readonly allocated: number;
  readonly free: number;
};

export type WebhookDelivery = {
  /** The header `webhook-id` of every attempt: a receiver takes it once. */
  readonly eventId: Id;
  readonly type: string;
  readonly aggregateId: Id;
  /** `dead`: tried for three days in vain. `dropped`: the endpoint was disabled before it could be delivered. */
  readonly status: 'pending' | 'delivered' | 'dead' | 'dropped';
  readonly attempts: number;
  readonly queuedAt: Instant;
  readonly firstAttemptAt?: Instant | undefined;
  readonly lastAttemptAt?: Instant | undefined;
  readonly nextAttemptAt?: Instant | undefined;
  /** What came of the last attempt: `HTTP 503`, or why there was no answer. */
  readonly outcome?: string | undefined;
};

export type WebhookEndpoint = {
  readonly id: Id;
  readonly url: WebhookUrl;
  readonly types: readonly WebhookEventType[];
  readonly description: string;
  readonly status: 'enabled' | 'disabled';
  /** `failing`: it took nothing for three days. `gone`: it answered 410. Enabled again by staff only. */
  readonly disabledReason?: ('requested' | 'failing' | 'gone') | undefined;
  /** Until then each delivery carries a second signature, with the secret before this one. */
  readonly formerSecretUntil?: Instant | undefined;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
};

export type WebhookEndpointChange = {
  readonly url?: WebhookUrl | undefined;
  readonly types?: readonly WebhookEventType[] | undefined;
  readonly description?: string | undefined;
  readonly status?: ('enabled' | 'disabled') | undefined;
};

export type WebhookEndpointWithSecret = {
  readonly id: Id;
  readonly url: WebhookUrl;
  readonly types: readonly WebhookEventType[];
  readonly description: string;
  readonly status: 'enabled' | 'disabled';
  /** `failing`: it took nothing for three days. `gone`: it answered 410. Enabled again by staff only. */
  readonly disabledReason?: ('requested' | 'failing' | 'gone') | undefined;
  /** Until then each delivery carries a second signature, with the secret before this one. */
  readonly formerSecretUntil?: Instant | undefined;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** Key of the signatures as Standard Webhooks writes it. Shown this once: keep it where the receiver can read it. */
  readonly secret: string;
};

export type WebhookEventType =
  | 'alarm.cleared'
  | 'alarm.raised'
  | 'invoice.issued'
  | 'invoice.paid'
  | 'invoice.voided'
  | 'invoice.written-off'
  | 'invoice.reinstated'
  | 'lead.contacted'
  | 'lead.converted'
  | 'lead.created'
  | 'lead.lost'
  | 'lead.qualified'
  | 'lead.quoted'
  | 'outage.recorded'
  | 'payment.allocated'
  | 'payment.failed'
  | 'payment.received'
  | 'payment.refund-failed'
  | 'payment.refunded'
  | 'payment.unmatched'
  | 'plan.version-published'
  | 'service.activated'
  | 'service.activation-failed'
  | 'service.change-failed'
  | 'service.changed'
  | 'service.resumed'
  | 'service.resumption-failed'
  | 'service.selected'
  | 'service.suspended'
  | 'service.suspension-failed'
  | 'service.terminated'
  | 'service.termination-failed'
  | 'site.connected'
  | 'site.disconnected'
  | 'subscriber.closed'
  | 'subscriber.created'
  | 'subscriber.details-changed'
  | 'subscriber.reopened'
  | 'webhook-endpoint.disabled';

export type WebhookReceipt = {
  readonly received: true;
  readonly paymentId?: Id | undefined;
};

export type WebhookUrl = string;

export type WrittenFigures = {
  /** 5 Mar 2026, or Mar 5, 2026, each in the reader’s language, or 2026-03-05. */
  readonly dates?: ('day-month-year' | 'month-day-year' | 'year-month-day') | undefined;
  readonly clock?: ('24-hour' | '12-hour') | undefined;
  /** Between digits: 1,234.50, or 1.234,50, or 1 234,50. */
  readonly numbers?: ('decimal-point' | 'decimal-comma' | 'space-and-comma') | undefined;
};

export interface Routes {
  readonly 'GET /overview': {
    readonly answer: Overview;
  };
  readonly 'GET /reports/figures': {
    readonly answer: FiguresReport;
  };
  readonly 'POST /reports/figures': {
    readonly answer: {
      readonly asOf: Instant;
    };
  };
  readonly 'PATCH /leads/{id}': {
    readonly params: { readonly id: Id };

    readonly body: LeadChange;
    readonly answer: Lead;
  };
  readonly 'GET /leads/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: Lead;
  };
  readonly 'POST /leads/{id}/convert': {
    readonly params: { readonly id: Id };

    readonly body: LeadConversion;
    readonly answer: Subscriber;
  };
  readonly 'POST /leads': {
    readonly body: NewLead;
    readonly answer: Lead;
  };
  readonly 'GET /leads': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly order?: ('oldest' | 'newest') | undefined;
      readonly status?: LeadStatus | undefined;
      readonly q?: string | undefined;
    };

    readonly answer: {
      readonly items: readonly Lead[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'PATCH /subscribers/{id}': {
    readonly params: { readonly id: Id };

    readonly body: SubscriberChange;
    readonly answer: Subscriber;
  };
  readonly 'GET /subscribers/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: Subscriber;
  };
  readonly 'POST /subscribers': {
    readonly body: NewSubscriber;
    readonly answer: Subscriber;
  };
  readonly 'GET /subscribers': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly q?: string | undefined;
      readonly parentId?: Id | undefined;
      readonly tag?: string | undefined;
      readonly status?: SubscriberStatus | undefined;
    };

    readonly answer: {
      readonly items: readonly Subscriber[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'GET /subscribers/{id}/timeline': {
    readonly params: { readonly id: Id };
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly order?: ('oldest' | 'newest') | undefined;
      readonly at?: string | undefined;
    };

    readonly answer: Timeline;
  };
  readonly 'POST /subscribers/{id}/people': {
    readonly params: { readonly id: Id };

    readonly body: PersonInvitation;
    readonly answer: AccountPeople;
  };
  readonly 'GET /subscribers/{id}/people': {
    readonly params: { readonly id: Id };

    readonly answer: AccountPeople;
  };
  readonly 'DELETE /subscribers/{id}/people/{personId}': {
    readonly params: { readonly id: Id; readonly personId: Id };

    readonly answer: AccountPeople;
  };
  readonly 'POST /tickets/{id}/close': {
    readonly params: { readonly id: Id };

    readonly answer: Ticket;
  };
  readonly 'GET /tickets/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: Ticket;
  };
  readonly 'GET /tickets': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly order?: ('oldest' | 'newest') | undefined;
      readonly subscriberId?: Id | undefined;
      readonly state?: TicketState | undefined;
    };

    readonly answer: {
      readonly items: readonly ListedTicket[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /subscribers/{id}/tickets': {
    readonly params: { readonly id: Id };

    readonly body: NewTicketForSubscriber;
    readonly answer: Ticket;
  };
  readonly 'POST /tickets/{id}/replies': {
    readonly params: { readonly id: Id };

    readonly body: NewTicketReply;
    readonly answer: Ticket;
  };
  readonly 'PATCH /add-ons/{id}': {
    readonly params: { readonly id: Id };

    readonly body: AddOnChange;
    readonly answer: AddOn;
  };
  readonly 'GET /add-ons/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: AddOn;
  };
  readonly 'PATCH /equipment-models/{id}': {
    readonly params: { readonly id: Id };

    readonly body: EquipmentModelChange;
    readonly answer: EquipmentModel;
  };
  readonly 'GET /equipment-models/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: EquipmentModel;
  };
  readonly 'POST /add-ons': {
    readonly body: NewAddOn;
    readonly answer: AddOn;
  };
  readonly 'GET /add-ons': {
    readonly query?: { readonly limit?: number | undefined; readonly cursor?: string | undefined };

    readonly answer: {
      readonly items: readonly AddOn[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /equipment-models': {
    readonly body: NewEquipmentModel;
    readonly answer: EquipmentModel;
  };
  readonly 'GET /equipment-models': {
    readonly query?: { readonly limit?: number | undefined; readonly cursor?: string | undefined };

    readonly answer: {
      readonly items: readonly EquipmentModel[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /plans': {
    readonly body: NewPlan;
    readonly answer: Plan;
  };
  readonly 'GET /plans': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly q?: string | undefined;
    };

    readonly answer: {
      readonly items: readonly Plan[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'GET /plans/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: Plan;
  };
  readonly 'POST /plans/{id}/versions': {
    readonly params: { readonly id: Id };

    readonly body: NewPlanVersion;
    readonly answer: Plan;
  };
  readonly 'POST /add-ons/{id}/reinstate': {
    readonly params: { readonly id: Id };

    readonly answer: AddOn;
  };
  readonly 'POST /equipment-models/{id}/reinstate': {
    readonly params: { readonly id: Id };

    readonly answer: EquipmentModel;
  };
  readonly 'POST /plans/{id}/reinstate': {
    readonly params: { readonly id: Id };

    readonly answer: Plan;
  };
  readonly 'POST /add-ons/{id}/retire': {
    readonly params: { readonly id: Id };

    readonly answer: AddOn;
  };
  readonly 'POST /equipment-models/{id}/retire': {
    readonly params: { readonly id: Id };

    readonly answer: EquipmentModel;
  };
  readonly 'POST /plans/{id}/retire': {
    readonly params: { readonly id: Id };

    readonly answer: Plan;
  };
  readonly 'POST /coupons': {
    readonly body: NewCoupon;
    readonly answer: Coupon;
  };
  readonly 'GET /coupons': {
    readonly query?: { readonly limit?: number | undefined; readonly cursor?: string | undefined };

    readonly answer: {
      readonly items: readonly Coupon[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'GET /coupons/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: Coupon;
  };
  readonly 'POST /coupons/{id}/reinstate': {
    readonly params: { readonly id: Id };

    readonly answer: Coupon;
  };
  readonly 'POST /coupons/{id}/retire': {
    readonly params: { readonly id: Id };

    readonly answer: Coupon;
  };
  readonly 'GET /nearest-sites': {
    readonly query?: {
      readonly latitude: number;
      readonly longitude: number;
      readonly limit?: number | undefined;
    };

    readonly answer: {
      readonly items: readonly NearSite[];
      /** Sites whose place is not known. */
      readonly elsewhere: number;
    };
  };
  readonly 'GET /sites/{id}/served-places': {
    readonly params: { readonly id: Id };

    readonly answer: ServedPlaces;
  };
  readonly 'PATCH /access-nodes/{id}': {
    readonly params: { readonly id: Id };

    readonly body: AccessNodeChange;
    readonly answer: AccessNode;
  };
  readonly 'GET /access-nodes/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: AccessNode;
  };
  readonly 'DELETE /access-nodes/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: undefined;
  };
  readonly 'PATCH /sites/{id}': {
    readonly params: { readonly id: Id };

    readonly body: SiteChange;
    readonly answer: Site;
  };
  readonly 'GET /sites/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: Site;
  };
  readonly 'POST /access-nodes': {
    readonly body: NewAccessNode;
    readonly answer: AccessNode;
  };
  readonly 'GET /access-nodes': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly q?: string | undefined;
      readonly siteId?: Id | undefined;
      readonly kind?: AccessNodeKind | undefined;
      readonly driver?: string | undefined;
      readonly state?: NodeState | undefined;
      readonly errors?: 'true' | undefined;
    };

    readonly answer: {
      readonly items: readonly AccessNode[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /sites': {
    readonly body: NewSite;
    readonly answer: Site;
  };
  readonly 'GET /sites': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly q?: string | undefined;
    };

    readonly answer: {
      readonly items: readonly Site[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /sites/{id}/enrolment': {
    readonly params: { readonly id: Id };

    readonly body: EnrolmentRequest;
    readonly answer: Enrolment;
  };
  readonly 'GET /drivers': {
    readonly answer: {
      readonly items: readonly Driver[];
    };
  };
  readonly 'GET /access-nodes/{id}/onus': {
    readonly params: { readonly id: Id };
    readonly query?: { readonly state?: 'unconfigured' | undefined };

    readonly answer: OnusSeen;
  };
  readonly 'GET /sites/{id}/certificates': {
    readonly params: { readonly id: Id };

    readonly answer: {
      readonly items: readonly SiteCertificate[];
    };
  };
  readonly 'GET /network/onus': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly siteId?: Id | undefined;
    };

    readonly answer: {
      readonly items: readonly OltOnus[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /sites/{id}/certificates/{certificateId}/revoke': {
    readonly params: { readonly id: Id; readonly certificateId: string };

    readonly answer: {
      readonly items: readonly SiteCertificate[];
    };
  };
  readonly 'POST /access-nodes/trial': {
    readonly body: AccessNodeTrial;
    readonly answer: AccessNodeAnswer;
  };
  readonly 'PATCH /sims/{id}': {
    readonly params: { readonly id: Id };

    readonly body: SimChange;
    readonly answer: Sim;
  };
  readonly 'GET /sims/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: Sim;
  };
  readonly 'POST /sims': {
    readonly body: NewSim;
    readonly answer: Sim;
  };
  readonly 'GET /sims': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly status?: SimStatus | undefined;
      readonly serviceId?: Id | undefined;
      readonly imsi?: string | undefined;
    };

    readonly answer: {
      readonly items: readonly Sim[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /sims/import': {
    readonly body: SimImport;
    readonly answer: SimImportResult;
  };
  readonly 'PATCH /address-pools/{id}': {
    readonly params: { readonly id: Id };

    readonly body: AddressPoolChange;
    readonly answer: AddressPool;
  };
  readonly 'GET /address-pools/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: AddressPool;
  };
  readonly 'DELETE /address-pools/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: undefined;
  };
  readonly 'POST /address-pools': {
    readonly body: NewAddressPool;
    readonly answer: AddressPool;
  };
  readonly 'GET /address-pools': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly siteId?: Id | undefined;
    };

    readonly answer: {
      readonly items: readonly AddressPool[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'GET /address-pools/{id}/holders': {
    readonly params: { readonly id: Id };
    readonly query?: { readonly address: string; readonly at?: Instant | undefined };

    readonly answer: AddressHolders;
  };
  readonly 'GET /network/addresses': {
    readonly query?: { readonly address: string; readonly at?: Instant | undefined };

    readonly answer: AddressUse;
  };
  readonly 'GET /address-pools/{id}/addresses': {
    readonly params: { readonly id: Id };
    readonly query?: { readonly limit?: number | undefined; readonly cursor?: string | undefined };

    readonly answer: {
      readonly items: readonly ListedAddressHolder[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'GET /services/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: Service;
  };
  readonly 'GET /services': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly order?: ('oldest' | 'newest') | undefined;
      readonly subscriberId?: Id | undefined;
      readonly planId?: Id | undefined;
      readonly siteId?: Id | undefined;
      readonly state?: ServiceState | undefined;
      readonly technology?: Technology | undefined;
      readonly network?: NetworkStatus | undefined;
      readonly tag?: string | undefined;
      readonly q?: string | undefined;
    };

    readonly answer: {
      readonly items: readonly ListedService[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'GET /services/{id}/sessions': {
    readonly params: { readonly id: Id };
    readonly query?: { readonly limit?: number | undefined; readonly cursor?: string | undefined };

    readonly answer: {
      readonly items: readonly Session[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'GET /services/{id}/line': {
    readonly params: { readonly id: Id };

    readonly answer: LineSeen;
  };
  readonly 'POST /subscribers/{id}/services': {
    readonly params: { readonly id: Id };

    readonly body: NewService;
    readonly answer: SelectedService;
  };
  readonly 'POST /services/{id}/activate': {
    readonly params: { readonly id: Id };

    readonly answer: Ordered;
  };
  readonly 'DELETE /services/{id}/pending/{actionId}': {
    readonly params: { readonly id: Id; readonly actionId: Id };

    readonly answer: Service;
  };
  readonly 'POST /services/{id}/change': {
    readonly params: { readonly id: Id };

    readonly body: ServiceChangeRequest;
    readonly answer: OrderedChange;
  };
  readonly 'POST /services/{id}/mend': {
    readonly params: { readonly id: Id };

    readonly answer: MendRequested;
  };
  readonly 'POST /services/{id}/resume': {
    readonly params: { readonly id: Id };

    readonly body: Resumption;
    readonly answer: OrderedOrScheduled;
  };
  readonly 'POST /services/{id}/suspend': {
    readonly params: { readonly id: Id };

    readonly body: Suspension;
    readonly answer: OrderedOrScheduled;
  };
  readonly 'POST /services/{id}/terminate': {
    readonly params: { readonly id: Id };

    readonly body: Termination;
    readonly answer: OrderedOrScheduled;
  };
  readonly 'POST /services/{id}/preview': {
    readonly params: { readonly id: Id };

    readonly body: SupposedCommand;
    readonly answer: CommandPreview;
  };
  readonly 'DELETE /services/{id}/discounts/{discountId}': {
    readonly params: { readonly id: Id; readonly discountId: Id };

    readonly answer: Service;
  };
  readonly 'GET /services/{id}/charge-explanation': {
    readonly params: { readonly id: Id };
    readonly query?: { readonly on: Day };

    readonly answer: ChargeExplanation;
  };
  readonly 'POST /services/{id}/charges/preview': {
    readonly params: { readonly id: Id };

    readonly body: SupposedCharge;
    readonly answer: ChargeForesight;
  };
  readonly 'POST /services/{id}/discounts': {
    readonly params: { readonly id: Id };

    readonly body: NewDiscount;
    readonly answer: Service;
  };
  readonly 'POST /services/{id}/items/{itemId}/pay-off': {
    readonly params: { readonly id: Id; readonly itemId: Id };

    readonly body: PayOff;
    readonly answer: Service;
  };
  readonly 'POST /services/{id}/outages': {
    readonly params: { readonly id: Id };

    readonly body: NewServiceOutage;
    readonly answer: Service;
  };
  readonly 'POST /services/{id}/coupons': {
    readonly params: { readonly id: Id };

    readonly body: CouponRedemption;
    readonly answer: Service;
  };
  readonly 'PUT /services/{id}/cost-centre': {
    readonly params: { readonly id: Id };

    readonly body: CostCentreChange;
    readonly answer: Service;
  };
  readonly 'GET /usage-records/csv': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly from?: Day | undefined;
      readonly to?: Day | undefined;
    };

    readonly answer: Blob;
  };
  readonly 'GET /services/{id}/usage-records/csv': {
    readonly params: { readonly id: Id };
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly from?: Day | undefined;
      readonly to?: Day | undefined;
    };

    readonly answer: Blob;
  };
  readonly 'GET /services/{id}/usage-records': {
    readonly params: { readonly id: Id };
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly from?: Day | undefined;
      readonly to?: Day | undefined;
    };

    readonly answer: UsageRecords;
  };
  readonly 'GET /services/{id}/usage': {
    readonly params: { readonly id: Id };
    readonly query?: {
      readonly from?: Day | undefined;
      readonly to?: Day | undefined;
      readonly by?: ('day' | 'month') | undefined;
    };

    readonly answer: Usage;
  };
  readonly 'POST /services/{id}/top-ups': {
    readonly params: { readonly id: Id };

    readonly body: NewTopUp;
    readonly answer: Service;
  };
  readonly 'DELETE /services/{id}/access-override': {
    readonly params: { readonly id: Id };

    readonly answer: Service;
  };
  readonly 'POST /services/{id}/access-override': {
    readonly params: { readonly id: Id };

    readonly body: AccessOverride;
    readonly answer: Service;
  };
  readonly 'PUT /operator': {
    readonly body: OperatorSettingsInput;
    readonly answer: OperatorSettings;
  };
  readonly 'GET /operator': {
    readonly answer: OperatorSettings;
  };
  readonly 'GET /orders/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: Order;
  };
  readonly 'GET /orders': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly order?: ('oldest' | 'newest') | undefined;
      readonly serviceId?: Id | undefined;
      readonly siteId?: Id | undefined;
      readonly unresolved?: 'true' | undefined;
    };

    readonly answer: {
      readonly items: readonly ListedOrder[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /bulk-actions/{id}/cancel': {
    readonly params: { readonly id: Id };

    readonly answer: BulkAction;
  };
  readonly 'GET /bulk-actions/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: BulkActionWithFound;
  };
  readonly 'GET /bulk-actions': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly order?: ('oldest' | 'newest') | undefined;
    };

    readonly answer: {
      readonly items: readonly BulkAction[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /bulk-actions': {
    readonly body: NewBulkAction;
    readonly answer: BulkAction;
  };
  readonly 'GET /bulk-actions/{id}/results': {
    readonly params: { readonly id: Id };
    readonly query?: { readonly limit?: number | undefined; readonly cursor?: string | undefined };

    readonly answer: {
      readonly items: readonly BulkActionResult[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /bulk-actions/{id}/pause': {
    readonly params: { readonly id: Id };

    readonly answer: BulkAction;
  };
  readonly 'GET /bulk-actions/{id}/message': {
    readonly params: { readonly id: Id };
    readonly query?: { readonly subscriberId?: Id | undefined };

    readonly answer: MessagePreview;
  };
  readonly 'POST /bulk-actions/{id}/resume': {
    readonly params: { readonly id: Id };

    readonly answer: BulkAction;
  };
  readonly 'POST /bulk-actions/{id}/retry-failed': {
    readonly params: { readonly id: Id };

    readonly answer: BulkAction;
  };
  readonly 'POST /bulk-actions/{id}/start': {
    readonly params: { readonly id: Id };

    readonly answer: BulkAction;
  };
  readonly 'POST /sites/{id}/compare': {
    readonly params: { readonly id: Id };

    readonly body: ComparisonRequest;
    readonly answer: ComparisonAsked;
  };
  readonly 'GET /sites/{id}/accounting-records': {
    readonly params: { readonly id: Id };
    readonly query?: { readonly limit?: number | undefined; readonly cursor?: string | undefined };

    readonly answer: {
      readonly items: readonly AccountingRecord[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'GET /network/drift': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly siteId?: Id | undefined;
      readonly nodeId?: Id | undefined;
      readonly status?: ('converging' | 'drifted' | 'unreachable') | undefined;
      readonly technology?: Technology | undefined;
      readonly difference?: string | undefined;
      readonly since?: Instant | undefined;
    };

    readonly answer: {
      readonly items: readonly DriftedService[];
      readonly nextCursor?: string | undefined;
      /** Services that a site holds and nobody ever issued, by its last comparison; with the first page of an unfiltered list. */
      readonly unknown: readonly {
        readonly siteId: Id;
        readonly serviceId: Id;
        readonly revision: number;
        readonly foundAt: Instant;
      }[];
    };
  };
  readonly 'GET /outages': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly order?: ('oldest' | 'newest') | undefined;
      readonly siteId?: Id | undefined;
    };

    readonly answer: {
      readonly items: readonly Outage[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /outages': {
    readonly body: NewOutage;
    readonly answer: Outage;
  };
  readonly 'POST /outages/preview': {
    readonly body: SupposedOutage;
    readonly answer: OutageReach;
  };
  readonly 'GET /sites/{id}/online': {
    readonly params: { readonly id: Id };

    readonly answer: Online;
  };
  readonly 'GET /sessions': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly siteId?: Id | undefined;
      readonly nodeId?: Id | undefined;
      readonly subscriberId?: Id | undefined;
      readonly technology?: Technology | undefined;
      readonly state?: ('open' | 'ended' | 'all') | undefined;
      readonly since?: Instant | undefined;
      readonly q?: string | undefined;
    };

    readonly answer: {
      readonly items: readonly FoundSession[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'GET /alarms/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: Alarm;
  };
  readonly 'GET /alarms': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly order?: ('oldest' | 'newest') | undefined;
      readonly state?: ('raised' | 'cleared' | 'all') | undefined;
      readonly siteId?: Id | undefined;
      readonly severity?: AlarmSeverity | undefined;
    };

    readonly answer: {
      readonly items: readonly Alarm[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /credit-notes': {
    readonly body: NewCreditNote;
    readonly answer: Invoice;
  };
  readonly 'GET /invoices/{id}/explanation': {
    readonly params: { readonly id: Id };

    readonly answer: {
      readonly invoiceId: Id;
      readonly number: string;
      readonly lines: readonly InvoiceLineExplanation[];
    };
  };
  readonly 'GET /invoices/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: Invoice;
  };
  readonly 'GET /invoices': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly order?: ('oldest' | 'newest') | undefined;
      readonly subscriberId?: Id | undefined;
      readonly state?: InvoiceState | undefined;
      readonly document?: ('invoice' | 'credit-note') | undefined;
      readonly from?: Day | undefined;
      readonly to?: Day | undefined;
      readonly q?: string | undefined;
    };

    readonly answer: {
      readonly items: readonly ListedInvoice[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /invoices/{id}/reinstate': {
    readonly params: { readonly id: Id };

    readonly body: {
      /** All that is left when left out. */
      readonly amount?: Money | undefined;
      readonly reason: string;
    };
    readonly answer: Invoice;
  };
  readonly 'POST /invoices/{id}/void': {
    readonly params: { readonly id: Id };

    readonly body: {
      readonly reason: string;
    };
    readonly answer: Invoice;
  };
  readonly 'POST /invoices/{id}/write-off': {
    readonly params: { readonly id: Id };

    readonly body: {
      /** All that is left when left out. */
      readonly amount?: Money | undefined;
      readonly reason: string;
    };
    readonly answer: Invoice;
  };
  readonly 'POST /payments/{id}/count': {
    readonly params: { readonly id: Id };

    readonly answer: Payment;
  };
  readonly 'POST /payments/{id}/drop': {
    readonly params: { readonly id: Id };

    readonly answer: Payment;
  };
  readonly 'GET /payments/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: Payment;
  };
  readonly 'POST /bank-statements': {
    readonly body: NewBankStatement;
    readonly answer: ImportedStatement;
  };
  readonly 'GET /payments': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly order?: ('oldest' | 'newest') | undefined;
      readonly subscriberId?: Id | undefined;
      readonly state?:
        | (
            | 'received'
            | 'unmatched'
            | 'failed'
            | 'partially-refunded'
            | 'refunded'
            | 'awaiting-charge'
            | 'held'
            | 'dropped'
            | 'refund-failed'
          )
        | undefined;
    };

    readonly answer: {
      readonly items: readonly ListedPayment[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /payments': {
    readonly body: NewPayment;
    readonly answer: Payment;
  };
  readonly 'POST /payments/{id}/match': {
    readonly params: { readonly id: Id };

    readonly body: PaymentMatch;
    readonly answer: Payment;
  };
  readonly 'POST /payments/{id}/refund': {
    readonly params: { readonly id: Id };

    readonly body: NewRefund;
    readonly answer: Payment;
  };
  readonly 'POST /payments/{id}/refund-failure/seen': {
    readonly params: { readonly id: Id };

    readonly answer: Payment;
  };
  readonly 'GET /payments/{id}/suggestions': {
    readonly params: { readonly id: Id };

    readonly answer: PayeeSuggestions;
  };
  readonly 'POST /webhooks/payments/{provider}': {
    readonly params: { readonly provider: string };

    readonly answer: WebhookReceipt;
  };
  readonly 'PUT /payment-providers/{provider}': {
    readonly params: { readonly provider: string };

    readonly body: PaymentProviderConfiguration;
    readonly answer: PaymentProviders;
  };
  readonly 'DELETE /payment-providers/{provider}': {
    readonly params: { readonly provider: string };

    readonly answer: PaymentProviders;
  };
  readonly 'GET /payment-provider-kinds': {
    readonly answer: {
      readonly items: readonly PaymentProviderKind[];
    };
  };
  readonly 'GET /payment-providers': {
    readonly answer: PaymentProviders;
  };
  readonly 'POST /subscribers/{id}/payment-sessions': {
    readonly params: { readonly id: Id };

    readonly body: NewPaymentSession;
    readonly answer: PaymentSession;
  };
  readonly 'POST /payment-providers/{provider}/registration': {
    readonly params: { readonly provider: string };

    readonly answer: PaymentProviders;
  };
  readonly 'POST /portal/payment-links/{token}/sessions': {
    readonly params: { readonly token: string };

    readonly body: PaymentLinkSession;
    readonly answer: ProviderPage;
  };
  readonly 'POST /subscribers/{id}/payment-links': {
    readonly params: { readonly id: Id };

    readonly body: NewPaymentLink;
    readonly answer: PaymentLink;
  };
  readonly 'GET /portal/payment-links/{token}': {
    readonly params: { readonly token: string };

    readonly answer: OpenPaymentLink;
  };
  readonly 'GET /settings/autopay-policy': {
    readonly answer: AutopayPolicy;
  };
  readonly 'PUT /settings/autopay-policy': {
    readonly body: NewAutopayPolicy;
    readonly answer: AutopayPolicy;
  };
  readonly 'GET /invoices/{id}/collection': {
    readonly params: { readonly id: Id };

    readonly answer: Collection;
  };
  readonly 'GET /subscribers/{id}/payment-methods': {
    readonly params: { readonly id: Id };

    readonly answer: PaymentMethods;
  };
  readonly 'POST /subscribers/{id}/payment-methods/sessions': {
    readonly params: { readonly id: Id };

    readonly body: NewSavingSession;
    readonly answer: PaymentSession;
  };
  readonly 'DELETE /subscribers/{id}/payment-methods/{methodId}': {
    readonly params: { readonly id: Id; readonly methodId: Id };

    readonly answer: PaymentMethods;
  };
  readonly 'PUT /subscribers/{id}/autopay': {
    readonly params: { readonly id: Id };

    readonly body: Autopay;
    readonly answer: PaymentMethods;
  };
  readonly 'POST /subscribers/{id}/payments/preview': {
    readonly params: { readonly id: Id };

    readonly body: SupposedPayment;
    readonly answer: PaymentForesight;
  };
  readonly 'GET /subscribers/{id}/balance': {
    readonly params: { readonly id: Id };

    readonly answer: Balance;
  };
  readonly 'GET /subscribers/{id}/statement': {
    readonly params: { readonly id: Id };
    readonly query?: { readonly limit?: number | undefined; readonly cursor?: string | undefined };

    readonly answer: {
      readonly items: readonly StatementEntry[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /subscribers/{id}/credits': {
    readonly params: { readonly id: Id };

    readonly body: NewCredit;
    readonly answer: Balance;
  };
  readonly 'GET /billing-runs/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: BillingRunWithInvoices;
  };
  readonly 'POST /billing-runs/{id}/issue': {
    readonly params: { readonly id: Id };

    readonly answer: BillingRun;
  };
  readonly 'GET /billing-runs': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly order?: ('oldest' | 'newest') | undefined;
    };

    readonly answer: {
      readonly items: readonly BillingRun[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /billing-runs': {
    readonly body: NewBillingRun;
    readonly answer: BillingRun;
  };
  readonly 'GET /billing-runs/{id}/invoices': {
    readonly params: { readonly id: Id };
    readonly query?: { readonly cursor?: string | undefined };

    readonly answer: {
      readonly items: readonly PreviewedSubscriber[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'GET /ledger/accounts/csv': {
    readonly query?: { readonly from?: Day | undefined; readonly to?: Day | undefined };

    readonly answer: Blob;
  };
  readonly 'GET /ledger/entries/csv': {
    readonly query?: {
      readonly from?: Day | undefined;
      readonly to?: Day | undefined;
      readonly account?: LedgerAccountName | undefined;
      readonly subscriberId?: Id | undefined;
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
    };

    readonly answer: Blob;
  };
  readonly 'GET /reports/deferred-revenue': {
    readonly query?: { readonly from?: Month | undefined; readonly to?: Month | undefined };

    readonly answer: DeferredRevenue;
  };
  readonly 'GET /ledger/accounts': {
    readonly query?: { readonly from?: Day | undefined; readonly to?: Day | undefined };

    readonly answer: TrialBalance;
  };
  readonly 'GET /ledger/entries': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly from?: Day | undefined;
      readonly to?: Day | undefined;
      readonly account?: LedgerAccountName | undefined;
      readonly subscriberId?: Id | undefined;
    };

    readonly answer: {
      readonly items: readonly ListedJournalLine[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'GET /reports/revenue-assurance/csv': {
    readonly answer: Blob;
  };
  readonly 'GET /ledger/proofs/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: LedgerProof;
  };
  readonly 'GET /reports/revenue-assurance': {
    readonly answer: RevenueAssurance;
  };
  readonly 'GET /ledger/proofs': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly order?: ('oldest' | 'newest') | undefined;
    };

    readonly answer: {
      readonly items: readonly LedgerProof[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /ledger/proofs': {
    readonly answer: LedgerProof;
  };
  readonly 'GET /ledger/proofs/{id}/differences': {
    readonly params: { readonly id: Id };
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly finding?: LedgerProofFinding | undefined;
    };

    readonly answer: {
      readonly items: readonly ListedProofDifference[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'PUT /settings/tax-rates/service': {
    readonly body: NewTaxService;
    readonly answer: TaxService;
  };
  readonly 'GET /settings/tax-rates/service': {
    readonly answer: TaxService;
  };
  readonly 'DELETE /settings/tax-rates/service': {
    readonly answer: TaxService;
  };
  readonly 'GET /settings/billing-policy': {
    readonly answer: BillingPolicy;
  };
  readonly 'PUT /settings/billing-policy': {
    readonly body: NewBillingPolicy;
    readonly answer: BillingPolicy;
  };
  readonly 'GET /settings/tax-rates/eu-vat': {
    readonly answer: EuVatRates;
  };
  readonly 'GET /settings/tax-rates': {
    readonly answer: TaxRules;
  };
  readonly 'PUT /settings/tax-rates': {
    readonly body: NewTaxRules;
    readonly answer: TaxRules;
  };
  readonly 'GET /invoices/{id}/ubl': {
    readonly params: { readonly id: Id };

    readonly answer: Blob;
  };
  readonly 'GET /invoices/{id}/explanation/pdf': {
    readonly params: { readonly id: Id };

    readonly answer: Blob;
  };
  readonly 'GET /invoices/{id}/pdf': {
    readonly params: { readonly id: Id };

    readonly answer: Blob;
  };
  readonly 'GET /subscribers/{id}/pro-forma/pdf': {
    readonly params: { readonly id: Id };
    readonly query?: { readonly on?: Day | undefined };

    readonly answer: Blob;
  };
  readonly 'GET /subscribers/{id}/statement/pdf': {
    readonly params: { readonly id: Id };
    readonly query?: { readonly from?: Day | undefined; readonly to?: Day | undefined };

    readonly answer: Blob;
  };
  readonly 'POST /subscribers/{id}/payment-plans': {
    readonly params: { readonly id: Id };

    readonly body: NewPaymentPlan;
    readonly answer: Dunning;
  };
  readonly 'DELETE /subscribers/{id}/payment-plans': {
    readonly params: { readonly id: Id };

    readonly answer: Dunning;
  };
  readonly 'POST /subscribers/{id}/invoice-disputes': {
    readonly params: { readonly id: Id };

    readonly body: NewInvoiceDispute;
    readonly answer: Dunning;
  };
  readonly 'DELETE /subscribers/{id}/invoice-disputes/{invoiceId}': {
    readonly params: { readonly id: Id; readonly invoiceId: Id };

    readonly answer: Dunning;
  };
  readonly 'GET /dunning/hand-overs/csv': {
    readonly query?: { readonly limit?: number | undefined; readonly cursor?: string | undefined };

    readonly answer: Blob;
  };
  readonly 'GET /subscribers/{id}/dunning': {
    readonly params: { readonly id: Id };

    readonly answer: Dunning;
  };
  readonly 'GET /settings/dunning-policy': {
    readonly answer: DunningPolicy;
  };
  readonly 'PUT /settings/dunning-policy': {
    readonly body: NewDunningPolicy;
    readonly answer: DunningPolicy;
  };
  readonly 'GET /dunning': {
    readonly answer: DunningStatus;
  };
  readonly 'POST /dunning/holds': {
    readonly body: NewDunningHold;
    readonly answer: Dunning;
  };
  readonly 'DELETE /dunning/holds/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: undefined;
  };
  readonly 'GET /dunning/hand-overs': {
    readonly query?: { readonly limit?: number | undefined; readonly cursor?: string | undefined };

    readonly answer: {
      readonly items: readonly HandOver[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /dunning/override': {
    readonly body: NewDunningOverride;
    readonly answer: DunningPolicy;
  };
  readonly 'GET /dunning/preview': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly on?: Day | undefined;
    };

    readonly answer: DunningPreview;
  };
  readonly 'POST /dunning/preview': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly on?: Day | undefined;
    };
    readonly body: NewDunningPolicy;
    readonly answer: DunningPreview;
  };
  readonly 'POST /subscribers/{id}/payment-promises': {
    readonly params: { readonly id: Id };

    readonly body: NewPaymentPromise;
    readonly answer: Dunning;
  };
  readonly 'GET /subscribers/{id}/notification-preferences': {
    readonly params: { readonly id: Id };

    readonly answer: NoticePreferences;
  };
  readonly 'PUT /subscribers/{id}/notification-preferences': {
    readonly params: { readonly id: Id };

    readonly body: NewNoticePreferences;
    readonly answer: NoticePreferences;
  };
  readonly 'GET /notification-templates/{kind}/{language}': {
    readonly params: { readonly kind: NoticeKind; readonly language: NoticeLanguage };

    readonly answer: NoticeTemplate;
  };
  readonly 'DELETE /notification-templates/{kind}/{language}': {
    readonly params: { readonly kind: NoticeKind; readonly language: NoticeLanguage };

    readonly answer: NoticeTemplate;
  };
  readonly 'PUT /notification-templates/{kind}/{language}': {
    readonly params: { readonly kind: NoticeKind; readonly language: NoticeLanguage };

    readonly body: NewNoticeTemplate;
    readonly answer: NoticeTemplate;
  };
  readonly 'GET /notification-templates': {
    readonly answer: NoticeTemplates;
  };
  readonly 'POST /notification-templates/{kind}/{language}/preview': {
    readonly params: { readonly kind: NoticeKind; readonly language: NoticeLanguage };

    readonly body: NoticePreviewRequest;
    readonly answer: ComposedNotice;
  };
  readonly 'DELETE /subscribers/{id}/failing-addresses/{address}': {
    readonly params: { readonly id: Id; readonly address: Email };

    readonly answer: NoticePreferences;
  };
  readonly 'POST /draft-invoices/{id}/discard': {
    readonly params: { readonly id: Id };

    readonly answer: DraftInvoice;
  };
  readonly 'POST /draft-invoices': {
    readonly body: NewDraftInvoice;
    readonly answer: DraftInvoice;
  };
  readonly 'GET /draft-invoices': {
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly order?: ('oldest' | 'newest') | undefined;
      readonly subscriberId?: Id | undefined;
    };

    readonly answer: {
      readonly items: readonly ListedDraftInvoice[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'GET /draft-invoices/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: DraftInvoice;
  };
  readonly 'PUT /draft-invoices/{id}': {
    readonly params: { readonly id: Id };

    readonly body: DraftInvoiceContent;
    readonly answer: DraftInvoice;
  };
  readonly 'POST /draft-invoices/{id}/issue': {
    readonly params: { readonly id: Id };

    readonly answer: Invoice;
  };
  readonly 'GET /events': {
    readonly query?: {
      readonly after?: number | undefined;
      readonly types?: string | undefined;
      readonly limit?: number | undefined;
    };

    readonly answer: {
      readonly items: readonly Event[];
      /** Ask again with this as `after`. The same as `after` when there is nothing newer. */
      readonly nextAfter: number;
    };
  };
  readonly 'GET /audit-log': {
    readonly query?: {
      readonly before?: number | undefined;
      readonly by?: string | undefined;
      readonly actorId?: string | undefined;
      readonly types?: string | undefined;
      readonly limit?: number | undefined;
    };

    readonly answer: {
      readonly items: readonly {
        readonly eventId: Id;
        readonly type: string;
        readonly aggregateType:
          | 'lead'
          | 'subscriber'
          | 'person'
          | 'plan'
          | 'add-on'
          | 'equipment-model'
          | 'coupon'
          | 'site'
          | 'access-node'
          | 'alarm'
          | 'outage'
          | 'address-pool'
          | 'sim'
          | 'service'
          | 'service-order'
          | 'bulk-action'
          | 'bulk-change'
          | 'round'
          | 'billing-policy'
          | 'tax-rules'
          | 'tax-service'
          | 'billing-account'
          | 'billing-run'
          | 'ledger-proof'
          | 'invoice'
          | 'payment'
          | 'payment-providers'
          | 'payment-session'
          | 'payment-link'
          | 'payment-methods'
          | 'collection'
          | 'autopay-policy'
          | 'notification'
          | 'notice-templates'
          | 'operator'
          | 'draft-invoice'
          | 'webhook-endpoint'
          | 'dunning-policy'
          | 'dunning'
          | 'ticket'
          | 'staff'
          | 'saved-view';
        readonly aggregateId: Id;
        readonly version: number;
        readonly at: Instant;
        readonly actor: {
          readonly kind: 'staff' | 'machine' | 'subscriber' | 'system' | 'agent' | 'provider';
          readonly id: string;
        };
        readonly data: Readonly<Record<string, unknown>>;
        readonly position: number;
      }[];
      /** Ask again with this as `before`, also when few or none were found. Left out at the end. */
      readonly nextBefore?: number | undefined;
    };
  };
  readonly 'PATCH /staff/{id}': {
    readonly params: { readonly id: string };

    readonly body: StaffChange;
    readonly answer: StaffMember;
  };
  readonly 'GET /staff/{id}': {
    readonly params: { readonly id: string };

    readonly answer: StaffMember;
  };
  readonly 'GET /roles': {
    readonly answer: {
      readonly items: readonly RoleDescription[];
    };
  };
  readonly 'POST /staff/{id}/disable': {
    readonly params: { readonly id: string };

    readonly answer: StaffMember;
  };
  readonly 'POST /staff/{id}/enable': {
    readonly params: { readonly id: string };

    readonly answer: StaffMember;
  };
  readonly 'POST /staff': {
    readonly body: StaffInvitation;
    readonly answer: StaffMember;
  };
  readonly 'GET /staff': {
    readonly answer: {
      readonly items: readonly StaffMember[];
    };
  };
  readonly 'GET /staff-names': {
    readonly answer: {
      readonly items: readonly {
        readonly id: string;
        readonly name: string;
      }[];
    };
  };
  readonly 'POST /staff/{id}/reset-sign-in': {
    readonly params: { readonly id: string };

    readonly answer: StaffMemberWithPassword;
  };
  readonly 'POST /saved-views': {
    readonly body: NewSavedView;
    readonly answer: SavedView;
  };
  readonly 'GET /saved-views': {
    readonly answer: {
      readonly items: readonly SavedView[];
    };
  };
  readonly 'DELETE /saved-views/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: undefined;
  };
  readonly 'PATCH /webhook-endpoints/{id}': {
    readonly params: { readonly id: Id };

    readonly body: WebhookEndpointChange;
    readonly answer: WebhookEndpoint;
  };
  readonly 'GET /webhook-endpoints/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: WebhookEndpoint;
  };
  readonly 'DELETE /webhook-endpoints/{id}': {
    readonly params: { readonly id: Id };

    readonly answer: undefined;
  };
  readonly 'POST /webhook-endpoints': {
    readonly body: NewWebhookEndpoint;
    readonly answer: WebhookEndpointWithSecret;
  };
  readonly 'GET /webhook-endpoints': {
    readonly query?: { readonly limit?: number | undefined; readonly cursor?: string | undefined };

    readonly answer: {
      readonly items: readonly WebhookEndpoint[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'GET /webhook-endpoints/{id}/deliveries': {
    readonly params: { readonly id: Id };
    readonly query?: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly status?: ('pending' | 'delivered' | 'dead' | 'dropped') | undefined;
    };

    readonly answer: {
      readonly items: readonly WebhookDelivery[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /webhook-endpoints/{id}/replay': {
    readonly params: { readonly id: Id };
    readonly query?: { readonly from?: number | undefined };

    readonly answer: {
      readonly replayed: number;
      /** There may be more: ask again, with `nextFrom` as `from`. */
      readonly more: boolean;
      readonly nextFrom?: number | undefined;
    };
  };
  readonly 'POST /webhook-endpoints/{id}/rotate-secret': {
    readonly params: { readonly id: Id };

    readonly answer: WebhookEndpointWithSecret;
  };
  readonly 'GET /dead-letters': {
    readonly query?: { readonly consumer?: string | undefined };

    readonly answer: {
      readonly items: readonly DeadLetter[];
    };
  };
  readonly 'POST /dead-letters/{consumer}/replay': {
    readonly params: { readonly consumer: string };

    readonly answer: {
      readonly replayed: number;
    };
  };
  readonly 'GET /portal/accounts/{accountId}/invoices': {
    readonly params: { readonly accountId: Id };
    readonly query?: { readonly limit?: number | undefined; readonly cursor?: string | undefined };

    readonly answer: {
      readonly items: readonly Invoice[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'GET /portal/accounts/{accountId}/invoices/{invoiceId}/pdf': {
    readonly params: { readonly accountId: Id; readonly invoiceId: Id };

    readonly answer: Blob;
  };
  readonly 'GET /portal/accounts/{accountId}/statement/pdf': {
    readonly params: { readonly accountId: Id };
    readonly query?: { readonly from?: Day | undefined; readonly to?: Day | undefined };

    readonly answer: Blob;
  };
  readonly 'GET /portal/brand': {
    readonly answer: PortalBrand;
  };
  readonly 'GET /portal/accounts': {
    readonly answer: PortalAccounts;
  };
  readonly 'GET /portal/accounts/{accountId}/balance': {
    readonly params: { readonly accountId: Id };

    readonly answer: Balance;
  };
  readonly 'GET /portal/accounts/{accountId}/invoices/{invoiceId}': {
    readonly params: { readonly accountId: Id; readonly invoiceId: Id };

    readonly answer: Invoice;
  };
  readonly 'GET /portal/accounts/{accountId}/statement': {
    readonly params: { readonly accountId: Id };
    readonly query?: { readonly limit?: number | undefined; readonly cursor?: string | undefined };

    readonly answer: {
      readonly items: readonly StatementEntry[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'GET /portal/accounts/{accountId}/outages': {
    readonly params: { readonly accountId: Id };

    readonly answer: PortalOutages;
  };
  readonly 'GET /portal/accounts/{accountId}/services': {
    readonly params: { readonly accountId: Id };
    readonly query?: { readonly limit?: number | undefined; readonly cursor?: string | undefined };

    readonly answer: {
      readonly items: readonly PortalService[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'GET /portal/accounts/{accountId}/services/{serviceId}': {
    readonly params: { readonly accountId: Id; readonly serviceId: Id };

    readonly answer: PortalServiceDetail;
  };
  readonly 'GET /portal/accounts/{accountId}/services/{serviceId}/usage': {
    readonly params: { readonly accountId: Id; readonly serviceId: Id };
    readonly query?: {
      readonly from?: Day | undefined;
      readonly to?: Day | undefined;
      readonly by?: ('day' | 'month') | undefined;
    };

    readonly answer: Usage;
  };
  readonly 'GET /portal/accounts/{accountId}/payment-methods': {
    readonly params: { readonly accountId: Id };

    readonly answer: PaymentMethods;
  };
  readonly 'POST /portal/accounts/{accountId}/payment-sessions': {
    readonly params: { readonly accountId: Id };

    readonly body: MyPaymentSession;
    readonly answer: PaymentSession;
  };
  readonly 'POST /portal/accounts/{accountId}/invoices/{invoiceId}/payment-sessions': {
    readonly params: { readonly accountId: Id; readonly invoiceId: Id };

    readonly body: MyInvoicePaymentSession;
    readonly answer: PaymentSession;
  };
  readonly 'GET /portal/accounts/{accountId}/dues': {
    readonly params: { readonly accountId: Id };

    readonly answer: PortalDues;
  };
  readonly 'DELETE /portal/accounts/{accountId}/payment-methods/{methodId}': {
    readonly params: { readonly accountId: Id; readonly methodId: Id };

    readonly answer: PaymentMethods;
  };
  readonly 'POST /portal/accounts/{accountId}/payment-methods/sessions': {
    readonly params: { readonly accountId: Id };

    readonly body: MySavingSession;
    readonly answer: PaymentSession;
  };
  readonly 'PUT /portal/accounts/{accountId}/autopay': {
    readonly params: { readonly accountId: Id };

    readonly body: Autopay;
    readonly answer: PaymentMethods;
  };
  readonly 'POST /portal/accounts/{accountId}/people': {
    readonly params: { readonly accountId: Id };

    readonly body: MyInvitation;
    readonly answer: AccountPeople;
  };
  readonly 'GET /portal/accounts/{accountId}/people': {
    readonly params: { readonly accountId: Id };

    readonly answer: AccountPeople;
  };
  readonly 'DELETE /portal/accounts/{accountId}/people/{personId}': {
    readonly params: { readonly accountId: Id; readonly personId: Id };

    readonly answer: AccountPeople;
  };
  readonly 'DELETE /portal/accounts/{accountId}/services/{serviceId}/pending/{actionId}': {
    readonly params: { readonly accountId: Id; readonly serviceId: Id; readonly actionId: Id };

    readonly answer: PortalService;
  };
  readonly 'PUT /portal/accounts/{accountId}/services/{serviceId}/access-password': {
    readonly params: { readonly accountId: Id; readonly serviceId: Id };

    readonly body: MyPassword;
    readonly answer: MyPasswordTaken;
  };
  readonly 'POST /portal/accounts/{accountId}/services/{serviceId}/change': {
    readonly params: { readonly accountId: Id; readonly serviceId: Id };

    readonly body: MyChange;
    readonly answer: MyChangeTaken;
  };
  readonly 'GET /portal/accounts/{accountId}/services/{serviceId}/offers': {
    readonly params: { readonly accountId: Id; readonly serviceId: Id };

    readonly answer: PortalOffers;
  };
  readonly 'POST /portal/accounts/{accountId}/services/{serviceId}/pause': {
    readonly params: { readonly accountId: Id; readonly serviceId: Id };

    readonly body: MyPause;
    readonly answer: MyChangeTaken;
  };
  readonly 'POST /portal/accounts/{accountId}/services/{serviceId}/change-preview': {
    readonly params: { readonly accountId: Id; readonly serviceId: Id };

    readonly body: MyChange;
    readonly answer: ChangePreview;
  };
  readonly 'POST /portal/accounts/{accountId}/services/{serviceId}/move-requests': {
    readonly params: { readonly accountId: Id; readonly serviceId: Id };

    readonly body: MyMove;
    readonly answer: Ticket;
  };
  readonly 'POST /portal/accounts/{accountId}/services/{serviceId}/resume': {
    readonly params: { readonly accountId: Id; readonly serviceId: Id };

    readonly answer: MyChangeTaken;
  };
  readonly 'POST /portal/accounts/{accountId}/services/{serviceId}/top-ups': {
    readonly params: { readonly accountId: Id; readonly serviceId: Id };

    readonly body: MyTopUp;
    readonly answer: PortalService;
  };
  readonly 'PATCH /portal/accounts/{accountId}/contacts': {
    readonly params: { readonly accountId: Id };

    readonly body: MyContacts;
    readonly answer: PortalContacts;
  };
  readonly 'GET /portal/accounts/{accountId}/contacts': {
    readonly params: { readonly accountId: Id };

    readonly answer: PortalContacts;
  };
  readonly 'POST /portal/accounts/{accountId}/tickets/{ticketId}/close': {
    readonly params: { readonly accountId: Id; readonly ticketId: Id };

    readonly answer: Ticket;
  };
  readonly 'GET /portal/accounts/{accountId}/tickets': {
    readonly params: { readonly accountId: Id };
    readonly query?: { readonly limit?: number | undefined; readonly cursor?: string | undefined };

    readonly answer: {
      readonly items: readonly Ticket[];
      readonly nextCursor?: string | undefined;
    };
  };
  readonly 'POST /portal/accounts/{accountId}/tickets': {
    readonly params: { readonly accountId: Id };

    readonly body: NewTicket;
    readonly answer: Ticket;
  };
  readonly 'GET /portal/accounts/{accountId}/notification-preferences': {
    readonly params: { readonly accountId: Id };

    readonly answer: NoticePreferences;
  };
  readonly 'PUT /portal/accounts/{accountId}/notification-preferences': {
    readonly params: { readonly accountId: Id };

    readonly body: NewNoticePreferences;
    readonly answer: NoticePreferences;
  };
  readonly 'GET /portal/accounts/{accountId}/tickets/{ticketId}': {
    readonly params: { readonly accountId: Id; readonly ticketId: Id };

    readonly answer: Ticket;
  };
  readonly 'POST /portal/accounts/{accountId}/tickets/{ticketId}/replies': {
    readonly params: { readonly accountId: Id; readonly ticketId: Id };

    readonly body: NewTicketReply;
    readonly answer: Ticket;
  };
  readonly 'POST /portal/accounts/{accountId}/services/{serviceId}/tickets': {
    readonly params: { readonly accountId: Id; readonly serviceId: Id };

    readonly body: NewTicket;
    readonly answer: Ticket;
  };
  readonly 'GET /openapi.json': {
    readonly answer: Readonly<Record<string, unknown>>;
  };
}
