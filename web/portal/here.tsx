import { createContext, use } from 'react';
import { type Draft, useDraft } from '../shared/draft.ts';
import type { Formats } from '../shared/format.ts';
import type { PortalAccount, PortalBrand, PortalLanguage } from '../shared/routes.ts';
import type { Words } from './words/english.ts';

/** Who looks at which account, in which language, at whose provider. */
export interface Here {
  readonly brand: PortalBrand;
  readonly words: Words;
  readonly format: Formats;
  readonly language: PortalLanguage;
  readonly speak: (language: PortalLanguage) => Promise<void>;
  readonly email: string;
  readonly accounts: readonly PortalAccount[];
  readonly account: PortalAccount;
  readonly turnTo: (accountId: string) => void;
  readonly theme: { readonly isDark: boolean; readonly swap: () => void };
  readonly signOut: () => void;
}

const HereContext = createContext<Here | undefined>(undefined);
export const HereProvider = HereContext.Provider;
export const useHere = (): Here => use(HereContext)!;

/** What a role lets one do; what it does not is not offered. The API judges it again. */
export function useRights() {
  const { role, isClosed } = useHere().account;
  return { mayPay: role !== 'viewer', mayManage: role === 'owner' && !isClosed };
}

/** `accountId` as the routes take it. */
export const useAccountParams = () => ({ accountId: useHere().account.accountId });

/** What this person types in this account and has not sent yet. */
export function useMyDraft<T>(thing: string, blank: T): Draft<T> {
  const { email, account } = useHere();
  return useDraft(email, `${account.accountId} ${thing}`, blank);
}
