import type { TaxServiceConfigured } from '../../contracts/events/tax-service-configured.ts';
import type { TaxServiceDocumentRefused } from '../../contracts/events/tax-service-document-refused.ts';
import type { TaxServiceRemoved } from '../../contracts/events/tax-service-removed.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { RefusedTaxDocument } from '../../contracts/tax-service.ts';
import type { Aggregate } from '../aggregate.ts';

export type TaxServiceEvent = TaxServiceConfigured | TaxServiceRemoved | TaxServiceDocumentRefused;

/** The external tax service of the deployment, if it has one; its secret is sealed beside. */
export interface TaxServiceSettings {
  readonly url?: string;
  readonly setAt?: Instant;
  /** What it did not take, the latest last. */
  readonly refused: readonly RefusedTaxDocument[];
}

const refusedKept = 100;

/** There is one. */
export const taxServiceId = `txs_${'0'.repeat(26)}`;

/** Under which name its bearer token is sealed. */
export const taxServiceSecret = 'token';

export const taxServiceAggregate: Aggregate<TaxServiceSettings, TaxServiceEvent> = {
  type: 'tax-service',
  evolve(state = { refused: [] }, event, at) {
    switch (event.type) {
      case 'tax-service.configured':
        // Another address of the same service goes on with the documents; a new one begins with those to come.
        return { url: event.data.url, setAt: state.setAt ?? at, refused: state.refused };
      case 'tax-service.removed':
        return { refused: state.refused };
      case 'tax-service.document-refused':
        return { ...state, refused: [...state.refused, event.data].slice(-refusedKept) };
    }
  },
};
