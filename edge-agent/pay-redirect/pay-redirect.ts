import type { PayRedirect as Setting } from '../../functions/contracts/site.ts';
import type { Store } from '../journal/store.ts';
import type { Log } from '../log.ts';
import { type Door, openDoor } from './door.ts';
import { lineAt } from './line-at.ts';
import type { PayPages } from './pay-pages.ts';

export interface PayRedirect {
  /** Opens, moves or closes the door, as the site's configuration has it. One call after the other. */
  adopt(setting: Setting | undefined): Promise<void>;
  close(): Promise<void>;
}

export interface PayRedirectTools {
  readonly store: Pick<Store, 'sessions' | 'replica'>;
  readonly pages: PayPages;
  readonly now: () => number;
  readonly log: Log;
}

const usualHost = '127.0.0.1';
/** A port that cannot be had is tried again: whoever has it may go, and an interface may come up late. */
const retryMs = 15_000;

/** Leads whoever is in the walled garden to the page where they pay, known by the address of their line. */
export function createPayRedirect({ store, pages, now, log }: PayRedirectTools): PayRedirect {
  let wanted: Setting | undefined;
  let door: Door | undefined;
  let retry: NodeJS.Timeout | undefined;
  let opening: Promise<void> = Promise.resolve();
  let isClosed = false;
  /** Why it could not be opened, as it was last logged. */
  let told: string | undefined;

  async function lead(address: string) {
    const desired = lineAt(address, store, now());
    const entitlement = desired?.entitlement;
    const page = entitlement === 'walled-garden' ? desired?.serviceId : undefined;
    return {
      // Whose quota is used up is in the garden, too; more is bought in the portal.
      isCaptive: entitlement === 'walled-garden' || entitlement === 'exhausted',
      to: await pages.of(page),
    };
  }

  async function open(): Promise<void> {
    if (wanted === undefined) return;
    const { port, address: host = usualHost } = wanted;
    try {
      door = await openDoor({
        host,
        port,
        lead,
        onFault: (fault) => log('error', 'a fault in the pay redirect', { fault }),
      });
      told = undefined;
      log('info', 'the pay redirect is open', { host, port });
    } catch (error) {
      const words = `the pay redirect cannot be opened and is tried again; see to its address and port at the site: ${String(error)}`;
      if (told !== words) log('error', words, { host, port });
      told = words;
      retry = setTimeout(() => {
        opening = opening.then(open);
      }, retryMs);
    }
  }

  async function shut(): Promise<void> {
    clearTimeout(retry);
    await door?.close();
    door = undefined;
  }

  function adopt(setting: Setting | undefined): Promise<void> {
    opening = opening.then(async () => {
      const next = isClosed ? undefined : setting;
      if (JSON.stringify(next) === JSON.stringify(wanted)) return;
      await shut();
      wanted = next;
      await open();
    });
    return opening;
  }

  return {
    adopt,
    async close() {
      isClosed = true;
      pages.close();
      await adopt(undefined);
    },
  };
}
