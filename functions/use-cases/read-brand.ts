import type { OperatorSettings } from '../contracts/operator.ts';
import { type PortalLanguage, portalLanguage } from '../contracts/portal.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import { readOperator } from './change-operator.ts';

export type Brand = Pick<
  OperatorSettings,
  'name' | 'accent' | 'logo' | 'email' | 'phone' | 'website' | 'figures'
> & {
  readonly languages: PortalLanguage[];
};

/** Whose portal it is. The operator's own language comes first unless the operator says otherwise. */
export async function readBrand(ports: Pick<Ports, 'store'>): Promise<Result<Brand>> {
  const { name, accent, logo, email, phone, website, language, portal, figures } = (await readOperator(ports))
    .state;
  const all = portalLanguage.options;
  const usual = all.find((one) => language.split('-')[0] === one) ?? 'en';
  return done({
    name,
    accent,
    ...(logo === undefined ? {} : { logo }),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    ...(website === undefined ? {} : { website }),
    ...(figures === undefined ? {} : { figures }),
    languages: [...(portal?.languages ?? [usual, ...all.filter((one) => one !== usual)])],
  });
}
