import type { StatusMessage } from '../../contracts/edge/messages.ts';
import type { SiteCertificateRevoked } from '../../contracts/events/site-certificate-revoked.ts';
import type { SiteConfigurationChanged } from '../../contracts/events/site-configuration-changed.ts';
import type { SiteConnected } from '../../contracts/events/site-connected.ts';
import type { SiteCreated } from '../../contracts/events/site-created.ts';
import type { SiteDetailsChanged } from '../../contracts/events/site-details-changed.ts';
import type { SiteDisconnected } from '../../contracts/events/site-disconnected.ts';
import type { SiteEnrolled } from '../../contracts/events/site-enrolled.ts';
import type { SitePoolsChanged } from '../../contracts/events/site-pools-changed.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { DriftPolicy, SiteDetails, SiteDetailsChange } from '../../contracts/site.ts';
import type { Aggregate } from '../aggregate.ts';
import { effectiveChanges, withChanges } from '../details.ts';
import { type ComparisonEvent, type ComparisonsByDepth, evolveComparisons } from './comparison.ts';

export type SiteEvent =
  | SiteCreated
  | SiteDetailsChanged
  | SiteConfigurationChanged
  | SitePoolsChanged
  | SiteEnrolled
  | SiteCertificateRevoked
  | SiteConnected
  | SiteDisconnected
  | ComparisonEvent;

/** The link between cloud and agent as far as the broker knows. Subscribers do not depend on it. */
export interface SiteLink {
  readonly state: 'online' | 'offline';
  readonly agentVersion?: string;
  /** The instant that the agent named in its latest connection. */
  readonly connectedAt?: Instant;
  readonly certificateId?: string | undefined;
  /** When the link last came up or went down, by the cloud's clock. */
  readonly lastSeenAt?: Instant;
}

/** A point of presence, with the access nodes that its agent looks after. */
export interface Site {
  readonly details: SiteDetails;
  readonly link: SiteLink;
  /** Rises by one with each change of a node or of the pay redirect; 0 while there never was either. */
  readonly configurationRevision: number;
  readonly nodeIds: readonly string[];
  /** Its address pools, but for those that are older than this list. */
  readonly poolIds?: readonly string[];
  readonly comparisons?: ComparisonsByDepth;
  readonly enrolledAt?: Instant;
  /** When a certificate was revoked, by its id. */
  readonly revoked?: Readonly<Record<string, Instant>>;
  readonly createdAt: Instant;
}

/** How many nodes one site may have: its configuration is one message. */
export const mostNodes = 200;

/** The site's state as the fold of its events. */
export const siteAggregate: Aggregate<Site, SiteEvent> = {
  type: 'site',
  evolve(state, event, at) {
    if (event.type === 'site.created') {
      return {
        details: event.data,
        link: { state: 'offline' },
        configurationRevision: 0,
        nodeIds: [],
        createdAt: at,
      };
    }
    if (state === undefined) throw new Error(`${event.type} on a site that does not exist`);
    switch (event.type) {
      case 'site.details-changed':
        return { ...state, details: withChanges(state.details, event.data.changes) };
      case 'site.configuration-changed':
        return { ...state, configurationRevision: event.data.revision, nodeIds: event.data.nodeIds };
      case 'site.pools-changed':
        return { ...state, poolIds: event.data.poolIds };
      case 'site.enrolled':
        return { ...state, enrolledAt: at };
      case 'site.certificate-revoked':
        return { ...state, revoked: { ...state.revoked, [event.data.certificateId]: at } };
      case 'site.connected':
        return { ...state, link: { ...event.data, state: 'online', lastSeenAt: at } };
      case 'site.disconnected':
        return { ...state, link: { ...state.link, state: 'offline', lastSeenAt: at } };
      case 'site.comparison-begun':
      case 'site.comparison-advanced':
      case 'site.compared':
        return { ...state, comparisons: evolveComparisons(state.comparisons ?? {}, event, at) };
    }
  },
};

/** Opens a site. */
export function createSite(details: SiteDetails): readonly SiteEvent[] {
  const created: SiteEvent = { type: 'site.created', data: details };
  return details.payRedirect === undefined
    ? [created]
    : [created, nextConfiguration({ configurationRevision: 0 }, [])];
}

/** Corrects or completes what is known about a site. */
export function changeSiteDetails(site: Site, changes: SiteDetailsChange): readonly SiteEvent[] {
  const effective = effectiveChanges<SiteDetails, SiteDetailsChange>(site.details, changes);
  if (effective === undefined) return [];
  const changed: SiteEvent = { type: 'site.details-changed', data: { changes: effective } };
  // Nodes carry the policy to the agent.
  const reaches =
    effective.payRedirect !== undefined || (effective.driftPolicy !== undefined && site.nodeIds.length > 0);
  return reaches ? [changed, nextConfiguration(site, site.nodeIds)] : [changed];
}

/** A code belongs to one site. */
export function siteCodeClaim({ code }: Pick<SiteDetails, 'code'>): readonly {
  readonly kind: string;
  readonly value: string;
}[] {
  return code === undefined ? [] : [{ kind: 'site-code', value: code }];
}

/** One node of the site is new, different or gone: the configuration takes its next revision. */
export function changeSiteConfiguration(
  site: Site,
  node: { readonly nodeId: string; readonly present: boolean },
): readonly SiteEvent[] {
  const others = site.nodeIds.filter((nodeId) => nodeId !== node.nodeId);
  const nodeIds = node.present ? [...others, node.nodeId] : others;
  return [nextConfiguration(site, nodeIds)];
}

function nextConfiguration(
  { configurationRevision }: Pick<Site, 'configurationRevision'>,
  nodeIds: readonly string[],
): SiteEvent {
  const revision = configurationRevision + 1;
  return { type: 'site.configuration-changed', data: { revision, nodeIds: [...nodeIds] } };
}

/** What happens to drift on a node of the site. */
export function driftPolicyOf(
  site: Pick<SiteDetails, 'driftPolicy'>,
  node: { readonly driftPolicy?: DriftPolicy | undefined },
): DriftPolicy {
  return node.driftPolicy ?? site.driftPolicy ?? 'mend';
}

/**
 * The site has the pool from now on, has it no longer, or has it with other addresses. Every change of what its pools
 * hold goes through the site, so that of two which overlap one comes second and sees the other.
 */
export function changeSitePools(
  { poolIds = [] }: Site,
  pool: { readonly poolId: string; readonly present: boolean },
): readonly SiteEvent[] {
  const others = poolIds.filter((poolId) => poolId !== pool.poolId);
  return [
    { type: 'site.pools-changed', data: { poolIds: pool.present ? [...others, pool.poolId] : others } },
  ];
}

/** The site's agent got a certificate. */
export function enrolSite(): readonly SiteEvent[] {
  return [{ type: 'site.enrolled', data: {} }];
}

/** Nobody gets in with the certificate any more. */
export function revokeCertificate({ revoked = {} }: Site, certificateId: string): readonly SiteEvent[] {
  return certificateId in revoked ? [] : [{ type: 'site.certificate-revoked', data: { certificateId } }];
}

/**
 * Takes in what the agent said on connecting, or the broker on losing it. When an agent reconnects before the broker
 * has missed it, the last will of the lost connection arrives after the greeting of the new one: a will that names an
 * earlier connection than the current one says nothing.
 */
export function recordStatus(
  site: Site,
  status: Pick<StatusMessage, 'state' | 'agentVersion' | 'at'> & {
    readonly certificateId?: string | undefined;
  },
  now: Instant,
): readonly SiteEvent[] {
  const { link } = site;
  const at = status.at ?? now;
  if (status.state === 'offline') {
    const superseded =
      status.at !== undefined && link.connectedAt !== undefined && status.at < link.connectedAt;
    return link.state === 'offline' || superseded ? [] : [{ type: 'site.disconnected', data: {} }];
  }
  const { agentVersion, certificateId } = status;
  const known = link.state === 'online' && link.connectedAt === at && link.agentVersion === agentVersion;
  const earlier = link.state === 'online' && link.connectedAt !== undefined && at < link.connectedAt;
  if (known || earlier) return [];
  const by = certificateId === undefined ? {} : { certificateId };
  return [{ type: 'site.connected', data: { agentVersion, connectedAt: at, ...by } }];
}
