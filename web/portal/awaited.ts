import { useEffect, useState } from 'react';
import { useAccountParams } from './here.tsx';

type Kind = 'credit' | 'method';

/** What was there when somebody left for a provider's page to add to it. */
interface Awaited {
  readonly accountId: string;
  readonly before: string;
}

const keyOf = (kind: Kind) => `throughline.awaited.${kind}`;

export const awaitChange = (kind: Kind, awaited: Awaited): void =>
  sessionStorage.setItem(keyOf(kind), JSON.stringify(awaited));

function awaitedNow(kind: Kind, accountId: string): string | undefined {
  const kept = sessionStorage.getItem(keyOf(kind));
  const awaited = kept === null ? undefined : (JSON.parse(kept) as Awaited);
  return awaited?.accountId === accountId ? awaited.before : undefined;
}

/** Whether what somebody went to a provider's page for is still on its way, by what of its kind is `seen` here now. */
export function useAwaited(kind: Kind, seen: string | undefined) {
  const { accountId } = useAccountParams();
  const [before, setBefore] = useState(() => awaitedNow(kind, accountId));
  const hasCome = before !== undefined && seen !== undefined && seen !== before;
  useEffect(() => {
    if (hasCome) sessionStorage.removeItem(keyOf(kind));
  }, [hasCome, kind]);
  return {
    isWaiting: before !== undefined && seen === before,
    hasCome,
    stop() {
      sessionStorage.removeItem(keyOf(kind));
      setBefore(undefined);
    },
  };
}
