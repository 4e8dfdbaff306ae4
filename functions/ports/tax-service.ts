import type { TaxDocument, TaxDocumentVoid, TaxQuote, TaxQuoteRequest } from '../contracts/tax-service.ts';
import type { Result } from '../domain/result.ts';

/** How the service of this deployment is reached. */
export interface TaxServiceAccess {
  readonly url: string;
  /** Bearer token. */
  readonly token: string;
}

/**
 * An external tax service. Every call refuses with `tax-service.not-answering` when it is not known what the service
 * would say, or whether it heard: the same again is safe. `tax-service.refused` carries its words.
 */
export interface TaxService {
  /** The taxes on what is to be charged. It leaves nothing behind at the service. */
  quote(request: TaxQuoteRequest): Promise<Result<TaxQuote>>;
  /** Tells a document that was issued, once however often it is told. */
  tellIssued(document: TaxDocument): Promise<Result<void>>;
  /** Tells that a document counts no more. One that the service never heard of is void there already. */
  tellVoided(documentId: string, told: TaxDocumentVoid): Promise<Result<void>>;
}

export interface TaxServices {
  at(access: TaxServiceAccess): TaxService;
}
