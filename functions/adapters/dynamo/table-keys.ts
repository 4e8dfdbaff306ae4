/**
 * Every key and index key of the one table. No other file spells one.
 *
 * | item        | pk                              | sk                  | indexes
 * |-------------|---------------------------------|---------------------|----------------------------------------------
 * | state       | <type>#<id>                     | STATE               | by-type  <type> / <id>
 * |             |                                 |                     | by-owner <owner>#<type> / <id>
 * |             |                                 |                     | by-place <place>#<type> / <id>
 * |             |                                 |                     | by-due   <type> / <dueOn>#<id>
 * | event       | <type>#<id>                     | EVENT#<version>     |
 * | secret      | <type>#<id>                     | SECRET#<name>       |
 * | claim       | CLAIM#<kind>#<value>            | CLAIM               |
 * | holding     | CLAIM#<kind>#<value>            | HELD#<since>#<holder> |
 * | answer      | ANSWER#<scope>#<key>            | ANSWER              | (ttl 24 h)
 * | series      | SERIES#<name>                   | SERIES              |
 * | feed page   | FEED                            | PAGE#<first position> |
 * | feed head   | FEED                            | HEAD                | (of an earlier release)
 * | checkpoint  | CHECKPOINT#<consumer>           | <aggregate id>      |
 * | task        | TASK#<message id>               | TASK                | (ttl)
 * | look        | LOOK#<message id>               | LOOK                | (ttl)
 * | word        | WORD#<its first two characters> | <word>#<source>     |
 * | indexed     | INDEXED#<subscriber>            | <source>            |
 * | source      | SOURCE#<aggregate id>           | SOURCE              |
 * | accounting  | ACCOUNTING#<site>               | <epoch>#<sequence>  |
 * | epoch       | EPOCH#<site>#<epoch>            | EPOCH               |
 * | session     | SESSION#<site>#<node>#<session> | <service or user>   | by-owner <service>#session / <startedAt>#<session>
 * |             |                                 |                     | by-place <node>#open-session#<shard> / (same), then
 * |             |                                 |                     |          <node>#ended-session#<shard> / (same)
 * | usage       | USAGE#<service>                 | <day>#<node>#<session> |
 * | intake      | INTAKE                          | <day>#<provider>    |
 * | handle      | HANDLE#<name or address>        | <startedAt>#<session> <key of the session>
 * | health      | HEALTH#<node>                   | HEALTH              |
 * | refused     | REFUSED#<service>               | LOGIN               |
 * | restart     | RESTART#<node>                  | RESTART             |
 * | delivery    | WEBHOOK#<endpoint>              | EVENT-OF#<event id> | (ttl 30 days)
 * | delivered   | WEBHOOK#<endpoint>              | DELIVERED           |
 * | posting     | JOURNAL#<month>                 | <day>#<position>#<n> | by-owner <subscriber>#posting / <sk>
 * |             |                                 |                     | by-place <account>#posting / <sk>
 * | total       | LEDGER                          | <month>#<currency>#<account>
 * | posted      | LEDGER                          | THROUGH             |
 * | figures     | FIGURES                         | STANDING            |
 * | their parts | FIGURES#<as of>                 | PAGE#<cursor>       | (ttl 2 days)
 * | issued      | ISSUED#<site>#<group of bucket> | <bucket>#<service>  | by-type  unsettled-service / <service>
 * |             |                                 |                     | by-place <site>#unsettled-service / <service>,
 * |             |                                 |                     | both while the site is not in sync on it
 *
 * Versions and sequences are padded with zeros so that their order as text is their order as numbers.
 */

import { bucketOf, groupOf } from '../../contracts/edge/buckets.ts';
import type { AggregateType } from '../../contracts/event.ts';
import { eventSortKeyPrefix } from '../../contracts/table-definition.ts';
import type { Links } from '../../domain/aggregate.ts';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

const versionDigits = 10;
const sequenceDigits = 16;
const groupDigits = 2;
const bucketDigits = 4;
const feedBlockSize = 10_000;

/** Sorts after every character that ids, days and numbers are made of. */
const last = '~';

const padded = (number: number, digits: number) => String(number).padStart(digits, '0');

export function stateKey(type: AggregateType, id: string): Key {
  return { pk: `${type}#${id}`, sk: 'STATE' };
}

export function eventKey(type: AggregateType, id: string, version: number): Key {
  return { pk: `${type}#${id}`, sk: eventSortKeyPrefix + padded(version, versionDigits) };
}

/** Bounds, both inclusive, of the events with versions above `afterVersion`. */
export function eventRange(type: AggregateType, id: string, afterVersion: number) {
  return {
    pk: `${type}#${id}`,
    from: eventSortKeyPrefix + padded(afterVersion + 1, versionDigits),
    to: eventSortKeyPrefix + last,
  };
}

export function secretKey(type: AggregateType, id: string, name: string): Key {
  return { pk: `${type}#${id}`, sk: `SECRET#${name}` };
}

export function claimKey(kind: string, value: string): Key {
  return { pk: `CLAIM#${kind}#${value}`, sk: 'CLAIM' };
}

const heldPrefix = 'HELD#';

/** A holding of a claim that has ended. */
export function holdingKey(claim: Key, since: string, holder: string): Key {
  return { pk: claim.pk, sk: `${heldPrefix}${since}#${holder}` };
}

/** Bounds, both inclusive, of the holdings that began at or before the instant. */
export function holdingRange(claim: Key, at: string) {
  return { pk: claim.pk, from: heldPrefix, to: `${heldPrefix}${at}#${last}` };
}

export function answerKey(scope: string, key: string): Key {
  return { pk: `ANSWER#${scope}#${key}`, sk: 'ANSWER' };
}

export function seriesKey(name: string): Key {
  return { pk: `SERIES#${name}`, sk: 'SERIES' };
}

const feedPartition = 'FEED';
const pagePrefix = 'PAGE#';
const positionDigits = 12;

/** A page of the feed by the position of its first event. */
export function feedPageKey(first: number): Key {
  return { pk: feedPartition, sk: pagePrefix + padded(first, positionDigits) };
}

/** Bounds, both inclusive, of the pages that begin at or after `from`, and before `before`. */
export function feedPageRange(from: number, before: number | undefined) {
  return {
    pk: feedPartition,
    from: feedPageKey(Math.max(0, from)).sk,
    to: before === undefined ? pagePrefix + last : feedPageKey(Math.max(0, before - 1)).sk,
  };
}

/** Where an earlier release kept the end of the feed. */
export const feedHeadKey: Key = { pk: feedPartition, sk: 'HEAD' };

export function checkpointKey(consumer: string, aggregateId: string): Key {
  return { pk: `CHECKPOINT#${consumer}`, sk: aggregateId };
}

export function taskKey(messageId: string): Key {
  return { pk: `TASK#${messageId}`, sk: 'TASK' };
}

export function lookKey(messageId: string): Key {
  return { pk: `LOOK#${messageId}`, sk: 'LOOK' };
}

/** The partition of a word: one and all words with the same first two characters. */
export function wordPartition(kind: string, word: string): string {
  return `WORD#${kind}#${[...word].slice(0, 2).join('')}`;
}

export function wordKey(kind: string, word: string, source: string): Key {
  return { pk: wordPartition(kind, word), sk: `${word}#${source}` };
}

export function indexedPartition(foundId: string): string {
  return `INDEXED#${foundId}`;
}

export function indexedKey(foundId: string, source: string): Key {
  return { pk: indexedPartition(foundId), sk: source };
}

export function sourceKey(aggregateId: string): Key {
  return { pk: `SOURCE#${aggregateId}`, sk: 'SOURCE' };
}

export function accountingPartition(siteId: string): string {
  return `ACCOUNTING#${siteId}`;
}

export function accountingKey(siteId: string, epoch: string, sequence: number): Key {
  return { pk: accountingPartition(siteId), sk: `${epoch}#${padded(sequence, sequenceDigits)}` };
}

export function epochKey(siteId: string, epoch: string): Key {
  return { pk: `EPOCH#${siteId}#${epoch}`, sk: 'EPOCH' };
}

export interface SessionIdentity {
  readonly siteId: string;
  readonly nodeId?: string | undefined;
  readonly sessionId: string;
  readonly serviceId?: string | undefined;
  readonly username: string;
}

/** An Acct-Session-Id is unique per NAS only, and some NAS count it anew after a restart: the subscriber is part of the key. */
export function sessionKey(of: SessionIdentity): Key {
  return {
    pk: `SESSION#${of.siteId}#${of.nodeId ?? ''}#${of.sessionId}`,
    sk: of.serviceId ?? `user ${of.username}`,
  };
}

export const intakePartition = 'INTAKE';

export function intakeKey(provider: string, day: string): Key {
  return { pk: intakePartition, sk: `${day}#${provider}` };
}

export function usagePartition(serviceId: string): string {
  return `USAGE#${serviceId}`;
}

export function usageKey(
  serviceId: string,
  part: string,
  { siteId, nodeId, sessionId }: Pick<SessionIdentity, 'siteId' | 'nodeId' | 'sessionId'>,
): Key {
  return { pk: usagePartition(serviceId), sk: `${part}#${nodeId ?? siteId}#${sessionId}` };
}

/** Which session an item is of, whatever the day. */
export function usageSession(sortKey: string): string {
  return sortKey.slice(sortKey.indexOf('#') + 1);
}

/** What the name of a session says: node ids have no `#`, session ids may. */
export function usageSessionOf(name: string): { heardAt: string; sessionId: string } {
  const end = name.indexOf('#');
  return { heardAt: name.slice(0, end), sessionId: name.slice(end + 1) };
}

export function restartKey(nodeId: string): Key {
  return { pk: `RESTART#${nodeId}`, sk: 'RESTART' };
}

export function healthKey(nodeId: string): Key {
  return { pk: `HEALTH#${nodeId}`, sk: 'HEALTH' };
}

export function refusedLoginKey(serviceId: string): Key {
  return { pk: `REFUSED#${serviceId}`, sk: 'LOGIN' };
}

const deliveryPrefix = 'EVENT-OF#';

export function webhookDeliveryKey(endpointId: string, eventId: string): Key {
  return { pk: `WEBHOOK#${endpointId}`, sk: deliveryPrefix + eventId };
}

/** When an endpoint took something last. */
export function deliveredKey(endpointId: string): Key {
  return { pk: `WEBHOOK#${endpointId}`, sk: 'DELIVERED' };
}

/** Bounds, both inclusive, of the deliveries from one on: towards the newest, or towards the oldest. */
export function webhookDeliveryRange(endpointId: string, eventId: string | undefined, oldestFirst: boolean) {
  const at = eventId === undefined ? undefined : deliveryPrefix + eventId;
  return {
    pk: `WEBHOOK#${endpointId}`,
    from: (oldestFirst ? at : undefined) ?? deliveryPrefix,
    to: (oldestFirst ? undefined : at) ?? deliveryPrefix + last,
  };
}

export function byType(type: AggregateType, id: string) {
  return { ofType: type, id };
}

export function ownerPartition(owner: string, kind: AggregateType | 'session' | 'posting'): string {
  return `${owner}#${kind}`;
}

const lineDigits = 3;

export function postingPartition(month: string): string {
  return `JOURNAL#${month}`;
}

/** A posting's place in the journal: by day, then by the place of its event in the feed. */
export function postingPlace(on: string, position: number, line: number): string {
  return `${on}#${padded(position, positionDigits)}#${padded(line, lineDigits)}`;
}

/** Bounds, both inclusive, of the places on the days given, or of those behind one of them. */
export function postingRange(from: string, to: string, behind: string | undefined) {
  return { from: behind === undefined ? from : `${behind}#`, to: `${to}#${last}` };
}

export const figuresKey: Key = { pk: 'FIGURES', sk: 'STANDING' };

export function figuresPartition(asOf: string): string {
  return `FIGURES#${asOf}`;
}

export function figuresPartKey(asOf: string, page: string): Key {
  return { pk: figuresPartition(asOf), sk: `PAGE#${page}` };
}

export const ledgerPartition = 'LEDGER';

export function ledgerTotalKey(total: string): Key {
  return { pk: ledgerPartition, sk: total };
}

export const postedThroughKey: Key = { pk: ledgerPartition, sk: 'THROUGH' };

/** Bound, inclusive, of the totals of all months up to this one. */
export function ledgerTotalBound(month: string): string {
  return `${month}#${last}`;
}

/** Sixty-four partitions per site, so that none is hot when thousands of services change in a minute. */
export function issuedPartition(siteId: string, group: number): string {
  return `ISSUED#${siteId}#${padded(group, groupDigits)}`;
}

/** Begins the sort keys of a bucket's services. */
export function bucketPrefix(bucket: number): string {
  return `${padded(bucket, bucketDigits)}#`;
}

export function issuedKey(siteId: string, serviceId: string): Key {
  const bucket = bucketOf(serviceId);
  return { pk: issuedPartition(siteId, groupOf(bucket)), sk: `${bucketPrefix(bucket)}${serviceId}` };
}

/** What lists of services that are not in sync are found by. */
export const unsettledKind = 'unsettled-service';

export function placePartition(
  place: string,
  kind: AggregateType | typeof unsettledKind | 'posting',
): string {
  return `${place}#${kind}`;
}

/**
 * A NAS that comes back from a power cut ends and begins all its sessions within minutes. A partition of an index takes
 * 1,000 writes a second, and sort keys that only rise keep DynamoDB from splitting it, so a node has several.
 */
export const sessionShards = 8;

export function sessionPlace(nodeId: string, open: boolean, shard: number): string {
  return `${nodeId}#${open ? 'open' : 'ended'}-session#${shard}`;
}

/** Every partition in which a node's sessions of that state are. */
export function sessionPlaces(nodeId: string, open: boolean): string[] {
  return Array.from({ length: sessionShards }, (_, shard) => sessionPlace(nodeId, open, shard));
}

export function handlePartition(handle: string): string {
  return `HANDLE#${handle}`;
}

/** Where a session is found by what it is called; the same however often it is written. */
export function handleKey(handle: string, session: Key, startedAt: string): Key {
  return { pk: handlePartition(handle), sk: `${startedAt}#${session.pk} ${session.sk}`.slice(0, 1000) };
}

/** Bound, inclusive, of everything that is due on or before the day. */
export function dueBound(day: string): string {
  return `${day}#${last}`;
}

export function dueKey(dueOn: string, id: string): string {
  return `${dueOn}#${id}`;
}

/** Index attributes of an aggregate's state item. */
export function stateIndexes(type: AggregateType, id: string, links: Links) {
  return {
    ...byType(type, id),
    ...(links.owner === undefined ? {} : { ofOwner: ownerPartition(links.owner, type) }),
    ...(links.place === undefined ? {} : { ofPlace: placePartition(links.place, type) }),
    ...(links.dueOn === undefined ? {} : { ofDue: type, dueKey: dueKey(links.dueOn, id) }),
  };
}

/** Index attributes of a session item: found by its service, and by its node as open or as ended. They move at its start and its end only. */
export function sessionIndexes(of: SessionIdentity, startedAt: string, open: boolean) {
  return {
    id: `${startedAt}#${of.sessionId}`.slice(0, 300),
    ...(of.serviceId === undefined ? {} : { ofOwner: ownerPartition(of.serviceId, 'session') }),
    ...(of.nodeId === undefined ? {} : { ofPlace: sessionPlace(of.nodeId, open, shardOf(of.sessionId)) }),
  };
}

function shardOf(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) >>> 0;
  // Ids that count up differ in their last characters, whose bits a plain remainder would repeat.
  return Math.imul(hash, 0x9e3779b1) >>> 29;
}

/** Under which an earlier release found the events that have a position near this one. */
export function feedBlock(position: number): string {
  return `FEED#${Math.floor(position / feedBlockSize)}`;
}
