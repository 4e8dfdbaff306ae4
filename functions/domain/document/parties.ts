import type { OperatorSettings } from '../../contracts/operator.ts';
import type { Address } from '../../contracts/scalars.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import type { PrintedParty } from './printed-document.ts';
import { type DocumentWords, isolated } from './words.ts';

export function seller(operator: OperatorSettings, words: DocumentWords): PrintedParty {
  const { name, legalName, address, taxId, registrationNumber, email, phone, website } = operator;
  return {
    name: isolated(legalName ?? name),
    lines: [
      ...(legalName === undefined || legalName === name ? [] : [isolated(name)]),
      ...addressLines(address),
      ...(taxId === undefined ? [] : [`${words.taxId} ${isolated(taxId)}`]),
      ...(registrationNumber === undefined ? [] : [`${words.registration} ${isolated(registrationNumber)}`]),
      ...[email, phone, website].filter((line) => line !== undefined).map(isolated),
    ],
  };
}

export function buyer({ details }: Subscriber, words: DocumentWords): PrintedParty {
  const { name, contactName, taxId } = details;
  return {
    name: isolated(name),
    lines: [
      ...(contactName === undefined ? [] : [isolated(contactName)]),
      ...addressLines(billingAddress(details)),
      ...(taxId === undefined ? [] : [`${words.taxId} ${isolated(taxId)}`]),
    ],
  };
}

/** Where documents go: the billing address, or where the services are. */
export function billingAddress({ addresses }: Pick<Subscriber['details'], 'addresses'>): Address | undefined {
  return addresses.billing ?? addresses.service;
}

function addressLines(address: Address | undefined): string[] {
  if (address === undefined) return [];
  const { line1, line2, postalCode, city, region, country } = address;
  const place = [postalCode, city].filter((part) => part !== undefined && part !== '').join(' ');
  return [line1, line2 ?? '', place, region ?? '', country].filter((line) => line !== '').map(isolated);
}
