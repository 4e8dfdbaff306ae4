import type { BillingProfile } from '../../contracts/billing-profile.ts';
import type { CurrencyCode } from '../../contracts/scalars.ts';
import type { SubscriberKind } from '../../contracts/subscriber.ts';
import type { Lead } from '../lead/lead.ts';
import type { NewSubscriber } from './decide.ts';

/** What a lead does not know and a subscriber must have. */
export interface ConversionTerms {
  readonly kind?: SubscriberKind | undefined;
  readonly language: string;
  readonly timeZone: string;
  readonly currency: CurrencyCode;
  readonly billingProfile: BillingProfile;
}

/**
 * The subscriber that a lead becomes. Everything is carried over: who and where it is, how it was won, the wanted plan,
 * the offer and all notes. A lead with an organization becomes that organization, and its person the one to ask for.
 */
export function subscriberFromLead(
  leadId: string,
  lead: Lead,
  number: string,
  terms: ConversionTerms,
): NewSubscriber {
  const { name, organization, email, phone, address, source, ...salesKnowledge } = lead.details;
  const kind = terms.kind ?? (organization === undefined ? 'contact' : 'organization');
  const isOrganization = kind === 'organization' && organization !== undefined;
  return {
    number,
    kind,
    details: {
      name: isOrganization ? organization : name,
      ...(isOrganization ? { contactName: name } : {}),
      emails: email === undefined ? [] : [email],
      phones: phone === undefined ? [] : [phone],
      addresses: address === undefined ? {} : { service: address },
      language: terms.language,
      timeZone: terms.timeZone,
      currency: terms.currency,
      tags: [],
    },
    billingProfile: terms.billingProfile,
    origin: {
      leadId,
      source,
      ...salesKnowledge,
      ...(organization === undefined ? {} : { organization }),
      ...(lead.quote === undefined ? {} : { quote: lead.quote }),
    },
    notes: lead.notes,
  };
}
