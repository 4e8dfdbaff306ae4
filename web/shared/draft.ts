import { useState } from 'react';

const prefix = 'draft ';

export interface Draft<T> {
  readonly typed: T;
  readonly type: (typed: T) => void;
  /** It was sent. */
  readonly forget: () => void;
}

/** What is typed and not sent yet: a reload or a way back loses nothing of it. It is kept for one person in one tab. */
export function useDraft<T>(person: string, thing: string, blank: T): Draft<T> {
  const key = `${prefix}${person} ${thing}`;
  const [typed, set] = useState<T>(() => {
    const kept = sessionStorage.getItem(key);
    return kept === null ? blank : (JSON.parse(kept) as T);
  });
  return {
    typed,
    type(next) {
      sessionStorage.setItem(key, JSON.stringify(next));
      set(next);
    },
    forget() {
      sessionStorage.removeItem(key);
      set(blank);
    },
  };
}

/** Whoever signs out leaves nothing behind. */
export function forgetDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
}
