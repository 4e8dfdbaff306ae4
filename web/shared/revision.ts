import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import {
  type Answer,
  type AnswerOf,
  type Given,
  isConflict,
  type ReadRoute,
  type WriteRoute,
} from './api.ts';
import { reading, useApi } from './reading.tsx';
import { type Foreign, rebase } from './rebase.ts';

/** Something that is read to be written over: where it is read, and what of it a write names. */
export interface Edited<B extends object> {
  readonly route: ReadRoute;
  readonly given: Given<ReadRoute>;
  readonly of: (seen: never) => B;
}

export function edited<R extends ReadRoute, B extends object>(
  route: R,
  given: Given<R>,
  of: (seen: AnswerOf<R>) => B,
): Edited<B> {
  return { route, given: given as Given<ReadRoute>, of };
}

type Seen = Answer<ReadRoute>;

interface Draft<B> {
  /** What `body` was typed over, and its version. */
  readonly before: B;
  readonly etag: string | undefined;
  readonly body: B;
  readonly foreign: readonly Foreign[];
  /** What is there next is what was written here, as the API has it. */
  readonly isWritten: boolean;
}

export interface Revision<R extends WriteRoute, B extends object> {
  readonly body: B;
  /** What others have changed since it was read, until it is written over. */
  readonly foreign: readonly Foreign[];
  readonly change: (body: B) => void;
  readonly write: UseMutationResult<AnswerOf<R>, Error, void>;
}

/**
 * What is typed over something that was read. A write holds only against the version that it was typed over: what others
 * have changed meanwhile is taken where nothing was typed, and told before anything of it is written over.
 */
export function useRevision<R extends WriteRoute, B extends object>(
  route: R,
  { route: read, given, of }: Edited<B>,
  seen: Seen,
  /** What is sent of what was typed. */
  sent: (body: B, before: B) => Given<R>,
): Revision<R, B> {
  const api = useApi();
  const client = useQueryClient();
  const bodyOf = ({ body }: Seen): B => of(body as never);
  const [draft, keep] = useState<Draft<B>>(() => {
    const before = bodyOf(seen);
    return { before, etag: seen.etag, body: before, foreign: [], isWritten: false };
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is there now makes it another draft
  useEffect(
    () => keep((kept) => (kept.etag === seen.etag ? kept : over(kept, bodyOf(seen), seen.etag))),
    [seen],
  );
  const write = useMutation({
    async mutationFn(): Promise<AnswerOf<R>> {
      let { before, body, etag } = draft;
      for (;;) {
        try {
          return await api.call(route, sent(body, before), { ifMatch: etag });
        } catch (error) {
          if (!isConflict(error)) throw error;
          const now = await client.fetchQuery({ ...reading(api, read, given), staleTime: 0 });
          const rebased = rebase(before, body, bodyOf(now));
          if (now.etag === etag || rebased.foreign.length > 0) throw error;
          [before, body, etag] = [bodyOf(now), rebased.body, now.etag];
        }
      }
    },
    onSuccess() {
      keep((kept) => ({ ...kept, before: kept.body, foreign: [], isWritten: true }));
      void client.invalidateQueries();
    },
  });
  return {
    body: draft.body,
    foreign: draft.foreign,
    change: (body) => keep((kept) => ({ ...kept, body })),
    write,
  };
}

function over<B extends object>(kept: Draft<B>, now: B, etag: string | undefined): Draft<B> {
  const { body, foreign } = rebase(kept.before, kept.body, now);
  const isToldAnew = ({ member }: Foreign) => foreign.some((one) => one.member === member);
  const told = kept.isWritten ? [] : [...kept.foreign.filter((one) => !isToldAnew(one)), ...foreign];
  return { before: now, etag, body, foreign: told, isWritten: false };
}
