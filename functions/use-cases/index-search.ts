import type { AccessBinding } from '../contracts/access.ts';
import type { AggregateType } from '../contracts/event.ts';
import type { Address } from '../contracts/scalars.ts';
import { bareNumber, invoiceAggregate } from '../domain/billing/invoice.ts';
import { planAggregate } from '../domain/catalog/plan.ts';
import { leadAggregate } from '../domain/lead/lead.ts';
import { accessNodeAggregate } from '../domain/network/access-node.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Ports } from '../ports/ports.ts';
import type { Found } from '../ports/search-index.ts';

/** Indexes what a subscriber, a lead, a site, a node or a plan is found by from the state as it is now: a late or repeated call does no harm. */
export async function indexSearch(
  { store, search }: Pick<Ports, 'store' | 'search'>,
  source: { readonly aggregateType: AggregateType; readonly aggregateId: string },
): Promise<void> {
  const { aggregateType, aggregateId: id } = source;
  const indexed = await wordsOf(store, aggregateType, id);
  if (indexed === undefined) return;
  const words = indexed.words.filter((word) => word !== undefined);
  await search.put({ aggregateId: id, version: indexed.version }, indexed.found, words);
}

interface Indexed {
  readonly found: Found;
  readonly version: number;
  /** Most telling first: an index may keep only so many. */
  readonly words: readonly (string | undefined)[];
}

async function wordsOf(store: Ports['store'], type: AggregateType, id: string): Promise<Indexed | undefined> {
  switch (type) {
    case 'subscriber': {
      const stored = await store.load(subscriberAggregate, id);
      if (stored === undefined) return undefined;
      const { number, details } = stored.state;
      const { name, contactName, phones, emails, addresses, taxId, tags } = details;
      return {
        found: { kind: 'subscriber', id },
        version: stored.version,
        words: [
          number,
          name,
          contactName,
          ...phones,
          ...emails,
          taxId,
          ...addressWords(addresses.service),
          ...addressWords(addresses.billing),
          ...tags,
        ],
      };
    }
    case 'service': {
      const stored = await store.load(serviceAggregate, id);
      if (stored === undefined) return undefined;
      const { subscriberId, access, extras, address } = stored.state;
      return {
        found: { kind: 'subscriber', id: subscriberId },
        version: stored.version,
        words: [...accessWords(access), ...extras.map(({ serial }) => serial), ...addressWords(address)],
      };
    }
    case 'lead': {
      const stored = await store.load(leadAggregate, id);
      if (stored === undefined) return undefined;
      const { subscriberId } = stored.state;
      const { name, organization, phone, email, address } = stored.state.details;
      return {
        // Once won, its words lead to the subscriber, whatever it is called later.
        found: subscriberId === undefined ? { kind: 'lead', id } : { kind: 'subscriber', id: subscriberId },
        version: stored.version,
        words: [name, organization, phone, email, ...addressWords(address)],
      };
    }
    case 'invoice': {
      const stored = await store.load(invoiceAggregate, id);
      // As one word: its parts are those of thousands of others.
      return stored === undefined
        ? undefined
        : {
            found: { kind: 'subscriber', id: stored.state.subscriberId },
            version: stored.version,
            words: [bareNumber(stored.state.number)],
          };
    }
    case 'site': {
      const stored = await store.load(siteAggregate, id);
      if (stored === undefined) return undefined;
      const { name, code, address } = stored.state.details;
      return {
        found: { kind: 'site', id },
        version: stored.version,
        words: [name, code, ...addressWords(address)],
      };
    }
    case 'access-node': {
      const stored = await store.load(accessNodeAggregate, id);
      if (stored === undefined) return undefined;
      const { removed, details } = stored.state;
      return {
        found: { kind: 'access-node', id },
        version: stored.version,
        words: removed ? [] : [details.name, details.address],
      };
    }
    case 'plan': {
      const stored = await store.load(planAggregate, id);
      return stored === undefined
        ? undefined
        : { found: { kind: 'plan', id }, version: stored.version, words: [stored.state.name] };
    }
    default:
      return undefined;
  }
}

function addressWords(address: Address | undefined): (string | undefined)[] {
  if (address === undefined) return [];
  const { line1, line2, city, region, postalCode } = address;
  return [line1, line2, postalCode, city, region];
}

function accessWords(access: AccessBinding): (string | undefined)[] {
  const addresses = [access.framedIp, access.framedIpv6Prefix, access.delegatedIpv6Prefix];
  switch (access.technology) {
    case 'pppoe':
      return [access.username, access.callingStationId, ...addresses];
    case 'ipoe':
      return [access.mac, ...addresses];
    case 'hotspot':
      return [access.username, ...addresses];
    case 'gpon':
      return [access.username, access.onuSerial, ...addresses];
    case 'lte':
      return [access.imsi, ...addresses];
  }
}
